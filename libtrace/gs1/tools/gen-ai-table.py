#!/usr/bin/env python3
"""gen-ai-table.py: write ai_table.c from the GS1 Barcode Syntax Dictionary.

Run at development time, when GS1 publishes a new dictionary:

    python3 libtrace/gs1/tools/gen-ai-table.py DICTIONARY > libtrace/gs1/ai_table.c

A rule that the dictionary names and lint.h does not know shows up as a compile error.
"""

import re
import sys

SETS = {"N": "DIGIT", "X": "CSET82", "Y": "CSET39", "Z": "CSET64"}
LINTS_MAX, JOINT_MAX, QUALIFIERS_MAX = 3, 3, 3
EMPTY_RANGE = (1, 0)


class Entry:
    """One line of the dictionary."""

    def __init__(self, line):
        body, _, title = line.partition("#")
        self.title = title.strip()
        first, *rest = body.split()
        low, _, high = first.partition("-")
        self.ais = [f"{n:0{len(low)}d}" for n in range(int(low), int(high or low) + 1)]
        flags = rest.pop(0) if set(rest[0]) <= set("*?") else ""
        self.fixed, self.attribute = "*" in flags, "?" in flags
        self.components, self.attributes = [], {}
        for word in rest:
            match = re.fullmatch(r"(\[)?([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)", word)
            if match and not self.attributes:
                self.components.append(component(*match.groups()))
            else:
                name, _, value = word.partition("=")
                if name not in ("req", "ex", "dlpkey") or name in self.attributes:
                    sys.exit(f"{first}: {word} is new: teach this program what it means")
                self.attributes[name] = value
        self.len_min = sum(c["min"] for c in self.components if not c["optional"])
        self.len_max = sum(c["max"] for c in self.components)
        if self.fixed and self.len_min != self.len_max:
            sys.exit(f"{first}: a predefined length cannot vary")

    @property
    def key(self):
        return "dlpkey" in self.attributes


def component(optional, letter, variable, length, lints):
    names = lints.upper().split(",")[1:]
    if letter == "N" and int(length) > 4 and not variable:
        names = [name for name in names if name not in ("GCPPOS1", "GCPPOS2")]  # "begins with digits" goes without saying
    if letter == "Z":
        names.insert(0, "CSET64")  # pad characters belong at the end only
    if len(names) > LINTS_MAX:
        sys.exit(f"{names}: more than {LINTS_MAX} rules on one component")
    return {"set": SETS[letter], "min": 1 if variable else int(length), "max": int(length),
            "optional": optional is not None, "lints": names}


class Pool:
    """An array that holds equal runs once."""

    def __init__(self):
        self.items = []

    def run(self, wanted):
        for at in range(len(self.items) - len(wanted) + 1):
            if self.items[at:at + len(wanted)] == wanted:
                return f"{{{at if wanted else 0}, {len(wanted)}}}"
        self.items += wanted
        return f"{{{len(self.items) - len(wanted)}, {len(wanted)}}}"


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def truth(value):
    return "true" if value else "false"


def array(kind, name, rows):
    return f"const {kind} {name} = {{\n" + "".join(f"    {row},\n" for row in rows) + "};\n"


def numbers(kind, name, values):
    lines = [", ".join(map(str, values[i:i + 24])) for i in range(0, len(values), 24)]
    return array(kind, name, lines)


def range_of(pattern, ais):
    """The rows that a pattern such as 02 or 31nn stands for."""
    wanted = re.compile(pattern.replace("n", r"\d"))
    rows = [row for row, ai in enumerate(ais) if wanted.fullmatch(ai)]
    if not rows or rows[-1] - rows[0] + 1 != len(rows):
        sys.exit(f"{pattern}: its AIs do not stand together")
    return rows[0], rows[-1]


