#!/usr/bin/env bash
# Goal of this test: every finding of docs/verdicts.md but those of thieves (46), typed codes (43) and PINs (44), made for
# real by clerks and forgers. Codes are listed beside what must be said of them, then judged in one run.
. "$(dirname "$0")/lib.sh" "$@"
init
trc key new --id 5 --type ed25519 --quiet >/dev/null
cheap_keys
expect() { # "VERDICT FINDING,FINDING" CODE
    printf '%s\t%s\n' "$2" "$1" >>rows
}
judge() { # [COMMAND...]: the rows so far
    cut -f1 rows >rows.in
    verdicts <rows.in | paste rows.in - >rows.out
    diff rows rows.out >&2 || fail "judged otherwise"
    rm rows
}

# Batches of every seal, with sealed and with own serials; dates; another host of the firm; released in part.
batch() { # FILE OPTION...
    issue --format csv --out "$@" >/dev/null
}
dressed=(--lot L1 --produced 260102 --expiry 711231)
batch plain --key 0 --count 4 "${dressed[@]}"
batch hmac --key 0 --count 1 "${dressed[@]}" --seal hmac
batch ed --key 5 --count 1 "${dressed[@]}" --seal ed25519
echo ABC-1 >ABC-1.txt
echo ABC-2 >ABC-2.txt
batch own-hmac --key 0 --serials ABC-1.txt "${dressed[@]}" --seal hmac
batch own-ed --key 5 --serials ABC-2.txt "${dressed[@]}" --seal ed25519
batch dated --key 0 --count 1 --expiry "$(TZ=WEST+12 date +%y%m%d)"
batch go --key 0 --count 1 --host go.acme.cn
batch part --key 0 --count 3 --expiry 260101
for id in 1 2 3 4 5 6 7; do trc batch activate $id --quiet; done
middle=$(sed -n 3p part | cut -d, -f3)
trc batch activate 8 --units "$middle-$middle" --quiet
plain=$(codes plain | head -1) hmac=$(codes hmac) ed=$(codes ed) own_hmac=$(codes own-hmac) own_ed=$(codes own-ed)
serial=$(sed -n 2p plain | cut -d, -f2)

# The controls: genuine as printed, and as other programs write and hand on the same code.
for code in "$plain" "$hmac" "$ed" "$own_hmac" "$own_ed" "$(codes go)" "]Q1$plain" "${hmac/S=/s=}" \
    "${plain/HTTPS:\/\/ID.ACME.CN/http://id.acme.cn}" "$(sed 's/?\(.*\)&\(.*\)/?\2\&\1/' <<<"$plain")" \
    "(01)$gtin(10)L1(21)$serial(11)260102(17)711231" "(01)$gtin(10)L1(11)260102(17)711231(21)$serial"; do
    expect "authentic" "$code"
done
expect "caution not_activated,expired" "$(codes part | head -1)"
expect "caution expired" "$(codes part | sed -n 2p)"
expect "caution not_activated,expired" "$(codes part | tail -1)"

# forged: every field of every kind of code changed, left out, or put in; a serial or a seal of another unit.
for code in "$plain" "$hmac" "$ed" "$own_hmac" "$own_ed"; do
    for change in s/L1/L2/ s/L1/l1/ s,/10/L1,, s,/10/,/22/V/10/, s/=711231/=721231/ s/=260102/=260103/ s/11=260102.// \
        s/11=/15=/ 's/?/?13=260102\&/' "s/$gtin/$other_gtin/"; do
        expect "counterfeit forged" "$(sed "$change" <<<"$code")"
    done
done
expect "counterfeit forged" "${plain/$serial/${serial:0:19}$([ "${serial:19}" = 7 ] && echo 8 || echo 7)}"
expect "counterfeit forged" "${plain/$serial/${serial:0:1}7777777777777777777}"
expect "counterfeit forged" "(01)$gtin(10)L2(21)$serial(11)260102(17)711231"
expect "counterfeit forged" "$plain&S=${hmac##*S=}"
expect "counterfeit forged" "${own_hmac/ABC-1/ABC-9}"
expect "counterfeit forged" "${own_ed/ABC-2/ABC-3}"
expect "counterfeit forged" "${hmac%S=*}S=H0$(printf '0%.0s' {1..26})"
expect "counterfeit forged" "${ed%S=*}S=E5$(printf '0%.0s' {1..103})"

