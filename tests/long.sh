#!/usr/bin/env bash
# The runs that take too long for every change: fuzzing, 200 million codes, thread checking, benchmarks.
#   FUZZ_SECONDS=600 tests/long.sh
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=$(nproc)
seconds=${FUZZ_SECONDS:-300}

cmake/debian-packages.sh bench
cmake --preset release >/dev/null
cmake --build --preset release --parallel "$jobs" -- --quiet

cmake --preset tsan >/dev/null
cmake --build --preset tsan --parallel "$jobs" -- --quiet
ctest --preset tsan --parallel "$jobs" --label-regex unit

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --parallel "$jobs" -- --quiet
for fuzzer in build/fuzz/tests/fuzz_*; do
    name=$(basename "$fuzzer")
    work=$(mktemp -d)
    echo "fuzzing: $name for $seconds s"
    "$fuzzer" -max_total_time="$seconds" -rss_limit_mb=2048 -print_final_stats=1 "$work" "tests/fuzz/corpus/$name"
    rm -rf "$work"
done

build/release/tests/prop_forgery --count 200000000
build/release/tests/prop_encoder --count 1000000
build/release/tests/test_scan_broken --files 2000
build/release/tests/test_ledger_edits --edits 20000
build/release/tests/trc-sim --seeds 5 --units 1000000 --check
build/release/tests/test_registry_postgres_killed --kills 10
tests/fault/syscalls.sh build/release --long
build/release/tests/test_registry_power_loss --images 3000
FRAMES=100000 tests/e2e/70-scan-many-frames.sh build/release
build/release/tests/bench_lookup --units 10000000
for bench in build/release/tests/bench_*; do
    "$bench"
done
for bench in tests/bench/bench_*.sh; do
    "$bench" build/release
done
echo "long run: done"
