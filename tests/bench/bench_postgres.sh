#!/usr/bin/env bash
# Measures recording scans, and adding them up, on a PostgreSQL server that syncs every commit, on this machine.
#   bench_postgres.sh BUILD, a Release build.
set -euo pipefail
build=$(realpath "${1:?the build folder}")
work=$(mktemp -d)
fail() { echo "FAIL: $*" >&2; exit 1; }
skip() { echo "SKIP: $*"; exit 0; }
. "$(dirname "$0")/../postgres.sh"
postgres_fsync=on
postgres_start
for writers in 1 2 4; do
    echo "$writers connection(s):"
    "$build/tests/bench_record" "$(postgres_database "record$writers")" "$writers"
done
"$build/tests/bench_stats" "$(postgres_database stats)"
