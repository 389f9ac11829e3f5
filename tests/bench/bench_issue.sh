#!/usr/bin/env bash
# Measures `trc issue` as a whole process, beside the library's own sealing rate and the commands that people call once a
# label today, all in one run: medians of ROUNDS (5). bench_issue.sh BUILD, a Release build; MANY=10000000 for the long one.
set -euo pipefail
build=$(realpath "${1:?the build folder}")
rounds=${ROUNDS:-5} many=${MANY:-10000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH=$build/bin:$PATH TRC_HOME=$work/home TRC_PASSPHRASE_FILE=$work/passphrase LC_ALL=C.UTF-8
cd "$work"
echo bench >passphrase
trc init --quiet --issuer "Acme 酒业" --host id.acme.cn --prefix 6901234
trc product add 06901234567892 --name Baijiu --name-zh 白酒 --quiet

median() { sort -g | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
seconds() { # COMMAND...: wall time
    local begin=$EPOCHREALTIME
    "$@" >/dev/null
    awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN {print b - a}'
}
issue() { # COUNT OPTION...: into a file of its own
    rm -rf out
    trc issue --quiet --gtin 06901234567892 --lot LOT2409A --expiry 271231 --count "$@" --out out
}
# Labels a second, less what a run of one label takes: opening the key file costs 0.6 s, on purpose.
rate() { # COUNT OPTION...
    local count=$1 whole one
    shift
    for _ in $(seq "$rounds"); do
        one=$(seconds issue 1 "$@")
        whole=$(seconds issue "$count" "$@")
        awk -v n="$count" -v a="$whole" -v b="$one" 'BEGIN {printf "%.0f\n", n / (a - b)}'
    done | median
}
row() { printf '%-52s %12s/s  %s\n' "$1" "$2" "${3:-}"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "ratio %.2f", a / b}'; }

seal=$(for _ in $(seq "$rounds"); do "$build/tests/bench_seal"; done | median)
row "the library seals, one thread" "$seal"
csv=$(rate 2000000 --format csv --jobs 1)
row "trc issue --format csv --jobs 1" "$csv" "$(ratio "$csv" "$seal") of sealing"
csv2=$(rate 2000000 --format csv --jobs 2)
row "trc issue --format csv --jobs 2" "$csv2" "$(ratio "$csv2" "$csv") of one thread"
for format in zpl tspl pdf; do
    row "trc issue --format $format --jobs 1" "$(rate 20000 --format $format --jobs 1)"
done
tar_rate() { # pictures, without a file for each
    rm -f out.tar
    trc issue --quiet --gtin 06901234567892 --lot LOT2409A --expiry 271231 --count "$1" --format png --module-mm 0.677 \
        --jobs 1 --out out.tar
}
png=$(for _ in $(seq "$rounds"); do
    one=$(seconds tar_rate 1) whole=$(seconds tar_rate 100000)
    awk -v a="$whole" -v b="$one" 'BEGIN {printf "%.0f\n", 100000 / (a - b)}'
done | median)
row "trc issue --format png --out .tar --jobs 1, 8 dots" "$png"
code=HTTPS://ID.ACME.CN/01/06901234567892/10/LOT2409A/21/60E6419MKAS0Q6064TT1?17=271231
for peer in "qrencode -l M -s 8 -o x.png $code" "zint -b 58 --secure=2 --scale=4 -o x.png -d $code"; do
    each() { for _ in $(seq 50); do $peer; done; }
    that=$(for _ in $(seq "$rounds"); do seconds each | awk '{printf "%.0f\n", 50 / $1}'; done | median)
    row "${peer%% *}, the command once a label" "$that" "trc png: $(ratio "$png" "$that")"
done
for count in 100000 "$many"; do
    rm -rf out
    /usr/bin/time -f %M -o kb trc issue --quiet --gtin 06901234567892 --count "$count" --format csv --out out >/dev/null
    printf '%-52s %12s kB of memory at most\n' "trc issue --format csv, $count codes" "$(cat kb)"
done
