#!/usr/bin/env bash
# Goal of this test: codes leave as CSV with every kind of seal, lot, date and PIN, and each of them verifies; the batch
# is told as it is.
. "$(dirname "$0")/lib.sh" "$@"
init
trc key new --type ed25519 >/dev/null
cheap_keys
trc product add $gtin --name Baijiu --quiet

run 0 trc issue --gtin 6901234567892 --count 3 --lot LOT2611A --produced 261101 --expiry 281031 --format csv --out plain.csv
is "$(cat out)" 1
says "Batch 1: 3 codes of 06901234567892 (units 1-3). Release them for sale with \`trc batch activate 1\`."
is "$(head -1 plain.csv)" code,serial,unit
is "$(wc -l <plain.csv)" 4
[ ! -e plain.csv.part ]
is "$(stat -c %a plain.csv)" 644
grep -qE "^HTTPS://ID.ACME.CN/01/$gtin/10/LOT2611A/21/[0-9A-Z]{20}\?11=261101&17=281031,[0-9A-Z]{20},1$" plain.csv ||
    fail "$(sed -n 2p plain.csv)"

run 0 trc issue --gtin $gtin --count 2 --seal hmac --host GO.ACME.CN --format csv --out hmac.csv --json --quiet
is "$(jq -c . out)" "{\"id\":2,\"gtin\":\"$gtin\",\"first_unit\":4,\"count\":2,\"out\":\"$work/hmac.csv\"}"
grep -qE "^HTTPS://GO.ACME.CN/01/$gtin/21/[0-9A-Z]{20}\?S=H0[0-9A-Z]{26}," hmac.csv
run 0 issue --count 2 --seal ed25519 --pin --format csv --out ed.csv
is "$(head -1 ed.csv)" code,serial,unit,pin
grep -qE "\?S=E1[0-9A-Z]{103},[0-9A-Z]{20},[12],[0-9]{8}$" ed.csv
run 0 issue --count 2 --key 1 --format csv --out -
is "$(head -1 out)" code,serial,unit
mv out stdout.csv
# An ed25519 key's numbers are its own; a sealed serial of it names its key id.
is "$(cut -d, -f3 stdout.csv | tr '\n' ' ')" "unit 3 4 "
grep -q '/21/1' stdout.csv

cat plain.csv hmac.csv ed.csv stdout.csv | grep ^HTTPS | cut -d, -f1 >all
is "$(wc -l <all)" 9
is "$(sort -u all | wc -l)" 9
is "$(verdicts <all | sort -u)" "caution not_activated"
for batch in 1 2 3 4; do
    run 0 trc batch activate $batch --quiet
done
is "$(verdicts <all | sort -u)" authentic
# The control: any one character changed, and none of them passes.
sed -E 's/(.*\/21\/.{5})(.)/\1\2\n\2/; s/\n0/1/; s/\n./0/; s/(\/21\/.{5}).(.)/\1\2/' all >changed
paste all changed | awk '$1 == $2 {exit 1}' || fail "the control changes nothing"
! verdicts <changed | grep -q authentic || fail "a changed code passed"

# PINs: the right one, a wrong one.
code=$(sed -n 2p ed.csv | cut -d, -f1) pin=$(sed -n 2p ed.csv | cut -d, -f4)
run 0 trc verify "$code" --pin "$pin" --json
is "$(jq -c '[.verdict, .findings[].id]' out)" '["authentic","pin_ok"]'
run 1 trc verify "$code" --pin "$(printf '%08d' $(((10#$pin + 1) % 100000000)))" --json
is "$(jq -c '[.verdict, .findings[].id]' out)" '["caution","pin_wrong"]'
for wrong in "" 1 "$pin"0 abcdefgh; do
    run 2 trc verify "$code" --pin "$wrong"
    says "A scratch PIN has 8 digits"
done
run 2 trc verify "$code" "$code" --pin "$pin"
says "--pin belongs to one code"
run 2 trc verify - --pin "$pin" </dev/null

# What the registry says of them.
run 0 trc batch list --json
is "$(jq -c '[.id, .seal, .first_unit, .last_unit, .count, .active, .stage]' out | tr '\n' ' ')" \
    '[1,"none",1,3,3,3,"active"] [2,"hmac",4,5,2,2,"active"] [3,"ed25519",1,2,2,2,"active"] [4,"none",3,4,2,2,"active"] '
run 0 trc batch show 1 --json
is "$(jq -r '[.gtin, .lot, .produced, .expiry, .host, .own_serials, .key_id] | @csv' out)" \
    "\"$gtin\",\"LOT2611A\",\"261101\",\"281031\",\"id.acme.cn\",false,0"
run 0 trc batch list --gtin $other_gtin --json
[ ! -s out ]
run 2 trc batch list --gtin 123
run 3 trc batch show 99
says "There is no batch 99"
run 2 trc batch show one
run 0 trc batch show 1 --lang zh
prints 已激活

# Parts of a batch.
issue --count 10 --format csv --out ten.csv >/dev/null
run 0 trc batch activate 5 --units 8-9
says "Units 8-9 of batch 5 are released; 2 of them are so from now on."
run 0 trc batch activate 5 --units 9-10 --json
is "$(jq -c . out)" '{"id":5,"first_unit":9,"last_unit":10,"activated":1}'
is "$(codes ten.csv | verdicts | cut -d' ' -f1 | tr '\n' ' ')" \
    "caution caution authentic authentic authentic caution caution caution caution caution "
run 0 trc batch show 5 --json
is "$(jq -c '[.active, .stage]' out)" '[3,"partly_active"]'
for units in 5-6 15-16 0-3; do
    run 2 trc batch activate 5 --units "$units"
    says "it has 6 to 15"
done
for units in 9-8 x 1- -1 - '' 1-2-3 1,2 99999999999; do
    run 2 trc batch activate 5 "--units=$units"
    says "such as 1-500"
done
run 3 trc batch activate 99