def lookup(ais):
    """Where the AIs of each two-digit prefix begin, and which row each of their digits leads to."""
    prefixes, slots = [], []
    for prefix in range(100):
        group = [ai for ai in ais if ai.startswith(f"{prefix:02d}")]
        lengths = {len(ai) for ai in group}
        if not group:
            prefixes.append("{0, 0}")
            continue
        if len(lengths) > 1:
            sys.exit(f"{prefix:02d}: AIs of different lengths")
        width = lengths.pop()
        prefixes.append(f"{{{len(slots)}, {width}}}")
        tails = [""] if width == 2 else [f"{n:0{width - 2}d}" for n in range(10 ** (width - 2))]
        slots += [ais.index(f"{prefix:02d}{tail}") + 1 if f"{prefix:02d}{tail}" in group else 0 for tail in tails]
    return prefixes, slots


def generate(dictionary):
    entries = [Entry(line) for line in dictionary.splitlines() if line.strip() and not line.startswith("#")]
    ais = [ai for entry in entries for ai in entry.ais]
    if ais != sorted(ais):
        sys.exit("the dictionary is not in ascending order")

    components, ranges, joints, qualifiers = Pool(), Pool(), Pool(), Pool()
    rows, specs = [], []
    for number, entry in enumerate(entries):
        for ai in entry.ais:
            rows.append(f"{{{quoted(ai)}, {len(ai)}, {entry.len_min}, {entry.len_max}, {truth(entry.fixed)}, "
                        f"{truth(entry.key)}, {truth(entry.attribute)}, {number}, {quoted(entry.title)}}}")
        split = lambda name, by: entry.attributes[name].split(by) if entry.attributes.get(name) else []
        required = []
        for alternative in split("req", ","):
            joint = [range_of(pattern, ais) for pattern in alternative.split("+")]
            required.append(tuple(joint + [EMPTY_RANGE] * (JOINT_MAX - len(joint))))
        keys = [tuple(ais.index(ai) for ai in way.split(",")) for way in split("dlpkey", "|")]
        if any(len(joint) > JOINT_MAX for joint in required) or any(len(way) > QUALIFIERS_MAX for way in keys):
            sys.exit(f"{entry.ais[0]}: longer than ai_table.h provides for")
        specs.append("{" + ", ".join([
            components.run(entry.components),
            ranges.run([range_of(pattern, ais) for pattern in split("ex", ",")]),
            joints.run(required),
            qualifiers.run(keys),
            quoted(entry.attributes["req"]) if required else "NULL"]) + "}")

    braces = lambda values: "{" + ", ".join(values) + "}"
    pair = lambda values: braces(map(str, values))
    prefixes, slots = lookup(ais)
    return "\n".join([
        "/* ai_table.c: every AI that GS1 has assigned. Generated; do not edit. To regenerate:\n"
        " *\n"
        " *     python3 libtrace/gs1/tools/gen-ai-table.py gs1-syntax-dictionary.txt > libtrace/gs1/ai_table.c\n"
        " *\n"
        " * Source: GS1 Barcode Syntax Dictionary, (c) GS1 AISBL, Apache License 2.0. */\n"
        "#include \"gs1/ai_table.h\"\n"
        "\n"
        "#include \"gs1/chars.h\"\n"
        "#include \"gs1/lint.h\"\n"
        "\n"
        "/* clang-format off */\n",
        array("struct trc_ai", "trc_ai_table[]", rows),
        numbers("struct trc_ai_prefix", "trc_ai_table_prefixes[100]", prefixes),
        numbers("uint16_t", "trc_ai_table_slots[]", slots),
        array("struct trc_ai_spec", "trc_ai_table_specs[]", specs),
        array("struct trc_ai_component", "trc_ai_table_components[]", [
            f"{{TRC_CHAR_{c['set']}, {c['min']}, {c['max']}, {truth(c['optional'])}, "
            + braces(["TRC_LINT_" + lint for lint in c["lints"]] or ["TRC_LINT_NONE"]) + "}"
            for c in components.items]),
        numbers("struct trc_ai_range", "trc_ai_table_ranges[]", [pair(r) for r in ranges.items]),
        array("struct trc_ai_joint", "trc_ai_table_joints[]", [
            "{" + braces(pair(r) for r in joint) + "}" for joint in joints.items]),
        array("struct trc_ai_qualifiers", "trc_ai_table_qualifiers[]", [
            f"{{{len(way)}, {pair(way)}}}" for way in qualifiers.items]),
    ])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(generate(file.read()))
