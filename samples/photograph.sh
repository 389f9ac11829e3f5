#!/usr/bin/env bash
# photograph.sh: makes a picture of a label look as if a person had photographed it; the same seed gives the same picture.
set -euo pipefail

usage() {
    cat <<'USAGE'
Usage: photograph.sh [--seed N] [--scene WxH] [--quality Q] IN.png OUT.jpg KIND

KIND is one of
  straight     held well, in good light
  rotated      turned by a third of a right angle
  perspective  seen at a slant
  blurred      out of focus and a little shaken
  noisy        taken by a cheap sensor
  dim          in the dark, under a lamp on one side
  small        far away on a patterned table; --scene 4000x3000 makes 12 megapixels (default 1600x1200)
  compressed   sent on by a messenger that saves every byte
  covered      a price sticker lies over a quarter of it: more than a QR code's own correction bears
  unreadable   rubbed, scratched and torn: nobody can read it

--quality is JPEG's, 1 to 100 (default 85; 15 for compressed). Needs ImageMagick.
USAGE
}

fail() {
    echo "photograph.sh: $1" >&2
    exit 2
}

seed=1 scene=1600x1200 quality=
while [[ ${1-} == --* ]]; do
    case $1 in
    --help) usage && exit 0 ;;
    --seed) seed=${2-} ;;
    --scene) scene=${2-} ;;
    --quality) quality=${2-} ;;
    *) fail "there is no option $1; see --help" ;;
    esac
    [[ $# -ge 2 ]] || fail "$1 needs a value"
    shift 2
done
[[ $# -eq 3 ]] || { usage >&2 && exit 2; }
in=$1 out=$2 kind=$3
[[ $seed =~ ^[0-9]+$ ]] || fail "--seed takes a number, not '$seed'"
[[ $scene =~ ^[0-9]+x[0-9]+$ ]] || fail "--scene takes WIDTHxHEIGHT, not '$scene'"
[[ $quality =~ ^([1-9][0-9]?|100)?$ ]] || fail "--quality takes 1 to 100, not '$quality'"
[[ -r $in ]] || fail "cannot read $in"
[[ $(convert -version 2>/dev/null) == *ImageMagick* ]] || fail "ImageMagick is not installed; try: apt-get install imagemagick"

# The picture and the label on it, in pixels; what happens to the label before it lies on the table, and to the picture.
size=800x800 width=480
on_label=() on_picture=()
# The lens, the sensor, and what the telephone does about its noise.
blur=0.7 noise=1 smooth=0.8

turn() {
    on_label=(-background none -virtual-pixel none +distort SRT "$1")
}

case $kind in
straight) ;;
rotated)
    turn 31
    width=560
    ;;
perspective)
    on_label=(-background none -virtual-pixel none
        +distort Perspective '0,0 10,60  480,0 470,60  480,480 440,430  0,480 40,430')
    ;;
blurred)
    on_picture=(-motion-blur 0x3+20)
    blur=3
    ;;
noisy)
    turn 5
    noise=4 smooth=1.6
    ;;
dim)
    turn 8
    on_picture=(\( -size "$size" -define gradient:direction=southeast gradient:gray50-gray8 \)
        -compose Multiply -composite)
    ;;
small)
    turn 12
    size=$scene width=$((${scene%x*} / 8))
    ;;
compressed)
    turn 3
    quality=${quality:-15}
    ;;
covered)
    turn 9
    on_label=(-fill '#e8c83a' -draw 'rectangle 165,165 355,355' "${on_label[@]}")
    ;;
unreadable)
    # Two finder patterns torn off, the middle rubbed away, and scratches over the rest.
    on_label=(-fill '#b9ad98' -draw 'circle 70,70 150,110 circle 420,60 480,150 circle 250,260 250,370'
        -stroke '#8d8271' -strokewidth 14 -draw 'line 0,330 480,120 line 40,480 440,300 line 120,0 380,480')
    ;;
*)
    fail "there is no kind '$kind'; see --help"
    ;;
esac

trap 'rm -f "$out.part"' EXIT
# A patterned table; on it the label as printed, whose black is not quite black and whose paper is not quite white; then
# the camera. One thread, as ImageMagick's noise depends on how the rows fall to threads.
convert -limit thread 1 -seed "$seed" \
    -size "$((${size%x*} / 4))x$((${size#*x} / 4))" plasma:fractal -colorspace Gray \
    -colorspace sRGB +level-colors '#6f6250,#a39379' -resize "$size!" \
    \( "$in" -colorspace sRGB -type TrueColor -resize '480x480!' +level '12%,92%' \
    ${on_label[@]+"${on_label[@]}"} -resize "$width" \) -gravity center -composite \
    ${on_picture[@]+"${on_picture[@]}"} \
    -blur "0x$blur" -attenuate "$noise" +noise Gaussian -blur "0x$smooth" \
    -strip -quality "${quality:-85}" "jpg:$out.part"
mv "$out.part" "$out"
