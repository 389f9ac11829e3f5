#!/usr/bin/env bash
# Goal of this test: Ctrl-C and a polite kill stop issuing in good order: parts are cleared away, the batch can be
# resumed, the way on is told, and the program ends by that signal.
. "$(dirname "$0")/lib.sh" "$@"
init
cp -r home fresh
issue --count 1000000 --format csv --out whole.csv >/dev/null
seq -f 'OWN%06.0f' 300000 >serials.csv

stop() { # SIGNAL CODE FILE OPTION...: sends the signal when this file has its first bytes
    local signal=$1 expected=$2 first=$3
    shift 3
    rm -rf home cut
    cp -r fresh home
    # A shell without job control starts what runs beside it with SIGINT ignored.
    env --default-signal=INT trc issue --quiet --gtin $gtin "$@" --out cut >out 2>err &
    local pid=$!
    wait_for "$first" $pid
    kill -s "$signal" $pid 2>/dev/null || fail "it had ended before the signal"
    local code=0
    { wait $pid || code=$?; } 2>/dev/null
    [ "$code" = "$expected" ] || fail "ended with $code, not $expected"
    says "Stopped by a signal"
    says "go on with \`trc issue --resume 1\`"
    [ ! -e cut.part ] && [ -z "$(find . -path './cut/*.part')" ] || fail "a part is left"
}
stop INT 130 cut.part --count 1000000 --format csv
[ ! -e cut ]
run 0 trc issue --quiet --resume 1
cmp -s cut whole.csv || fail "other codes after --resume"
stop TERM 143 cut.part --count 1000000 --format csv
stop HUP 129 cut/0000000009.png --count 20000 --format png
[ ! -e cut/labels.csv ]
run 0 trc issue --quiet --resume 1 --format csv --out pictures.csv
is "$(wc -l <pictures.csv)" 20001

# What was ignored on purpose stays ignored: nohup.
rm -rf home
cp -r fresh home
(trap '' HUP && exec trc issue --quiet --gtin $gtin --count 1000000 --format csv --out nohup.csv >/dev/null) &
pid=$!
wait_for nohup.csv.part $pid
kill -HUP $pid 2>/dev/null || true
wait $pid || fail "it did not outlive a hang-up it was told to ignore"
cmp -s nohup.csv whole.csv

# While own serials are being reserved: nothing is reserved then.
rm -rf home
cp -r fresh home
mkfifo endless
trc issue --quiet --gtin $gtin --seal hmac --serials endless --format csv --out own.csv >out 2>err &
pid=$!
exec 9>endless
cat serials.csv >&9
kill -TERM $pid
cat serials.csv >&9 2>/dev/null || true
exec 9>&-
code=0
{ wait $pid || code=$?; } 2>/dev/null
is "$code" 143
is "$(trc batch list --json)" ""
[ ! -e own.csv ] && [ ! -e own.csv.part ]
