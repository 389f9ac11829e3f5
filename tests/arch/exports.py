#!/usr/bin/env python3
"""The library exports what its public headers declare, no less and no more.

exports.py LIBRARY SOURCE [--control]: with --control either side is falsified, and that must show.
"""
import glob
import os
import re
import subprocess
import sys

LIBRARY, SOURCE = sys.argv[1], sys.argv[2]
CONTROL = "--control" in sys.argv


def declared():
    names = set()
    for path in glob.glob(os.path.join(SOURCE, "libtrace/include/trc/*.h")):
        if os.path.basename(path) == "sheet.h":  # of the archive beside the library
            continue
        with open(path, encoding="utf-8") as file:
            text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.DOTALL)
        for declaration in re.findall(r"\bTRC_EXPORT\b([^;{]*);", text):
            names.add(re.search(r"\b(trc_\w+)\s*(?:\(|\[|$)", declaration).group(1))
        # A function without TRC_EXPORT would be declared to everybody and linked by nobody.
        for name in re.findall(r"^(?!typedef)(?!.*TRC_EXPORT)[a-z][\w *]*\b(trc_\w+)\([^)]*\);", text, re.MULTILINE):
            print(f"{os.path.basename(path)}: {name}() lacks TRC_EXPORT")
            names.add(name)
    return names


def exported():
    listing = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], capture_output=True, text=True, check=True).stdout
    return {line.split()[2].split("@")[0] for line in listing.splitlines()}


def differences(headers, library):
    for name in sorted(headers - library):
        yield f"{name} is in a public header and not in the library"
    for name in sorted(library - headers):
        yield f"{name} is in the library and in no public header"


def main():
    headers, library = declared(), exported()
    if CONTROL:
        caught = list(differences(headers | {"trc_planted"}, library)), list(differences(headers, library | {"planted"}))
        sys.exit(0 if all(len(found) == 1 and "planted" in found[0] for found in caught) else 1)
    found = list(differences(headers, library))
    print(*found, f"{len(library)} names", sep="\n")
    sys.exit(1 if found or len(library) < 50 else 0)


main()
