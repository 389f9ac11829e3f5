# labels.sh: sourced after lib.sh by the tests of printed labels: a batch of 48, released, and whether all of it is read.
# shellcheck shell=bash
init
trc product add $gtin --name Baijiu --name-zh 青岛陈酿白酒 --quiet
batch=(--lot L2609A --expiry 281031 --pin)
issue --count 48 "${batch[@]}" --format csv --out labels.csv >/dev/null
trc batch activate 1 --quiet
again() { run 0 trc issue --quiet --resume 1 "$@"; }
codes labels.csv | sort >codes
is "$(sort -u codes | wc -l)" 48

# all_read PICTURE...: each code, once, and judged.
all_read() {
    local status=0
    trc-scan --json "$@" >out 2>err || status=$?
    is $status 0
    jq -r 'select(.text != null) | [.text, .verdict] | join(" ")' out | sort >read
    diff <(sed 's/$/ authentic/' codes) read >err || fail "not every label was read and judged, once: $1"
}
