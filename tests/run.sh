#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests.
#   tests/run.sh           everything in its short version: release build, then the sanitizer build
#   tests/run.sh --fast    the release build only
#   tests/run.sh --long    also fuzzing, the long property runs and the benchmarks
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:-}
case "$mode" in
"" | --fast | --long) ;;
*) echo "tests/run.sh: unknown option \"$mode\"; there are --fast and --long" >&2; exit 2 ;;
esac

cmake/debian-packages.sh build test demo
jobs=$(nproc)

build() { # PRESET
    cmake --preset "$1" >/dev/null
    cmake --build --preset "$1" --parallel "$jobs" -- --quiet
}

build release
ctest --preset release --parallel "$jobs"
echo "the demo, as a user runs it:"
samples/demo.sh >build/demo.log 2>&1 || { cat build/demo.log; exit 1; }
tail -1 build/demo.log
[ "$mode" = --fast ] && exit 0

build asan
# The programs' own sandbox and the end-to-end runs are the release build's; here every layer runs under sanitizers.
ctest --preset asan --parallel "$jobs" --label-regex 'unit|property|fuzz|fault'
[ "$mode" = --long ] || exit 0
exec tests/long.sh
