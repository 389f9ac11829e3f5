#!/usr/bin/env bash
# Goal of this test: --print-check reads what came off the line and names exactly what is missing, printed twice, foreign
# or forged, and which label is printed badly and how; from sheets, single pictures, a document and a film; a complete
# batch alone ends with 0.
. "$(dirname "$0")/lib.sh" "$@"
for tool in convert montage qrencode; do
    command -v $tool >/dev/null || skip "$tool is absent"
done
init
issue --count 24 --lot L1 --format png --out labels >/dev/null
issue --count 2 --lot L2 --format png --out other-lot >/dev/null
trc issue --quiet --gtin "$other_gtin" --count 1 --lot L1 --format png --out other-product.png >/dev/null
label() { printf 'labels/%010d.png' "$1"; }
sheet() { # OUT LABEL...
    local out=$1
    shift
    montage "$@" -tile 4x3 -geometry +12+12 "$out"
}
check() { trc-scan --print-check 1 "$@"; }
ends() { # FILTER EXPECTED: of the closing line
    is "$(jq -c "select(.print_check | type == \"object\") | .print_check | $1" out)" "$2"
}
units_that_are() { # CLASS
    jq -r "select(.print_check == \"$1\") | .unit // .text" out | sort -n | tr '\n' ' '
}

