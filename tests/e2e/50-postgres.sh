#!/usr/bin/env bash
# Goal of this test: with its registry on a PostgreSQL server a firm works as with a file: the same answers to the same
# commands, the same codes from the same key; and a registry moves from one to the other and back without losing a row.
. "$(dirname "$0")/lib.sh" "$@"
. "$source/tests/postgres.sh"
postgres_start
url=$(postgres_database firm)

# The same day twice, with the same secrets. Times are cut out of what is compared.
init
trc key export 0 --out "$work/secrets" --quiet
mkdir lines
day() { # NAME: what the commands print goes to lines/NAME
    {
        trc product add "$gtin" --name Baijiu --name-zh 白酒 --standard 'GB/T 10781.1'
        trc issue --gtin "$gtin" --count 300 --lot L1 --format csv --out "$1.csv"
        printf 'OWN-1\nown-2\n"A""B"\n' >"$1.serials"
        trc issue --gtin "$gtin" --serials "$1.serials" --seal hmac --format csv --out "$1-own.csv"
        trc issue --gtin "$gtin" --serials "$1.serials" --seal hmac --format csv --out "$1-twice.csv" || echo "exit $?"
        trc batch activate 1 --units 1-10
        trc batch activate 2
        trc batch list
        trc batch show 1
        trc product list --json
        trc key list --json
        trc verify - --json < <(codes "$1.csv" | sed -n '1p;10,11p;300p') || echo "exit $?"
        trc verify - < <(codes "$1-own.csv"; codes "$1.csv" | sed 's/.$/0/;1q') || echo "exit $?"
        echo "to the end"
    } 2>&1 | sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T?[ 0-9:]*Z?/TIME/g;s/"(at|since|activated|issued|created)[a-z_]*":[0-9]+/TIME/g' |
        sed "s/$1/NAME/g;s/[0-9a-f]\{64\}/SHA256/g" >"lines/$1"
    codes "$1.csv" >"codes.$1"
}
day sqlite
export TRC_HOME=$work/server
init --db "$url" --secret-file secrets
grep -qxF "database = $url" server/trc.ini
[ ! -e server/registry.db ]
day postgres
cmp codes.sqlite codes.postgres
diff lines/sqlite lines/postgres || fail "the two say different things"
grep -q authentic lines/postgres && grep -q "to the end" lines/postgres || fail "not all of it was done"
is "$(postgres_sql firm 'SELECT COUNT(*) FROM batch')" 2

# Another firm, and a key file without its registry, are refused as on SQLite.
TRC_HOME=$work/guest run 2 trc init --issuer Guest --host id.guest.cn --prefix 6905555 --db "$url"
says "belongs to Acme 酒业"
empty=$(postgres_database empty)
mkdir -m 700 lost
cp server/keys.trk lost
TRC_HOME=$work/lost run 2 init --db "$empty"
says "holds a key file without its registry"
is "$(postgres_sql empty "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'")" 0

# An init that was cut short before trc.ini is finished; nothing is taken from a database when one fails.
TRC_HOME=$work/cut init --db "$empty"
rm cut/trc.ini
TRC_HOME=$work/cut run 0 init --db "$empty"
TRC_HOME=$work/cut run 0 trc key list

# A password in the URL opens the database and is never told.
TRC_HOME=$work/secret run 2 trc init --issuer Guest --host id.guest.cn --prefix 6905555 --db "${url/trc@/trc:hunter2@}"
says "belongs to Acme 酒业"
! grep -q hunter2 err || fail "the password is told"

# There and back again.
export TRC_HOME=$work/home
moved=$(postgres_database moved)
run 0 trc registry copy --to "$moved" --switch --json
is "$(jq -r 'select(.table == "batch" or .table == "own_serial") | "\(.table) \(.rows)"' out | tr '\n' ' ')" \
    "batch 2 own_serial 3 "
jq -r 'select(.table != "counter") | .sha256' out >there
is "$(grep -c . home/trc.ini)" 5
grep -qxF "database = $moved" home/trc.ini
is "$(stat -c %a home/trc.ini)" 600
run 0 trc verify "$(sed -n 1p codes.sqlite)"
run 0 issue --count 5 --format csv --out more.csv
is "$(postgres_sql moved "SELECT first_unit FROM batch ORDER BY id DESC LIMIT 1")" 304
run 2 trc registry copy --from "$moved" --to "$url"
says "holds a registry already"
run 2 trc registry copy --to "$moved"
says "cannot be copied to itself"
run 2 trc registry copy --from "$moved" --to back.db --switch
says "leave --from out"
sed "s#^database = .*#database = sqlite:$work/home/registry.db#" home/trc.ini >home/trc.ini.old # a home that still names the old one
cp -a home elsewhere && mv elsewhere/trc.ini.old elsewhere/trc.ini && rm home/trc.ini.old
TRC_HOME=$work/elsewhere run 3 issue --count 5 --format csv --out twice.csv
says "was moved to another database"
run 0 trc registry copy --from sqlite:registry.db --to back.db # and a copy of it is a registry again
says "database = $work/home/back.db"
is "$(sqlite3 home/registry.db "SELECT version FROM trc_schema") $(sqlite3 home/back.db "SELECT version FROM trc_schema")" "1000003 3"
run 0 trc registry copy --from back.db --to "$(postgres_database again)" --json
jq -r 'select(.table != "counter") | .sha256' out | cmp - there
run 0 trc registry copy --from "$url" --to "$(postgres_database third)"

# A server that is away is named, and nothing is decided; when it is back, so is everything.
postgres_stop
run 3 trc verify "$(sed -n 1p codes.sqlite)"
says "cannot be reached"
[ ! -s out ] || fail "a verdict, although nothing could be asked"
postgres_boot
run 0 trc verify "$(sed -n 1p codes.sqlite)"
