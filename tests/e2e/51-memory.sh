#!/usr/bin/env bash
# Goal of this test: what happened to a unit decides about it: scans, PIN, state, recall, market; and all of it is told.
. "$(dirname "$0")/lib.sh"

init
trc product add "$gtin" --name Baijiu --quiet
issue --count 30 --lot L1 --pin --format csv --out a.csv
trc batch activate 1 --quiet
code() { codes a.csv | sed -n "$1p"; }
pin() { sed -n "$(($1 + 1))p" a.csv | cut -d, -f4; }

# judged EXPECTED CODE OPTION...: the verdict and findings of one code, each with its severity.
judged() {
    local expected=$1 status=0
    shift
    trc verify --json "$@" >out 2>err || status=$?
    [ "$status" != 2 ] || fail "refused: $*"
    is "$(jq -r '[.verdict] + [.findings[] | .id + "/" + .severity] | join(" ")' out)" "$expected"
}
# fact FINDING NAME: of the last one.
fact() { jq -r --arg f "$1" --arg n "$2" '.findings[] | select(.id == $f) | .[$n]' out; }

# Seen before: nothing is recorded by looking.
judged authentic "$(code 1)"
judged authentic "$(code 1)"
judged authentic "$(code 1)" --record --place CN-SH
judged "authentic seen_before/info" "$(code 1)"
is "$(fact seen_before scans)" 1
is "$(fact seen_before first_place)" CN-31
judged "authentic seen_before/info" "$(code 1)" --record # within ten minutes, the same device
judged "authentic seen_before/info" "$(code 1)"
is "$(fact seen_before scans)" 1

# The same scan sent again changes nothing and is answered as before.
judged authentic "$(code 2)" --record --scan-id s-1
judged authentic "$(code 2)" --record --scan-id s-1
is "$(trc history --json "$(code 2)" | jq -r 'select(.what == "scan") | .verdict' | wc -l)" 1

# Impossible travel proves a copy, for good and for everybody.
judged authentic "$(code 3)" --record --place CN-11 --scanner a
judged "authentic seen_before/info" "$(code 3)" --record --place 23.1,113.3 --scanner b # once: his address may tell wrongly
judged "authentic seen_before/info" "$(code 3)" --record --place CN-11 --scanner c
judged "counterfeit copied/counterfeit seen_before/info" "$(code 3)" --record --place 23.1,113.3 --scanner d
is "$(fact copied seen_place)" CN-11
is "$(fact copied then_place)" "+23.1+113.3"
[ "$(fact copied km)" -gt 1000 ] || fail "so near? $(fact copied km)"
judged "counterfeit copied/counterfeit seen_before/info" "$(code 3)"
run 1 trc verify "$(code 3)"
prints "The issuer made this code, but not for the product in your hand"
run 1 trc --lang zh verify "$(code 3)"
prints "北京"
# The issuer has it in hand, and it is genuine: what was scanned counts no longer, once; copies show again.
run 2 trc state clear "$(code 3)" --actor lab
says "with --reason"
run 0 trc state clear "$(code 3)" --actor lab --reason "bottle opened"
says "found genuine"
judged authentic "$(code 3)"
is "$(trc state clear "$(code 3)" --actor lab --reason "bottle opened" --json | jq -c '[.state, .repeated]')" '["none",true]'
is "$(trc history --json "$(code 3)" | jq -r 'select(.what == "examined") | .actor + ": " + .reason')" "lab: bottle opened"
trc history "$(code 3)" | grep -q "Found genuine  *lab  bottle opened" || fail "the examination is not shown"
trc --lang zh history "$(code 3)" | grep -q "查验为真品  *lab  bottle opened" || fail "nor in Chinese"
run 0 trc ledger verify
who=0
for where in CN-11 CN-44 CN-11; do trc verify "$(code 3)" --record --place $where --scanner "$((++who))" --quiet >out; done
judged "counterfeit copied/counterfeit seen_before/info" "$(code 3)" --record --place CN-44 --scanner e
# What a PIN proves stays proven, for who asks from nowhere too.
judged "authentic pin_ok/info" "$(code 19)" --pin "$(pin 19)" --record --place CN-65 --scanner a
judged "authentic seen_before/info pin_used/info" "$(code 19)" --record --place CN-31 --scanner b
judged "counterfeit copied/counterfeit seen_before/info pin_used/info" "$(code 19)" --record --place CN-31 --scanner c
judged "counterfeit copied/counterfeit seen_before/info pin_used/info" "$(code 19)"
# control: the same two scans from neighbouring provinces
judged authentic "$(code 4)" --record --place CN-31 --scanner a
judged "authentic seen_before/info" "$(code 4)" --record --place CN-32 --scanner b

