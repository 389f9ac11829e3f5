#!/usr/bin/env bash
# Goal of this test: every label of a batch, with a Chinese name, lot, expiry and PIN, is read and judged again, once,
# whichever way it left: PDF on A4, Letter and a roll, EPS, SVG, PNG, tar. What draws them here is always another's work.
. "$(dirname "$0")/lib.sh" "$@"
for tool in pdftoppm pdfinfo pdftotext gs rsvg-convert; do
    command -v $tool >/dev/null || skip "$tool is absent"
done
. "$source/tests/e2e/labels.sh"
# all_printed FILE.pdf DPI
all_printed() {
    rm -f page-*.pgm
    pdftoppm -r "$2" -gray "$1" page
    all_read page-*.pgm
}

# PDF. What stands beside the symbols is for people, and is found.
again --format pdf --out a4.pdf
is "$(pdfinfo a4.pdf | sed -n 's/^Pages: *//p')" 2
all_printed a4.pdf 300
for text in 青岛陈酿白酒 "批号 L2609A" "有效期 2028-10-31" id.acme.cn 刮开验证码; do
    is "$(pdftotext a4.pdf - | grep -cF "$text")" 48
done
diff <(sed 1d labels.csv | cut -d, -f4 | sort) <(pdftotext a4.pdf - | grep -oE '\b[0-9]{8}\b' | sort) || fail "other PINs"
again --format pdf --sheet Letter --gap 0 --margin 10 --crop-marks --start 5 --text en --out letter.pdf
pdfinfo letter.pdf | grep -q '(letter)' || fail "$(pdfinfo letter.pdf)"
all_printed letter.pdf 300
is "$(pdftotext letter.pdf - | grep -o Baijiu | wc -l)" 48
again --format pdf --sheet roll --out roll.pdf
is "$(pdfinfo roll.pdf | sed -n 's/^Pages: *//p')" 48
all_printed roll.pdf 300
again --format pdf --out - # stdout holds the same bytes
cmp -s out a4.pdf || fail "stdout holds another PDF"
# The control: a label hidden, or seen twice, and it is noticed.
pdftoppm -r 300 -gray a4.pdf page
pdftoppm -r 300 -gray -f 2 -H 2700 a4.pdf cut
! (all_read page-1.pgm cut-2.pgm) 2>/dev/null || fail "labels that are not there were read"
! (all_read page-1.pgm page-2.pgm page-2.pgm) 2>/dev/null || fail "a label seen twice is counted once"

# Pictures, one for each label.
for format in png svg eps; do
    again --format $format --out $format
    (cd $format && sha256sum --quiet --check labels.sha256) || fail "$format: the manifest is wrong"
    is "$(wc -l <$format/labels.sha256) $(find $format -type f | wc -l)" "49 50"
done
all_read png/*.png
gs -q -dSAFER -dBATCH -dNOPAUSE -dEPSCrop -sDEVICE=pnggray -r300 -sOutputFile=eps-%03d.png eps/*.eps >gs.out 2>&1 || fail "$(cat gs.out)"
all_read eps-*.png
for file in svg/*.svg; do
    rsvg-convert -d 300 -p 300 -b white -o "$file.png" "$file"
done
all_read svg/*.png
# The order of names is that of the list.
diff <(sed 1d eps/labels.csv | cut -d, -f1) <(trc-scan --decode-only --json eps-*.png | jq -r .text) >err || fail "labels are swapped"

# A tar: the same bytes as the folder, as a file and through a pipe.
rm svg/*.png
for format in png svg eps; do
    again --format $format --out $format.tar
    mkdir tar-$format
    tar -C tar-$format -xf $format.tar 2>err
    is "$(cat err)" ""
    mv tar-$format/labels-0001.csv tar-$format/labels.csv
    diff -r --exclude labels.sha256 $format tar-$format >err || fail "$format: the tar differs from the folder"
done
again --format png --out -
cmp -s out png.tar || fail "stdout holds another tar"
is "$(tar -tvf png.tar | awk '{ print $1, $2 }' | sort -u)" "-rw------- 0/0" # PINs are for one pair of eyes
