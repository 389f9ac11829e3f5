#!/usr/bin/env bash
# Goal of this test: what is no picture, cut short, far too large, or not there costs one answer with its reason, and
# the rest go on.
. "$(dirname "$0")/lib.sh" "$@"
command -v qrencode >/dev/null || skip "qrencode is absent"
qrencode -s 8 -o good.png HELLO
head -c 120 good.png >cut.png
: >empty.png
echo "no picture" >text.png
mkfifo pipe.png
mkdir folder.png
# 30,000 x 30,000 pixels in some hundred bytes of header: refused by its header, not by what it decodes to
python3 - <<'P'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
with open("bomb.png", "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 30000, 30000, 8, 0, 0, 0, 0)))
    file.write(chunk(b"IDAT", zlib.compress(bytes(30001) * 3000, 9)) + chunk(b"IEND", b""))
P

run 3 trc-scan --decode-only --json good.png cut.png empty.png text.png pipe.png bomb.png missing.png good.png
is "$(jq -r '[.source, (.reason // "read")] | join(" ")' out)" \
    "good.png read
cut.png truncated
empty.png empty
text.png not-a-picture
pipe.png not-a-file
bomb.png too-large
missing.png not-opened
good.png read"
is "$(jq -r 'select(.source == "good.png") | .text' out | sort -u)" HELLO
is "$(jq -r 'select(.reason == "too-large") | .error' out | grep -c '30000')" 1

# The cap is the user's: with more allowed the bomb is decoded to its end and holds no code; with less nothing is.
run 3 trc-scan --decode-only --max-pixels 100 good.png
says "pixel"
run 2 trc-scan --decode-only --max-pixels none good.png
run 2 trc-scan --decode-only
says "nothing to scan"
run 2 trc-scan --no-such-option good.png
code=0
trc-scan --decode-only good.png >/dev/full 2>err || code=$?
is "$code" 3
says "No space left"
run 2 trc-scan --decode-only --fps 0 good.png
says "--fps takes a number above 0"

# In Chinese, too, nothing turns into question marks; and what sums up comes last, also where all goes to one place.
run 3 trc-scan --decode-only --lang zh missing.png
! grep -qF '??' err || fail "it cannot be read: $(cat err)"
trc-scan --decode-only good.png empty.png >both 2>&1 || true
is "$(tail -1 both)" "trc-scan: Of 2 pictures: read 1, no code found 0, not readable 1."

# Something that looks like a code and cannot be read is told of, beside what is read.
if command -v convert >/dev/null; then
    convert good.png \( +clone -fill white -draw "rectangle 110,110 150,150" \) +append -bordercolor white -border 20 two.png
    run 0 trc-scan --decode-only two.png
    prints HELLO
    says "two.png: at 1 more places something looks like a code"
fi