# Many scanners; the threshold is data, and can be set for a batch.
for i in 1 2 3; do trc verify "$(code 5)" --record --scanner "device $i" --quiet >/dev/null; done
judged "authentic seen_before/info" "$(code 5)"
run 0 trc policy set scanners_max 2 --batch 1 --quiet
judged "caution seen_before/info many_scanners/caution" "$(code 5)"
run 0 trc policy show --batch 1
prints "default 6"
run 0 trc policy set scanners_max default --batch 1 --quiet
judged "authentic seen_before/info" "$(code 5)"
run 2 trc policy set scanners_max -1
says "put -- before"
run 2 trc recall lift
says "it takes ID"
run 2 trc policy set scanners_max 99
says "from 1 to 15"
run 2 trc policy set no_such_rule 1
run 0 trc policy set scans_max 2 --gtin "$gtin" --quiet
judged "caution seen_before/caution" "$(code 5)"
run 0 trc policy set scans_max default --gtin "$gtin" --quiet

# PINs: looking uses nothing up; one deliberate scan does.
judged "authentic pin_ok/info" "$(code 6)" --pin "$(pin 6)"
judged "authentic pin_ok/info" "$(code 6)" --pin "$(pin 6)" --record --scanner buyer --place CN-31
judged "caution seen_before/info pin_used/caution" "$(code 6)" --pin "$(pin 6)"  --scanner other
is "$(fact pin_used place)" CN-31
judged "authentic seen_before/info pin_used/info" "$(code 6)" --pin "$(pin 6)" --scanner buyer # who opened it
judged "authentic seen_before/info pin_used/info" "$(code 6)" --scanner other # asks without a PIN
judged "caution pin_wrong/caution" "$(code 7)" --pin 00000000 --record
is "$(trc history --json "$(code 7)" | jq -r .what | tail -2 | paste -sd ' ')" "pin_wrong scan"

# States, and the way back.
judged authentic "$(code 8)"
for row in "stolen counterfeit stolen/counterfeit" "destroyed counterfeit destroyed/counterfeit" \
    "disposed counterfeit destroyed/counterfeit" "sample caution sample/caution" "exported caution exported/caution" \
    "returned caution returned/caution" "inactive caution not_activated/caution" "recalled recalled recalled/recalled" \
    "expired caution expired/caution" "retail_sold authentic" "sellable_accessible authentic"; do
    set -- $row
    run 0 trc state set "$(code 8)" "$1" --actor guard --quiet --override
    judged "$2${3:+ $3}" "$(code 8)"
done
run 0 trc state undo "$(code 8)" --actor guard --quiet
is "$(trc state undo "$(code 8)" --actor guard --json | jq -r .state)" expired
judged "caution expired/caution" "$(code 8)"
run 3 trc state undo "$(code 8)" --actor thief
says "set by guard"
# Who sells what was stolen does not make it an ordinary thing.
run 0 trc state set "$(code 8)" stolen --actor guard --quiet
run 2 trc state set "$(code 8)" retail_sold --actor till
says "stolen"
judged "counterfeit stolen/counterfeit" "$(code 8)"
run 0 trc state undo "$(code 8)" --actor guard --quiet
judged "caution expired/caution" "$(code 8)"
run 2 trc state set "$(code 8)" sold
says "retail_sold"
run 3 trc state set "HTTPS://ID.ACME.CN/01/$gtin/21/60E6419MKAS0Q6064TT1" stolen
says "not issued here"

# Sold, and in the trade again.
run 0 trc state set "$(code 9)" retail_sold --quiet
judged "authentic" "$(code 9)" --as trade # till and return counter
run 0 trc policy set after_sale_s 0 --quiet
sleep 1.1
judged "caution after_sale/caution" "$(code 9)" --as trade
judged authentic "$(code 9)" --as consumer
run 0 trc policy set after_sale_s default --quiet

# Another market than the one it was shipped to.
run 0 trc batch ship 1 --to CN-SH CN-32 --units 10-12
says "CN-31,CN-32"
judged authentic "$(code 10)" --place CN-31
judged "caution off_market/caution" "$(code 10)" --place CN-11
is "$(fact off_market market)" CN-31,CN-32
judged authentic "$(code 10)" --place CN       # somewhere in the country
judged authentic "$(code 10)" --place CN-11 --as consumer # people travel
judged authentic "$(code 13)" --place CN-11   # not shipped
run 2 trc batch ship 1 --to EU
says '"EU" is no country of ISO 3166'
for place in CN-99 XX XX-1 EU Atlantis; do
    run 2 trc verify "$(code 13)" --place "$place"
    run 2 trc batch ship 1 --to "CN-31,$place"
    says "\"$place\""
    run 2 trc product add "$gtin" --name Baijiu --replace --market "$place"
    says "\"$place\""
