#!/usr/bin/env python3
"""Makes trace-codes.tsv: codes as docs/trace-code.md says, by an implementation that shares no code with libtrc."""
import hashlib, hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
QUALIFIERS = ["22", "10", "21", "235"]


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def hkdf(secret, info):  # one block is enough for 32 bytes
    return mac(mac(bytes(32), secret), info + b"\x01")


def base32(number, characters):
    return "".join(ALPHABET[number >> 5 * i & 31] for i in reversed(range(characters)))


def base32_bytes(data):
    characters = (len(data) * 8 + 4) // 5
    return base32(int.from_bytes(data, "big") << characters * 5 - len(data) * 8, characters)


def key(secret, purpose, key_id, gtin=""):
    return hkdf(secret, b"trc1 " + purpose.encode() + bytes([0, key_id]) + gtin.encode())


def message(kind, key_id, ais, t):
    text = "".join(ai + ais[ai] + "\x1d" for ai in sorted(ais) if ai != "21")
    return b"trc1" + kind.encode() + bytes([key_id]) + text.encode() + t


def sealed_serial(root, key_id, ais, unit):
    gtin = ais["01"]
    tag = mac(key(root, "serial", key_id, gtin), message("N", key_id, ais, unit.to_bytes(4, "big")))[:8]
    mask = int.from_bytes(mac(key(root, "mask", key_id, gtin), tag)[:4], "big") >> 1
    return base32(key_id << 95 | (unit ^ mask) << 64 | int.from_bytes(tag, "big"), 20)


def over_serial(kind, key_id, ais):
    return message(kind, key_id, ais, f"21{ais['21']}\x1d".encode())


def seal_h(root, key_id, ais):
    return "H" + ALPHABET[key_id] + base32_bytes(mac(key(root, "mac", key_id, ais["01"]), over_serial("H", key_id, ais))[:16])


# Ed25519 by RFC 8032, section 5.1, in affine coordinates: slow and short.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BASE = (15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960)


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    m = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + m, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - m, -1, P) % P)


def multiply(n, point):
    result = (0, 1)
    for bit in bin(n)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def encode(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def sha512(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def ed25519_scalar(seed):
    return int.from_bytes(hashlib.sha512(seed).digest()[:32], "little") & (1 << 254) - 8 | 1 << 254


def ed25519_public(seed):
    return encode(multiply(ed25519_scalar(seed), BASE))


def ed25519_sign(seed, data):
    r = sha512(hashlib.sha512(seed).digest()[32:], data) % L
    point = encode(multiply(r, BASE))
    s = (r + sha512(point, ed25519_public(seed), data) * ed25519_scalar(seed)) % L
    return point + s.to_bytes(32, "little")


def seal_e(root, key_id, ais):
    return "E" + ALPHABET[key_id] + base32_bytes(ed25519_sign(key(root, "ed25519", key_id), over_serial("E", key_id, ais)))


def pin(pin_root, key_id, ais):
    data = mac(key(pin_root, "pin", key_id, ais["01"]), (ais["01"] + ais["21"]).encode())
    return f"{int.from_bytes(data[:16], 'big') % 10**8:08}"


def escape(value):
    return "".join(c if c in PLAIN else f"%{ord(c):02X}" for c in value)


def link(host, ais, seal):
    path = "".join(f"/{ai}/{escape(ais[ai])}" for ai in ["01"] + QUALIFIERS if ai in ais)
    query = [f"{ai}={escape(ais[ai])}" for ai in sorted(ais) if ai not in ["01"] + QUALIFIERS]
    query += [f"S={seal}"] if seal else []
    return f"HTTPS://{host}{path}" + ("?" + "&".join(query) if query else "")


EXAMPLE = (bytes(range(32)), bytes(range(32, 64)), 6, {"01": "06901234567892", "10": "LOT2409A", "17": "271231"})


def secret(name):
    return hashlib.sha256(name.encode()).digest()


# Why the row is there; roots; key id; AIs; unit number, or the own serial.
ROWS = [
    ("example of docs/trace-code.md", *EXAMPLE, 1),
    ("nothing but a GTIN, first unit", secret("a"), secret("b"), 0, {"01": "06901234567892"}, 0),
    ("highest key id and unit", secret("c"), secret("d"), 31, {"01": "06901234567892"}, 2**31 - 1),
    ("GTIN-8", secret("c"), secret("d"), 9, {"01": "00000096385074", "10": "A"}, 77),
    ("indicator digit", secret("c"), secret("d"), 9, {"01": "16901234567899", "11": "240901"}, 78),
    ("every AI that trc prints", secret("e"), secret("f"), 17,
     {"01": "06901234567892", "10": "LOT-2409.A_B", "11": "240901", "17": "271231"}, 123456789),
    ("lot of 20 characters, all to be escaped", secret("e"), secret("f"), 17,
     {"01": "06901234567892", "10": "!\"%&'()*+,/:;<=>?!%/", "17": "271200"}, 5),
    ("lot in lower case", secret("e"), secret("f"), 17, {"01": "06901234567892", "10": "lot-2409a"}, 6),
    ("AIs that sort as text, not as numbers", secret("e"), secret("f"), 2,
     {"01": "06901234567892", "22": "2A", "10": "L1", "17": "271231", "3103": "000750", "7003": "2712312359",
      "240": "X", "8008": "24090112"}, 7),
    ("own serial of one character", secret("e"), secret("f"), 3, {"01": "06901234567892", "10": "LOT2409A"}, "1"),
    ("own serial of 20 characters", secret("e"), secret("f"), 3, {"01": "06901234567892", "17": "271231"},
     "SN-2024-000000000001"),
    ("own serial, all to be escaped", secret("e"), secret("f"), 3, {"01": "06901234567892"}, "!\"%&'()*+,/:;<=>?!%/"),
    ("own serial in lower case", secret("e"), secret("f"), 3, {"01": "06901234567892"}, "sn-1"),
    ("own serial one short of a sealed one", secret("e"), secret("f"), 3, {"01": "06901234567892"},
     "0123456789ABCDEFGHJ"),
]

COLUMNS = "source root_hex key_id pin_root_hex ais unit serial seal_h seal_e public_hex pin code code_h code_e"


def row(source, root, pin_root, key_id, ais, unit):
    own = isinstance(unit, str)
    ais = {**ais, "21": unit if own else sealed_serial(root, key_id, ais, unit)}
    listed = ";".join(f"{ai}={ais[ai].replace('%', '%25').replace(';', '%3B')}" for ai in sorted(ais) if ai != "21")
    h, e = seal_h(root, key_id, ais), seal_e(root, key_id, ais)
    host = "ID.ACME.CN"
    return [source, root.hex(), str(key_id), pin_root.hex(), listed, "-" if own else str(unit), ais["21"], h, e,
            ed25519_public(key(root, "ed25519", key_id)).hex(), pin(pin_root, key_id, ais),
            "-" if own else link(host, ais, None), link(host, ais, h), link(host, ais, e)]


# RFC 8032, section 7.1, test 2: is the signature ours to trust?
assert ed25519_public(bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")).hex() == (
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")

print("# Made by make-trace-codes.py. In ais, % and ; of a value are written %25 and %3B.")
print("\t".join(COLUMNS.split()))
for each in ROWS:
    print("\t".join(row(*each)))
