#!/usr/bin/env bash
# Goal of this test: photographs of labels are scanned and judged: genuine, forged, never issued, not activated,
# unreadable; one line each, in order, the same whatever the number of workers, in JSON and for people.
. "$(dirname "$0")/lib.sh" "$@"
command -v convert >/dev/null && command -v qrencode >/dev/null || skip "ImageMagick or qrencode is absent"
init
trc product add "$gtin" --name Baijiu --name-zh 白酒 --quiet
issue --count 3 --lot L1 --expiry 311231 --format png --out shelf >/dev/null
trc batch activate 1 --quiet
issue --count 1 --lot L2 --format png --out warehouse.png >/dev/null

# A forger changes the lot; a thief of the key seals numbers that nobody issued.
qrencode -l M -s 8 -o forged.png "$(codes shelf/labels.csv | head -1 | sed 's/L1/L9/')"
trc key export 0 --out stolen
TRC_HOME=$work/thief trc init --quiet --issuer Thief --host id.acme.cn --prefix 6901234 --secret-file stolen
TRC_HOME=$work/thief trc issue --quiet --gtin "$gtin" --count 9 --lot L1 --format png --out thief-labels >/dev/null

photograph() { # LABEL NAME KIND
    "$source/samples/photograph.sh" --seed 7 "$1" "photos/$2.jpg" "$3"
}
mkdir -p photos/inner
photograph shelf/0000000001.png a-genuine rotated
photograph forged.png b-forged perspective
photograph thief-labels/0000000009.png c-never-issued noisy
photograph warehouse.png d-not-activated blurred
photograph shelf/0000000002.png e-unreadable unreadable
cp shelf/0000000003.png photos/inner/f-label.png
echo "no picture" >photos/readme.txt

run 3 trc-scan --json --jobs 1 photos
cp out one.jsonl
is "$(jq -r '[(.source | split("/")[-1]), .verdict, ([.findings[].id] | join(","))] | join(" ")' one.jsonl)" \
    "a-genuine.jpg authentic 
b-forged.jpg counterfeit forged
c-never-issued.jpg counterfeit never_issued
d-not-activated.jpg caution not_activated
e-unreadable.jpg unreadable 
f-label.png authentic "
is "$(jq -r 'select(.product != null) | .product.name_zh' one.jsonl | sort -u)" 白酒
is "$(jq -c 'select(.text != null) | [.symbology, .decoder, .informed, (.quad | length), (.ms > 0)]' \
    one.jsonl | sort -u)" '["QR","trc",false,4,true]'
is "$(jq -c 'select(.text == null) | [has("text"), has("error")]' one.jsonl)" '[true,false]'

# The same answers from four workers, and the same as trc verify gives for the text.
run 3 trc-scan --json --jobs 4 photos
is "$(jq -c 'del(.ms, .as_of)' out)" "$(jq -c 'del(.ms, .as_of)' one.jsonl)"
jq -r 'select(.text != null) | .text' one.jsonl >texts
is "$(verdicts <texts | cut -d' ' -f1 | tr '\n' ' ')" "authentic counterfeit counterfeit caution authentic "

# A table for a spreadsheet says the same; two forms at once are one too many.
run 3 trc-scan --csv photos
is "$(python3 -c 'import csv, sys; [print(r["verdict"], r["findings"]) for r in csv.DictReader(sys.stdin)]' <out)" \
    "$(jq -r '.verdict + " " + ([.findings[].id] | join(" "))' one.jsonl)"
run 2 trc-scan --csv --json photos
says "Choose one"

# Exit codes: 0 all genuine, 1 one is not, 3 one cannot be read.
run 0 trc-scan photos/a-genuine.jpg
prints "This code is genuine"
run 1 trc-scan photos/a-genuine.jpg photos/b-forged.jpg
run 3 trc-scan photos/e-unreadable.jpg
run 0 trc-scan --lang zh photos/a-genuine.jpg
prints 此码为真

# --decode-only asks for no home and no key.
TRC_HOME=/nonexistent run 0 trc-scan --decode-only --json photos
is "$(jq -r 'has("verdict")' out | sort -u)" false
TRC_HOME=/nonexistent run 3 trc-scan photos
says "is not a trc home yet"
