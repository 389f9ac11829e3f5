#!/usr/bin/env bash
# Goal of this test: a manufacturer's own serials come from a CSV file, are sealed and verify; and when one of them is
# refused, its row is named and nothing is reserved.
. "$(dirname "$0")/lib.sh" "$@"
init
trc key new --type ed25519 >/dev/null
cheap_keys

own() { issue --seal hmac --format csv "$@"; }
printf 'line,serial,note\r\n1,A-0001,x\r\n2,"B,0002",y\r\n3,A.0003/x,z\r\n' >three.csv
run 0 own --serials three.csv --out out1.csv
codes out1.csv >/dev/null
is "$(tail -n +2 out1.csv | wc -l)" 3
grep -qF 'HTTPS://ID.ACME.CN/01/06901234567892/21/A-0001?S=H0' out1.csv
grep -qF '21/B%2C0002?S=H0' out1.csv
grep -qF '"B,0002"' out1.csv
is "$(verdicts < <(cut -d, -f1 out1.csv | grep ^HTTPS) | sort | uniq -c | sed 's/^ *//')" "3 caution not_activated"
trc batch activate 1 --quiet
run 0 trc verify "$(grep A-0001 out1.csv | cut -d, -f1)" --json
is "$(jq -c '[.serial, .unit, .batch, .verdict]' out)" '["A-0001",1,1,"authentic"]'
# Another serial under the same seal is forged; the same serial without it carries no seal.
code=$(grep A-0001 out1.csv | cut -d, -f1)
run 1 trc verify "${code/A-0001/A-0002}"
prints forged
run 1 trc verify "${code%%\?*}"
prints seal_stripped

# Without a header, with a byte order mark, with E seals, with lower case (told, since it makes the symbol larger).
printf '\xef\xbb\xbfS1\nS2\n' >bare.csv
run 0 own --serials bare.csv --out out2.csv
grep -q '/21/S1?' out2.csv
printf 'x1\nX2' >lower.csv
run 0 trc issue --gtin $gtin --seal ed25519 --serials lower.csv --format csv --out out3.csv
says "lower-case letters"
grep -q '/21/x1?S=E1' out3.csv
is "$(codes out3.csv | verdicts | sort -u)" "caution not_activated"

sha256sum home/registry.db >/dev/null
before=$(trc batch list --json)
refuse() { # CODE TEXT LINES
    printf "$3" >bad.csv
    run "$1" own --serials bad.csv --out never.csv
    says "$2"
    [ ! -e never.csv ] && [ ! -e never.csv.part ] || fail "a refused batch left a file"
    is "$(trc batch list --json)" "$before"
}
refuse 2 "bad.csv, row 3: Serial D1 stands twice in the list" 'D1\nD2\nD1\n'
refuse 2 "bad.csv, row 2: Serial A-0001 (no. 2 in the list) was issued before" 'N1\nA-0001\n'
refuse 2 "bad.csv, row 4: Serial no. 3" 'serial\nN1\nN2\nABCDEFGHIJKLMNOPQRSTU\n'
says "at most 20 characters"
refuse 2 "bad.csv, row 1: Serial no. 1" 'with space\n'
says "a character that GS1 does not allow"
refuse 2 "row 1" '中文\n'
refuse 2 "row 2" 'N1\n""\n'
refuse 2 "reads like a sealed serial" '0276F38YY5V2S0BN0JR2\n'
refuse 2 "empty" ''
refuse 2 "empty" 'serial\n'
refuse 2 "not well-formed CSV near row 2" 'N1\n"never closed\n'
run 3 own --serials nowhere.csv --out never.csv
says "nowhere.csv cannot be opened"
run 3 own --serials . --out never.csv
run 2 own --serials three.csv --count 3 --out never.csv
says "leave --count out"
run 2 issue --serials bare.csv --format csv --out never.csv
says "choose --seal hmac or --seal ed25519"
is "$(trc batch list --json)" "$before"
# The same serial under another GTIN is another unit.
run 0 trc issue --quiet --gtin $other_gtin --seal hmac --serials bare.csv --format csv --out other.csv

# Many: memory does not grow with them, and the last is as good as the first.
seq -f 'N%07.0f' 100000 >many.csv
run 0 own --serials many.csv --out many-out.csv
is "$(tail -n +2 many-out.csv | wc -l)" 100000
tail -1 many-out.csv | grep -q 'N0100000'
