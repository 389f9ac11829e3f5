#!/usr/bin/env bash
# Measures `trc verify -` as a whole process: 1,000,000 codes of 200 GTINs, text and JSON lines, beside the library's own
# rate on the same machine in the same run. bench_verify.sh BUILD, a Release build; the codes are kept in BUILD/bench-verify.
set -euo pipefail
build=$(realpath "${1:?the build folder}")
work=$build/bench-verify
export PATH=$build/bin:$PATH TRC_HOME=$work/home TRC_PASSPHRASE_FILE=$work/passphrase LC_ALL=C.UTF-8
gtins=200 each=5000

if [ ! -e "$work/codes" ]; then
    rm -rf "$work"
    mkdir -p "$work"
    echo "bench" >"$work/passphrase"
    trc init --quiet --issuer "Acme 酒业" --host id.acme.cn --prefix 6901234
    python3 - $gtins >"$work/products.csv" <<'P'
import sys
print("gtin,name,name_zh")
for n in range(int(sys.argv[1])):
    digits = f"06901234{n:05}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    print(f"{digits}{-(3 * odd + even) % 10},Baijiu {n},白酒")
P
    trc product import --quiet "$work/products.csv"
    tail -n +2 "$work/products.csv" | cut -d, -f1 | while read -r gtin; do
        batch=$(trc issue --quiet --gtin "$gtin" --count $each --lot "LOT${gtin:8:5}" --expiry 391231 --format csv \
            --out "$work/$gtin.csv")
        trc batch activate --quiet "$batch"
    done
    cat "$work"/0*.csv | grep ^HTTPS | cut -d, -f1 | shuf --random-source=<(yes) >"$work/codes.new"
    rm "$work"/0*.csv
    mv "$work/codes.new" "$work/codes"
fi
head -100000 "$work/codes" >"$work/codes.100k"
: >"$work/codes.none"

library=$("$build/tests/bench_check" | sed -n 's|^check, sealed serial, 1,000 GTINs *\([0-9]*\)/s.*|\1|p')
python3 - "$work" "$library" <<'P'
import os, resource, statistics, subprocess, sys, time
work, library = sys.argv[1], float(sys.argv[2])

def run(codes, *options):
    """Wall and processor seconds, peak memory, memory towards the end, and what came out."""
    with open(f"{work}/{codes}") as source, open(f"{work}/answers", "w") as answers:
        begin = time.monotonic()
        pid = subprocess.Popen(["trc", "verify", *options, "-"], stdin=source, stdout=answers).pid
        resident = 0
        while True:
            try:
                with open(f"/proc/{pid}/statm") as statm:
                    resident = int(statm.read().split()[1]) * 4 or resident
            except (OSError, IndexError):
                pass
            done, _, usage = os.wait4(pid, os.WNOHANG)
            if done:
                break
            time.sleep(0.02)
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, resident

def count_authentic():
    with open(f"{work}/answers") as answers:
        return sum(line.startswith("authentic") or '"verdict":"authentic"' in line for line in answers)

print(f"library, parse and check, 1,000 GTINs: {library:,.0f} codes/s")
start = statistics.median(run("codes.none")[1] for _ in range(3))
print(f"start (key file, registry): {start:.2f} s of processor")
for name, options in ("text", []), ("JSON", ["--json"]):
    runs = sorted((run("codes", *options) for _ in range(3)), key=lambda r: r[1])
    assert count_authentic() == 1000000
    wall, cpu, peak, resident = runs[1]
    small = run("codes.100k", *options)
    rate, whole = 1000000 / (cpu - start), 1000000 / cpu
    print(f"{name}: {whole:,.0f} codes/s a core, whole process: {whole / library:.2f} of the library; "
          f"{rate:,.0f} ({rate / library:.2f}) without the start; {1000000 / wall:,.0f} by the clock")
    print(f"{name}: resident at 100,000 codes {small[3] / 1024:.1f} MB, at 1,000,000 {resident / 1024:.1f} MB; "
          f"peak {small[2] / 1024:.1f} and {peak / 1024:.1f} MB, which the key file's scrypt takes")
P
rm -f "$work/answers"