# All 24 on two sheets: good. The labels are not released yet, which a print check does not mind.
mapfile -t all < <(ls labels/*.png)
mkdir good
sheet good/1.png "${all[@]:0:12}"
sheet good/2.png "${all[@]:12:12}"
run 0 check --json good
is "$(units_that_are expected)" "$(seq 24 | tr '\n' ' ')"
ends '[.batch, .units, .expected, .read, .missing, .missing_count, .repeated, .foreign, .failed, .weak, .unmeasured]' \
    '[1,"1-24",24,24,"",0,0,0,0,0,0]'
ends .note '"print check, not an ISO/IEC 15415 grade"'
is "$(jq -c 'select(.unit) | [.print.contrast > 0.95, .print.modulation > 0.9, .print.quiet_zone, (.print.module_px - 6 | fabs) < 0.1,
    .weak]' out | sort -u)" '[true,true,4,true,[]]'
is "$(jq -c 'select(.unit) | .findings[].id' out | sort -u)" '"not_activated"'
run 1 trc-scan --json good # the control: without a print check that is a caution
run 0 check good
prints "expected 24, read 24, missing 0"
prints "not an ISO/IEC 15415 grade"
prints "不是 ISO/IEC 15415 等级"
run 0 check --lang zh good
prints "不是 ISO/IEC 15415 等级"
prints "not an ISO/IEC 15415 grade"
prints "静区"

# 5 and 17 to 19 are gone; 7 stands twice, on two sheets, and 2 on the same; one label of another batch, one of another
# product, one forged, one that was cut off in the middle of its text, and a guest's network on a poster.
qrencode -l M -s 6 -o forged.png "$(codes labels/labels.csv | sed -n 5p | sed 's/L1/L9/')"
qrencode -l M -s 6 -o cut.png "$(codes labels/labels.csv | sed -n 17p | cut -c 1-30)"
qrencode -l M -s 6 -o poster.png "WIFI:S:guest;T:WPA;P:secret;;"
mkdir bad
sheet bad/1.png "${all[@]:0:4}" "${all[@]:5:6}" "$(label 2)"
sheet bad/2.png "${all[@]:11:5}" "${all[@]:19:5}" "$(label 7)"
sheet bad/3.png forged.png cut.png poster.png other-lot/0000000025.png other-product.png
run 1 check --json bad
is "$(units_that_are expected)" "1 2 3 4 6 7 8 9 10 11 12 13 14 15 16 20 21 22 23 24 "
is "$(jq -r 'select(.print_check == "repeated") | [.unit, .source, .repeat_of.source] | join(" ")' out)" \
    "2 bad/1.png bad/1.png
7 bad/2.png bad/1.png"
is "$(jq -r 'select(.print_check == "foreign") | [.unit // "-", .batch // "-", .gtin // "-"] | join(" ")' out | sort)" \
    "- - -
1 3 $other_gtin
25 2 $gtin"
is "$(jq -r 'select(.print_check == "failed") | [.verdict, (.findings[0].id)] | join(" ")' out | sort)" \
    "counterfeit forged
unreadable malformed"
ends '[.read, .missing, .missing_count, .repeated, .foreign, .failed]' '[20,"5, 17-19",4,2,3,2]'
run 1 check bad
prints "Missing units: 5, 17-19"
prints "the same unit was read before: bad/1.png"
prints "batch 2, unit 25"
prints "This code is not genuine"

# A part of the batch; its other units are then foreign.
run 0 check --units 13-24 good/2.png
run 1 check --json --units 13-20 good/2.png
ends '[.units, .expected, .read, .missing, .foreign]' '["13-20",8,8,"",4]'
run 1 check --json --units 9 good
ends '[.read, .foreign]' '[1,23]'

# Single pictures: each is one label; the same twice names both.
run 1 check --units 3-4 --json "$(label 3)" "$(label 4)" "$(label 3)"
is "$(jq -r 'select(.repeat_of) | [.unit, .repeat_of.source] | join(" ")' out)" "3 $(label 3)"
convert good/1.png good/2.png pages.tif
run 0 check pages.tif

# Worn print head: pale, blurred, a quiet zone that text runs into, all too small. Each moves its own number, on no other
# label.
convert "$(label 3)" +level 40%,62% pale.png
convert "$(label 6)" -blur 0x3 soft.png
convert "$(label 9)" -fill black -draw "rectangle 24,6 222,14" tight.png
convert "$(label 11)" -filter box -resize 40% small.png
mkdir worn
sheet worn/1.png "$(label 1)" "$(label 2)" pale.png "$(label 4)" "$(label 5)" soft.png "$(label 7)" "$(label 8)" tight.png \
    "$(label 10)" small.png "$(label 12)"
run 0 check --json worn --units 1-12
is "$(jq -r 'select(.weak | arrays and length > 0) | [.unit, (.weak | join(","))] | join(" ")' out | sort -n)" \
    "3 contrast
6 modulation
9 quiet_zone
11 module_px"
ends .weak 4
is "$(jq -c 'select(.unit == 3) | (.print.contrast - 0.22 | fabs) < 0.02' out)" true
is "$(jq -c 'select(.unit == 9) | .print.quiet_zone >= 1.25 and .print.quiet_zone <= 1.9' out)" true
is "$(jq -c 'select(.unit == 11) | (.print.module_px - 2.4 | fabs) < 0.1' out)" true
is "$(jq -s -c 'map(select(.unit | . == 1 or . == 2 or . == 4 or . == 12)) | map(.print.contrast > 0.95 and .print.quiet_zone == 4)' out)" \
    '[true,true,true,true]'
ends '.weakest_contrast < 0.25 and .smallest_module_px < 2.6' true
run 0 check worn --units 1-12
is "$(grep -c 'weak print:' out)" 4
prints "weak print: contrast 0.22 < 0.40"

# A small label in a large photograph: it could be read in half the pixels, and would then seem soft.
convert -size 3000x4000 xc:white \( "$(label 1)" -filter box -resize 50% \) -geometry +1000+1000 -composite -quality 92 far.jpg
run 0 check --units 1 --json far.jpg
ends '.weakest_modulation > 0.8' true

# A table for a spreadsheet; what it comes to stands beside it.
run 0 check --csv good
is "$(python3 -c 'import csv, sys; r = list(csv.DictReader(sys.stdin)); print(len(r), *sorted({x["print_check"] for x in r}), r[0]["quiet_zone"])' <out)" \
    "24 expected 4.000"
says "expected 24, read 24"

# On a belt: each label passes through the frame, from beyond its edge; the same code in many frames is one label.
frames() { # PICTURE...: the belt moves a third of a label each frame
    local i
    convert "$@" -background white -gravity center -extent 260x260 +append -bordercolor white -border 400x20 -depth 8 belt.pgm
    echo "YUV4MPEG2 W400 H300 F25:1 Cmono"
    for ((i = 0; i < 260 * $# + 400; i += 80)); do
        echo FRAME
        convert belt.pgm -crop "400x300+$i+0" +repage -depth 8 gray:-
    done
}
frames "${all[@]:0:6}" >belt.y4m
run 0 check --units 1-6 --json belt.y4m
ends '[.read, .repeated, .narrowest_quiet_zone, .weak]' '[6,0,4,0]'
is "$(jq -c 'select(.unit) | .frames > 1' out | sort -u)" true
run 1 check --units 1-7 --json --live belt.y4m
ends '[.read, .missing]' '[6,"7"]'
run 0 check --units 1-6 --json --live - <belt.y4m
ends .read 6
# Two labels of one unit in one frame are two labels, also at once.
convert "$(label 2)" "$(label 2)" +append -depth 8 twins.png
{ identify -format 'YUV4MPEG2 W%w H%h F5:1 Cmono\n' twins.png; for _ in 1 2 3; do echo FRAME; convert twins.png -depth 8 gray:-; done; } >twins.y4m
run 1 check --units 2-2 --json twins.y4m
ends '[.read, .repeated]' '[1,1]'
run 1 check --units 2-2 --json --live twins.y4m
ends '[.read, .repeated]' '[1,1]'
if command -v ffmpeg >/dev/null; then
    ffmpeg -v error -i belt.y4m -c:v libx264 -crf 18 -pix_fmt yuv420p belt.mp4
    run 0 check --units 1-6 --json belt.mp4
    ends '[.read, .repeated, .foreign, .failed]' '[6,0,0,0]'
fi

# What cannot be asked.
run 2 check --decode-only good
says "--decode-only"
run 2 trc-scan --units 1-2 good
says "--units goes with --print-check"
run 2 check --units 20-30 good
says "batch 1 has the units 1-24, not 20-30"
run 2 check --units x good
run 2 trc-scan --print-check 0 good
run 3 trc-scan --print-check 99 good
says "There is no batch 99"
run 3 check good nothing-here.png # complete, and yet not everything was read
prints "read 24, missing 0"
