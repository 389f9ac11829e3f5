#!/usr/bin/env bash
# The main job on real input: make an issuer, issue and print labels, photograph them badly, scan, verify.
# Installs what is missing and builds a release first. Everything it makes stays in out/demo.
#   samples/demo.sh [--lang en|zh]
set -euo pipefail
cd "$(dirname "$0")/.."
export LANGUAGE=en
if [ "${1:-}" = --lang ]; then
    LANGUAGE=${2:?--lang takes en or zh}
fi
unset LC_ALL

say() { printf '\n== %s\n' "$1"; }
run() { # shows a command, then runs it
    printf '$ %s\n' "$*"
    "$@"
}

say "Build a release"
cmake/debian-packages.sh build demo
cmake --preset release >/dev/null
cmake --build --preset release --parallel "$(nproc)" --target programs -- --quiet
PATH=$PWD/build/release/bin:$PATH
photograph=$PWD/samples/photograph.sh

rm -rf out/demo
mkdir -p out/demo
cd out/demo
(umask 077 && head -c 24 /dev/urandom | base64 >passphrase)
export TRC_HOME=$PWD/home TRC_PASSPHRASE_FILE=$PWD/passphrase

say "1. An issuer and a product"
run trc init --issuer "Acme Distillery 甲酒业" --host ID.ACME.CN --prefix 690123456
run trc product add 6901234567892 --name "Baijiu 500 ml" --name-zh "甲牌白酒 500 毫升" --standard "GB/T 10781.1"

say "2. Two batches: ten labels that are released for sale, five that are still in the warehouse"
run trc issue --gtin 06901234567892 --count 10 --lot LOT2611A --expiry 311231 --pin --format png --out shelf --preview -
run trc batch activate 1
run trc issue --gtin 06901234567892 --count 5 --lot LOT2611B --expiry 311231 --format svg --out warehouse-svg
run trc issue --quiet --resume 2 --format png --out warehouse
run trc batch list

say "3. What forgers do"
echo "One changes the lot of a real code and prints it himself:"
forged=$(awk -F, 'NR == 2 {sub("LOT2611A", "LOT2611Z", $1); print $1}' shelf/labels.csv)
run qrencode -l M -s 8 -o forged.png "$forged"
echo "Another has stolen the key: his seals hold, but over numbers that nobody ever issued:"
trc key export 0 --out stolen-secret
forger=(env TRC_HOME="$PWD/forger" trc)
"${forger[@]}" init --quiet --issuer Forger --host ID.ACME.CN --prefix 690123456 --secret-file stolen-secret
"${forger[@]}" issue --quiet --gtin 06901234567892 --count 40 --lot LOT2611A --expiry 311231 --format png --out stolen >/dev/null

say "4. Photographs, as a phone would take them"
mkdir photos
shoot() { # LABEL.png NAME KIND
    "$photograph" --seed "$((++shots))" "$1" "photos/$2.jpg" "$3"
    printf '  photos/%s.jpg (%s)\n' "$2" "$3"
}
shots=0
shoot shelf/0000000002.png 1-genuine-straight straight
shoot shelf/0000000003.png 1-genuine-rotated rotated
shoot shelf/0000000004.png 1-genuine-perspective perspective
shoot shelf/0000000005.png 1-genuine-blurred blurred
shoot shelf/0000000006.png 1-genuine-noisy noisy
shoot shelf/0000000007.png 1-genuine-compressed compressed
shoot forged.png 2-forged rotated
shoot stolen/0000000040.png 3-never-issued blurred
shoot warehouse/0000000012.png 4-not-activated perspective
shoot shelf/0000000008.png 5-genuine-covered covered
shoot shelf/0000000009.png 6-unreadable unreadable

say "5. Scan the folder and judge every code"
status=0
echo '$ trc-scan --json --annotate annotated photos >scan.jsonl'
trc-scan --json --annotate annotated photos >scan.jsonl || status=$?
printf '(exit code %s: not everything on this table is genuine)\n\n' "$status"
printf '%-32s %-12s %s\n' picture verdict findings
jq -r '[.source, .verdict, ([.findings[].id] | join(", "))] | @tsv' scan.jsonl |
    while IFS=$'\t' read -r source verdict findings; do
        printf '%-32s %-12s %s\n' "$source" "$verdict" "$findings"
    done

say "6. The same for one person with one bottle"
run trc-scan photos/1-genuine-rotated.jpg || true
run trc-scan photos/2-forged.jpg || true
echo "A sticker covers a quarter of this one. Its own error correction gives up; who knows the batch and holds the key does:"
run trc-scan --decode-only photos/5-genuine-covered.jpg
run trc-scan photos/5-genuine-covered.jpg || true

say "7. A sheet of labels to print, and a check of what came off the printer"
run trc issue --gtin 06901234567892 --count 24 --lot LOT2611C --expiry 311231 --pin --format pdf --out sheet.pdf --preview label.png
run pdftoppm -r 200 -gray sheet.pdf sheet # as an office scanner would see it
echo '$ trc-scan --print-check 3 sheet-1.pgm'
trc-scan --print-check 3 sheet-1.pgm | tail -3

# The table again as one picture, for people who look rather than read.
colour_of() {
    case "$1" in
    authentic) echo '#1a7f37' ;;
    caution) echo '#bf8700' ;;
    counterfeit) echo '#cf222e' ;;
    *) echo '#6e7781' ;;
    esac
}
tiles=()
while IFS=$'\t' read -r source verdict findings; do
    tile=photos/tile-${#tiles[@]}.png
    convert "$source" -resize 300x300^ -gravity center -extent 300x300 \
        -background "$(colour_of "$verdict")" -fill white -font DejaVu-Sans -pointsize 20 -gravity south -splice 0x44 \
        -annotate +0+10 "$verdict${findings:+: $findings}" "$tile"
    tiles+=("$tile")
done < <(jq -r '[.annotated // .source, .verdict, ([.findings[].id] | join(", "))] | @tsv' scan.jsonl)
montage "${tiles[@]}" -tile 6x -geometry +6+6 verdicts.png
rm "${tiles[@]}"

say "Done"
echo "Look at out/demo/verdicts.png and sheet.pdf; the labels, photographs and the home are beside it, and in annotated/ what was"
echo "seen."
expected=$(printf '%s\n' authentic authentic authentic authentic authentic authentic \
    counterfeit counterfeit caution authentic unreadable)
if [ "$(jq -r .verdict scan.jsonl)" != "$expected" ]; then
    echo "The verdicts are not what they should be; see out/demo/scan.jsonl." >&2
    exit 1
fi
