#!/usr/bin/env bash
# Goal of this test: what was recorded cannot be changed, removed or rolled back unnoticed: an auditor who holds nothing
# but a checkpoint and a public key finds it out, and is told what to do.
. "$(dirname "$0")/lib.sh" "$@"
init
trc product add "$gtin" --name Baijiu --quiet
issue --count 20 --lot L1 --format csv --out batch.csv >/dev/null
trc batch activate 1 --quiet
trc policy set scans_max 30 --quiet
mapfile -t code < <(codes batch.csv)
scan() { # FROM TO: each unit once, and once more somewhere else
    for ((i = $1; i < $2; i++)); do
        trc verify "${code[i]}" --record --place CN-31 --scanner "a$i" --quiet >/dev/null || true
        trc verify "${code[i]}" --record --place CN-44 --scanner "b$i" --quiet >/dev/null || true
    done
}
scan 0 5
trc recall add --lot L9 --reason glass --quiet

# Whole, without a passphrase; without a checkpoint it is said what that cannot show.
TRC_PASSPHRASE_FILE=/nonexistent run 0 trc ledger verify
prints "10 events"
is "$(grep -c '✓ whole' out)" 9
says "--checkpoint"
run 0 trc ledger verify --json
is "$(jq -r '"\(.whole) \(.findings) \(.events) \(.checkpoints) \(.chains | length)"' out)" "true 0 10 0 9"

# A checkpoint, and its key. The signature holds for others than us: Ed25519 over the text, as C2SP says.
run 0 trc ledger key
mv out vkey
grep -q '^id.acme.cn/ledger+[0-9a-f]\{8\}+' vkey
run 0 trc ledger checkpoint
mv out first
head -1 first | grep -qx 'id.acme.cn/ledger'
is "$(grep -c '^chain [0-8] ' first)" 9
run 0 trc ledger checkpoint --out second
says "second is signed"
is "$(grep '^chain' first)" "$(grep '^chain' second)"
if python3 -c 'import cryptography' 2>/dev/null; then
    python3 - first vkey <<'PYTHON' || fail "the signature does not hold for others"
import base64, hashlib, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
note, vkey = open(sys.argv[1], encoding="utf-8").read(), open(sys.argv[2]).read().strip()
name, key_hash, key = vkey.split("+", 2)
key = base64.b64decode(key, validate=True)
assert key[0] == 1 and hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8] == key_hash
text, signature = note.split("\n\n")
dash, signer, signed = signature.rstrip("\n").split(" ")
signed = base64.b64decode(signed, validate=True)
assert dash == "\u2014" and signer == name and signed[:4].hex() == key_hash
Ed25519PublicKey.from_public_bytes(key[1:]).verify(signed[4:], (text + "\n").encode())
lines = text.split("\n")
chains = "".join(line + "\n" for line in lines if line.startswith("chain "))
assert lines[2] == base64.b64encode(hashlib.sha256(chains.encode()).digest()).decode()
assert int(lines[1]) == sum(int(line.split(" ")[2]) for line in lines if line.startswith("chain "))
PYTHON
fi

# An older checkpoint is never overwritten: it is what shows a change.
cp second kept
run 2 trc ledger checkpoint --out second
says "second is there already"
cmp second kept
[ ! -e second.part ] || fail "a part is left"

# What is recorded later leaves it true, for the home and for an auditor who has the public key alone.
sqlite3 home/registry.db ".backup older.db"
scan 5 10
run 0 trc ledger verify --checkpoint first --checkpoint second
prints "2 checkpoints hold"
TRC_PASSPHRASE_FILE=/nonexistent run 0 trc ledger verify --checkpoint first --key "$(cat vkey)"
run 0 trc ledger checkpoint --out third
run 0 trc ledger verify --checkpoint third
cp -r home whole

