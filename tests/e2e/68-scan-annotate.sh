#!/usr/bin/env bash
# Goal of this test: --annotate writes a picture for each image with codes: outlines in the colours of the verdicts,
# where the codes are, with names that say which source, page and frame; sources without codes get none, and what cannot
# be written is told.
. "$(dirname "$0")/lib.sh" "$@"
command -v convert >/dev/null && command -v qrencode >/dev/null || skip "ImageMagick or qrencode is absent"
init
issue --count 3 --lot L1 --format png --out shelf >/dev/null
trc batch activate 1 --units 1-2 --quiet
qrencode -l M -s 8 -o forged.png "$(codes shelf/labels.csv | head -1 | sed 's/L1/L9/')"
convert -size 200x200 xc:white nothing.png

# Three labels on one table: genuine, not released, forged.
convert -size 1200x500 xc:gray70 \( shelf/0000000001.png -resize 300x300! \) -geometry +50+100 -composite \
    \( shelf/0000000003.png -resize 300x300! \) -geometry +450+100 -composite \
    \( forged.png -resize 300x300! \) -geometry +850+100 -composite table.png

# has FILE COLOUR COUNT: pixels within 40 steps of a colour, at least so many.
has() {
    local found
    found=$(convert "$1" -fuzz 16% -fill black +opaque "$2" -fill white -opaque "$2" -threshold 50% \
        -format '%[fx:int(mean*w*h)]' info:)
    [ "$found" -ge "$3" ] || fail "$1 has $found pixels of $2"
}
green="rgb(0,150,60)" amber="rgb(225,135,0)" red="rgb(215,20,30)" violet="rgb(150,40,190)"

run 3 trc-scan --json --annotate marked table.png nothing.png
is "$(ls marked)" 0001-table.png.jpg
is "$(jq -r 'select(.text != null) | .annotated' out | sort -u)" marked/0001-table.png.jpg
is "$(jq -r '.verdict' out | tr '\n' ' ')" "authentic caution counterfeit unreadable "
for where in 400x500+0+0:$green 400x500+400+0:$amber 400x500+800+0:$red; do
    convert marked/0001-table.png.jpg -crop "${where%%:*}" +repage part.png
    has part.png "${where#*:}" 800
done
convert marked/0001-table.png.jpg -crop 400x500+0+0 +repage part.png
! (has part.png "$red" 200) 2>/dev/null || fail "the control: there is red where nothing is forged"
run 0 trc-scan --json --annotate marked marked/0001-table.png.jpg --decode-only
is "$(jq -r .text out | sort)" "$(trc-scan --decode-only --json table.png | jq -r .text | sort)"

# Nobody judges: no verdict's colour. Chinese labels, many workers, the same files.
run 0 trc-scan --decode-only --annotate plain table.png
has plain/0001-table.png.jpg "$violet" 2000
run 1 trc-scan --lang zh --annotate zh --jobs 4 table.png shelf forged.png
is "$(ls zh | tr '\n' ' ')" \
    "0001-table.png.jpg 0002-0000000001.png.jpg 0003-0000000002.png.jpg 0004-0000000003.png.jpg 0007-forged.png.jpg "
cp -r zh again
run 1 trc-scan --lang zh --annotate zh --jobs 1 table.png shelf forged.png
diff -r zh again || fail "the drawings depend on the number of workers"

# Pages and frames.
convert table.png nothing.png forged.png -type TrueColor pages.tif
run 3 trc-scan --annotate pages pages.tif nothing.png
is "$(ls pages | tr '\n' ' ')" "0001-pages.tif-p3.jpg 0001-pages.tif.jpg "
convert forged.png -resize 300x300! -depth 8 gray:- >one.raw
convert shelf/0000000001.png -resize 300x300! -depth 8 gray:- >two.raw
{ echo "YUV4MPEG2 W300 H300 F5:1 Cmono"; for f in one one two two; do echo FRAME; cat $f.raw; done; } >film.y4m
run 1 trc-scan --json --annotate film film.y4m
is "$(ls film | tr '\n' ' ')" "0001-film.y4m-f0.jpg 0001-film.y4m-f2.jpg "
is "$(jq -r .annotated out | tr '\n' ' ')" "film/0001-film.y4m-f0.jpg film/0001-film.y4m-f2.jpg "
has film/0001-film.y4m-f0.jpg "$red" 800
has film/0001-film.y4m-f2.jpg "$green" 800

# A folder that is none, and one that takes nothing: the codes are told all the same.
run 2 trc-scan --annotate table.png table.png
says "is no folder"
if [ "$(id -u)" != 0 ]; then
    mkdir locked && chmod 555 locked
    run 3 trc-scan --annotate locked forged.png
    prints "COUNTERFEIT"
fi
mkdir -p taken/0001-forged.png.jpg
run 3 trc-scan --annotate taken forged.png
prints "COUNTERFEIT"
says "0001-forged.png.jpg"

# A file that may not grow: an error that is told, the codes all the same, and nothing half written.
(
    ulimit -f 8
    run 3 trc-scan --decode-only --annotate small table.png
    prints "$(codes shelf/labels.csv | head -1)"
    says "cannot be written"
)
is "$(ls small)" ""
