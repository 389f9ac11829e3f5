#!/usr/bin/env bash
# Goal of this test: eight programs issue 10,000 units each at once, some are killed at random, and over all batches that
# were completed or resumed no code and no unit number exists twice.
. "$(dirname "$0")/lib.sh" "$@"
init
each=10000
mkdir batches

one() { # NUMBER ROUND: issues; two in three are killed, from when the output is opened on, which is before the reservation
    local out=batches/$1-$2.csv status=0 pid
    trc issue --quiet --gtin $gtin --count $each --format csv --out "$out" >/dev/null 2>"err.$1" &
    pid=$!
    if [ $((RANDOM % 3)) != 0 ]; then
        while [ ! -e "$out.part" ] && kill -0 $pid 2>/dev/null; do
            sleep 0.001
        done
        sleep "0.0$((RANDOM % 9))"
        ! kill -KILL $pid 2>/dev/null || echo >>kills
    fi
    { wait $pid || status=$?; } 2>/dev/null
    [ $status = 0 ] || [ $status = 137 ] || echo "$status $(cat "err.$1")" >>failures
}
unfinished=0
for round in 1 2 3 4 5 6; do
    for n in 1 2 3 4 5 6 7 8; do
        (RANDOM=$((round * 8 + n + $$)) && one $n $round) &
    done
    wait
    unfinished=$(trc batch list --json | jq -r 'select(.stage == "writing") | .id' | wc -l)
    [ $round -lt 2 ] || [ "$unfinished" -lt 3 ] || break
done
[ ! -e failures ] || fail "$(cat failures)"
trc batch list --json >batches.json
echo "$(wc -l <kills) kills, $(wc -l <batches.json) batches, $unfinished of them to resume"
[ "$unfinished" -ge 1 ] || fail "the kills missed"
jq -r 'select(.stage == "writing") | .id' batches.json | while read -r id; do
    trc issue --quiet --resume "$id" >/dev/null
done
is "$(trc batch list --json | jq -r 'select(.stage == "writing") | .id')" ""

cat batches/*.csv | grep -v ^code, >rows
is "$(wc -l <rows)" "$(($(wc -l <batches.json) * each))"
is "$(cut -d, -f1 rows | sort -u | wc -l)" "$(wc -l <rows)"
is "$(cut -d, -f3 rows | sort -u | wc -l)" "$(wc -l <rows)"
# The control: one row twice, and the count sees it.
head -1 rows >>rows
[ "$(sort -u rows | wc -l)" != "$(wc -l <rows)" ] || fail "the control was not noticed"
