#!/usr/bin/env python3
"""Makes keyfile.tsv: key files as docs/key-file.md says, by an implementation that shares no code with libtrc."""
import hashlib, hmac, struct
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def key_file(passphrase, cost, slots, seed, more=b""):
    salt = hashlib.sha256(b"salt " + seed).digest()
    nonce = hashlib.sha256(b"nonce " + seed).digest()[:12]
    log2_n, r, p = cost
    keys = hashlib.scrypt(passphrase, salt=salt, n=1 << log2_n, r=r, p=p, maxmem=2**31 - 1, dklen=64)
    header = b"TRC-KEYS" + bytes([1, log2_n, r, p]) + salt + nonce
    header += hmac.new(keys[32:], header, hashlib.sha256).digest()
    plain = b"".join(struct.pack(">BBq32s32s", *slot) for slot in slots) + more
    sealed = header + AESGCM(keys[:32]).encrypt(nonce, plain, header)
    return sealed + hashlib.sha256(sealed).digest()


def slot(key_id, kind, made):
    root = hashlib.sha256(b"root %d" % key_id).digest()
    pin_root = hashlib.sha256(b"pin root %d" % key_id).digest()
    return (key_id, kind, made, root, pin_root)


CHEAP = (4, 8, 1)
ROWS = [
    ("full-cost", b"correct horse battery staple", (17, 8, 1), [slot(0, 0, 1758240000)], "OK"),
    ("two-slots", b"x", CHEAP, [slot(6, 0, 0), slot(31, 1, 2**40)], "OK"),
    ("chinese-passphrase", "一二三 四五六".encode(), (4, 8, 2), [slot(9, 1, -1)], "OK"),
    ("nul-in-passphrase", b"a\0b", (4, 1, 4), [slot(1, 0, 1)], "OK"),
    ("no-slots", b"empty", (1, 8, 1), [], "OK"),
    ("32-slots", b"full", CHEAP, [slot(i, i % 2, i) for i in range(32)], "OK"),
    # Rightly sealed, wrong inside.
    ("33-slots", b"full", CHEAP, [slot(i, 0, i) for i in range(33)], "ERR_DAMAGED"),
    ("key-id-32", b"x", CHEAP, [slot(32, 0, 0)], "ERR_DAMAGED"),
    ("type-2", b"x", CHEAP, [slot(0, 2, 0)], "ERR_DAMAGED"),
    ("descending", b"x", CHEAP, [slot(1, 0, 0), slot(0, 0, 0)], "ERR_DAMAGED"),
    ("half-a-slot", b"x", CHEAP, [slot(0, 0, 0)], "ERR_DAMAGED"),
    ("twice", b"x", CHEAP, [slot(1, 0, 0), slot(1, 0, 0)], "ERR_DAMAGED"),
]
print("# Made by make-keyfile.py. slots: key id:type:made at:root:PIN root, joined by commas")
print("\t".join(["name", "passphrase_hex", "file_hex", "status", "slots", "source"]))
for name, passphrase, cost, slots, status in ROWS:
    text = ",".join(f"{s[0]}:{s[1]}:{s[2]}:{s[3].hex()}:{s[4].hex()}" for s in slots)
    file = key_file(passphrase, cost, slots, name.encode(), bytes([1] + 36 * [0]) if name == "half-a-slot" else b"")
    print("\t".join([name, passphrase.hex(), file.hex(), status, text, "hashlib.scrypt and cryptography.AESGCM"]))
