# disturb.sh: sourced after e2e/lib.sh: runs one command again and again, each time with another of its write-like calls
# disturbed, and judges what is left. What an operation is, its functions and variables, is told in syscalls.sh.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2103,SC2154,SC2164 # variables are lib.sh's and syscalls.sh's; errors end it all

# The calls that change a file or make it last. strace's "?" forgives those that this machine does not have.
disturbed_calls=(write writev pwrite64 pwritev pwritev2 ftruncate truncate fallocate fsync fdatasync sync_file_range
    openat mkdir mknod mknodat link linkat rename renameat renameat2 unlink unlinkat fchmod)
# KILL: killed as it begins. An error strikes once, or with "+" from there on, as a disk that stays full or broken.
all_modes=(KILL ENOSPC ENOSPC+ EIO EIO+)
disturbed_home=(home home/trc.ini home/keys.trk home/registry.db home/registry.db-wal home/registry.db-shm
    home/registry.db-journal)

# What an operation is unless it says otherwise.
operation_defaults() {
    modes=("${all_modes[@]}")
    paths=()
    input=/dev/null
    partly=no
    claim='^$.' # matches nothing: then only the exit code is a claim
    prepare() { :; }
    between() { false; }
    kept() { [ "$now" = "$complete" ]; }
    again() { "${command[@]}" <"$input"; }
    sound() { is_sound && has_whole_ledger; }
}

# ask SQL: of a copy of the registry, so that the program under test is the first to recover what a fault left; and
# whether SQLite finds the copy whole.
look="look-1"
ask() {
    local answer
    [ -e $look ] || cp -r home $look
    answer=$(sqlite3 $look/registry.db "PRAGMA integrity_check; PRAGMA foreign_key_check; SELECT '--'" "$1" 2>&1)
    [ "${answer%%--*}" = ok$'\n' ] || echo "$answer" >$look/damage
    answer=${answer#*--}
    echo "${answer#$'\n'}"
}
look_again() {
    look="look-$((${look#look-} + 1))"
}

# After ask: is what was asked whole?
is_sound() {
    [ ! -e $look/damage ]
}

# Every event and every act has its place in a chain, what is known of a unit is made of all of its events, and what
# acts do has an act.
has_whole_ledger() {
    [ "$(ask 'SELECT (SELECT COUNT(*) FROM chain c WHERE number < 8 AND length <>
            (SELECT COUNT(*) FROM event e WHERE e.chain = c.number)),
        (SELECT COUNT(*) FROM chain c WHERE number < 8 AND length <>
            (SELECT COALESCE(MAX(position), 0) FROM event e WHERE e.chain = c.number)),
        (SELECT COUNT(*) FROM chain WHERE number = 8 AND length <> (SELECT COUNT(*) FROM act)),
        (SELECT COUNT(*) FROM unit u WHERE events <> (SELECT COUNT(*) FROM event e WHERE e.code_key = u.code_key)),
        (SELECT COUNT(*) FROM event WHERE code_key NOT IN (SELECT code_key FROM unit)),
        (SELECT COUNT(*) FROM shipment WHERE act NOT IN (SELECT number FROM act)),
        (SELECT COUNT(*) FROM recall WHERE act NOT IN (SELECT number FROM act))')" = "0|0|0|0|0|0|0" ]
}

traced() { # STRACE-OPTION...: the command in this folder; leaves out, err, trace and `code`
    local path filter=() call calls=
    for path in "${disturbed_home[@]}" "${paths[@]}"; do
        path=$PWD/$path
        filter+=(-P "${path%/.}")
    done
    for call in "${disturbed_calls[@]}"; do
        calls+=",?$call"
    done
    code=0
    { # the shell's own words about the killed go nowhere
        strace -f -qq -o trace "${filter[@]}" -e "trace=${calls#,}" "$@" "${command[@]}" <"$input" >out 2>err || code=$?
    } 2>/dev/null
}

# list_points <trace: "CALL N CALL:N..." for each call: the N-th of its kind, and what would be the next of every kind.
list_points() {
    awk -v calls="${disturbed_calls[*]}" '
        BEGIN { kinds = split(calls, kind, " ") }
        $2 ~ /^[a-z0-9_]+\(/ {
            call = substr($2, 1, index($2, "(") - 1)
            next_of = ""
            for (i = 1; i <= kinds; i++)
                next_of = next_of " " kind[i] ":" seen[$1, kind[i]] + 1
            point = call " " ++seen[$1, call]
            if (!(point in listed))
                print point next_of
            listed[point]
        }'
}

# injection MODE CALL N CALL:N...: the options for strace, in `injection`. Stopping at those calls alone is faster, but
# then strace's signals do not arrive.
injection() {
    local mode=$1 call=$2 n=$3 next
    shift 3
    injection=(--seccomp-bpf)
    case $mode in
    KILL) injection=(-e "inject=$call:signal=KILL:when=$n") ;;
    *+)
        for next in "$@"; do
            injection+=(-e "inject=?${next%:*}:error=${mode%+}:when=${next#*:}+")
        done
        ;;
    *) injection+=(-e "inject=$call:error=$mode:when=$n") ;;
    esac
}

