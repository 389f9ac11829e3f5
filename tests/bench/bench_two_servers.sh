#!/usr/bin/env bash
# Measures how long state and history of one unit take when half of the partitions are on a second PostgreSQL server:
# medians of 4,500 look-ups each, in turns. bench_two_servers.sh BUILD, a Release build. Both servers are on this machine.
set -euo pipefail
build=$(realpath "${1:?the build folder}")
source=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
fail() { echo "FAIL: $*" >&2; exit 1; }
skip() { echo "SKIP: $*"; exit 0; }
. "$source/tests/postgres.sh"
. "$source/tests/postgres_spread.sh"
postgres_start
one=$postgres
url=$(postgres_database bench)
"$build/tests/history_latency" fill "$url"
postgres_sql bench "$(documented_sql "Eight partitions")" >/dev/null
postgres_start
two=$postgres
other=$(postgres_database bench)
"$postgres_bin/pg_dump" -h "$one" -U trc -d bench | "$postgres_bin/psql" -h "$two" -U trc -d bench -qtA -o /dev/null
postgres_sql bench ANALYZE
spread bench "$one" "$two"
"$build/tests/history_latency" "$url" "$other"