done
for place in Beijing beijing 北京 " 北京 "; do
    is "$(trc batch ship 1 --units 20-20 --to "$place" --json | jq -r .to)" CN-11
done
is "$(trc batch ship 1 --units 20-20 --to "上海,Hong Kong" --json | jq -r .to)" CN-31,CN-91
trc verify "$(code 13)" --place Beijing >/dev/null || [ $? = 1 ] || fail "--place Beijing"
run 2 trc batch ship 1 --to CN-31,CN-99
says '"CN-99"'
run 2 trc batch ship 1 --to CN-31 --units 30-31
run 2 trc batch ship 1

# Said again, it is recorded once; anything else is something new.
run 0 trc batch ship 1 --to CN-31,CN-32 --units 10-12
says "Nothing is recorded again"
is "$(trc batch ship 1 --to CN-32 CN-31 --units 10-12 --json | jq -c .repeated)" false
is "$(trc batch ship 1 --to CN-SH CN-32 --units 10-12 --json | jq -c .repeated)" false
is "$(trc batch ship 1 --to CN-31 CN-32 --units 10-12 --json | jq -c .repeated)" true
trc recall add --batch 1 --units 20-20 --reason cork --json >first
trc recall add --batch 1 --units 20-20 --reason cork --json >again
is "$(jq -c '[.id, .since]' again) $(jq -c .repeated first again | paste -sd ' ')" "$(jq -c '[.id, .since]' first) false true"
run 0 trc recall add --batch 1 --units 20-20 --reason cork
says "Nothing is recorded again"
is "$(trc recall add --batch 1 --units 20-20 --reason corks --json | jq -c .repeated)" false
for id in $(trc recall list --json | jq .id); do trc recall lift "$id" --quiet; done
is "$(trc recall add --batch 1 --units 20-20 --reason cork --json | jq -c .repeated)" false
trc recall lift "$(trc recall list --json | jq -s '.[-1].id')" --quiet
recalls=$(trc recall list --json | wc -l)
is "$recalls" 3
run 0 trc state set "$(code 21)" sample --actor guard --reason fair
run 0 trc state set "$(code 21)" sample --actor guard --reason fair
says "Nothing is recorded again"
run 0 trc state undo "$(code 21)" --actor guard --quiet
judged authentic "$(code 21)" # one undo is enough
is "$(trc history --json "$(code 21)" | jq -r 'select(.what == "state") | .state' | paste -sd ' ')" sample
is "$(trc state set "$(code 21)" sample --actor guard --reason fair --json | jq -c .repeated)" false
run 0 trc state undo "$(code 21)" --actor guard --quiet

# Recalls: by units, batch, lot and product; lifted again.
run 0 trc recall add --batch 1 --units 14-15 --reason "glass splinters" --url https://acme.cn/recall/1
judged authentic "$(code 13)"
judged "recalled recalled/recalled" "$(code 14)"
is "$(fact recalled reason)" "glass splinters"
is "$(fact recalled url)" https://acme.cn/recall/1
for scope in "--batch 1" "--lot L1" "--gtin $gtin" "--gtin $gtin --lot L1"; do
    id=$(trc recall add $scope --reason glass --json | jq .id)
    judged "recalled recalled/recalled" "$(code 13)"
    run 0 trc recall lift "$id" --reason mended --quiet
    judged authentic "$(code 13)"
done
trc recall add --lot L2 --reason other --quiet
judged authentic "$(code 13)"
is "$(trc recall list --json | jq -s 'length')" $((recalls + 6))
run 2 trc recall lift "$id"
says "lifted before"
run 2 trc recall add --reason nothing
run 2 trc recall add --lot L1
run 2 trc recall add --units 1-2 --reason x
# A unit that was withdrawn was released once: it is not called unreleased. A stolen unit's code is no false code.
trc state set "$(code 19)" inactive --actor me --quiet
run 1 trc verify "$(code 19)"
prints "The issuer has withdrawn this product from sale. [not_activated]"
run 1 trc verify "$(code 19)" --lang zh
prints "企业已将这件产品停止销售"
prints "状态: 已停用"
trc state undo "$(code 19)" --actor me --quiet
trc state set "$(code 19)" stolen --actor me --quiet
run 1 trc verify "$(code 19)"
grep -q "^DO NOT BUY  The issuer made this code" out || fail "the headline of a stolen unit"
is "$(trc verify --json "$(code 19)" | jq -r .verdict)" counterfeit
run 1 trc verify "$(code 19)" --lang zh
grep -q "^请勿购买  " out || fail "the Chinese headline of a stolen unit"
prints "状态: 失窃"
run 0 env TZ=CST-8 trc history "$(code 19)"
grep -q '^  20[0-9][0-9]-[0-9-]* [0-9:]* +0800  ' out || fail "the time is not the local one"
trc state undo "$(code 19)" --actor me --quiet

