#!/usr/bin/env bash
# Goal of this test: who steals a key cannot make numbers that pass, nor seal for a firm that is another; who borrows a
# true code cannot put it under a host of his own; and a stranger's code is unknown, not false.
. "$(dirname "$0")/lib.sh" "$@"
init
expect() { # "VERDICT FINDING,FINDING" CODE
    printf '%s\t%s\n' "$2" "$1" >>rows
}
judge() { # [COMMAND...]: the rows so far
    cut -f1 rows >rows.in
    verdicts <rows.in | paste rows.in - >rows.out
    diff rows rows.out >&2 || fail "judged otherwise"
    rm rows
}

batch() { # FILE OPTION...
    issue --format csv --out "$@" >/dev/null
}
batch plain --count 4 --lot L1
echo ABC-1 >ABC-1.txt
echo NEW-1 >NEW-1.txt
batch own --serials ABC-1.txt --seal hmac
for id in 1 2; do trc batch activate $id --quiet; done
plain=$(codes plain | head -1)
expect "authentic" "$plain"
expect "authentic" "$(codes own)"

# The thief of key 0 seals what nobody issued, in places where nobody did, and for a firm that is another.
trc key export 0 --out stolen
thief=(--issuer Thief --host id.acme.cn --prefix 6901234 --prefix 6905555 --secret-file stolen)
export TRC_HOME=$work/thief-home
trc init --quiet "${thief[@]}"
batch thief --count 30 --lot L1
batch thief-own --serials "$work/NEW-1.txt" --seal hmac
trc issue --quiet --gtin 06905555000007 --count 1 --format csv --out thief-gtin >/dev/null
rm stolen
TRC_HOME=$work/other-home trc init --quiet --issuer Other --host id.other.cn --prefix 6905555
TRC_HOME=$work/other-home trc issue --quiet --gtin 06905555000007 --count 1 --format csv --out other >/dev/null
export TRC_HOME=$work/home
expect "counterfeit never_issued" "$(codes thief | tail -1)"
expect "counterfeit seal_stripped,never_issued" "$(codes thief | sed -n 5p)" # whose serial is ABC-1
expect "counterfeit never_issued" "$(codes thief-own)"
expect "counterfeit wrong_issuer" "$(codes thief-gtin)"

# wrong_issuer: hosts that look like the firm's. What is no host at all is not read.
for host in ID.EVIL.CN ID.ACME.CN.EVIL.CN EVIL.ID.ACME.CN ACME.CN 1D.ACME.CN XN--ID-8NA.ACME.CN ID.ACME.CN. ID.ACME.CN:443; do
    expect "counterfeit wrong_issuer" "${plain/ID.ACME.CN/$host}"
done
expect "counterfeit wrong_issuer,forged" "$(sed 's/ID.ACME.CN/ID.EVIL.CN/; s/L1/L2/' <<<"$plain")"
expect "counterfeit wrong_issuer" "$(sed 's/ID.OTHER.CN/ID.ACME.CN/' other | codes /dev/stdin)"
expect "unknown issuer_unknown" "$(codes other)"
for host in ID.ACME.CN@EVIL.CN EVIL.CN@ID.ACME.CN ID%2EACME.CN 'ID.ACME.CN\EVIL.CN' ID.ACMÉ.CN; do
    expect "unreadable malformed" "${plain/ID.ACME.CN/$host}"
done

judge

run 3 trc verify --json "${plain/ID.ACME.CN/Id.Evil.cn}" "$(codes thief-gtin)" "$(codes thief | tail -1)" "$(codes other)"
is "$(jq -c '[.findings[] | del(.severity)] + [.issuer]' out)" '[{"id":"wrong_issuer","host":"id.evil.cn"},"Acme 酒业"]
[{"id":"wrong_issuer","gtin":"06905555000007"},null]
[{"id":"never_issued","unit":30},"Acme 酒业"]
[{"id":"issuer_unknown","gtin":"06905555000007"},null]'
