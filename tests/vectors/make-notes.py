#!/usr/bin/env python3
"""Makes notes.tsv: signed notes as https://c2sp.org/signed-note says, by an implementation that shares no code with
libtrc, and notes that others signed. Every row is checked here too, by python3-cryptography."""
import base64, hashlib
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def key_hash(name, public):
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def verifier_key(name, public):
    encoded = base64.b64encode(b"\x01" + public).decode()
    return f"{name}+{key_hash(name, public).hex()}+{encoded}"


def sign(name, seed, text):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    line = base64.b64encode(key_hash(name, public) + key.sign(text.encode())).decode()
    return verifier_key(name, public), f"{text}\n— {name} {line}\n"


def holds(vkey, note):
    name, digits, public = vkey.split("+", 2)
    public = base64.b64decode(public, validate=True)[1:]
    assert bytes.fromhex(digits) == key_hash(name, public), vkey
    text, lines = note.rsplit("\n\n", 1)
    for line in lines.splitlines():
        dash, signer, encoded = line.split(" ")
        signature = base64.b64decode(encoded, validate=True)
        assert dash == "—"
        if signer == name and signature[:4] == key_hash(name, public):
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], text.encode() + b"\n")
                return "OK"
            except InvalidSignature:
                return "ERR_DAMAGED"
    return "ERR_KEY"


GO = "golang.org/x/mod sumdb/note note_test.go"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PETER_LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
ENOCH_LINE = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SPEC = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""


def tree(size, root, signature):
    return f"go.sum database tree\n{size}\n{root}\n\n— sum.golang.org Az3gr{signature}\n"


OTHERS = [
    ("OK", GO, PETER, TEXT + "\n" + PETER_LINE),
    ("OK", GO, PETER, TEXT + "\n" + PETER_LINE + ENOCH_LINE),
    ("OK", GO, ENOCH, TEXT + "\n" + PETER_LINE + ENOCH_LINE),
    ("ERR_KEY", GO, ENOCH, TEXT + "\n" + PETER_LINE),
    ("ERR_KEY", "c2sp.org/signed-note, the example; its key is not known", PETER, SPEC),
    ("OK", "sum.golang.org", SUMDB, tree(445646, "jEFFy4AtYgBBNTSZTiNnQrgQqMbcH0mfO2oP2FxR9VU=",
        "kGho/PqvUmEuTv6+r2g303hUhu60FOD6vLpm19mBwH9UjquWY2OKxNmZ55z0gHrp24AgPC3Q5WO7uZrVdvdCQU=")),
    ("OK", "sum.golang.org", SUMDB, tree(1262203, "sQ1Biyw3NQ7OBmLpfA5zZrs6xiB+o2ZjybBDj9cmnKA=",
        "pikEWo01N06qu0EoiC1BoYoyFuxaFTTMxfFiKnPadtWHsUDgXAUSfNZhEruQBzhzzIxYDroLaJwCZMVDXZRwAQ=")),
    ("OK", "sum.golang.org", SUMDB, tree(28852277, "IDh4gnKScdn3WD9jflNCi2BmvZvdJ0Z2jeK20t8QF1E=",
        "kvHyq7VdmI/sCI/Jl0SsMAC/Bnol0lsMJHaL4b+mPEnHxDoea72xevZL3vEKp0q3NXFJrJfiaody1x9Dtim9gI=")),
    ("OK", "sum.golang.org", SUMDB, tree(59045944, "LE6Lx+GNVyuFBv/jKcFIiPkG1WC7DHwG0clpfN/TBlA=",
        "k9ctaTv+CITXOwxCEHU3APAw5X7Ck14+fvFlh0GCktwX15+XPzy//GgL2G50ZgY05e8eXFTWcvW6pN5tozsLQQ=")),
    ("ERR_DAMAGED", "sum.golang.org, another number", SUMDB, tree(59045945, "LE6Lx+GNVyuFBv/jKcFIiPkG1WC7DHwG0clpfN/TBlA=",
        "k9ctaTv+CITXOwxCEHU3APAw5X7Ck14+fvFlh0GCktwX15+XPzy//GgL2G50ZgY05e8eXFTWcvW6pN5tozsLQQ=")),
]
OURS = [
    ("PeterNeumann", PETER_SEED, TEXT),
    ("id.acme.cn/ledger", bytes(range(32)), "id.acme.cn/ledger\n17\nLE6Lx+GNVyuFBv/jKcFIiPkG1WC7DHwG0clpfN/TBlA=\n"),
    ("白酒.cn/账本", hashlib.sha256(b"baijiu").digest(), "白酒\n\n— 不是签名\n\n\n完\n"),
    ("a", bytes(32), "\n"),
    ("n" * 255, bytes([255]) * 32, "\n\n\n"),
    ("-_.~!\x7f", hashlib.sha256(b"odd").digest(), "— odd AAAAAAA=\n"),
]

escape = lambda text: text.replace("\\", "\\\\").replace("\n", "\\n")
print("# Made by make-notes.py. In texts and notes \\n is a newline. A row with a seed can be signed again")
print("\t".join(["source", "seed_hex", "vkey", "status", "text", "note"]))
for name, seed, text in OURS:
    vkey, note = sign(name, seed, text)
    assert holds(vkey, note) == "OK"
    print("\t".join(["hashlib and cryptography.Ed25519PrivateKey", seed.hex(), vkey, "OK", escape(text), escape(note)]))
for status, source, vkey, note in OTHERS:
    assert holds(vkey, note) == status, note
    print("\t".join([source, "", vkey, status, escape(note.rsplit("\n\n", 1)[0] + "\n"), escape(note)]))