# An auditor has a copy, the key and a checkpoint: no home, no passphrase, and nothing of it may be written.
mkdir evidence
sqlite3 home/registry.db ".backup 'evidence/copy 100%?.db'"
cat >audit.sh <<'AUDIT'
set -eu
unset TRC_HOME TRC_PASSPHRASE_FILE
export HOME=/nonexistent
trc ledger verify --db "sqlite:evidence/copy 100%?.db" --key vkey --checkpoint third --checkpoint first
trc ledger verify --db "sqlite:evidence/copy 100%?.db" --key "$(cat vkey)" --checkpoint first
trc ledger verify --db "sqlite:evidence/copy 100%?.db"
AUDIT
audited() {
    is "$(grep -c "checkpoints\? hold" out)" 2
    prints "2 checkpoints hold."
    prints "1 checkpoint holds."
}
run 0 bash audit.sh
audited
rm -f evidence/*-wal evidence/*-shm
sum=$(sha256sum evidence/* home/registry.db)
chmod -R a-w evidence
# shellcheck disable=SC2016 # for the other shell; mounting is for root, who may write everything else
locked='[ "$(id -u)" != 0 ] || mount --bind -o ro evidence evidence; ! touch evidence/x 2>/dev/null || exit 77; '
if [ "$(id -u)" != 0 ] || unshare -m true 2>/dev/null; then
    in_lock() { if [ "$(id -u)" = 0 ]; then unshare -m bash -c "$locked$1"; else bash -c "$locked$1"; fi; }
    run 0 in_lock "bash audit.sh"
    audited
    is "$(sha256sum evidence/* home/registry.db)" "$sum"
    # So it is with a whole home: what only reads works, what writes says why it cannot.
    chmod -R u+w evidence
    cp -r home/* evidence
    rm -f evidence/*-wal evidence/*-shm
    for words in "verify ${code[12]}" "history ${code[0]}" "batch list" "batch show 1" "product list" "recall list" \
        "ledger verify --checkpoint third" "policy show" "ledger key"; do
        run 0 in_lock "TRC_HOME=evidence trc $words"
    done
    run 3 in_lock "TRC_HOME=evidence trc batch ship 1 --to CN-31"
    run 3 in_lock "TRC_HOME=evidence trc verify ${code[12]} --record"
fi
chmod -R u+w evidence
rm -r evidence
run 2 trc ledger verify --db sqlite:home/registry.db --checkpoint first
says "--key"
run 2 trc ledger verify --key batch.csv --checkpoint first
says "batch.csv holds no key"
run 3 trc ledger verify --db sqlite:absent.db
says "There is no registry"

# The verifier that stands in the documentation finds the same ends as the checkpoint.
sed -n '/^```python/,/^```/p' "$source/docs/ledger.md" | sed '1d;$d' >auditor.py
run 0 python3 auditor.py home/registry.db
is "$(while read -r _ number rows link; do echo "chain $number $rows $(xxd -r -p <<<"$link" | base64 -w0)"; done <out)" \
    "$(grep '^chain' third)"

# A checkpoint that was changed, of somebody else, or none at all is no fault of the ledger.
sed 's/^chain 8 [0-9]*/chain 8 1/' first >changed
run 3 trc ledger verify --checkpoint changed
says "changed: "
TRC_HOME=$work/other trc init --quiet --issuer Other --host id.acme.cn --prefix 6905555
TRC_HOME=$work/other run 0 trc ledger key
run 2 trc ledger verify --checkpoint first --key "$(cat out)"
run 2 trc ledger verify --checkpoint vkey
run 2 trc ledger verify --checkpoint first --key nonsense
run 3 trc ledger verify --checkpoint missing
says "missing"

# An older copy is put in its place: whole in itself, and yet it is told.
cp older.db home/registry.db
rm -f home/registry.db-wal home/registry.db-shm
run 0 trc ledger verify --checkpoint first
run 1 trc ledger verify --checkpoint third
time=$(grep '^time' third | cut -d' ' -f2)
prints "older than the checkpoint of $time"
says "as evidence"
scan 5 12
run 1 trc ledger verify --checkpoint third --json
is "$(jq -r 'select(.finding != null) | .finding' out | sort -u)" rewritten

# A place is changed: the row is named, and what it says now.
rm -r home
cp -r whole home
sqlite3 home/registry.db "UPDATE event SET place = 'CN-65' WHERE rowid = 3"
run 1 trc ledger verify
is "$(grep -c '✗ NOT whole' out)" 1
prints "CN-65"
says "Restore it from a backup"
run 1 trc ledger checkpoint --out never
says "Nothing is signed"
[ ! -e never ] || fail "signed, although it is broken"
run 0 trc ledger checkpoint --out never --unverified
run 1 python3 auditor.py home/registry.db
says "is not what was recorded"
run 1 trc ledger verify --json
is "$(jq -r 'select(.finding == "changed" and .table == "event" and .position > 0) | .code_key | length' out)" 32
is "$(jq -r 'select(.whole != null) | .whole' out)" false
run 1 trc ledger verify --lang zh
prints "不完整"

# A decision is changed, in its table alone.
rm -r home
cp -r whole home
sqlite3 home/registry.db "UPDATE policy SET value = 999"
run 1 trc ledger verify
prints "scans_max=999"
is "$(grep -c '✓ whole' out)" 9

# Damage of the file is nobody's forgery.
rm -r home
cp -r whole home
size=$(stat -c %s home/registry.db)
dd if=/dev/urandom of=home/registry.db bs=1 seek=$((size / 4096 * 2048)) count=600 conv=notrunc status=none
run 3 trc ledger verify
says "damaged"
