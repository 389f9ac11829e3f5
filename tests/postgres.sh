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

declare -A postgres_pids # by folder

postgres_start() { # a server in a new folder, which is in $postgres: the one that all functions below are about
    [ -x "$postgres_bin/initdb" ] || skip "PostgreSQL is absent"
    postgres=$(mktemp -d)
    postgres_pids[$postgres]=
    trap 'for postgres in "${!postgres_pids[@]}"; do postgres_stop; rm -rf "$postgres"; done; rm -rf "$work"' EXIT
    [ "$(id -u)" != 0 ] || chown postgres: "$postgres"
    (cd / && postgres_run initdb -D "$postgres/data" -U trc -A trust -E UTF8 --locale=C --no-sync >"$postgres/log" 2>&1) ||
        fail "initdb: $(cat "$postgres/log")"
    postgres_boot
}

postgres_boot() { # commits are synced only where $postgres_fsync says "on"
    (cd / && postgres_run postgres -D "$postgres/data" -c listen_addresses= -c unix_socket_directories="$postgres" \
        -c fsync="${postgres_fsync:-off}" >>"$postgres/log" 2>&1) &
    postgres_pids[$postgres]=$!
    for _ in {1..300}; do
        "$postgres_bin/pg_isready" -q -h "$postgres" && return
        kill -0 "${postgres_pids[$postgres]}" 2>/dev/null || break
        sleep 0.1
    done
    fail "the server does not start: $(tail -5 "$postgres/log")"
}

postgres_stop() {
    local pid=${postgres_pids[$postgres]}
    [ -z "$pid" ] || { kill -INT "$pid" && wait "$pid"; } || true
    postgres_pids[$postgres]=
}

postgres_kill() { # kill -9 of all its processes; waits until they are gone
    local pid=${postgres_pids[$postgres]} children child
    kill -STOP "$pid"
    children=$(cat "/proc/$pid/task/$pid/children")
    for child in $children $pid; do kill -KILL "$child" 2>/dev/null || true; done
    wait "$pid" 2>/dev/null || true
    for child in $children; do
        while [ -d "/proc/$child" ] && ! grep -q '^State:.Z' "/proc/$child/status" 2>/dev/null; do sleep 0.01; done
    done
    postgres_pids[$postgres]=
}

postgres_hold() { # from now on commits are written and not answered
    echo "synchronous_standby_names = 'nobody'" >"$postgres/data/postgresql.auto.conf"
    kill -HUP "${postgres_pids[$postgres]}"
    while timeout 1 "$postgres_bin/psql" -h "$postgres" -U trc -d postgres -qtA -o /dev/null \
        -c "SELECT pg_logical_emit_message(true, 'trc', 'held?')"; do :; done
}

postgres_wait_for_held() { # APPLICATION: until a commit of it is held
    for _ in {1..300}; do
        [ "$(postgres_sql postgres "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND
            application_name = '$1'")" = 0 ] || return 0
        sleep 0.05
    done
    fail "no commit of $1 is held"
}

postgres_release() {
    : >"$postgres/data/postgresql.auto.conf"
    kill -HUP "${postgres_pids[$postgres]}"
}

postgres_database() { # NAME: makes it, and prints its URL
    "$postgres_bin/createdb" -h "$postgres" -U trc "$1"
    echo "postgresql://trc@/$1?host=$postgres"
}

postgres_sql() { # DATABASE SQL
    "$postgres_bin/psql" -h "$postgres" -U trc -d "$1" -qtA -v ON_ERROR_STOP=1 -c "$2"
}

documented_sql() { # HEADING: the SQL that docs/registry.md shows under it; what is documented is what is tested
    awk -v heading="### $1" '/^#/ {within = $0 == heading} within && sub(/^    /, "")' "$source/docs/registry.md" | grep .
}
