#!/usr/bin/env bash
# Goal of this test: labels are read from scanned and from drawn PDFs, each as often as its page shows it and with the
# number of its page; small print by the picture that lies in the page; what is locked, broken or empty says so; without
# poppler-utils it is said what to install.
. "$(dirname "$0")/lib.sh" "$@"
for tool in pdftoppm pdfimages convert img2pdf rsvg-convert qpdf; do
    command -v $tool >/dev/null || skip "$tool is absent"
done
init
issue --count 13 --lot L1 --format png --out png >/dev/null
trc batch activate 1 --quiet
trc issue --quiet --resume 1 --format svg --out svg >/dev/null
codes svg/labels.csv >codes
scan() { trc-scan --decode-only --json "$@"; }
# told: "page number" of each code of the last run, sorted; the number is that of its label.
told() { jq -r '[.page, .text] | @tsv' out | while read -r page text; do
    echo "$page $(grep -nxF "$text" codes | cut -d: -f1)"
done | sort -n -k1,1 -k2,2; }
twelve=$(seq -f '1 %.0f' 12)

# A scanned page: a photograph of twelve labels, in grey, a little askew.
row() { convert "${@/#/png/00000000}" +append "row-$1.png"; }
row 01.png 02.png 03.png
row 04.png 05.png 06.png
row 07.png 08.png 09.png
row 10.png 11.png 12.png
convert row-*.png -append -bordercolor white -border 60 -rotate 1 -attenuate 0.2 +noise Gaussian -quality 70 page.jpg
img2pdf --pagesize A4 -o scanned.pdf page.jpg
run 0 scan scanned.pdf
is "$(told)" "$twelve"
run 0 trc-scan --json scanned.pdf
is "$(jq -r .verdict out | sort | uniq -c | tr -s ' ')" " 12 authentic"

# Printed so small that the page as it is drawn shows nothing: the picture in it does.
img2pdf --pagesize A4 --imgsize 12mmx16mm -o small.pdf page.jpg
run 0 scan small.pdf
is "$(told)" "$twelve"
pdftoppm -gray -r 300 small.pdf drawn
run 0 scan drawn-1.pgm
is "$(jq -r .text out)" null

# Drawn pages, without any picture: four labels on each of three.
sheet() { # NUMBER...: an A4 page with these labels, three in a row, in millimetres
    local n=0 label
    echo '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">'
    for label; do
        sed "s/<svg /&x=\"$((20 + n % 3 * 60))\" y=\"$((20 + n / 3 * 60))\" /; s/mm\"/\"/g" \
            "svg/$(printf %010d "$label").svg"
        n=$((n + 1))
    done
    cat # what else is on it
    echo '</svg>'
}
sheet 1 2 3 4 <<<"" >1.svg
sheet 5 6 7 8 <<<"" >2.svg
sheet 9 10 11 12 <<<"" >3.svg
rsvg-convert -f pdf -o drawn.pdf 1.svg 2.svg 3.svg
drawn=$(for n in {1..12}; do echo "$(((n + 3) / 4)) $n"; done)
run 0 scan drawn.pdf
is "$(told)" "$drawn"
is "$(jq .page out)" "$(jq .page out | sort -n)"
cat drawn.pdf | run 0 scan -
is "$(told)" "$drawn"
run 0 trc-scan --decode-only drawn.pdf
prints "drawn.pdf, page 2: $(sed -n 5p codes)"

# The same code twice on a page is two labels, drawn or scanned; on a page with both, each look finds its own.
sheet 1 1 2 <<<"" >twice.svg
rsvg-convert -f pdf -o twice.pdf twice.svg
run 0 scan twice.pdf
is "$(told)" $'1 1\n1 1\n1 2'
convert png/000000000{1,2,1}.png +append twice.jpg
img2pdf --pagesize A4 -o twice.pdf twice.jpg
run 0 scan twice.pdf
is "$(told)" $'1 1\n1 1\n1 2'
sheet 13 <<<'<image href="page.jpg" x="20" y="100" width="12" height="16"/>' >both.svg
rsvg-convert -f pdf -o both.pdf both.svg
run 0 scan both.pdf
is "$(told)" "$twelve"$'\n1 13'

# Locked: only where a password is asked for.
qpdf --encrypt secret owner 256 -- drawn.pdf locked.pdf
qpdf --encrypt "" owner 256 -- drawn.pdf no-printing.pdf
run 3 scan locked.pdf
is "$(jq -r '.reason, .error' out)" "encrypted
The document opens only with a password. Print it to a PDF without one."
run 0 scan no-printing.pdf
is "$(told)" "$drawn"

# Broken, empty, no document.
head -c 3000 drawn.pdf >broken.pdf
: >empty.pdf
echo "no document" >letter.pdf
run 3 scan broken.pdf empty.pdf letter.pdf
is "$(jq -r '[.source, .reason] | join(" ")' out)" "broken.pdf document-failed
empty.pdf empty
letter.pdf not-a-picture"
run 3 trc-scan --decode-only broken.pdf
says "broken.pdf: The document could not be read: Couldn't read xref table. Copy it again, or print it to a new PDF."

# One page is damaged: the others are told, and of this one that it could not be drawn as it should be.
qpdf --qdf --object-streams=disable drawn.pdf plain.pdf
python3 - <<'EOF'
import re
data = open("plain.pdf", "rb").read()
pages = [match for match in re.finditer(rb"\nstream\n(.*?)\nendstream", data, re.DOTALL) if len(match[1]) > 2000]
second = pages[1]
with open("damaged.pdf", "wb") as out:
    out.write(data[:second.start(1)] + bytes(byte ^ 0x55 for byte in second[1]) + data[second.end(1):])
EOF
run 3 scan damaged.pdf
is "$(jq -r '[.page, .reason] | join(" ")' out | sort -u | tr '\n' ',')" "1 ,2 document-failed,3 ,"
run 0 scan plain.pdf

# Without poppler-utils.
run 3 env PATH="$build/bin" trc-scan --decode-only drawn.pdf
says "drawn.pdf: A program that is needed for this is not installed. On Debian: apt install poppler-utils"
