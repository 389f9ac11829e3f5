#!/usr/bin/env bash
# Goal of this test: labels are gone on with from any unit, and printed again, with the very codes they had; a reprint says
# who asked for it and why, and each print is recorded; what is refused is not.
. "$(dirname "$0")/lib.sh" "$@"
for tool in sqlite3 pdftoppm; do
    command -v $tool >/dev/null || skip "$tool is absent"
done
init
trc product add $gtin --name Baijiu --name-zh 青岛陈酿白酒 --quiet
# prints BATCH: kind, units, actor, reason, place, whether it has a manifest and has ended; a line for each print.
recorded() {
    sqlite3 -separator ' ' home/registry.db "SELECT kind, first_unit || '-' || last_unit, actor, reason, place,
        length(manifest), ended_at_s >= began_at_s AND began_at_s > 0 FROM print_run WHERE batch_id = $1 ORDER BY number"
}
last() { recorded "$1" | tail -1; }
stage() { trc batch show "$1" --json | jq -r .stage; }
me=$(id -un)

# A batch that stopped half way: nobody took its bytes.
status=0
trc issue --quiet --gtin $gtin --count 60 --lot L1 --pin --format pdf --out - >/dev/full 2>err || status=$?
is $status 3
says "Batch 1 is reserved but not all written"
is "$(stage 1)" writing
is "$(last 1)" "first 1-60 $me  - 0 0"
run 2 trc issue --reprint 1 --actor Wang --reason torn --out never.pdf
says "Batch 1 is not all written; finish it first with \`trc issue --resume 1\`"
is "$(recorded 1 | wc -l)" 1

# A part is gone on with; only what reaches the end completes the batch.
run 0 trc issue --quiet --resume 1 --units 11-20 --out part.pdf
is "$(stage 1) $(last 1)" "writing resumed 11-20 $me  $work/part.pdf 64 1"
run 0 trc issue --quiet --resume 1 --units 41- --actor 李雷 --out labels.pdf
is "$(stage 1) $(last 1)" "printed resumed 41-60 李雷  $work/labels.pdf 64 1"
run 0 trc issue --quiet --resume 1 --format csv --out whole.csv
is "$(last 1)" "reprint 1-60 $me --resume $work/whole.csv 64 1" # complete already: that is a reprint, whatever it is called
is "$(wc -l <whole.csv)" 61

# Every part has the codes that the whole has.
of_whole() { sed 1d whole.csv | sed -n "$1p"; }
for units in 1- 2- 24- 25- 60- 1-1 60-60 7-43 30; do
    run 0 trc issue --quiet --resume 1 --units $units --format csv --out "units-$units.csv"
    case $units in
    *-) lines=$units'$' ;;
    *) lines=$units ;;
    esac
    of_whole "${lines/-/,}" | diff - <(sed 1d "units-$units.csv") >err || fail "--units $units: other codes"
done
! of_whole 1,59 | diff - <(sed 1d units-2-.csv) >err || fail "the control: any units have these codes"
codes_of() { # FILE.pdf
    rm -f page-*.pgm
    pdftoppm -r 300 -gray "$1" page
    trc-scan --decode-only --json page-*.pgm | jq -r '.text | values' | sort
}
of_whole 11,20 | cut -d, -f1 | sort | diff - <(codes_of part.pdf) >err || fail "part.pdf has other codes"
of_whole 41,60 | cut -d, -f1 | sort | diff - <(codes_of labels.pdf) >err || fail "labels.pdf has other codes"
run 0 trc issue --quiet --resume 1 --units 25-48 --start 3 --out start.pdf
of_whole 25,48 | cut -d, -f1 | sort | diff - <(codes_of start.pdf) >err || fail "start.pdf has other codes"
is "$(find page-*.pgm | wc -l)" 2
! of_whole 26,49 | cut -d, -f1 | sort | diff - <(codes_of start.pdf) >err || fail "the control: any page has these codes"
# The picture of a unit keeps its number, and its bytes.
run 0 trc issue --quiet --resume 1 --format png --out png
run 0 trc issue --quiet --reprint 1 --actor Wang --reason "label torn" --units 33-34 --format png --out png-again
is "$(ls png-again | tr '\n' ' ')" "0000000033.png 0000000034.png labels.csv labels.sha256 "
cmp png/0000000034.png png-again/0000000034.png
is "$(last 1)" "reprint 33-34 Wang label torn $work/png-again 64 1"
is "$(sqlite3 home/registry.db 'SELECT manifest FROM print_run ORDER BY number DESC LIMIT 1')" \
    "$(sha256sum <png-again/labels.sha256 | cut -d' ' -f1)"

