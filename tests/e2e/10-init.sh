#!/usr/bin/env bash
# Goal of this test: a home is made once, for a firm that exists, by someone with a passphrase; and nothing that was
# there before is ever touched.
. "$(dirname "$0")/lib.sh" "$@"

run 0 trc init --issuer "Acme 酒业" --host ID.Acme.CN --prefix 6901234
says "is ready for Acme 酒业"
is "$(stat -c %a home home/keys.trk home/registry.db home/trc.ini | tr '\n' ' ')" "700 600 600 600 "
grep -qx 'host = id.acme.cn' home/trc.ini
run 0 trc key list
prints hmac

# A second time: refused, and every byte stays.
sha256sum home/* >before
run 2 trc init --issuer Other --host id.other.cn --prefix 6909999
says "is a trc home already; nothing was changed"
sha256sum --quiet -c before

# --json answers JSON.
TRC_HOME=$work/json run 0 trc init --quiet --json --issuer A --host a.example --prefix 690
is "$(jq -r '[.home, .issuer, .key_id] | @csv' out)" "\"$work/json\",\"A\",0"

# Values that cannot be: nothing is made.
export TRC_HOME=$work/never
run 2 trc init --host id.acme.cn --prefix 6901234
says "--issuer"
run 2 trc init --issuer A --prefix 6901234
says "--host"
run 2 trc init --issuer A --host id.acme.cn
says "--prefix"
for host in https://id.acme.cn id.acme.cn/x id.acme.cn:443 user@id.acme.cn 'id acme.cn' 白酒.cn -id.acme.cn id..acme.cn ''; do
    run 2 trc init --issuer A --host "$host" --prefix 6901234
    says "host"
done
for prefix in 69 1234567890123 690123x ''; do
    run 2 trc init --issuer A --host id.acme.cn --prefix "$prefix"
    says "GS1 Company Prefix"
done
run 2 trc init --issuer $'two\nlines' --host id.acme.cn --prefix 6901234
run 2 trc init --issuer "$(printf 'x%.0s' {1..256})" --host id.acme.cn --prefix 6901234
says "255 bytes"
run 3 trc init --issuer A --host id.acme.cn --prefix 6901234 --db 'postgresql://trc:hunter2@/trc?host=/nowhere'
says "postgresql://trc@/trc?host=/nowhere cannot be reached"
run 2 trc init --issuer A --host id.acme.cn --prefix 6901234 --db 'postgresql://trc:hun@ter2@localhost/trc'
says "%40 for @"
run 3 trc init --issuer A --host id.acme.cn --prefix 6901234 --db mysql://somewhere/trc
says 'no database driver for "mysql"'

# Passphrases.
run 3 trc init --issuer A --host id.acme.cn --prefix 6901234 --passphrase-file "$work/nowhere"
says "nowhere cannot be opened: No such file"
: >empty
run 2 trc init --issuer A --host id.acme.cn --prefix 6901234 --passphrase-file empty
says "is empty"
printf 'x%.0s' {1..1025} >long
run 2 trc init --issuer A --host id.acme.cn --prefix 6901234 --passphrase-file long
says "longer than 1024 bytes"
(unset TRC_PASSPHRASE_FILE && run 3 setsid -w trc init --issuer A --host id.acme.cn --prefix 6901234 </dev/null &&
    says "no terminal to ask")
[ ! -e never ]
printf 'wrong\n' >wrong
TRC_HOME=$work/home run 3 trc verify --passphrase-file wrong FOO
says "This passphrase does not open"
printf 'correct horse battery staple\r\n' >windows
TRC_HOME=$work/home run 3 trc verify --passphrase-file windows FOO
prints UNREADABLE

# Where the home is: --home before TRC_HOME before XDG_DATA_HOME before HOME.
for where in xdg/trc user/.local/share/trc; do
    mkdir -p "$(dirname "$where")"
    cp -r home "$where"
done
where() { sed -n 's/^\(.*\) is not a trc home.*/\1/p' err; }
unset TRC_HOME
HOME=$work/user run 0 trc key list
XDG_DATA_HOME=$work/xdg run 0 trc key list
HOME=$work/user XDG_DATA_HOME=$work/nowhere run 3 trc key list
says "$work/nowhere/trc is not a trc home yet"
TRC_HOME=$work/nothing XDG_DATA_HOME=$work/xdg run 3 trc key list
says "$work/nothing is not a trc home yet; make one with"
TRC_HOME=$work/nothing run 0 trc --home home key list

# A registry elsewhere: a relative path counts from the home.
export TRC_HOME=$work/elsewhere
run 0 init --db sqlite:../shared.db
[ -s shared.db ]
(cd / && run 0 trc key list && prints hmac) || fail "the registry is not found from another folder"
TRC_HOME=$work/guest run 2 trc init --issuer Guest --host id.guest.cn --prefix 6905555 --db "$work/shared.db"
says "belongs to Acme 酒业"

# Two at once: one home, one refusal.
export TRC_HOME=$work/race
for i in 1 2; do
    (code=0; trc init --quiet --issuer Race --host id.race.cn --prefix 690 2>"race.$i" || code=$?; echo "$code" >"code.$i") &
done
wait
is "$(cat code.1 code.2 | sort | tr '\n' ' ')" "0 2 "
run 0 trc key list
