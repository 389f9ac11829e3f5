#!/usr/bin/env bash
# Goal of this test: issuing that is killed (-9, at random moments) leaves no half-written file under its final name, and
# --resume writes exactly the codes that an undisturbed run would have written.
. "$(dirname "$0")/lib.sh" "$@"
init
trc product add $gtin --name Baijiu --quiet
seq -f 'OWN%06.0f' 20000 >serials.csv
cp -r home fresh

# kill_at_random PART COMMAND...: from when the first bytes are written on, within the time that an undisturbed run takes.
kill_at_random() {
    local part=$1 pid
    shift
    "$@" >out 2>err &
    pid=$!
    wait_for "$part" $pid
    sleep "$(awk -v seed=$RANDOM -v limit="$duration" 'BEGIN {srand(seed); printf "%.3f", limit * rand()}')"
    { kill -KILL $pid && wait $pid; } 2>/dev/null || true
}

hits=0
try() { # NAME PART LAST OPTION...: what is written first, and what has its final name last
    local name=$1 part=$2 last=$3 begin
    shift 3
    rm -rf home whole-$name
    cp -r fresh home
    trc issue --quiet --gtin $gtin "$@" --out whole-$name >out &
    wait_for "whole-$name$part" $!
    begin=$(date +%s.%N)
    wait $!
    duration=$(awk -v a="$begin" -v b="$(date +%s.%N)" 'BEGIN {print b - a}')
    for _ in 1 2 3; do
        rm -rf home cut-$name
        cp -r fresh home
        kill_at_random "cut-$name$part" trc issue --quiet --gtin $gtin "$@" --out cut-$name
        local stage
        stage=$(trc batch list --json | jq -r .stage)
        if [ -z "$stage" ]; then # killed before anything was reserved: nothing has a name
            [ ! -e "cut-$name$last" ] || fail "$name: files of a batch that does not exist"
            continue
        fi
        if [ "$stage" = writing ]; then
            hits=$((hits + 1))
            [ ! -f "cut-$name$last" ] || cmp -s "cut-$name$last" "whole-$name$last" || fail "$name: half a file has its final name"
            run 2 trc batch activate 1
            says "trc issue --resume 1"
            run 0 trc batch show 1
            says "--resume 1"
        fi
        run 0 trc issue --quiet --resume 1
        is "$(cat out)" 1
        diff -r "whole-$name" "cut-$name" >/dev/null || fail "$name: other codes after --resume"
        is "$(trc batch show 1 --json | jq -r .stage)" printed
    done
}
try csv .part "" --count 300000 --lot L1 --expiry 281031 --pin --format csv
try png /0000000003.png /labels.csv --count 300 --format png
try own .part "" --serials serials.csv --seal hmac --format csv
for _ in 1 2 3 4; do # on a machine that is busy with other things they may all miss
    [ "$hits" -ge 2 ] || try csv .part "" --count 300000 --lot L1 --expiry 281031 --pin --format csv
done
echo "$hits kills hit a batch in the middle"
[ "$hits" -ge 2 ] || fail "the kills missed: $hits"

# The control: a run whose unit numbers differ has other codes.
issue --count 10 --format csv --out ten.csv >/dev/null
! grep -qf <(codes ten.csv) whole-csv || fail "any run makes these codes"

# Every picture that the kill left is whole or a part.
rm -rf home cut-png
cp -r fresh home
kill_at_random cut-png/0000000003.png trc issue --quiet --gtin $gtin --count 20000 --format png --out cut-png
find cut-png -name '*.png' -print0 | head -z -n 100 | xargs -0 identify >/dev/null || fail "a picture is cut short"

# A batch that is complete is written again, and says so; in another format and place too.
rm -rf home
cp -r fresh home
issue --count 3 --format csv --out again.csv >/dev/null
cp again.csv first.csv
run 0 trc issue --resume 1
says "Batch 1 was complete already; its codes are written again."
cmp -s again.csv first.csv
run 0 trc issue --resume 1 --format svg --out pictures
is "$(cut -d, -f1-3 pictures/labels.csv)" "$(cat first.csv)"
run 0 trc issue --quiet --resume 1 --format csv --out -
cmp -s out first.csv
(cd / && run 0 trc issue --quiet --resume 1) # the path means the same from elsewhere
run 3 trc issue --resume 2
says "There is no batch 2"
