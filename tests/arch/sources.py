#!/usr/bin/env python3
"""Layers include downwards only, no banned call is made, and secrets are compared in constant time alone.

sources.py SOURCE [--control]: with --control each rule reads a file that breaks it, and must say so.
"""
import os
import re
import sys

SOURCE = sys.argv[1]
CONTROL = "--control" in sys.argv

# An include points to a layer of the same height or lower.
HEIGHT = {"base": 0, "qr": 0, "gs1": 1, "crypto": 2, "db": 3, "code": 3, "label": 4, "registry": 4, "ledger": 5, "sheet": 5,
          "judge": 5}
PUBLIC = {
    "status": "base", "error": "base", "place": "base",
    "gtin": "gs1", "ai": "gs1", "elements": "gs1", "link": "gs1",
    "keys": "crypto", "digest": "crypto", "note": "crypto", "code": "code", "label": "label", "design": "label", "printer": "label",
    "sheet": "sheet", "registry": "registry", "history": "registry", "recorder": "registry",
    "ledger": "ledger", "policy": "registry", "recall": "registry", "stats": "registry",
    "verdict": "judge", "judge": "judge",
}
SHARED = {"qr"}  # what the standard says, for printing and for reading
FREE = {"export", "trc"}  # generated; all of the others
# Whose header only one layer may see.
LIBRARIES = {"openssl/": "crypto", "sqlite3.h": "db", "libpq-fe.h": "db", "qrencode.h": "label", "cairo": "sheet", "pango/": "sheet",
             "fontconfig/": "sheet", "zlib.h": "sheet"}
OUTSIDE = ("png.h", "jansson.h", "zbar", "jpeglib.h", "csv.h", "seccomp.h", "cmocka.h", "ctype.h", "locale.h",
           "wctype.h")

# Nobody calls these: no bound, no way to tell an error, a shell, guessable names or numbers.
BANNED = ["gets", "sprintf", "vsprintf", "strcat", "strncpy", "atoi", "atol", "atoll", "atof", "system",
          "popen", "rand", "srand", "random", "srandom", "rand_r", "drand48", "tmpnam", "tempnam", "mktemp", "strtok",
          "alloca", "asctime", "ctime", "gmtime", "localtime"]
# The library neither prints nor exits, and asks neither the environment, the clock nor the locale.
BANNED_IN_LIBRARY = ["printf", "fprintf", "vprintf", "vfprintf", "puts", "fputs", "putchar", "fputc", "putc", "perror",
                     "exit", "_exit", "_Exit", "quick_exit", "abort", "atexit", "getenv", "secure_getenv", "setenv",
                     "putenv", "time", "clock", r"clock_gettime(?!\(CLOCK_MONOTONIC)", "gettimeofday", "localtime_r",
                     "mktime", "tzset", "setlocale", "textdomain", "bindtextdomain", "isalpha", "isalnum", "isdigit", "isspace", "isupper",
                     "islower", "ispunct", "isxdigit", "toupper", "tolower", "strcasecmp", "strncasecmp", "strtod",
                     "signal", "sigaction", "fork", "execve", "execvp"]

COMPARISONS = r"\b(?:memcmp|bcmp|strcmp|strncmp|strcasecmp|strncasecmp)\s*\("
SECRETS = r"\b(?:tag|mac|pin|pin_right|pin_typed|seal|signature|secret|root|pin_root|seed|passphrase|password)\b|(?:\.|->)body\b"