# A stolen pallet: many codes, each with its line; what fails stops no other, and the same list again records it once.
tail -n +27 a.csv | { head -1 a.csv; cat; } >pallet.csv # as `trc issue` wrote it
run 0 trc state set - stolen --actor me <pallet.csv
is "$(cut -f1,2 out | sort | uniq -c | tr -s ' ')" " 5 ok	stolen"
is "$(cut -f3 out | head -1)" "$(code 26)"
{ code 26; echo junk; code 27; } >some
run 3 trc state set - stolen --actor me <some
is "$(cut -f1 out | paste -sd " ")" "repeated error repeated"
run 3 trc state set - stolen --actor me --json <some
is "$(jq -r '.state // .error' out | sed -n 2p)" "This code was not issued here: \`trc verify\` says why."
run 2 trc state set - nosuch --actor me <some
is "$(trc verify - <pallet.csv | cut -f1 | sort -u)" counterfeit # the table is read there as well
run 3 env USER=somebody trc state undo "$(code 26)"
says "--actor"
for code in $(codes pallet.csv); do trc state undo "$code" --actor me --quiet; done

# How much of what was issued it covers is told: nothing, when the lot was mistyped.
issued=$(trc batch list --json | jq -s 'map(.count) | add')
run 0 trc recall add --gtin "$gtin" --reason cork
says "that it covers: $issued, in so many batches: $(trc batch list --json | wc -l)"
trc recall lift "$(trc recall list --json | jq -s '.[-1].id')" --quiet
run 0 trc recall add --lot L1MISTYPED --reason cork --quiet
says "covers nothing that was issued so far"
is "$(trc recall add --lot L1MISTYPED --reason cork --json | jq -c '[.units, .batches]')" '[0,0]'
# A copy outweighs a recall, and a recall a caution.
trc recall add --batch 1 --units 3-3 --reason glass --quiet
is "$(trc verify --json "$(code 3)" | jq -r .verdict)" counterfeit
trc state set "$(code 14)" sample --quiet
is "$(trc verify --json "$(code 14)" | jq -r .verdict)" recalled

# Scanned by several before it was released: it was out early.
issue --count 2 --lot L1 --format csv --out b.csv
early=$(codes b.csv | head -1)
judged "caution not_activated/caution" "$early" --record --scanner a
judged "caution not_activated/caution seen_before/info" "$early" --record --scanner b
sleep 1.1
trc batch activate 2 --quiet
judged "caution seen_before/caution" "$early"
[ "$(fact seen_before released)" != null ] || fail "it does not say since when it is released"
run 0 trc policy set early_scanners 2 --quiet
judged "authentic seen_before/info" "$early"

# Codes that name no unit leave a count, and nothing else.
events=$(sqlite3 home/registry.db 'SELECT COUNT(*) FROM event')
judged "counterfeit forged/counterfeit" "$(code 1 | sed 's/L1/L2/')" --record --place CN-31
is "$(sqlite3 home/registry.db 'SELECT region, finding, scans FROM refusal')" "CN-31|forged|1"
is "$(sqlite3 home/registry.db 'SELECT COUNT(*) FROM event')" "$events"
run 2 trc verify "$(code 1)" --scan-id x
run 2 trc verify "$(code 1)" --record --place Atlantis

# A stream is recorded too, in its order.
codes a.csv | sed -n 20,29p | trc verify - --record --scanner stream >/dev/null
is "$(codes a.csv | sed -n 20,29p | verdicts | sort | uniq -c | sed 's/^ *//')" "10 authentic seen_before"

# The timeline.
run 0 trc history "$(code 6)"
for word in issued printed "released for sale" "Scratch PIN typed" Scanned; do prints "$word"; done
run 0 trc --lang zh history "$(code 6)"
prints "上海"
is "$(trc history --json "$(code 10)" | jq -r .what | uniq | head -5 | paste -sd " ")" "issued printed released shipped recalled"
run 3 trc history "HTTPS://ID.ACME.CN/01/$gtin/21/60E6419MKAS0Q6064TT1"