has_fired() { # MODE
    local trace
    trace=$(<trace)
    if [ "$1" = KILL ]; then
        [ "$code" = 137 ] && [[ $trace == *'killed by SIGKILL'* ]]
    else
        [[ $trace == *'(INJECTED)'* ]]
    fi
}

names_a_file() {
    local path said
    said=$(<err)
    for path in "${disturbed_home[@]}" "${paths[@]}"; do
        [[ $said != *$PWD/$path* ]] || return 0
    done
    false
}

# What is wrong with a run and with what it left, in a word and why; or "well". The command is run once more.
judge() { # MODE
    local mode=$1 claimed=no now status=0
    if [ "$code" = 0 ] || grep -qE "$claim" out err; then
        claimed=yes
    fi
    if [ "$mode" != KILL ] && [ "$code" != 0 ]; then
        [ "$code" = 3 ] || { echo "untidy: exit code $code: $(head -c 300 err)"; return; }
        [ $claimed = no ] || [ "$partly" = yes ] || { echo "lied: it failed and claims success: $(cat out err)"; return; }
        names_a_file || { echo "vague: no file is named: $(head -c 300 err)"; return; }
    fi
    now=$(record)
    sound || { echo "damaged: before the retry"; return; }
    if [ $claimed = yes ]; then
        kept || { echo "lost: acknowledged, and the record is ${now//$'\n'/ }"; return; }
    else
        [ "$now" = "$before" ] || [ "$now" = "$complete" ] || between || { echo "half: the record is ${now//$'\n'/ }"; return; }
    fi
    again >again.out 2>again.err || status=$?
    [ "$status" = 0 ] || { echo "stuck: the retry ends with $status: $(head -c 300 again.err)"; return; }
    look_again
    now=$(record)
    if [ "$now" != "$complete" ]; then
        status=unfinished
        [ "$(wc -l <<<"$now")" -le "$(wc -l <<<"$complete")" ] || status=doubled
        echo "$status: after the retry the record is ${now//$'\n'/ }"
        return
    fi
    sound || { echo "damaged: after the retry"; return; }
    echo well
}

# One point in one mode, in a folder of its own; a line "MODE CALL N fired|missed VERDICT..." for the tally.
disturb() { # NUMBER MODE CALL N CALL:N...
    local number=$1 mode=$2 call=$3 n=$4 fired=missed injection verdict
    shift
    cp -r prepared "run-$number"
    cd "run-$number"
    TRC_HOME=$PWD/home
    injection "$@"
    traced "${injection[@]}"
    ! has_fired "$mode" || fired=fired
    verdict=$(judge "$mode")
    echo "$mode $call $n $fired $verdict" >../tally."$number"
}

# disturb_all OPERATION BUDGET SEED: at most BUDGET runs, spread over all points and modes (0: every one); the lines of
# all are then in `tally`, and how many points there are in `points`.
disturb_all() {
    local operation=$1 budget=$2 seed=$3 stride=1 number=0 mode line
    rm -rf "$work/disturbed"
    mkdir "$work/disturbed"
    cd "$work/disturbed"
    cp -r "$work/base" prepared
    operation_defaults
    look="look-1"
    "$operation"
    cd prepared
    TRC_HOME=$PWD/home
    prepare
    before=$(record)
    look_again
    cd ..
    cp -r prepared undisturbed
    cd undisturbed
    TRC_HOME=$PWD/home
    traced
    [ "$code" = 0 ] || fail "$operation: undisturbed, it ends with $code"
    list_points <trace >../points
    look_again
    complete=$(record)
    [ "$complete" != "$before" ] || fail "$operation records nothing"
    sound || fail "$operation is not sound to begin with"
    is "$(judge KILL)" well
    cd ..
    points=$(wc -l <points)
    for mode in "${modes[@]}"; do
        sed "s/^/$mode /" points
    done >all
    [ "$budget" = 0 ] || stride=$((($(wc -l <all) + budget - 1) / budget))
    awk -v stride=$stride -v offset=$((seed % stride)) 'NR % stride == offset' all >chosen
    while read -r line; do
        number=$((number + 1))
        [ "$number" -le 2 ] || wait -n
        # shellcheck disable=SC2086 # its words
        disturb $number $line &
    done <chosen
    wait
    find . -maxdepth 1 -name 'tally.*' -exec cat {} + >tally
    is "$(wc -l <tally)" "$(wc -l <chosen)"
}
