#!/usr/bin/env bash
# Goal of this test: what cannot be issued is refused with the rule, the place and what to do, before a single number is
# reserved or a file is made.
. "$(dirname "$0")/lib.sh" "$@"
init
trc key new --type ed25519 >/dev/null
cheap_keys

refuse() { # TEXT OPTION...
    local text=$1
    shift
    run 2 trc issue --format csv --out never.csv "$@"
    says "$text"
}
ok=(--gtin $gtin --count 1)
refuse "The last digit of this GTIN should be 2" --gtin 6901234567893 --count 1
refuse "8, 12, 13 or 14 digits" --gtin 69012345678 --count 1
refuse "digits only" --gtin 690-1234567892 --count 1
refuse "does not begin with a company prefix of Acme 酒业 (6901234); its key may not seal it" --gtin 6912345678902 --count 1
refuse "Say what is issued with --gtin" --count 1
refuse "Say how many with --count" --gtin $gtin
for count in 0 -1 x 1x 2147483648 '' 1e3; do
    refuse "--count takes a whole number from 1 to 2147483647" --gtin $gtin --count "$count"
done
refuse "has a day that this month does not have" "${ok[@]}" --expiry 260230
refuse "has a month that does not exist" "${ok[@]}" --produced 261301
refuse "--expiry takes a date as YYMMDD" "${ok[@]}" --expiry 2026
refuse "--expiry takes a date as YYMMDD" "${ok[@]}" --expiry 20261231
refuse "--produced takes a date as YYMMDD" "${ok[@]}" --produced 26-1-1
refuse "--produced takes a date as YYMMDD" "${ok[@]}" --produced ''
refuse "--lot takes at most 20 characters" "${ok[@]}" --lot ABCDEFGHIJKLMNOPQRSTU
refuse "a character that GS1 does not allow" "${ok[@]}" --lot 'LOT 1'
refuse "a character that GS1 does not allow" "${ok[@]}" --lot 批号
refuse "--lot is empty" "${ok[@]}" --lot ''
refuse "not a host of Acme 酒业; add a line" "${ok[@]}" --host id.other.cn
refuse "--seal takes one of: none, hmac, ed25519" "${ok[@]}" --seal rsa
refuse "of type hmac and cannot make ed25519 seals" "${ok[@]}" --seal ed25519 --key 0
refuse "There is no key id 5" "${ok[@]}" --key 5
refuse "--ec takes one of: L, M, Q, H" "${ok[@]}" --ec X
refuse "--resume writes the same codes again" --resume 1 --count 3
refuse "--resume writes the same codes again" --resume 1 --seal hmac
run 3 trc issue --resume 1
says "There is no batch 1"
run 2 trc issue "${ok[@]}" --out never.csv
says "--format and --out"
run 2 trc issue "${ok[@]}" --format csv
run 2 trc issue "${ok[@]}" --format bmp --out never
says "csv, png, svg, eps, pdf, zpl, tspl"
run 2 trc issue "${ok[@]}" --format csv --out "$(printf 'x%.0s' {1..5000})"
says "too long"
run 2 trc issue "${ok[@]}" --format csv --out never.csv extra
# Names are written out: a later release may add others that begin alike.
run 2 trc issue --gtin $gtin --cou 1 --format csv --out never.csv
says "There is no option --cou"

is "$(trc batch list --json)" ""
is "$(ls)" "$(printf '%s\n' err home out passphrase)"
run 0 issue --count 1 --format csv --out first.csv
is "$(tail -1 first.csv | cut -d, -f3)" 1

# More than the numbers that are left of a key and product: the message says how many, and another key id has its own.
refuse "2147483647 units are wanted and key id 0 has 2147483646 numbers left for $gtin: use another key id" \
    --gtin $gtin --count 2147483647
run 0 issue --count 1 --key 1 --format csv --out second.csv
is "$(tail -1 second.csv | cut -d, -f3)" 1

# A date that looks like a slip is asked about, and taken.
run 0 trc issue --gtin $gtin --count 1 --expiry 200101 --format csv --out past.csv
says "The expiry date 2020-01-01 has passed already"
run 0 trc issue --gtin $gtin --count 1 --produced "$(date -d '40 days' +%y%m%d)" --format csv --out future.csv
says "is still to come"
run 0 trc issue --gtin $gtin --count 1 --expiry "$(date +%y%m%d)" --produced "$(date +%y%m%d)" --format csv --out now.csv
! grep -q "is that so" err || fail "today is asked about"
says "1 code of $gtin"
