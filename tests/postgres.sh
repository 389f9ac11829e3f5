# postgres.sh: sourced by tests that want a PostgreSQL server: one of their own, on a socket that is nobody else's.
# shellcheck shell=bash
for postgres_bin in /usr/lib/postgresql/*/bin; do :; done

postgres_run() { # PROGRAM ARGUMENT...: PostgreSQL refuses to run as root; whatever way the test ends, it ends with it
    local program=$postgres_bin/$1
    shift
    if [ "$(id -u)" = 0 ]; then
        exec setpriv --reuid postgres --regid postgres --clear-groups --pdeathsig INT "$program" "$@"
    else
        exec setpriv --pdeathsig INT "$program" "$@"
    fi
}

postgres_start() { # the folder of data and socket is in $postgres, the server's id in $postgres_pid
    [ -x "$postgres_bin/initdb" ] || skip "PostgreSQL is absent"
    postgres=$(mktemp -d)
    trap 'postgres_stop; rm -rf "$work" "$postgres"' EXIT
    [ "$(id -u)" != 0 ] || chown postgres: "$postgres"
    (cd / && postgres_run initdb -D "$postgres/data" -U trc -A trust -E UTF8 --locale=C --no-sync >"$postgres/log" 2>&1) ||
        fail "initdb: $(cat "$postgres/log")"
    postgres_boot
}

postgres_boot() {
    (cd / && postgres_run postgres -D "$postgres/data" -c listen_addresses= -c unix_socket_directories="$postgres" \
        -c fsync=off >>"$postgres/log" 2>&1) &
    postgres_pid=$!
    for _ in {1..300}; do
        "$postgres_bin/pg_isready" -q -h "$postgres" && return
        kill -0 "$postgres_pid" 2>/dev/null || break
        sleep 0.1
    done
    fail "the server does not start: $(tail -5 "$postgres/log")"
}

postgres_stop() {
    [ -z "${postgres_pid:-}" ] || { kill -INT "$postgres_pid" && wait "$postgres_pid"; } || true
    postgres_pid=
}

postgres_database() { # NAME: makes it, and prints its URL
    "$postgres_bin/createdb" -h "$postgres" -U trc "$1"
    echo "postgresql://trc@/$1?host=$postgres"
}

postgres_sql() { # DATABASE SQL
    "$postgres_bin/psql" -h "$postgres" -U trc -d "$1" -qtA -c "$2"
}
