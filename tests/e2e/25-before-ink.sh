#!/usr/bin/env bash
# Goal of this test: what is likely to go wrong on paper is said before ink is spent, a preview without --out issues
# nothing, colours are printed as chosen, and whether files are still what was written is found out.
. "$(dirname "$0")/lib.sh" "$@"
command -v convert >/dev/null || skip "convert is absent"
init
trc product add $gtin --name Baijiu --name-zh 青岛陈酿白酒 --quiet
look() { run 0 trc issue --gtin $gtin --count 1000000 --lot L1 --expiry 281031 "$@"; }
silent() { # TEXT: the last run did not say it
    ! grep -qF -- "$1" err || fail "said without need: $1"
}

# A preview alone: a whole label, a symbol, the terminal; of own serials too. Nothing is reserved, and its code is no batch's.
look --format pdf --pin --preview label.png
says "nothing was issued"
is "$(identify -format '%wx%h' label.png)" 591x354
look --format csv --preview symbol.png
look --format svg --preview symbol.svg
look --format zpl --preview -
grep -q '█' out || fail "no symbol on the terminal"
printf 'A-1\nA-2\n' >own.csv
run 0 trc issue --gtin $gtin --serials own.csv --seal hmac --format tspl --preview own.png
is "$(trc batch list --json)" ""
for picture in label.png symbol.png own.png; do
    trc-scan --json $picture >out || true
    is "$(jq -r '.findings[].id' out | grep -c never_issued)" 1
done
run 2 trc issue --gtin $gtin --count 2 --format csv # neither --out nor --preview: the control
says "Say how and where to"

# Modules, quiet zones, colours.
look --format png --module-mm 0.17 --preview p.png
says "Modules of 2 dots at 300 dpi"
says "--module-mm 0.26 or more"
look --format png --module-mm 0.26 --preview p.png
silent "Modules of"
look --format zpl --text none --label 16x16 --preview p.png --module-mm 0.4
says "leaves 2 modules free around the symbol instead of 4"
look --format zpl --text none --label 18x18 --preview p.png --module-mm 0.4
silent "free around the symbol"
look --format svg --dark 808080 --light a0a0a0 --preview p.png
says "The contrast of these colours is"
look --format svg --dark ffffff --light 000000 --preview p.png
says "lighter than the light ones"
look --format svg --dark c01010 --preview p.png
says "Scanners with red light"
look --format svg --dark 102060 --light fff8e0 --preview p.png
silent "contrast"
silent "red light"
look --format pdf --preview label.png --lang zh
says "没有签发任何码"
run 2 trc issue --gtin $gtin --count 1 --format png --dark 12345 --preview p.png
says '--dark takes a colour as RRGGBB, such as 1A3C6E, not "12345"'
run 2 trc issue --gtin $gtin --count 1 --format png --dark 123456 --light 123456 --preview p.png
says "have the same colour"
run 2 trc issue --gtin $gtin --count 1 --format zpl --dark 123456 --preview p.png
says "--dark has no meaning for format zpl"
is "$(trc batch list --json)" ""

# Colours are the chosen ones, and read.
for format in png svg eps; do
    issue --count 1 --format $format --dark 102060 --light fff8e0 --out blue.$format >/dev/null
done
is "$(convert blue.png -unique-colors -depth 8 txt:- | grep -oE '#[0-9A-F]{6}' | sort | tr '\n' ' ')" "#102060 #FFF8E0 "
grep -q 'fill="#fff8e0"' blue.svg && grep -q 'fill="#102060"' blue.svg
grep -q '^16 255 div 32 255 div 96 255 div setrgbcolor$' blue.eps
issue --count 3 --format pdf --dark 102060 --light fff8e0 --out blue.pdf >/dev/null
trc-scan --decode-only --json blue.png blue.pdf | jq -r 'select(.text != null) | .text' >read
is "$(wc -l <read)" 4

# Are the files still what was written? One, several, a folder; changed, gone, and a manifest changed with its file.
checked() { # BATCH CODE ANSWERS
    run "$2" trc batch show "$1" --check --json
    is "$(jq -r '[.prints[].files] | join(" ")' out)" "$3"
}
issue --count 10 --format csv --out one.csv >/dev/null # batch 5
checked 5 0 whole
cp one.csv kept.csv
sed -i '2s/^H/h/' one.csv
checked 5 3 changed
prints "$work/one.csv"
mv kept.csv one.csv
trc issue --quiet --resume 5 --rows 4 --out parts.csv >/dev/null
trc issue --quiet --resume 5 --format png --out pictures >/dev/null
trc issue --quiet --resume 5 --out - >/dev/null
checked 5 0 "whole whole whole nothing"
sed -i 's/HTTPS/HTTP/' parts-0002.csv
checked 5 3 "whole changed whole nothing"
says "do not print from them"
run 3 trc batch show 5 --check
prints "changed $work/parts-0002.csv"
sha256sum parts-000?.csv >parts.sha256 # the forger's own manifest
checked 5 3 "whole changed whole nothing"
rm one.csv pictures/0000000013.png
checked 5 3 "missing changed missing nothing"
run 0 trc batch show 5 # without --check nothing is opened
! grep -qE 'missing|changed' out || fail "it looked at the files"