def code_only(text):
    """Without comments and the insides of strings; every line keeps its number."""
    blank = lambda match: "\n" * match.group().count("\n")
    text = re.sub(r"/\*.*?\*/", blank, text, flags=re.DOTALL)
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def includes(text):
    """Line number and target of each include, without comments."""
    text = re.sub(r"/\*.*?\*/", lambda match: "\n" * match.group().count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        if match:
            yield number, match.group(1)


def layer_of_file(path):
    """The layer of a file of libtrace/, or None outside of it."""
    match = re.match(r"libtrace/include/trc/(\w+)\.h$", path)
    if match:
        return PUBLIC.get(match.group(1))
    match = re.match(r"libtrace/(\w+)/", path)
    return match.group(1) if match and match.group(1) in HEIGHT else None


def layer_of_include(target):
    match = re.match(r"trc/(\w+)\.h$", target)
    if match:
        return PUBLIC.get(match.group(1))
    folder = target.split("/")[0]
    return folder if "/" in target and folder in HEIGHT else None


def check_layers(path, text):
    own = layer_of_file(path)
    for number, target in includes(text):
        if not path.startswith("libtrace/"):
            folder = target.split("/")[0]
            if folder in HEIGHT and folder not in SHARED:
                yield f"{path}:{number}: reaches into the library: {target}"
            continue
        public = re.match(r"trc/(\w+)\.h$", target)
        if public and public.group(1) not in PUBLIC and public.group(1) not in FREE:
            yield f"{path}:{number}: {target} belongs to no layer: name it in {os.path.basename(__file__)}"
        other = layer_of_include(target)
        if own and other and HEIGHT[other] > HEIGHT[own]:
            yield f"{path}:{number}: {own}/ includes upwards: {target}"
        for prefix, owner in LIBRARIES.items():
            if target.startswith(prefix) and own != owner:
                yield f"{path}:{number}: only {owner}/ may include {target}"
        if target.startswith(OUTSIDE) or target.split("/")[0] in ("cli", "scanner", "service", "common", "tests"):
            yield f"{path}:{number}: no layer of the library may include {target}"
        if path.startswith("libtrace/include/") and other and not public:
            yield f"{path}:{number}: a public header includes a private one: {target}"


def check_calls(path, text):
    banned = BANNED + (BANNED_IN_LIBRARY if path.startswith("libtrace/") else [])
    pattern = re.compile(r"(?<![\w.>])(" + "|".join(banned) + r")\s*\(")
    for number, line in enumerate(code_only(text).splitlines(), 1):
        for match in pattern.finditer(line):
            yield f"{path}:{number}: banned call: {match.group(1)}"


def arguments(text, start):
    """What stands between the bracket that opens at `start` and the one that closes it."""
    depth = 0
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return text[start + 1:at]
    return text[start:]


def check_comparisons(path, text):
    text = code_only(text)
    for match in re.finditer(COMPARISONS, text):
        said = arguments(text, match.end() - 1)
        # A function's name is no secret: strcmp(name, trc_seal_kind_name(seal)) compares names.
        said = re.sub(r"\w+_name\s*\([^()]*\)", "", said)
        if re.search(SECRETS, said):
            number = text.count("\n", 0, match.start()) + 1
            yield f"{path}:{number}: compares a secret in variable time: {match.group()}{said})"


def sources():
    for top in ("libtrace", "cli", "scanner"):
        for folder, _, files in os.walk(os.path.join(SOURCE, top)):
            for name in sorted(files):
                if name.endswith((".c", ".h")):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as file:
                        yield os.path.relpath(path, SOURCE), file.read()


RULES = [check_layers, check_calls, check_comparisons]

# Each breaks the rule once; the text beside it is what must be said.
BROKEN = [
    (check_layers, "libtrace/base/x.c", '#include "gs1/chars.h"\n', "includes upwards"),
    (check_layers, "libtrace/gs1/x.c", "#include <trc/keys.h>\n", "includes upwards"),
    (check_layers, "libtrace/code/x.h", "#include <trc/registry.h>\n", "includes upwards"),
    (check_layers, "libtrace/include/trc/link.h", "#include <trc/code.h>\n", "includes upwards"),
    (check_layers, "libtrace/include/trc/code.h", '#include "code/seal.h"\n', "a private one"),
    (check_layers, "libtrace/include/trc/code.h", "#include <trc/news.h>\n", "belongs to no layer"),
    (check_layers, "libtrace/code/x.c", "#include <openssl/evp.h>\n", "only crypto/"),
    (check_layers, "libtrace/judge/x.c", "# include <sqlite3.h>\n", "only db/"),
    (check_layers, "libtrace/judge/x.c", "#include <libpq-fe.h>\n", "only db/"),
    (check_layers, "libtrace/label/x.c", "#include <cairo.h>\n", "only sheet/"),
    (check_layers, "libtrace/label/x.c", "#include <pango/pangocairo.h>\n", "only sheet/"),
    (check_layers, "libtrace/label/x.c", "#include <trc/sheet.h>\n", "includes upwards"),
    (check_layers, "libtrace/label/x.c", "#include <ctype.h>\n", "no layer of the library"),
    (check_layers, "libtrace/judge/x.c", '#include "cli/common/console.h"\n', "no layer of the library"),
    (check_layers, "cli/x.c", '#include "code/seal.h"\n', "reaches into the library"),
    (check_calls, "cli/x.c", "void f(void)\n{\n    strcat(a, b);\n}\n", "x.c:3: banned call: strcat"),
    (check_calls, "scanner/x.c", "int f(void) { return system (x); }\n", "banned call: system"),
    (check_calls, "libtrace/code/x.c", 'void f(void) { printf("x"); }\n', "banned call: printf"),
    (check_calls, "libtrace/judge/x.c", "int64_t now(void) { return time(NULL); }\n", "banned call: time"),
    (check_calls, "libtrace/base/x.c", "int f(int c) { return toupper(c); }\n", "banned call: toupper"),
    (check_comparisons, "libtrace/code/x.c", "return memcmp(mac, code->sealed.tag, 8) == 0;\n", "variable time"),
    (check_comparisons, "libtrace/code/x.c", "if (\n    strcmp(typed,\n           pin_right) == 0)\n", "x.c:2:"),
    (check_comparisons, "cli/x.c", "return strcmp(first, passphrase);\n", "variable time"),
    (check_comparisons, "libtrace/code/x.c", "return memcmp(a->body, b, 16);\n", "variable time"),
]

# Each is allowed, although it looks like a breach.
SOUND = [
    (check_layers, "libtrace/registry/x.c", '#include "db/db.h"\n#include <trc/code.h>\n#include <trc/registry.h>\n'),
    (check_layers, "libtrace/db/x.c", "#include <sqlite3.h>\n#include <libpq-fe.h>\n"),
    (check_layers, "libtrace/registry/x.c", '/* #include "judge/lookup.h" */\n'),
    (check_calls, "libtrace/registry/x.c", "void f(struct timespec *t) { clock_gettime(CLOCK_MONOTONIC, t); }\n"),
    (check_layers, "cli/x.c", '#include <trc/trc.h>\n#include "common/console.h"\n#include <ctype.h>\n'),
    (check_calls, "libtrace/code/x.c", '/* printf( */ const char *s = "exit(1)";\nsnprintf(a, n, s);\n'),
    (check_calls, "libtrace/code/x.c", "handle->time(1); trc_time(2); x.exit(3);\n"),
    (check_calls, "cli/x.c", 'printf("x"); exit(time(NULL));\n'),
    (check_comparisons, "cli/x.c", "return strcmp(text, trc_seal_kind_name(seal)) == 0;\n"),
    (check_comparisons, "libtrace/code/x.c", "return trc_equal(mac, tag, 8) && memcmp(a, b, 8) == 0;\n"),
]


def control():
    failures = 0
    for rule, path, text, said in BROKEN:
        found = list(rule(path, text))
        if len(found) != 1 or said not in found[0]:
            print(f"control: {rule.__name__} says {found} of {text!r}")
            failures += 1
    for rule, path, text in SOUND:
        found = list(rule(path, text))
        if found:
            print(f"control: {rule.__name__} says {found} of {text!r}, which is allowed")
            failures += 1
    return failures


def main():
    if CONTROL:
        sys.exit(1 if control() else 0)
    read, broken = 0, 0
    for path, text in sources():
        read += 1
        for rule in RULES:
            for line in rule(path, text):
                print(line)
                broken += 1
    print(f"{read} files, {broken} breaches")
    sys.exit(1 if broken or read < 50 else 0)


main()
