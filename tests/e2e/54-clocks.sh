#!/usr/bin/env bash
# Goal of this test: clocks that are wrong: a day back, a day ahead, at the end of 32 bits and in 2100. What was recorded
# keeps its order and stays in force, nothing becomes negative, and nothing that has expired is good again.
. "$(dirname "$0")/lib.sh" "$@"
command -v faketime >/dev/null || skip "faketime is absent"
fake=$(faketime -f '2038-01-19 03:14:08' sh -c 'echo "$LD_PRELOAD"')
[ -n "$fake" ] || skip "faketime preloads nothing here"
asan=$(ldd "$build/bin/trc" | sed -n 's/.*=> \(.*libasan[^ ]*\) .*/\1/p') # which insists on being the first

# at WHEN COMMAND...: by a clock that stands at "2100-01-01 00:00:00" in UTC.
at() {
    local when=$1
    shift
    TZ=UTC FAKETIME="$when" FAKETIME_DONT_FAKE_MONOTONIC=1 LD_PRELOAD="${asan:+$asan:}$fake" "$@"
}
# judged WHEN EXPECTED CODE OPTION...: the verdict and the findings of one code.
judged() {
    local when=$1 expected=$2 status=0
    shift 2
    at "$when" trc verify --json "$@" >out 2>err || status=$?
    [ "$status" != 2 ] || fail "refused: $*"
    is "$(jq -r '[.verdict] + [.findings[].id] | join(" ")' out)" "$expected"
}
fact() { jq -r --arg f "$1" --arg n "$2" '.findings[] | select(.id == $f) | .[$n]' out; }
code() { codes "$1" | sed -n "$2p"; }
# nothing_negative FILE: of JSON lines: no number below 0, no text that looks like one or like a year before 1970.
nothing_negative() {
    is "$(jq -s '[.. | numbers | select(. < 0)] | length' "$1")" 0
    ! grep -qE '"(-[0-9]|0|19[0-6])[0-9]*-[0-9][0-9]-[0-9][0-9]T' "$1" || fail "a time before 1970: $(head -3 "$1")"
}

# Everything happens on the first days of 2027, by a clock that is right, but where something else is said.
noon="2027-01-10 12:00:00"
now() { at "$noon" "$@"; }
at "2027-01-02 12:00:00" trc init --quiet --issuer Acme --host id.acme.cn --prefix 6901234
"$build/tests/cheap_keys" home/keys.trk "$(head -1 passphrase)"
now trc product add "$gtin" --name Baijiu --quiet
now trc issue --quiet --gtin "$gtin" --count 20 --expiry 270115 --format csv --out a.csv >out
now trc issue --quiet --gtin "$gtin" --count 2 --expiry 600101 --format csv --out far.csv >out
for batch in 1 2; do now trc batch activate $batch --quiet; done

# Control: the clock that the program sees is the faked one.
at "2038-01-19 03:14:08" trc verify "$(code a.csv 1)" --record --quiet >out || true
is "$(trc history --json "$(code a.csv 1)" | jq -r 'select(.what == "scan") | .at')" 2038-01-19T03:14:08Z
is "$(at "2100-02-28 23:59:59" trc stats --json | jq -r 'select(.as_of != null) | .as_of' | head -1)" 2100-02-28T23:59:59Z

# Released, and then the clock is set back: it stays so.
judged "$noon" authentic "$(code a.csv 2)"
judged "2027-01-09 12:00:00" authentic "$(code a.csv 2)"

# Expiry: AI 17 is the last good day.
judged "2027-01-15 23:59:59" authentic "$(code a.csv 2)"
judged "2027-01-16 00:00:00" "caution expired" "$(code a.csv 2)"
for year in 2038 2049 2050 2051 2076 2077 2099 2100 2126 2150; do
    judged "$year-01-20 00:00:00" "caution expired" "$(code a.csv 2)"
    is "$(fact expired expiry)" 2027-01-15
