#!/usr/bin/env bash
# Goal of this test: a layout that cannot be printed is refused with what is wrong and what to do, before a number is
# reserved or a file is made.
. "$(dirname "$0")/lib.sh" "$@"
command -v convert >/dev/null || skip "convert is absent"
init
trc product add $gtin --name Baijiu --name-zh 青岛陈酿白酒 --quiet
mkdir out.d
refuse() { # CODE TEXT OPTION...
    local code=$1 text=$2
    shift 2
    run "$code" trc issue --gtin $gtin --count 5 --lot L1 --expiry 281031 --out out.d/never "$@"
    says "$text"
    is "$(ls -A out.d)" ""
    is "$(trc batch list --json)" ""
}

# Labels too small, or impossible.
for format in pdf zpl tspl; do
    refuse 2 "The symbol with its quiet zone is" --format $format --label 20x20
    says "choose a larger label or smaller modules"
    refuse 2 "The label has no room for 5 lines of text: it must be" --format $format --label 24x24
done
refuse 2 "The label has no room for 6 lines of text" --format pdf --label 24x24 --pin
refuse 2 "out of range; choose up to 1000 mm each way" --format pdf --label 1001x30
refuse 2 "lacks a measure: give width and height" --format pdf --label 50x0
refuse 3 'There is no font family "Nimbus Nought" here' --format pdf --font "Nimbus Nought"
says "fc-list"
refuse 2 "--font takes at most 127 characters" --format pdf --font "$(printf 'x%.0s' {1..128})"
for size in 50 x 50x 50x30x2 0x1F 50x-3 -50x30 50,30 50mmx30mm ax3 nanx30 1e99x30 '' ' 50x30'; do
    refuse 2 "--label takes width and height in millimetres, such as 50x30, not \"$size\"" --format pdf "--label=$size"
done
refuse 2 "--dpi takes" --format pdf --dpi 71
refuse 2 "A module width of 0.01 mm is out of range" --format pdf --module-mm 0.01
refuse 2 "wider than the 10 that printers draw themselves" --format zpl --printer-symbols --module-mm 1 --label 100x60
# What only a whole label shows: text that would be too small to read, or finds no room in a printer's fonts.
narrow=(--lot ABCDEFGHIJKLMNOPQRST --module-mm 0.3)
refuse 2 "needs a line of" --format pdf --label 20x60 "${narrow[@]}"
says "choose a wider label"
refuse 2 "the printer's smallest font finds room for" --format tspl --dpi 203 --label 16x60 "${narrow[@]}"
refuse 2 "the printer's smallest font finds room for" --format zpl --dpi 203 --label 16x60 "${narrow[@]}"

# Own serials: the longest decides, wherever it stands.
printf '%s\n' A1 WWWWWWWWWWWWWWWWWWW B2 >own.csv
for format in pdf zpl tspl; do
    run 2 trc issue --gtin $gtin --serials own.csv --seal hmac --format $format --label 28x26 --module-mm 0.25 --dpi 203 \
        --out out.d/never
    says "choose a wider label"
    is "$(ls -A out.d)" ""
    is "$(trc batch list --json)" ""
done

# Sheets.
refuse 2 "does not fit a sheet of 60 x 40 mm whose margins leave 44.0 x 24.0 mm" --format pdf --sheet 60x40
refuse 2 "does not fit a sheet of 210 x 297 mm whose margins leave 10.0 x 97.0 mm" --format pdf --margin 100
refuse 2 "leave -10.0 x" --format pdf --margin 110x10
refuse 2 "The start is beyond the sheet: it leaves out 24 places, and a sheet has 24 (3 x 8)" --format pdf --start 24
refuse 2 "leaves out 100000 places" --format pdf --start 100000
refuse 2 "--start takes a whole number from 0 to 100000" --format pdf --start 100001
refuse 2 "Crop marks need margins of 2 mm or more; these are 1 and 5 mm" --format pdf --crop-marks --margin 1x5
refuse 2 "does not fit a sheet of 5000 x 1 mm" --format pdf --sheet 5000x1
refuse 2 "A sheet of 0 x 100 mm lacks a measure" --format pdf --sheet 0x100
for sheet in A5 a4x a4,letter 210 210x '' 6000x6000; do
    refuse 2 "--sheet takes" --format pdf "--sheet=$sheet"
done
for length in -1 x3 3x 3x3x3 mm ''; do
    refuse 2 "--gap takes millimetres, such as 3 or 3x2.5, not \"$length\"" --format pdf "--gap=$length"
    refuse 2 "--margin takes millimetres" --format pdf "--margin=$length"
done
for option in "--margin 3" "--gap 3" "--start 3" --crop-marks; do
    # shellcheck disable=SC2086 # an option and its value
    refuse 2 "belong to sheets" --format pdf --sheet roll $option
done

# Logos.
refuse 3 'There is no logo "' --format pdf --logo nowhere.png
refuse 3 'is not a sound PNG picture' --format pdf --logo passphrase
convert -size 300x80 xc:red logo.jpg
refuse 3 'is not a sound PNG picture' --format pdf --logo logo.jpg
convert -size 300x80 xc:red logo.png
head -c 100 logo.png >cut.png
refuse 3 'is not a sound PNG picture' --format pdf --logo cut.png
: >empty.png
refuse 3 'logo "' --format pdf --logo empty.png
refuse 3 'logo "' --format pdf --logo .
refuse 2 "The label has no room for the logo" --format pdf --logo logo.png --label 50x24
refuse 2 "This path is too long" --format pdf --logo "$(printf 'x%.0s' {1..1100})"

# Who prints is recorded, so it must be text.
refuse 2 UTF-8 --format pdf --actor $'\xff'
refuse 2 UTF-8 --format csv --reason $'\xff'

# Options that change nothing are mistakes.
while read -r format option; do
    # shellcheck disable=SC2086 # an option and its value
    refuse 2 "${option%% *} has no meaning for format $format; leave it out" --format $format $option
done <<'LIST'
csv --label 50x30
csv --text en
csv --sheet A4
csv --font Sans
csv --printer-symbols
png --margin 3
svg --rows 3
eps --logo logo.png
pdf --bom
pdf --crlf
pdf --raw-cells
pdf --printer-symbols
zpl --sheet A4
zpl --gap 3
tspl --crop-marks
tspl --start 3
LIST
refuse 2 "--text takes one of: none, en, zh" --format pdf --text fr

# A product name that no font or printer can show.
trc product add $other_gtin --name $'Odd \xee\x80\x81' --quiet
run 2 trc issue --gtin $other_gtin --count 1 --format pdf --out out.d/never
says "(U+E001)"
is "$(ls -A out.d)$(trc batch list --json)" ""

# The control: what is in order is issued. A size that begins with 0x is no hexadecimal number.
run 0 trc issue --quiet --gtin $gtin --count 1 --format pdf --margin 0x8 --gap 0x2 --out out.d/flush.pdf
run 2 trc issue --quiet --gtin $gtin --count 1 --format pdf --margin 0x8 --gap 0x2 --start 32 --out never
says "a sheet has 32 (4 x 8)"
run 0 trc issue --quiet --gtin $gtin --count 5 --format pdf --label 60x40 --sheet A4 --margin 10 --gap 2x3 --start 3 \
    --crop-marks --logo logo.png --font "DejaVu Sans" --out out.d/good.pdf
is "$(head -c 5 out.d/good.pdf)" %PDF-
