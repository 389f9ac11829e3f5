#!/usr/bin/env bash
# Goal of this test: a key that was made when the program was killed is either not there or whole in the end; a key file
# of another home is never taken for this one's; a lost key comes back.
. "$(dirname "$0")/lib.sh" "$@"
init
issue --count 1 --format csv --out a.csv >/dev/null
code=$(codes a.csv)
run 0 trc key export 0 --out zero

# The state between the two writes: the file has the key, the registry does not know it.
cp home/registry.db before.db
run 0 trc key new --type ed25519
public=$(trc key public 1)
rm home/registry.db*
cp before.db home/registry.db
run 3 trc key public 1
says "There is no key id 1"
run 1 trc verify "$code"
is "$(trc key public 1)" "$public"
# ... and key new heals it before it chooses an id.
rm home/registry.db*
cp before.db home/registry.db
run 0 trc key new
is "$(cat out)" 2
is "$(trc key public 1)" "$public"

# Killed for real at every write to the disk.
if strace -o /dev/null true 2>/dev/null; then
    kills=0
    for when in 1 2 3 4 5 6 7 8; do
        code_of=0
        {
            strace -f -qq -o trace -e trace=fsync,fdatasync -e "inject=fsync,fdatasync:signal=SIGKILL:when=$when" \
                trc key new >out 2>err || code_of=$?
        } 2>/dev/null
        [ "$code_of" != 0 ] || break
        kills=$((kills + 1))
        run 1 trc verify "$code"
        prints not_activated
        is "$(trc key list --json | jq -s length)" "$(trc key list --json | jq -s 'map(.id) | max + 1')"
    done
    [ "$kills" -ge 2 ] || fail "only $kills kills hit"
fi

# The key file of another home: refused, where it would call genuine codes forged.
TRC_HOME=$work/stranger init
cp home/keys.trk mine
cp stranger/keys.trk home/keys.trk
run 2 trc verify "$code"
says "Key id 0 is another key than the registry"

# An older copy of the key file lacks a key: another id is chosen; the lost one comes back by its secrets alone.
cp mine home/keys.trk
last=$(trc key new --type ed25519)
trc key export "$last" --quiet >lost
lost_public=$(trc key public "$last")
issue --count 1 --key "$last" --seal ed25519 --format csv --out lost.csv >/dev/null
cp mine home/keys.trk
run 3 trc verify "$(codes lost.csv)"
prints key_unknown
run 2 trc key new --id "$last"
says "bring it back with --secret-file"
run 2 trc key new --id "$last" --type ed25519 --secret-file zero
says "another key than the registry"
run 0 trc key new
is "$(cat out)" "$((last + 1))"
run 0 trc key new --id "$last" --type ed25519 --secret-file lost
is "$(trc key public "$last")" "$lost_public"
run 1 trc verify "$(codes lost.csv)"
prints not_activated
