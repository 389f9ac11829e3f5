# lib.sh: sourced by every end-to-end test: a folder of its own, a passphrase, and a few ways to ask and to complain.
# shellcheck shell=bash
set -eu
build=$(realpath "${1:?the build folder}")
source=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
PATH=$build/bin:$PATH
unset TRC_HOME TRC_PASSPHRASE_FILE LANGUAGE LC_ALL LC_MESSAGES LANG NO_COLOR XDG_DATA_HOME
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export TRC_HOME=$work/home TRC_PASSPHRASE_FILE=$work/passphrase
printf 'correct horse battery staple\nthis line is not the passphrase\n' >passphrase

gtin=06901234567892 # of company prefix 6901234
other_gtin=06901234000009

fail() {
    echo "FAIL (line ${BASH_LINENO[${#BASH_LINENO[@]} - 2]}): $*" | cut -c 1-2000 >&2
    [ ! -s err ] || sed 's/^/  stderr: /' err >&2
    [ ! -s out ] || head -5 out | sed 's/^/  stdout: /' >&2
    exit 1
}

skip() {
    echo "SKIP: $*"
    exit 77
}

# run CODE COMMAND...: it must end with this code; then `out` and `err` hold what it printed.
run() {
    local expected=$1 code=0
    shift
    "$@" >out 2>err || code=$?
    [ "$code" = "$expected" ] || fail "exit code $code, not $expected: $*"
    # Nobody may see a program fall over, whatever its exit code.
    ! grep -qE 'AddressSanitizer|runtime error|Assertion' err || fail "it fell over: $*"
}

# says TEXT, prints TEXT: the last run did so on stderr, on stdout.
says() {
    grep -qF -- "$1" err || fail "stderr does not say: $1"
}
prints() {
    grep -qF -- "$1" out || fail "stdout does not print: $1"
}

# is ACTUAL EXPECTED
is() {
    [ "$1" = "$2" ] || fail "\"$1\" is not \"$2\""
}

# cheap_keys: seals the key file anew at the least cost. As users have it, opening it takes most of a second, which would be
# most of the time of all tests. 10-init.sh and others leave theirs as it is.
cheap_keys() {
    "$build/tests/cheap_keys" "$TRC_HOME/keys.trk" "$(head -1 "$TRC_PASSPHRASE_FILE")"
}

# init [OPTION...]: the usual home.
init() {
    trc init --quiet --issuer "Acme 酒业" --host id.acme.cn --host go.acme.cn --prefix 6901234 "$@" || return
    [ ! -f "$TRC_HOME/keys.trk" ] || cheap_keys
}

# issue OPTION...: a batch of the usual product; prints its id.
issue() {
    trc issue --quiet --gtin "$gtin" "$@"
}

# codes FILE.csv: its codes alone.
codes() {
    tail -n +2 "$1" | cut -d, -f1
}

# wait_for FILE PID: until the file has bytes, or the program has ended.
wait_for() {
    while [ ! -s "$1" ] && kill -0 "$2" 2>/dev/null; do
        sleep 0.002
    done
}

# verdicts [OPTION...] <codes: "verdict finding,finding" of each; through stdin, so that many cost one key file.
verdicts() {
    local status=0
    trc verify - "$@" >verdicts.out || status=$?
    [ "$status" != 2 ] || fail "trc verify refused its arguments"
    cut -f1,2 verdicts.out | tr '\t' ' ' | sed 's/ $//'
}