done
judged "2038-01-19 03:14:07" "caution expired" "$(code a.csv 2)" # the last second of 32 bits, and the next
judged "2038-01-19 03:14:08" "caution expired" "$(code a.csv 2)"
# A year past 2050 is one, by the century rule.
judged "$noon" authentic "$(code far.csv 1)"
judged "2059-12-31 00:00:00" authentic "$(code far.csv 1)"
judged "2060-01-02 00:00:00" "caution expired" "$(code far.csv 1)"
judged "2100-01-01 00:00:00" "caution expired" "$(code far.csv 1)"
# What was scanned after its last day is not good again because the clock is set back; nor what is older than its batch.
judged "2027-01-16 12:00:00" "caution expired" "$(code a.csv 3)" --record
judged "2027-01-15 12:00:00" "caution expired seen_before" "$(code a.csv 3)"
judged "2000-01-01 00:00:00" authentic "$(code a.csv 4)" # the battery of the clock is empty, and it is not yet expired
at "2027-01-20 12:00:00" trc issue --quiet --gtin "$gtin" --count 1 --expiry 270118 --format csv --out late.csv >out
at "2027-01-20 12:00:00" trc batch activate 3 --quiet
judged "2027-01-15 12:00:00" "caution expired" "$(code late.csv 1)"
# A batch that was made by a clock in 2100 expires all the same.
at "2100-01-01 00:00:00" trc issue --quiet --gtin "$gtin" --count 1 --expiry 270115 --format csv --out ahead.csv >out
at "2100-01-01 00:00:00" trc batch activate 4 --quiet
judged "2027-01-20 00:00:00" "caution expired" "$(code ahead.csv 1)"

# From here on in a registry whose clocks were never that wrong.
rm -rf home
at "2027-01-02 12:00:00" trc init --quiet --issuer Acme --host id.acme.cn --prefix 6901234
at "2027-01-02 12:00:00" trc key new --quiet >out
"$build/tests/cheap_keys" home/keys.trk "$(head -1 passphrase)"
now trc issue --quiet --gtin "$gtin" --count 20 --format csv --out b.csv >out 2>err
now trc issue --quiet --gtin "$gtin" --count 2 --key 1 --format csv --out key.csv >out 2>err
for batch in 1 2; do now trc batch activate $batch --quiet; done

# A key that is withdrawn "from now" is so by a clock a day back, for verifying and for issuing.
judged "$noon" authentic "$(code key.csv 1)"
at "2027-01-12 12:00:00" trc key revoke 1 --from now --quiet
for when in "2027-01-12 12:00:00" "2027-01-11 12:00:00" "2027-01-09 12:00:00" "2100-01-01 00:00:00"; do
    judged "$when" "caution key_revoked" "$(code key.csv 1)"
    run 2 at "$when" trc issue --quiet --gtin "$gtin" --count 1 --key 1 --format csv --out no.csv
    says "is withdrawn and seals nothing"
done
# One that is withdrawn from a day to come is good until then, and not after.
at "2027-01-12 12:00:00" trc key revoke 0 --from 2027-06-01 --quiet
judged "2027-05-31 23:59:59" authentic "$(code b.csv 1)"
judged "2027-06-01 00:00:00" "caution key_revoked" "$(code b.csv 1)"
judged "2100-01-01 00:00:00" "caution key_revoked" "$(code b.csv 1)"

# Recalls and states hold by any clock, and are lifted by any.
recall=$(at "2027-01-13 12:00:00" trc recall add --batch 1 --units 2-3 --reason glass --json | jq .id)
at "2027-01-13 12:00:00" trc state set "$(code b.csv 4)" stolen --actor guard --quiet
for when in "2027-01-13 12:00:00" "2027-01-12 12:00:00" "2000-01-01 00:00:00" "2027-05-01 12:00:00"; do
    judged "$when" "recalled recalled" "$(code b.csv 2)"
    judged "$when" "counterfeit stolen" "$(code b.csv 4)"
done
at "2027-01-12 12:00:00" trc recall lift "$recall" --quiet # by a clock that was a day behind
judged "2027-01-13 12:00:00" authentic "$(code b.csv 2)"
judged "2027-01-12 11:00:00" authentic "$(code b.csv 2)"
is "$(trc history --json "$(code b.csv 2)" | jq -r .what | paste -sd ' ')" "issued printed released recalled recall_lifted"
# The last shipment holds, and is told last, whatever the clocks said.
at "2027-01-13 12:00:00" trc batch ship 1 --to CN-31 --units 5-5 --quiet
at "2027-01-12 12:00:00" trc batch ship 1 --to CN-44 --units 5-5 --quiet
at "2027-01-14 12:00:00" trc verify --json "$(code b.csv 5)" --place CN-44 --as trade >out
is "$(jq -r .verdict out)" authentic
is "$(trc history --json "$(code b.csv 5)" | jq -r 'select(.what == "shipped") | .detail' | paste -sd ' ')" "CN-31 CN-44"

