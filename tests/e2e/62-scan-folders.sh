#!/usr/bin/env bash
# Goal of this test: in a folder, whatever is named like a picture has its line and its reason, what is not is counted,
# and a folder without pictures says so; a closing line counts what there was; what is no file is told from one that is
# not there.
. "$(dirname "$0")/lib.sh" "$@"
for tool in qrencode ffmpeg pdftoppm; do
    command -v $tool >/dev/null || skip "$tool is absent"
done
lines() { jq -r '[.source, (.reason // (if has("text") then .text // "null" else "?" end))] | join(" ")' out; }

mkdir -p photos/inner
qrencode -s 8 -o photos/a.png HELLO
: >photos/IMG_1.jpg
echo "no picture" >photos/IMG_2.PNG
printf 'RIFF\x24\0\0\0WEBPVP8 ' >photos/c.webp
printf '\0\0\0\x18ftypheic\0\0\0\0mif1heic' >photos/inner/d.HEIC
mkfifo photos/e.jpeg
echo "no picture" >photos/notes.txt
: >photos/inner/empty
cp photos/a.png photos/picture-without-an-ending

run 3 trc-scan --decode-only --json photos
is "$(lines)" "photos/IMG_1.jpg empty
photos/IMG_2.PNG not-a-picture
photos/a.png HELLO
photos/c.webp truncated
photos/e.jpeg not-a-file
photos/inner/d.HEIC truncated
photos/picture-without-an-ending HELLO"
is "$(jq -r 'select(.source == "photos/c.webp") | .error' out)" \
    "The picture is cut short: the file ends at byte 16. Copy it again from where it came."
says "not read: 2." # notes.txt, empty

# Control: without the names of pictures the same files are passed over, and the folder is as good as read.
mkdir others
cp photos/a.png others/
cp photos/IMG_2.PNG others/c.data
: >others/IMG_1
run 0 trc-scan --decode-only --json others
is "$(lines)" "others/a.png HELLO"
says "not read: 2."

# A folder without any picture has a line of its own, in its turn; a folder within it has none.
mkdir -p bare/inner
echo "no picture" >bare/inner/notes.txt
run 0 trc-scan --decode-only --json others bare others/a.png bare/inner others
is "$(lines)" "others/a.png HELLO
bare null
others/a.png HELLO
bare/inner null
others/a.png HELLO"
run 0 trc-scan --decode-only bare
prints "bare: no picture was found"
run 3 trc-scan --decode-only missing
says "missing: This could not be opened"

# A name that is no text cannot command a terminal, nor break a line of JSON.
mkdir odd
cp photos/a.png "$(printf 'odd/\233\033.png')"
run 0 trc-scan --decode-only odd
is "$(cat out)" 'odd/\x9B\x1B.png: HELLO'
run 0 trc-scan --decode-only --json odd
is "$(jq -r '.source | @json' out)" '"odd/\\x9B\u001b.png"'

# With keys at hand nothing read is nothing decided.
init
run 3 trc-scan --json bare
is "$(jq -c . out)" '{"source":"bare","text":null,"verdict":"unreadable","findings":[]}'
run 3 trc-scan bare
prints "bare: no picture was found"

# The closing line, for people and for more than one picture.
issue --count 2 --lot L1 --format png --out labels >/dev/null
trc batch activate 1 --units 1-1 --quiet
qrencode -s 8 -o labels/forged.png "$(codes labels/labels.csv | head -1 | sed 's/L1/L9/')"
: >labels/z.jpg
run 3 trc-scan labels
says "In 4 pictures, by codes: genuine 1, take care 1, counterfeit 1, recalled 0, cannot tell 0, unreadable 1."
run 3 trc-scan --lang zh labels
says "4 张图片"
run 3 trc-scan --decode-only photos
says "Of 7 pictures: read 2, no code found 0, not readable 5."
for silent in --json --quiet; do
    run 3 trc-scan $silent --decode-only photos
    ! grep -q "pictures: " err || fail "$silent prints a closing line"
done
run 0 trc-scan --decode-only others/a.png
is "$(cat err)" ""

# What is no file and no stream that is read; documents and videos that are none.
for stream in ftp://127.0.0.1/x /dev/null; do
    run 3 trc-scan --decode-only "$stream"
    says "nor a camera (/dev/video0) or a stream (rtsp://, http://) that can be read."
done
printf '%%PDF-1.7\n' >label.pdf
printf '\0\0\0\x20ftypisom\0\0\2\0isomiso2' >film.mp4
run 3 trc-scan --decode-only label.pdf film.mp4
says "label.pdf: The document could not be read"
says "film.mp4: The video or stream could not be opened"
