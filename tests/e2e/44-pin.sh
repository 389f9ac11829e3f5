#!/usr/bin/env bash
# Goal of this test: a scratch PIN is weighed beside the seal: right, wrong, of another unit, of a key that is gone; it
# never turns a bad code into a good one, and the right PIN is never told.
. "$(dirname "$0")/lib.sh" "$@"
init
cp home/keys.trk one-key.trk
trc key new --id 5 --quiet >/dev/null
cheap_keys
issue --key 0 --count 2 --pin --lot L1 --format csv --out pins >/dev/null
echo OWN-1 >OWN-1.txt
issue --key 0 --serials OWN-1.txt --seal hmac --pin --format csv --out own >/dev/null
issue --key 5 --count 1 --pin --format csv --out five >/dev/null
for id in 1 2; do trc batch activate $id --quiet; done
code=$(codes pins | head -1)
pin=$(sed -n 2p pins | cut -d, -f4)
other=$(sed -n 3p pins | cut -d, -f4)
[[ $pin =~ ^[0-9]{8}$ && $other =~ ^[0-9]{8}$ && $pin != "$other" ]] || fail "no PINs: $pin $other"

said() { # EXIT "VERDICT FINDING,FINDING" CODE PIN [OPTION...]
    run "$1" trc verify --json --pin "$4" "${@:5}" -- "$3"
    is "$(jq -r '.verdict + " " + ([.findings[].id] | join(","))' out)" "$2"
    [ "$4" = "$pin" ] || ! grep -qF "$pin" out err || fail "the right PIN is told"
}
said 0 "authentic pin_ok" "$code" "$pin"
said 1 "caution pin_wrong" "$code" "$other"
said 0 "authentic pin_ok" "$(codes own)" "$(sed -n 2p own | cut -d, -f4)"
said 0 "authentic pin_ok" "${code,,}" "$pin" --typed
run 0 trc verify --pin "$pin" "$code"
prints "The scratch PIN matches, and was not used before. [pin_ok]"

# It helps no code that is not released, not this one, or not sealed at all.
five=$(sed -n 2p five | cut -d, -f4)
said 1 "caution not_activated,pin_ok" "$(codes five)" "$five"
said 1 "counterfeit forged" "${code/L1/L2}" "$pin"
said 3 "unreadable mistyped" "${code/L1/L2}" "$pin" --typed
said 3 "unreadable not_sealed" "HTTPS://ID.ACME.CN/01/$gtin/21/OWN-9" "$pin"

# Without its key a code is neither genuine nor false, whatever the PIN.
mv home/keys.trk all-keys.trk
cp one-key.trk home/keys.trk
said 3 "unknown key_unknown" "$(codes five)" "$five"
said 3 "unknown key_unknown" "$(codes five)" "$pin"
said 0 "authentic pin_ok" "$code" "$pin"

# It is typed in groups; where none was printed, that is said, and the verdict stays.
for grouped in "${pin:0:4} ${pin:4}" " ${pin:0:4}-${pin:4} "; do
    said 0 "authentic pin_ok" "$code" "$grouped"
done
issue --count 1 --format csv --out plain.csv
trc batch activate "$(trc batch list --json | jq -s '.[-1].id')" --quiet
said 1 "caution pin_wrong" "$(codes plain.csv)" 00000000
says "was issued without scratch PINs"
run 0 trc verify "$code" --place CN-31
says "Nothing is recorded without --record"

# What is no PIN, or cannot belong to what was asked.
for wrong in "" "${pin}0" "${pin%?}" "+${pin%?}" "${pin%?}x"; do
    run 2 trc verify --pin "$wrong" "$code"
    says "A scratch PIN has 8 digits"
done
run 2 trc verify --pin "$pin" "$code" "$code"
says "--pin belongs to one code"
run 2 trc verify --pin "$pin" -
says "--pin belongs to one code"
