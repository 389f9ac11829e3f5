# postgres_spread.sh: sourced after postgres.sh: half of the hash partitions of a registry onto a second server.
# shellcheck shell=bash

# spread DATABASE ONE TWO: from the server ONE to TWO, both named by their folders; the database is partitioned already.
# PostgreSQL takes no foreign table into a table that has a unique key as a whole: each part gets its own.
spread() {
    local database=$1 one=$2 two=$3 table part there
    local -A key=([event]="code_key, id" [unit]="code_key")
    postgres=$two
    there=$(postgres_sql "$database" "SELECT to_regclass('event_4')") # when the second server has a copy already
    postgres=$one
    postgres_sql "$database" "CREATE EXTENSION postgres_fdw;
        CREATE SERVER two FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$two', dbname '$database');
        CREATE USER MAPPING FOR trc SERVER two OPTIONS (user 'trc')"
    for table in event unit; do
        for part in 4 5 6 7; do
            postgres_sql "$database" "ALTER TABLE $table DETACH PARTITION ${table}_$part"
            [ -n "$there" ] || "$postgres_bin/pg_dump" -h "$one" -U trc -d "$database" -t "${table}_$part" |
                "$postgres_bin/psql" -h "$two" -U trc -d "$database" -qtA -v ON_ERROR_STOP=1 -o /dev/null
        done
        postgres_sql "$database" "ALTER TABLE $table DROP CONSTRAINT ${table}_pkey"
        for part in 0 1 2 3; do
            postgres_sql "$database" "ALTER TABLE ${table}_$part ADD PRIMARY KEY (${key[$table]})"
        done
        for part in 4 5 6 7; do
            postgres_sql "$database" "DROP TABLE ${table}_$part; CREATE FOREIGN TABLE ${table}_$part
                PARTITION OF $table FOR VALUES WITH (MODULUS 8, REMAINDER $part) SERVER two"
        done
    done
    postgres_sql "$database" "ANALYZE event; ANALYZE unit"
}
