#!/usr/bin/env bash
# Goal of this test: labels too damaged for any QR reader are made out by what the issuer knows of them, genuine and
# forged alike, and said to be so; without that knowledge, or with another issuer's, nothing is read.
. "$(dirname "$0")/lib.sh" "$@"
command -v convert >/dev/null && command -v qrencode >/dev/null || skip "ImageMagick or qrencode is absent"
init
issue --count 40 --lot L1 --expiry 311231 --format png --out shelf >/dev/null
trc batch activate 1 --quiet
trc product add "$gtin" --name Baijiu --quiet

# patch FILE OUT PERCENT: a white square, so many percent of the picture wide, past the middle.
patch() {
    local side
    side=$(identify -format %w "$1")
    local from=$((side * 36 / 100)) size=$((side * $3 / 100))
    convert "$1" -fill white -draw "rectangle $from,$from $((from + size)),$((from + size))" "$2"
}

mkdir torn
for i in 1 2 3 4 5 6 7 8; do
    patch "shelf/000000000$i.png" "torn/$i.png" 40
done
# Beyond each reader's own error correction: the control.
zbarimg -q --raw torn/*.png >zbar.out 2>/dev/null || true
is "$(wc -l <zbar.out)" 0
run 0 trc-scan --decode-only --json torn
is "$(jq -r .text out | sort -u)" null

run 0 trc-scan --json torn
is "$(jq -r .text out)" "$(codes shelf/labels.csv | head -8)"
is "$(jq -c '[.informed, .rung, .decoder, .verdict, (.quad | length), .ms > 0]' out | sort -u)" \
    '[true,"informed","trc","authentic",4,true]'
cp out first
run 0 trc-scan --json --jobs 1 torn
is "$(jq -c 'del(.ms, .as_of)' out)" "$(jq -c 'del(.ms, .as_of)' first)"
run 0 trc-scan torn/1.png
prints "(damaged; made out by what is known of its batch)"
run 0 trc-scan --json shelf/0000000009.png
is "$(jq -c '[.informed, .rung]' out)" '[false,"whole"]'

# A forgery with less damage: Reed-Solomon confirms its text, and its seal fails. It is never read as the genuine one.
mkdir forged
for i in 11 12 13 14; do
    codes shelf/labels.csv | sed -n "${i}p" | sed 's/?/9?/; s/\(21\/.\{19\}\)./\1/' >text
    qrencode -l M -s 8 -m 4 -o "whole-$i.png" "$(cat text)"
    patch "whole-$i.png" "forged/$i.png" 32
    cat text >>forged.txt
done
run 1 trc-scan --json forged
is "$(jq -r .text out)" "$(cat forged.txt)"
is "$(jq -c '[.informed, .verdict, .findings[0].id]' out | sort -u)" '[true,"counterfeit","forged"]'

# Batches of later days are known, too, and codes of unknown ones where the host alone says enough.
printf 'serial\nSN0042X\n' >own.csv
issue --lot L2 --seal hmac --serials own.csv --format png --out own >/dev/null
trc batch activate 2 --quiet
patch own/*.png torn-own.png 30
run 0 trc-scan --json torn-own.png
is "$(jq -c '[.informed, .verdict, .serial]' out)" '[true,"authentic","SN0042X"]'
patch shelf/0000000020.png little.png 30
run 0 trc-scan --decode-only --json little.png
is "$(jq -r .text out)" null
run 0 trc-scan --decode-only --host id.acme.cn --json little.png
is "$(jq -r .text out)" "$(codes shelf/labels.csv | sed -n 20p)"
run 0 trc-scan --decode-only --host id.other.cn --json little.png
is "$(jq -r .text out)" null
run 2 trc-scan --host id.acme.cn little.png
says "--host goes with --decode-only"
run 2 trc-scan --decode-only --host "a b" little.png
says "is no web host"

# Another issuer's keys and batches make nothing of it.
TRC_HOME=$work/other trc init --quiet --issuer Other --host id.other.cn --prefix 6901234
TRC_HOME=$work/other trc issue --quiet --gtin "$gtin" --count 9 --lot L1 --expiry 311231 --format csv --out o.csv >/dev/null
TRC_HOME=$work/other run 3 trc-scan --json torn/1.png
is "$(jq -r .text out)" null

# In a video a code that is damaged in all frames is made out where Reed-Solomon confirms it.
convert little.png -depth 8 gray:- 2>/dev/null >raw
side=$(identify -format %w little.png)
{ echo "YUV4MPEG2 W$side H$side F5:1 Ip A1:1 Cmono"; for _ in 1 2 3; do echo FRAME; cat raw; done; } >film.y4m
run 0 trc-scan --json - <film.y4m
is "$(jq -c '[.informed, .frames, .frame, .last_frame]' out)" '[true,3,0,2]'
