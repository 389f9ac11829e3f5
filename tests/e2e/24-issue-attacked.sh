#!/usr/bin/env bash
# Goal of this test: issue does no harm where its surroundings are hostile or its user mistaken: other batches' files
# stay, no PIN is told, and labels that cannot be drawn cost no numbers.
. "$(dirname "$0")/lib.sh" "$@"
init
trc product add $gtin --name Baijiu --quiet

# Parts of another batch are not written over, whichever of them is left; nor is its manifest, nor a file of that name.
run 0 issue --count 3 --rows 1 --format csv --out parts.csv
cp parts-0002.csv kept.csv
rm parts-0001.csv parts.sha256
run 2 issue --count 3 --rows 1 --format csv --out parts.csv
says "is there already and may hold other codes"
cmp parts-0002.csv kept.csv
run 0 issue --count 2 --rows 1 --format csv --out codes.csv
run 2 issue --count 2 --rows 1 --format csv --out codes.txt
says "codes.sha256 is there already"
run 0 trc batch show 2 --check
is "$(find . -name '*.part')" ""
# Nor are the parts of a batch mixed with those of another division of it.
run 2 trc issue --resume 2 --rows 5
is "$(trc batch list --json | wc -l)" 2

# Names that would tear a manifest's line in two, or are none.
run 2 issue --count 1 --format csv --out "$(printf 'a\nb.csv')"
says "a line break or another control character"
run 2 issue --count 1 --format csv --out ''
says "--out is empty"

# 0x5 is nothing by 5 mm, and no hexadecimal number: three columns with gaps of 5 mm would be two.
run 2 issue --count 1 --format pdf --label 0x50x30 --out never.pdf
run 0 issue --count 24 --format pdf --label 64x30 --text none --gap 0x5 --out gap.pdf
is "$(grep -ac '/Type/Page/' gap.pdf)" 1

# PINs: not in a manifest that others can read and try numbers against, nor in a message.
run 0 issue --count 2 --rows 1 --pin --format csv --out pins.csv
is "$(stat -c %a pins-0001.csv pins.sha256 | tr '\n' ' ')" "600 600 "
before=$(trc batch list --json | wc -l)
for format in zpl tspl pdf; do
    run 2 issue --count 1 --pin --text none --dpi 203 --module-mm 0.15 --ec L --label 10x30 --format $format --out p.$format
    says PIN
    ! grep -qE '[1-9][0-9]{7}' err || fail "a PIN is told"
    # Found before numbers are reserved.
    run 2 issue --count 1 --text en --dpi 203 --module-mm 0.25 --ec L --label 15x60 --format $format --out s.$format
    [ ! -e p.$format ] && [ ! -e p.$format.part ]
done
is "$(trc batch list --json | wc -l)" "$before"

# Own serials from a pipe, which can be read once only, though labels are measured before numbers are reserved.
printf 'serial\nA1\nB2-LONGER\n' >own.csv
run 0 issue --serials <(cat own.csv) --seal hmac --format pdf --text none --out own.pdf

# A logo that says it is enormous is refused by what it says.
printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\x08\6\0\0\0\x05\x6c\xbe\x5a' >bomb.png
run 2 issue --count 1 --format pdf --label 60x45 --logo bomb.png --out logo.pdf
says "30000 x 30000 pixels"

# What a reprint's record says is shown, and not obeyed by the terminal; what lies in the place of a file is not waited for.
run 0 issue --count 2 --format svg --out pictures
id=$(cat out)
run 0 trc issue --reprint "$id" --actor "$(printf '\033[31mEve\nx')" --reason lost --format csv --out again.csv
run 0 trc batch show "$id" --check
prints '\x1B[31mEve\x0Ax'
rm pictures/labels.sha256
mkfifo pictures/labels.sha256
run 3 timeout 20 trc batch show "$id" --check
rm pictures/labels.sha256
ln -s /dev/zero pictures/labels.sha256
run 3 timeout 20 trc batch show "$id" --check