# Setting back a state is for ten days; a clock that is set back gives no more.
at "2027-01-13 12:00:00" trc state set "$(code b.csv 6)" destroyed --actor guard --quiet
at "2027-02-13 12:00:00" trc verify "$(code b.csv 6)" --record --quiet >out || true # a month has passed
run 2 at "2027-02-13 12:00:00" trc state undo "$(code b.csv 6)" --actor guard
run 2 at "2027-01-14 12:00:00" trc state undo "$(code b.csv 6)" --actor guard
says "more than 10 days"
at "2027-01-13 12:00:00" trc state set "$(code b.csv 7)" destroyed --actor guard --quiet
at "2027-02-13 12:00:00" trc batch ship 1 --to CN --units 20-20 --quiet # by anything that was decided since
run 2 at "2027-01-14 12:00:00" trc state undo "$(code b.csv 7)" --actor guard
at "2027-02-13 12:00:00" trc state set "$(code b.csv 8)" destroyed --actor guard --quiet # control
run 0 at "2027-02-13 11:00:00" trc state undo "$(code b.csv 8)" --actor guard --quiet
judged "2027-02-13 11:00:00" authentic "$(code b.csv 8)"

# Sold a month ago, and in the trade again: the grace of a day does not come back.
at "2027-02-01 12:00:00" trc state set "$(code b.csv 9)" retail_sold --actor till --quiet
at "2027-03-01 12:00:00" trc verify "$(code b.csv 9)" --record --quiet >out || true
judged "2027-02-01 13:00:00" "caution seen_before after_sale" "$(code b.csv 9)" --as trade

# Scans by clocks that go back and forth: the ledger keeps their order, and so does the timeline.
clocks=("2027-03-10 12:00:00" "2027-03-09 12:00:00" "2027-03-11 12:00:00" "2038-01-19 03:14:07" "2038-01-19 03:14:08"
    "2027-03-10 12:30:00" "2100-03-01 00:00:00" "2027-03-10 13:00:00")
for i in "${!clocks[@]}"; do
    at "${clocks[i]}" trc verify "$(code b.csv 10)" --record --scanner "phone $i" --place CN-31 --quiet >out 2>err || true
done
trc history --json "$(code b.csv 10)" >history
is "$(jq -r 'select(.what == "scan") | .at' history | paste -sd ' ')" \
    "$(printf '%s\n' "${clocks[@]}" | sed 's/ /T/; s/$/Z/' | paste -sd ' ')"
is "$(jq -r 'select(.what == "scan") | .id | split(":")[1]' history | sort -nc && echo ordered)" ordered
is "$(jq -r .what history | head -3 | paste -sd ' ')" "issued printed released"
nothing_negative history
for when in "2027-03-10 12:00:00" "2027-03-09 12:00:00" "2038-01-19 03:14:08" "2100-03-02 00:00:00" "1999-12-31 23:59:59"; do
    at "$when" trc verify --json "$(code b.csv 10)" >out || true
    nothing_negative out
    [[ $(fact seen_before first) < $(fact seen_before last) ]] || fail "the first scan is later than the last"
    is "$(fact seen_before scans)" 8
    at "$when" trc stats --json >out
    nothing_negative out
    at "$when" trc stats --html page.html --quiet
    ! grep -qE '(width|height|x|y)="-[0-9]*[1-9]|NaN|>-[0-9]+<' page.html || fail "a negative bar in the page of $when"
done
is "$(trc stats --from 2027-01-01 --to 2100-12-31 --json | jq -s 'map(select(.id | startswith("day:")) | .scans) | add')" \
    "$(sqlite3 home/registry.db 'SELECT COUNT(*) FROM event WHERE kind = 0')"
# A scanner of ten minutes ago is a repeat; by a clock a day back it still is, and never a new one.
at "2027-03-10 12:00:00" trc verify "$(code b.csv 11)" --record --scanner phone --quiet >out
at "2027-03-09 12:00:00" trc verify "$(code b.csv 11)" --record --scanner phone --quiet >out
is "$(trc history --json "$(code b.csv 11)" | jq -r 'select(.what == "scan") | .counts' | paste -sd ' ')" "new repeat"
# Before 1970 nothing is recorded, and that is said.
run 3 at "1969-12-31 23:59:59" trc verify "$(code b.csv 12)" --record
says "check the clock"

run 0 at "2027-03-12 12:00:00" trc ledger verify
run 0 at "2000-01-01 00:00:00" trc ledger verify
# Control: a time that was moved behind the program's back is found.
sqlite3 home/registry.db "UPDATE event SET at_s = at_s - 86400 WHERE id = (SELECT MAX(id) FROM event)"
run 1 trc ledger verify
