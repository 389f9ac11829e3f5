#!/usr/bin/env bash
# Goal of this test: an init that is killed at any moment leaves either a home or something that the same command
# finishes; never a home without its key.
. "$(dirname "$0")/lib.sh" "$@"
strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"

# Killed at the first, second, … call of these, until one run is not killed any more.
kinds=0
for call in fsync rename fdatasync; do
    for when in $(seq 1 40); do
        rm -rf home
        code=0
        { # the shell's own words about the killed go nowhere
            strace -f -qq -o trace -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$when" \
                trc init --quiet --issuer Acme --host id.acme.cn --prefix 6901234 >out 2>err || code=$?
        } 2>/dev/null
        [ "$code" != 0 ] || break
        kinds=$((kinds + 1))
        if [ -e home/trc.ini ]; then
            run 2 trc init --issuer Acme --host id.acme.cn --prefix 6901234
        else
            # Another firm's name does not take it over; the same firm's finishes it.
            [ ! -e home/keys.trk ] || run 2 trc init --issuer Other --host id.acme.cn --prefix 6901234
            run 0 trc init --issuer Acme --host id.acme.cn --prefix 6901234
        fi
        run 0 trc key list
        prints hmac
    done
done
run 0 trc key export 0 # the key file opens
run 0 issue --count 1 --format csv --out codes.csv
run 1 trc verify "$(codes codes.csv)"
prints not_activated
[ "$kinds" -ge 3 ] || fail "only $kinds kills hit"
echo "$kinds kills"

# A lost trc.ini is written again for the same firm, and the numbers go on.
rm -rf home
init
issue --count 5 --format csv --out five.csv >/dev/null
rm home/trc.ini
run 3 trc key list
run 2 trc init --issuer Acme --host id.acme.cn --prefix 6901234
says "belongs to Acme 酒业"
init
issue --count 1 --format csv --out six.csv >/dev/null
is "$(tail -1 six.csv | cut -d, -f3)" 6

# What cannot be finished is refused: a key file whose registry is gone would seal the same numbers again.
rm home/trc.ini home/registry.db*
run 2 init
says "holds a key file without its registry"
cp home/keys.trk keys
rm -rf home
init
rm home/trc.ini home/keys.trk
run 3 init
says "is missing: restore it from a copy"
# The key file of another home is not taken for the lost one.
cp keys home/keys.trk
run 2 init
says "another key than the registry"
