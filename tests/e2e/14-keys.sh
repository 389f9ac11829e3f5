#!/usr/bin/env bash
# Goal of this test: keys are made, listed, withdrawn, exported and brought back; a key in another home makes the same
# codes; and an E seal is checked by OpenSSL alone.
. "$(dirname "$0")/lib.sh" "$@"
init

run 0 trc key new
is "$(cat out)" 1
run 0 trc key new --id 7 --type ed25519 --json
is "$(jq -c . out)" '{"id":7,"type":"ed25519"}'
cheap_keys
run 2 trc key new --id 7
says "Key id 7 is already taken"
run 2 trc key new --id 32
says "from 0 to 31"
run 2 trc key new --type rsa
says "hmac, ed25519"
run 0 trc key list --json
is "$(jq -c '[.id, .type, .revoked_from, (.public_key != null)]' out | tr '\n' ' ')" \
    '[0,"hmac",null,false] [1,"hmac",null,false] [7,"ed25519",null,true] '
run 0 trc key list --lang zh
prints 公钥

# public
run 0 trc key public 7
grep -qE '^[0-9a-f]{64}$' out
run 2 trc key public 0
says "has no public key"
run 3 trc key public 9
says "There is no key id 9"
run 2 trc key public x
run 0 trc key public 7 --pem
mv out public.pem

# An E seal, by hand: the message of docs/trace-code.md, the signature from its base32 text, and the openssl command.
run 0 issue --count 2 --seal ed25519 --lot L1 --expiry 271231 --format csv --out sealed.csv
code=$(codes sealed.csv | head -1)
python3 - "$code" <<'P'
import re, sys
code = sys.argv[1]
gtin, lot, serial, expiry, seal = re.search(r"/01/(\d+)/10/(\w+)/21/(\w+)\?17=(\d+)&S=E7(\w+)$", code).groups()
elements = f"01{gtin}\x1d10{lot}\x1d17{expiry}\x1d"
open("message", "wb").write(b"trc1E\x07" + elements.encode() + f"21{serial}\x1d".encode())
value = 0
for c in seal:
    value = value << 5 | "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(c)
assert len(seal) == 103 and value & 7 == 0
open("signature", "wb").write((value >> 3).to_bytes(64, "big"))
P
openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in message -sigfile signature >/dev/null ||
    fail "OpenSSL does not agree with the seal"
# The control: another message does not pass.
sed 's/L1/L2/' message >other
! openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in other -sigfile signature >/dev/null 2>&1 ||
    fail "OpenSSL agrees with anything"

# export: a new file of its owner alone, never over another.
run 0 trc key export 7 --out safe
is "$(stat -c %a safe)" 600
is "$(grep -cE '^[0-9a-f]{64}$' safe) $(wc -l <safe)" "2 2"
run 3 trc key export 7 --out safe
says "safe cannot be made: File exists"
run 0 trc key export 7
cmp -s out safe || fail "export differs on stdout"
rm out
run 3 trc key export 9
run 2 trc key export 7 8
says "one argument too many"

# Brought into another home the key makes the same codes.
cp -r home other-home
export TRC_HOME=$work/second
init
run 0 trc key new --id 7 --type ed25519 --secret-file "$work/safe"
cheap_keys
run 0 issue --count 2 --key 7 --seal ed25519 --lot L1 --expiry 271231 --pin --format csv --out second.csv
is "$(cut -d, -f1 second.csv)" "$(cut -d, -f1 sealed.csv)"
TRC_HOME=$work/other-home run 0 trc issue --quiet --resume 1 --pin --format csv --out pins.csv
cmp -s pins.csv second.csv || fail "the PINs differ"
# At init too; the control is a home with a key of its own.
export TRC_HOME=$work/third
trc key export 0 --quiet --home "$work/home" --out zero
init --secret-file "$work/zero"
issue --count 2 --format csv --out third.csv >/dev/null
TRC_HOME=$work/fourth init
TRC_HOME=$work/fourth issue --count 2 --format csv --out fourth.csv >/dev/null
export TRC_HOME=$work/home
issue --count 2 --key 0 --format csv --out first.csv >/dev/null
cmp -s first.csv third.csv || fail "the brought key makes other codes"
! cmp -s first.csv fourth.csv || fail "any key makes these codes"

# Secret files that are none.
printf 'short\n' >bad1
{ head -1 safe && echo zz; } >bad2
{ cat safe && echo more; } >bad3
: >bad4
for bad in bad1 bad2 bad3 bad4; do
    run 2 trc key new --secret-file $bad
    says "64 hex digits"
    ! grep -q "$(head -c 20 safe)" err || fail "a secret in a message"
done
run 3 trc key new --secret-file nowhere
# One line alone: the PIN root is a fresh one.
head -1 safe >root-only
run 0 trc key new --id 8 --secret-file root-only
cheap_keys
trc key export 8 --quiet >eight
is "$(head -1 eight)" "$(head -1 safe)"
[ "$(tail -1 eight)" != "$(tail -1 safe)" ]

# revoke
run 0 trc key revoke 1 --from 2026-01-31
says "Key id 1 is withdrawn"
run 0 trc key revoke 8 --from 2026-01-31T10:00:00Z --json
is "$(jq -r .revoked_from out)" 2026-01-31T10:00:00Z
run 2 trc key revoke 1 --from 2026-02-28
says "cannot be moved to a later date"
run 0 trc key revoke 1 --from 2026-01-01
for date in 2026-02-30 2026-13-01 yesterday '' 31.12.2026; do
    run 2 trc key revoke 7 --from "$date"
    says "a date that exists"
done
run 2 trc key revoke 7
run 3 trc key revoke 9 --from now
run 2 issue --key 1 --count 1 --format csv --out never.csv
says "Key id 1 is withdrawn"
[ ! -e never.csv ]

# A key file that others may read is refused, and its mode is named.
chmod 644 home/keys.trk
run 3 trc verify FOO
says "is open to other users (mode 0644); close it with: chmod 600"
chmod 600 home/keys.trk
mv home/keys.trk home/real
ln -s real home/keys.trk
run 3 trc verify FOO
says "is a symbolic link"
mv home/real home/keys.trk
