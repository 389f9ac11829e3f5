#!/usr/bin/env bash
# Goal of this test: a command is killed (-9) at each of its write-like calls, and each of them fails for a full and for
# a broken disk, once or from then on: what it acknowledged is recorded, nothing is recorded twice or in half, a failure
# is owned up to, and the same command, run again, finishes.
#   syscalls.sh BUILD [--long] [OPERATION...]     TRC_TEST_SEED moves the choice of the short run
# shellcheck disable=SC2016,SC2034,SC2154,SC2317 # functions and variables are for disturb.sh
. "$(dirname "$0")/../e2e/lib.sh" "$@"
. "$source/tests/fault/disturb.sh"
shift
strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
PATH=$build/tests:$PATH
export ASAN_OPTIONS=detect_leaks=0 # it cannot look while strace does

# An operation is a function that sets
#   command   the command line to disturb; it runs in a folder that has `home`: batch 1 of it, 10 units, is printed
#   record()  prints what is on record and to the point, without times: `before` and `complete` are what it prints
#             before, and after an undisturbed run
# and where the defaults (disturb.sh) do not fit
#   claim     what it says when it acknowledges (a pattern on stdout and stderr); exit code 0 always is a claim
#   paths     the files that it writes beside those of the home
#   input     a file for stdin
#   partly    yes: it goes on after a failure, and what it says of the rest holds
#   prepare() changes the home first
#   between() is `now`, what is on record, neither all nor nothing, and yet allowed where nothing was acknowledged?
#   kept()    is all that `out` and `err` acknowledge in `now`? By default that means: it is complete
#   again()   the same once more (`claimed`: was it acknowledged?); from then on the record is `complete`
#   modes     fewer ways of disturbing than `all_modes`
#   sound()   is what is there whole? By default: SQLite's integrity check, and the ledger
# and has its name in this list.
operations=(activate activate_rest ship product_add product_replace key_revoke recall state_set scan scan_stream
    migrate issue_sealed issue_own reprint)

activate() {
    command=(trc batch activate 1)
    claim='are released'
    record() { ask 'SELECT batch_id, first_unit, last_unit, at_s > 0 FROM activation'; }
}

activate_rest() { # gaps before, between and after units that keep their dates
    prepare() {
        ask_home 'INSERT INTO activation VALUES (1, 3, 4, 100), (1, 7, 7, 200)'
    }
    command=(trc batch activate 1)
    claim='are released'
    record() {
        ask 'SELECT first_unit, last_unit, CASE WHEN at_s > 200 THEN "now" ELSE at_s END FROM activation ORDER BY 1'
    }
}

once() { # what has no id is not to be sent again when it is there
    [ "$now" = "$complete" ] || "${command[@]}"
}

ship() {
    command=(trc batch ship 1 --to CN-31 --actor An)
    claim='go to CN-31'
    record() { ask 'SELECT batch_id, first_unit, last_unit, regions FROM shipment'; }
    again() { once; }
}

recall() {
    command=(trc recall add --batch 1 --units 3-4 --reason sour --actor An)
    claim='holds from now on'
    record() { ask 'SELECT batch_id, first_unit, last_unit, reason, actor FROM recall'; }
    again() { once; }
}

state_set() {
    command=(trc state set "$(code 1)" destroyed --actor An --reason broken)
    claim='is now'
    record() { ask 'SELECT kind, unit, state, actor, reason FROM event; SELECT state, events FROM unit'; }
    again() { once; }
}

scan() { # with an id, so that a retry is the same scan
    prepare() { trc batch activate --quiet 1; }
    command=(trc verify "$(code 1)" --record --scan-id one --scanner gate --place CN-31)
    claim=GENUINE
    record() { ask 'SELECT kind, unit, place, weight, verdict FROM event; SELECT events, scans, counted FROM unit'; }
}

scan_stream() { # line by line, each with a commit of its own
    prepare() {
        trc batch activate --quiet 1
        printf '%s\n' "$(code 1)" "$(code 2)" "$(code 3)" >codes
    }
    command=(trc verify - --record --scanner gate)
    input=codes
    claim=^authentic
    partly=yes
    record() { ask 'SELECT unit, COUNT(*) FROM event GROUP BY 1 ORDER BY 1'; }
    kept() {
        local unit=0 verdict rest
        while read -r verdict rest; do
            unit=$((unit + 1))
            [ "$verdict" != authentic ] || grep -qx "$unit|1" <<<"$now" || return
        done <out
    }
    between() { ! grep -qvx '[123]|1' <<<"$now"; }
    again() {
        local unit
        for unit in 1 2 3; do
            grep -qx "$unit|1" <<<"$now" || code "$unit"
        done | trc verify - --record --scanner gate
    }
}

product_add() {
    command=(trc product add "$other_gtin" --name Huangjiu)
    record() { ask 'SELECT gtin, name FROM product ORDER BY 1'; }
    again() { trc product add "$other_gtin" --name Huangjiu --replace; }
}

product_replace() { # with a picture, which takes many pages
    prepare() { head -c 60000 /dev/urandom | cat <(printf '\211PNG\r\n\032\n') - >picture.png; }
    command=(trc product add "$gtin" --name Maotai --image picture.png --replace)
    record() { ask 'SELECT gtin, name, length(image) FROM product ORDER BY 1'; }
}

key_revoke() {
    command=(trc key revoke 0 --from 2026-01-01)
    record() { ask 'SELECT key_id, type, revoked_from_s FROM issuer_key'; }
}

