#!/usr/bin/env bash
# Goal of this test: however many frames pass, with codes, without and with damaged ones, the memory of trc-scan and its
# workers stays what it is. 1,200 frames; FRAMES=100000 for the long run.
. "$(dirname "$0")/lib.sh" "$@"
command -v convert >/dev/null || skip "ImageMagick is absent"
frames=${FRAMES:-1200}
init
issue --count 20 --lot L1 --expiry 311231 --format png --out shelf >/dev/null
trc batch activate 1 --quiet

# 24 frames in turn: codes here and there, some with a patch, some none.
for i in $(seq 24); do
    convert -size 320x240 xc:gray75 frame.png
    case $((i % 4)) in
    0) ;;
    3) convert frame.png \( "shelf/$(printf %010d $((i % 20 + 1))).png" -resize 180x180! -fill white \
        -draw "rectangle 65,65 120,120" \) -geometry +$((i * 4))+30 -composite frame.png ;;
    *) convert frame.png \( "shelf/$(printf %010d $((i % 20 + 1))).png" -resize 180x180! \) \
        -geometry +$((i * 4))+30 -composite frame.png ;;
    esac
    convert frame.png -depth 8 gray:- >>frames.raw
done

# growth COMMAND...: KiB that it gains from the second to the last tenth of the run.
growth() {
    "$source/tests/e2e/feed-frames.py" 320 240 "$frames" frames.raw -- "$@" >most || true
    local early late
    read -r early late < <(tail -1 most)
    echo "$early KiB, then $late KiB" >&2
    [ "$early" -gt 1000 ] || fail "nothing was measured: $early KiB"
    echo $((late - early))
}
grown=$(growth trc-scan --json --quiet - 2>sizes)
cat sizes
is "$(grep -c '"informed":true' most)" "$(grep '"informed":true' most | jq -r .text | sort -u | wc -l)"
is "$(grep -c '"verdict":"authentic"' most)" "$(jq -r 'select(.text != null) | .text' <(grep '^{' most) | wc -l)"
[ "$(grep -c '"verdict":"authentic"' most)" -ge 10 ] || fail "few codes were read"
[ "$grown" -lt 1024 ] || fail "memory grew by $grown KiB"

# The control: what keeps 4 KiB of each frame is seen to grow.
grown=$(growth python3 -c '
import sys
kept = []
while len(chunk := sys.stdin.buffer.read(76806)) > 0:
    kept.append(bytearray(chunk[:4096]))' 2>sizes)
[ "$grown" -gt 1024 ] || fail "the control: memory grew by $grown KiB alone"
