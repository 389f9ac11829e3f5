#!/usr/bin/env bash
# Goal of this test: a printed label is read by another program (zbarimg) as exactly the code in labels.csv, in PNG and in
# SVG, at every error correction level; and folders never mix two batches.
. "$(dirname "$0")/lib.sh" "$@"
command -v zbarimg >/dev/null || skip "zbarimg is not installed"
init
trc key new --type ed25519 >/dev/null
cheap_keys

read_picture() { zbarimg --quiet --raw -Sdisable -Sqrcode.enable "$1" 2>/dev/null; }
same_as_listed() { # FOLDER
    local n=0
    while IFS=, read -r code _ _ file; do
        is "$(read_picture "$1/${file##*,}")" "$code"
        n=$((n + 1))
    done < <(tail -n +2 "$1/labels.csv")
    [ "$n" -gt 0 ]
}

for seal in none hmac ed25519; do
    run 0 issue --count 3 --seal $seal --lot lower-Case --expiry 281031 --format png --out png-$seal
    same_as_listed png-$seal
    is "$(ls png-$seal | wc -l)" 5 # three, their list, and its manifest
done
is "$(head -1 png-none/labels.csv)" code,serial,unit,file
is "$(ls png-none | head -1)" 0000000001.png
for ec in L M Q H; do
    run 0 issue --count 1 --ec $ec --format png --out ec-$ec.png
    [ ! -e ec-$ec.png/labels.csv ]
    read_picture ec-$ec.png | grep -q "^HTTPS://ID.ACME.CN/01/$gtin/21/"
done
[ "$(stat -c %s ec-H.png)" -gt "$(stat -c %s ec-L.png)" ]

# The size on paper: a whole number of dots, told in the picture.
run 0 issue --count 1 --dpi 203 --module-mm 0.4 --format png --out printer.png
is "$(identify -units PixelsPerInch -format '%[fx:round(resolution.x)]' printer.png)" 203
width=$(identify -format %w printer.png)
is "$((width % 3))" 0 # 0.4 mm at 203 dpi: three dots a module
read_picture printer.png >/dev/null

run 0 issue --count 2 --format svg --out svg
while IFS=, read -r code _ _ file; do
    for density in 150 300 600; do
        convert -density $density "svg/$file" -background white -flatten svg.png
        is "$(read_picture svg.png)" "$code"
    done
done < <(sed 1d svg/labels.csv)
grep -q 'mm"' svg/*.svg

# A preview on the terminal, and into files.
run 0 issue --count 2 --format csv --out preview.csv --preview -
grep -q '█' out
run 0 issue --count 2 --format csv --out preview2.csv --preview first.png
is "$(read_picture first.png)" "$(sed -n 2p preview2.csv | cut -d, -f1)"
next=$(trc batch list --json | tail -1 | jq .id)
run 2 issue --count 2 --format csv --out never.csv --preview first.gif
says "ends in .png or .svg"
run 2 issue --count 2 --format csv --out - --preview -
says "both want stdout"

# Folders.
run 2 issue --count 1 --format png --out png-none
says "is not an empty folder: the labels of two batches would mix"
run 2 issue --count 2 --format png --out two.png
says "can hold one picture and nothing else"
run 2 issue --count 1 --pin --format png --out pin.png
says "or PINs"
run 2 issue --count 1 --format csv --out png-none
says "is no regular file"
run 2 issue --count 1 --format csv --out /dev/null
says "is no regular file"
[ -c /dev/null ]
run 3 issue --count 1 --format csv --out nowhere/x.csv
run 3 issue --count 1 --format png --out nowhere/x
run 2 issue --count 1 --format png --out preview.csv
run 2 issue --count 1 --dpi 71 --format png --out never
run 2 issue --count 1 --module-mm 0.01 --format png --out never
says "0.05"
run 2 issue --count 1 --module-mm nan --format png --out never
# Nothing of what was refused has reserved a number.
is "$(trc batch list --json | tail -1 | jq .id)" "$next"
[ ! -e never ] || fail "a refused batch left a folder"
mkdir empty
touch empty/.hidden
run 0 issue --count 1 --format png --out empty
