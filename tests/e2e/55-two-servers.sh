#!/usr/bin/env bash
# Goal of this test: half of the partitions of events and units lie on a second PostgreSQL server, as foreign tables of
# the first: every question about a unit of either side is answered as by one server. And what recording that way is
# worth: it works until a server dies between two commits, and then the ledger is broken.
. "$(dirname "$0")/lib.sh" "$@"
. "$source/tests/postgres.sh"
. "$source/tests/postgres_spread.sh"
postgres_start
one=$postgres
url=$(postgres_database firm)
postgres_start
two=$postgres
postgres_database firm >/dev/null
on_one() { postgres=$one; "$@"; }
on_two() { postgres=$two; "$@"; }

init --db "$url"
trc product add "$gtin" --name Baijiu --quiet
units=20 states=7
issue --count $units --lot L1 --format csv --out a.csv >/dev/null
trc batch activate 1 --quiet
codes a.csv >codes
trc verify - --record --place CN-31 --scanner a <codes >/dev/null
trc verify - --record --place CN-44 --scanner b <codes >/dev/null || true
sed -n '1~3p' codes | while read -r code; do trc state set "$code" retail_sold --actor till --quiet; done

answers() { # into the file NAME: timeline and verdict of every unit, the whole ledger, the statistics
    {
        while read -r code; do trc history --json "$code"; done <codes
        trc verify - --json <codes
        trc ledger verify --json
        trc stats --json
    } 2>&1 | sed -E 's/"as_of":"[^"]*"/TIME/' >"$1"
}
answers whole
is "$(grep -c '"what":"scan"' whole)" $((2 * units))
is "$(grep -c '"what":"state"' whole)" $states
grep -q '"whole":true' whole || fail "the ledger is not whole to begin with"

# Eight partitions on one server, as docs/registry.md says.
on_one postgres_sql firm "$(documented_sql "Eight partitions")" >/dev/null
answers eight
cmp whole eight || fail "eight partitions say something else"

# Half of them on the second server.
spread firm "$one" "$two"
answers spread
cmp whole spread || fail "two servers say something else"
is_there="tableoid::regclass::text > 'event_3'"
here=$(on_one postgres_sql firm "SELECT COUNT(DISTINCT code_key) FROM event WHERE NOT ($is_there)")
there=$(on_one postgres_sql firm "SELECT COUNT(DISTINCT code_key) FROM event WHERE $is_there")
echo "units: $here on the first server, $there on the second; events on the second: $(on_two postgres_sql firm \
    'SELECT (SELECT COUNT(*) FROM event_4) + (SELECT COUNT(*) FROM event_5) + (SELECT COUNT(*) FROM event_6) +
    (SELECT COUNT(*) FROM event_7)')"
is $((here + there)) $units
[ "$here" -gt 0 ] && [ "$there" -gt 0 ] || fail "all units are on one server"

# The control: without the second server just its units cannot be told, and that is said; none is "never scanned".
on_two postgres_stop
told=0 refused=0
while read -r code; do
    status=0
    trc history --json "$code" >out 2>err || status=$?
    case $status in
    0) told=$((told + 1)) && grep -q '"what":"scan"' out || fail "a history without its scans" ;;
    3) refused=$((refused + 1)) && says "could not connect to server" ;;
    *) fail "exit code $status" ;;
    esac
done <codes
echo "without the second server: $told histories told, $refused refused"
is "$told $refused" "$here $there"
on_two postgres_boot
answers again
cmp whole again || fail "the second server is back, and says something else"

# A second server that is only read: nothing is recorded of its units, and all is as before.
IFS='|' read -r part unit < <(on_one postgres_sql firm "SELECT tableoid::regclass, unit FROM event WHERE $is_there LIMIT 1")
code=$(sed -n "${unit}p" codes) # they were issued in the order of their numbers
on_one postgres_sql firm "ALTER SERVER two OPTIONS (ADD updatable 'false')"
run 3 trc verify "$code" --record --place CN-31 --scanner c
says "does not allow inserts"
on_one postgres_sql firm "ALTER SERVER two OPTIONS (SET updatable 'true')"
run 0 trc ledger verify

# Recording: rows go to either side, and the ledger is whole.
trc verify - --record --place CN-31 --scanner c <codes >/dev/null || true
is "$(on_one postgres_sql firm "SELECT COUNT(*) FROM event WHERE kind = 0")" $((3 * units))
run 0 trc ledger verify
# What would not go: to leave conflicts to the database. The recorder does not; it reads ids under the chain's lock.
conflict() { # PARTITION CLAUSE: a row of it once more
    on_one postgres_sql firm "INSERT INTO event SELECT * FROM $1 LIMIT 1 $2" 2>&1 || true
}
conflict "$part" "ON CONFLICT (code_key, id) DO NOTHING" | grep -q "no unique or exclusion constraint" ||
    fail "a conflict with a key of the whole table"
is "$(conflict "$part" "ON CONFLICT DO NOTHING")" "" # with any key at all it goes, though nothing says which

# But the two do not commit as one. The second has committed, the first dies before it does.
on_two postgres_hold
trc verify "$code" --record --place CN-31 --scanner d --scan-id torn >torn.out 2>&1 &
verify=$!
on_two postgres_wait_for_held postgres_fdw
on_one postgres_kill
status=0
wait "$verify" || status=$?
is "$status" 3
on_two postgres_release
on_one postgres_boot
is "$(on_one postgres_sql firm "SELECT COUNT(*) FROM event WHERE kind = 0")" $((3 * units + 1)) # what was never acknowledged
is "$(on_one postgres_sql firm "SELECT SUM(length) FROM chain WHERE number < 8")" $((3 * units + states))
run 1 trc ledger verify
echo "torn: $(grep -m1 '✗' out)"
run 0 trc verify "$code" --record --place CN-31 --scanner d --scan-id torn --quiet # sent again: taken for recorded
run 1 trc ledger verify