# A reprint names its actor and reason, in any language; stdout has no manifest.
run 0 trc issue --quiet --reprint 1 --actor 王小明 --reason '标签破损, "换新"' --units 5 --out five.pdf
is "$(last 1)" "reprint 5-5 王小明 标签破损, \"换新\" $work/five.pdf 64 1"
is "$(codes_of five.pdf)" "$(of_whole 5 | cut -d, -f1)"
run 0 trc issue --quiet --reprint 1 --actor Wang --reason lost --format csv --out -
cmp out whole.csv
is "$(last 1)" "reprint 1-60 Wang lost - 0 1"
before=$(recorded 1)
refuse() { # CODE TEXT OPTION...
    local code=$1 text=$2
    shift 2
    run "$code" trc issue "$@"
    says "$text"
    is "$(recorded 1)" "$before"
}
asked=(--reprint 1 --actor Wang --reason torn)
refuse 2 "say who asked for it with --actor and why with --reason" --reprint 1 --out never.pdf
refuse 2 "say who asked for it" --reprint 1 --actor Wang --out never.pdf
refuse 2 "say who asked for it" --reprint 1 --reason torn --out never.pdf
refuse 2 "A reprint is recorded" --reprint 1 --actor "" --reason torn --out never.pdf
refuse 2 "A reprint is recorded" --reprint 1 --actor Wang --reason "" --out never.pdf
refuse 2 "A reprint is recorded" --reprint 1 --actor Wang --reason "  " --out never.pdf
refuse 2 "--actor takes at most" --reprint 1 --actor "$(printf 'x%.0s' {1..2000})" --reason torn --out never.pdf
refuse 2 "--reason takes at most" --reprint 1 --actor Wang --reason "$(printf 'x%.0s' {1..2000})" --out never.pdf
refuse 2 "not UTF-8" --reprint 1 --actor Wang --reason $'\xff' --out never.pdf
refuse 2 "labels.pdf is there already and may hold other codes" "${asked[@]}" --out labels.pdf
refuse 2 "five.pdf is there already" "${asked[@]}" --units 6 --out five.pdf
refuse 2 "png-again is not an empty folder" "${asked[@]}" --units 33-34 --format png --out png-again
refuse 2 "labels.pdf is there already" --resume 1 --units 41- --out labels.pdf
for units in 0-5 55-61 61 61- 0; do
    refuse 2 "are not all of batch 1: it has 1-60" "${asked[@]}" --units $units --out never.pdf
done
for units in 9-8 x - -5 1-2-3 1,2 '' 99999999999; do
    refuse 2 "--units takes numbers such as 1-500" "${asked[@]}" "--units=$units" --out never.pdf
done
refuse 3 "There is no batch 9" --reprint 9 --actor Wang --reason torn --out never.pdf
refuse 2 "give one of them" --resume 1 --reprint 1 --out never.pdf
refuse 2 "writes the same codes again" "${asked[@]}" --lot L2 --out never.pdf
refuse 2 "writes the same codes again" "${asked[@]}" --count 3 --out never.pdf
refuse 2 "give it with --resume or --reprint" --gtin $gtin --count 5 --units 1-2 --format csv --out never.csv
is "$(find . -name 'never*')" ""
is "$(trc batch list --json | wc -l)" 1
# The control: what is allowed is recorded.
run 0 trc issue --quiet "${asked[@]}" --units 6 --out six.pdf
[ "$(recorded 1)" != "$before" ] || fail "a reprint was not recorded"

# Own serials, from the middle of a list; a second batch keeps its own account.
seq -f 'OWN-%.0f' 100 >own.csv
issue --serials own.csv --seal hmac --format csv --out own-whole.csv >/dev/null
run 0 trc issue --quiet --reprint 2 --actor Wang --reason torn --units 90-93 --out own-part.csv
units=$(trc batch show 2 --json | jq '"\(.first_unit)-\(.last_unit)"' -r)
run 0 trc issue --quiet --reprint 2 --actor Wang --reason torn --units "$((${units%-*} + 49))-" --out own-half.csv
sed 1d own-whole.csv | tail -51 | diff - <(sed 1d own-half.csv) >err || fail "own serials: other codes"
is "$(recorded 2 | wc -l)" 3
is "$(recorded 2 | head -1)" "first $units $me  $work/own-whole.csv 64 1"
run 1 trc verify "$(sed -n 2p own-part.csv | cut -d, -f1)" --json
is "$(jq .unit out)" 90