# seal_stripped: the seal left out, or one of another kind or key in its place. GS1 text has no room for it: caution.
hmac_serial=${hmac##*/21/}
expect "caution seal_not_carried" "(01)$gtin(10)L1(21)${hmac_serial%%\?*}(11)260102(17)711231"
for code in "$hmac" "$ed" "$own_hmac" "$own_ed"; do
    expect "counterfeit seal_stripped" "${code%&S=*}"
done
expect "counterfeit unsealed_data,seal_stripped" "${hmac%=*}"
expect "counterfeit seal_stripped,key_unknown" "${hmac%S=*}S=Z0ABC"
expect "counterfeit seal_stripped,forged" "${ed%S=*}S=${hmac##*S=}"
expect "unreadable not_sealed" "(01)$gtin(10)L1(21)ABC-1(11)260102(17)711231"

# unsealed_data is told and ignored; keys and seal types that nobody here knows; what is no trace code.
for code in "$plain&utm=1" "$plain#top" "${plain/CN/CN/SHOP}" "$plain&10" "$plain&linkType=gs1:pip"; do
    expect "authentic unsealed_data" "$code"
done
expect "counterfeit unsealed_data,forged" "${plain/L1/L2}&utm=1"
expect "unknown key_unknown" "${plain/$serial/9${serial:1}}"
expect "unknown key_unknown" "$plain&S=Z0ABC"
expect "unknown key_unknown" "$plain&S=H9${hmac: -26}"
expect "unreadable not_sealed" "HTTPS://ID.ACME.CN/01/$gtin/21/NEW-2"
for code in FOO "HTTPS://ID.ACME.CN/01/$gtin" "HTTPS://ID.ACME.CN/01/$gtin/10/L1" "(00)340123451111111111" "${plain/2?/3?}x" \
    "$hmac&S=${hmac##*S=}" "${hmac%?}" "${plain/ACME.CN/ACME.CN }" 13800138000; do
    expect "unreadable malformed" "$code"
done
judge

# The day of expiry itself is still good, by the clock of the place: EAST is more than a day ahead of WEST.
codes dated >dated.in
is "$(TZ=WEST+12 verdicts <dated.in) $(TZ=EAST-14 verdicts <dated.in)" "authentic caution expired"

# key_revoked: not before its date; then all of its codes and no others, and the false ones stay false.
printf '%s\n' "$ed" "$own_ed" "$plain" "${ed/L1/L2}" >codes.in
trc key revoke 5 --from "$(date -u -d tomorrow +%F)" --quiet
is "$(verdicts <codes.in | tr '\n' ' ')" "authentic authentic authentic counterfeit forged "
trc key revoke 5 --from 2026-01-01 --quiet
is "$(verdicts <codes.in | tr '\n' ' ')" "caution key_revoked caution key_revoked authentic counterfeit forged "

# The facts beside the findings.
printf '%s\n' "${plain/L1/L2}" "${hmac}x" "$own_ed" "${hmac%&S=*}" "$(codes part | tail -1)" "$plain&S=Z9ABC" >facts.in
run 3 trc verify --json - <facts.in
is "$(jq -c '.findings[] | del(.severity, .message)' out)" '{"id":"forged","seal":"serial"}
{"id":"malformed","rule":"seal-length","offset":89}
{"id":"key_revoked","key_id":5,"from":"2026-01-01T00:00:00Z"}
{"id":"seal_stripped","batch":2}
{"id":"not_activated","batch":8}
{"id":"expired","expiry":"2026-01-01"}
{"id":"key_unknown","key_id":9,"seal_type":"Z"}'
