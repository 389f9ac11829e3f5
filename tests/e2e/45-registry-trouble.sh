#!/usr/bin/env bash
# Goal of this test: a registry or key file that is locked, newer, damaged, missing or open to others is named, with what
# to do; the answer is then "could not decide" (3), and never that a code is false.
. "$(dirname "$0")/lib.sh" "$@"
command -v sqlite3 >/dev/null || skip "sqlite3 is absent"
init
issue --count 2 --format csv --out codes.csv >/dev/null
trc batch activate 1 --quiet
good=$(codes codes.csv | head -1)
forged=${good/21\/0/21\/09}
forged=${forged%?}
sql() { sqlite3 "$TRC_HOME/registry.db" "$1"; }
sql "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
cp -r home sound

troubled() { # MESSAGE [COMMAND...]: verify ends with it, and decides nothing, then the home is as before
    run 3 trc verify "$good" "$forged"
    says "$1"
    [ ! -s out ] || fail "a verdict, although nothing could be asked"
    rm -rf home
    cp -r sound home
}

# Controls.
run 1 trc verify "$good" "$forged"
prints "GENUINE CODE"
prints "[forged]"

# The registry.
rm home/registry.db
troubled "There is no registry at $work/home/registry.db."
rm home/registry.db && mkdir home/registry.db
troubled "Could not read or write $work/home/registry.db: Is a directory"
echo "this is no database, and long enough to be read as one page of it" >home/registry.db
troubled "home/registry.db is not a trc registry: check its path."
: >home/registry.db
troubled "home/registry.db is empty: restore it from a backup"
rm home/registry.db
sql "CREATE TABLE other (x)"
troubled "home/registry.db is the database of another program"
sql "UPDATE trc_schema SET version = version + 1"
troubled "has schema version 4 and this program knows version 3: use the newer program."
truncate -s 6000 home/registry.db
troubled "home/registry.db is damaged: restore it from a backup."
sql "ALTER TABLE issuer_host RENAME TO hosts"
troubled "home/registry.db is not as this program made it"
yes | tr -d '\n' | dd of=home/registry.db bs=4096 seek=1 count=20 conv=notrunc iflag=fullblock status=none
troubled "home/registry.db is damaged: restore it from a backup."

# The system refuses to open it for writing: said in its words, and not taken for missing rights.
if strace -o /dev/null true 2>/dev/null; then
    refuse() { strace -f -o strace.out -P home/registry.db -P "$TRC_HOME/registry.db" -e trace=openat -e "inject=openat:$1" trc "${@:2}"; }
    export ASAN_OPTIONS=detect_leaks=0 # it cannot look while strace does
    for trouble in "EIO Input/output error" "ENOSPC The disk that holds" "EROFS Read-only file system"; do
        read -r error words <<<"$trouble"
        run 3 refuse "error=$error:when=1+2" verify "$good" # for writing; for reading it is then opened
        says "$words"
        ! grep -q "check the rights" err || fail "$error is taken for missing rights"
        grep -q INJECTED strace.out || fail "nothing was refused"
    done
    run 3 refuse "error=EIO:when=1" verify "$good"
    says "could not be opened for writing, and then it could"
    run 3 refuse "error=EACCES:when=1+2" verify "$good" # control
    says "check the rights of the file"
    run 0 refuse "error=EIO:when=99" verify "$good" # control
    unset ASAN_OPTIONS
fi

# The key file.
chmod 644 home/keys.trk
troubled "is open to other users (mode 0644); close it with: chmod 600"
rm home/keys.trk
troubled "There is no key file $work/home/keys.trk; check the path"
printf '\xff' | dd of=home/keys.trk bs=1 seek=70 conv=notrunc status=none
troubled "keys.trk is damaged: its checksum does not match; restore it from a copy."
truncate -s 90 home/keys.trk
troubled "keys.trk is not a key file, or has lost its beginning or end"
echo "another passphrase" >passphrase
troubled "This passphrase does not open $work/home/keys.trk"
printf 'correct horse battery staple\n' >passphrase
rm home/trc.ini
troubled "is not a trc home yet"

# A registry that somebody writes to is still read; one that somebody keeps for himself is waited for, then named.
hold() { # SQL: a program that does this and stays; its id is in $holder
    mkfifo -m 600 orders
    sqlite3 home/registry.db <orders >held &
    holder=$!
    exec 9>orders
    rm orders
    printf '%s; SELECT 1 AS held;\n' "$1" >&9
    for _ in {1..100}; do [ -s held ] && return; sleep 0.1; done
    fail "sqlite3 holds nothing"
}
release() {
    exec 9>&-
    kill "$holder" 2>/dev/null || true
    wait "$holder" || true
    rm held
}
hold "BEGIN IMMEDIATE"
run 0 trc verify "$good"
release
hold "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; UPDATE counter SET value = value"
troubled "home/registry.db is locked by another program: let it finish, then try again."
release
cp -r sound/. home

# Trouble in the middle of a stream: what came before stands, what comes after is unknown, and nothing is false.
mkfifo in
trc verify - <in >out 2>err &
verifier=$!
exec 8>in
printf '%s\n' "$good" >&8
for _ in {1..100}; do [ -s out ] && break; sleep 0.1; done
sleep 1.1 # what was asked in this second is not asked again
sql "ALTER TABLE counter RENAME TO counters" # with the generation, which is all that is asked while nothing changes
printf '%s\n%s\n' "$good" "$forged" >&8
exec 8>&-
code=0
wait "$verifier" || code=$?
is "$code $(cut -f1,2 out | tr '\t\n' '  ')" "3 authentic  unknown  unknown  "
says "is not as this program made it"
