#!/usr/bin/env bash
# Goal of this test: label printers are sent labels with a Chinese name, lot, expiry and PIN that print, and are read and
# judged again, once: TSPL as its manual has it, ZPL by a renderer of another's, the symbol as a bitmap and as the
# printer's own, at 203 and 300 dpi.
. "$(dirname "$0")/lib.sh" "$@"
for tool in npm node python3; do
    command -v $tool >/dev/null || skip "$tool is absent"
done
here=$source/tests/e2e
. "$source/tests/e2e/labels.sh"

# TSPL, read as its manual has it.
for dpi in 203 300; do
    again --dpi $dpi --format tspl --out bitmap-$dpi.tspl
    run 0 "$here/draw-tspl.py" bitmap-$dpi.tspl tspl-$dpi $dpi
    is "$(grep -c '^PRINT 1$' out) $(grep -c ^DOWNLOAD out) $(grep -c '^TEXT.*"id.acme.cn"$' out)" "48 1 48"
    all_read tspl-$dpi-*.pgm
    again --dpi $dpi --format tspl --printer-symbols --out own-$dpi.tspl
    run 0 "$here/draw-tspl.py" own-$dpi.tspl own-tspl $dpi
    sed -n 's/^QRCODE .*"\(.*\)"$/\1/p' out | sort | cmp -s - codes || fail "$dpi dpi: QRCODE is told other codes"
done
head -c -1000 bitmap-203.tspl >cut.tspl
run 1 "$here/draw-tspl.py" cut.tspl cut 203 # the control
# Its commands, to the letter; with a secret that is always the same.
printf '%064d\n%064d\n' 1 2 >secret
trc key new --id 1 --secret-file secret >/dev/null
cheap_keys
issue --count 2 --key 1 "${batch[@]}" --dpi 203 --format tspl --out golden.tspl >/dev/null
run 0 "$here/draw-tspl.py" golden.tspl golden 203
diff "$here/golden/labels.tspl" out >diff || fail "the commands differ: $(cat diff)"
sed 's/ 164,/ 165,/' "$here/golden/labels.tspl" | cmp -s - out && fail "the control: other places are no difference"
trc issue --quiet --resume 2 --printer-symbols --out golden-own.tspl >/dev/null
run 0 "$here/draw-tspl.py" golden-own.tspl golden 203
diff "$here/golden/labels-own.tspl" out >diff || fail "the commands differ: $(cat diff)"

# ZPL, by a renderer from npm, in the build folder so that it is fetched once.
npm=$build/npm
if [ ! -e "$npm/node_modules/zpl-renderer-js" ]; then
    mkdir -p "$npm"
    timeout 90 npm install --no-save --ignore-scripts --no-audit --no-fund --prefix "$npm" zpl-renderer-js@3.4.0 >npm.out 2>&1 ||
        skip "all but ZPL was tested: npm is not reachable: $(tail -1 npm.out)"
fi
for way in "203" "300 --printer-symbols"; do # two of the four ways: drawing takes nearly all of this test's time
    again --dpi $way --format zpl --out "labels-${way% *}.zpl"
    rm -f zpl-*.png
    run 0 node "$here/draw-zpl.js" "$npm/node_modules" "labels-${way% *}.zpl" zpl "${way% *}"
    is "$(cat out)" 48
    all_read zpl-*.png
done
# The control: the first symbol is left out.
sed '0,/\^GFA/s/\^GFA[^^]*/^FD/' labels-203.zpl >less.zpl
rm -f zpl-*.png
run 0 node "$here/draw-zpl.js" "$npm/node_modules" less.zpl zpl 203
! (all_read zpl-*.png) 2>/dev/null || fail "a symbol that was left out was read"