migrate() {
    prepare() {
        mv home/registry.db new.db
        sqlite3 home/registry.db "ATTACH 'new.db' AS new" ".read $source/tests/fault/registry-v1.sql" >/dev/null
        chmod 600 home/registry.db
    }
    command=(trc batch list)
    record() {
        ask 'SELECT version FROM trc_schema; SELECT name FROM sqlite_master ORDER BY 1; SELECT * FROM batch;
            SELECT * FROM product; SELECT * FROM issuer_key; SELECT * FROM unit_counter'
    }
    sound() { is_sound; }
}

# The parts that the operations that issue share: batch 2 is on record before its codes are anywhere, and is finished by
# --resume.
issuing() {
    paths=(. codes.csv codes.csv.part)
    claim='Batch 2: 40 codes|^2$'
    record() {
        ask 'SELECT id, first_unit, unit_count, completed_at_s > 0 FROM batch WHERE id > 1; SELECT value FROM counter WHERE name = "batch";
            SELECT next_unit FROM unit_counter; SELECT COUNT(*) FROM own_serial;
            SELECT ended_at_s > 0 FROM print_run WHERE batch_id > 1 ORDER BY number DESC LIMIT 1'
        [ ! -e codes.csv ] || cksum <codes.csv
    }
    between() { # reserved, and the file whole or not there
        [ ! -e codes.csv ] || cmp -s codes.csv "$work/disturbed/undisturbed/codes.csv" || return
        [ -n "$(ask 'SELECT 1 FROM batch WHERE id = 2 AND completed_at_s = 0')" ]
    }
    again() {
        if [ -n "$(ask 'SELECT 1 FROM batch WHERE id = 2')" ]; then
            trc issue --resume 2
        else
            "${command[@]}"
        fi
    }
    sound() {
        is_sound && has_whole_ledger || return
        # No code is in a file of which the registry knows nothing.
        ! cat codes.csv codes.csv.part 2>/dev/null | grep -q HTTPS || [ -n "$(ask 'SELECT 1 FROM batch WHERE id = 2')" ]
    }
}

issue_sealed() {
    issuing
    command=(trc issue --gtin "$gtin" --count 40 --format csv --out codes.csv)
}

issue_own() {
    issuing
    prepare() { seq -f 'OWN%04.0f' 40 >serials.csv; }
    command=(trc issue --gtin "$gtin" --serials serials.csv --seal hmac --format csv --out codes.csv)
}

reprint() {
    paths=(. again.csv again.csv.part)
    command=(trc issue --reprint 1 --actor An --reason torn --format csv --out again.csv)
    record() {
        ask 'SELECT DISTINCT kind, actor, reason, ended_at_s > 0 FROM print_run WHERE ended_at_s > 0 ORDER BY 1'
        [ ! -e again.csv ] || cksum <again.csv
    }
    between() { [ ! -e again.csv ] || cmp -s again.csv first.csv; }
    again() {
        rm -f again.csv
        "${command[@]}"
    }
}

# The controls: programs as many are written. Each must be found out, in this word.
controls=(naive_counter:lost naive_claim:lost naive_repeat:doubled)

naive_counter() { # written in place, and a failure is nobody's business
    command=(bash -c 'n=$(<"$PWD/counter"); echo "number $n"; echo $((n + 1)) >"$PWD/counter"; exit 0')
    claim='number'
    paths=(counter)
    prepare() { echo 1 >counter; }
    record() { cat counter; }
    sound() { :; }
    again() { [ "$(<counter)" = 2 ] || "${command[@]}"; }
}

naive_claim() { # says so first
    activate
    modes=(KILL ENOSPC+)
    command=(bash -c 'echo "Units are released"
        sqlite3 "$TRC_HOME/registry.db" "INSERT OR IGNORE INTO activation VALUES (1, 1, 10, 1)"; exit 0')
}

naive_repeat() { # does not know that it was there before
    activate
    modes=(KILL)
    command=(bash -c 'sqlite3 "$TRC_HOME/registry.db" "
        INSERT INTO activation SELECT 1, 1, 10 + COUNT(*), 1 FROM activation" >&2 || exit 3; echo "Units are released"')
    again() { [ "$claimed" = yes ] || "${command[@]}"; }
}

ask_home() { # SQL
    sqlite3 home/registry.db "$1"
}

code() { # UNIT of batch 1
    sed -n "$(($1 + 1))p" "$work/base/first.csv" | cut -d, -f1
}

budget=6
seed=${TRC_TEST_SEED:-$(date +%j)}
[ "${1:-}" != --long ] || { budget=0; shift; }
[ $# = 0 ] || operations=("$@")
echo "# TRC_TEST_SEED=$seed"

# show OPERATION: what the tally says.
show() {
    local mode line=
    for mode in "${modes[@]}"; do
        line+=", $(grep -c "^${mode/+/[+]} " tally) $mode"
    done
    echo "$1: $points points; disturbed ${line#, }; $(grep -c ' well$' tally) well"
}

mkdir "$work/base"
cd "$work/base"
TRC_HOME=$PWD/home
init
trc product add "$gtin" --name Baijiu --quiet
issue --count 10 --format csv --out first.csv >/dev/null

for operation in "${operations[@]}"; do
    disturb_all "$operation" $budget "$seed"
    show "$operation"
    ! grep -v ' fired ' tally >out || fail "$operation: disturbances that never happened"
    ! grep -v ' well$' tally >out || fail "$operation: $(wc -l <out) of $(wc -l <tally) went wrong"
    [ $budget != 0 ] || is "$(grep -c '^KILL .* fired' tally)" "$points"
done
for control in "${controls[@]}"; do
    disturb_all "${control%:*}" 10 "$seed"
    show "${control%:*}"
    grep -q " ${control#*:}: " tally || fail "the control ${control%:*} was not found out"
done
