#!/usr/bin/env python3
"""Manual pages, completions and --help name the same commands and options as the programs take.

commands.py BUILD SOURCE [--control]: with --control every comparison is made with one side falsified, and must fail.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

BUILD, SOURCE = sys.argv[1], sys.argv[2]
CONTROL = "--control" in sys.argv
ENV = {
    "PATH": os.path.join(BUILD, "bin") + ":" + os.environ["PATH"],
    "TRC_HOME": "/nonexistent/trc",
    "LC_ALL": "C",
}
SHARED_HEADING = "Options of every command:"
failures = 0


def run(*words):
    done = subprocess.run(words, env=ENV, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def read(*path):
    with open(os.path.join(SOURCE, *path), encoding="utf-8") as file:
        return file.read()


def options_in(text):
    """Long options that begin a line of help, short ones before them left out."""
    return set(re.findall(r"^ +(?:-\w, )?--([\w-]+)", text, re.MULTILINE))


def compare(what, program, found):
    """Two tables command -> options; a falsified one must not pass."""
    global failures
    if CONTROL:
        found = dict(found)
        name = sorted(found)[0]
        found[name] = set(found[name]) ^ {"json", "no-such-option"}
        if found == program:
            print(f"control: {what} passed although it was falsified")
            failures += 1
        return
    for name in sorted(set(program) | set(found)):
        missing = program.get(name, {"(the command)"}) - found.get(name, set())
        extra = found.get(name, {"(the command)"}) - program.get(name, set())
        if name not in program or name not in found or missing or extra:
            print(f"{what}: {name or 'trc'}: lacks {sorted(missing)}, has too much {sorted(extra)}")
            failures += 1


def commands_of_help():
    _, text, _ = run("trc", "--help")
    listed = text[: text.index(SHARED_HEADING)]
    return [re.sub(" +", " ", name) for name in re.findall(r"^  ([a-z]+(?: [a-z]+)?)  ", listed, re.MULTILINE)]


def help_table(commands):
    table = {}
    for command in commands:
        _, text, _ = run("trc", *command.split(), "--help")
        own, shared = text.split(SHARED_HEADING)
        table[command] = options_in(own)
        table[""] = options_in(shared)
    return table


def taken_table(commands):
    """What the programs really take: every name that any source mentions is tried on every command."""
    names = set()
    for folder, _, files in os.walk(os.path.join(SOURCE, "cli")):
        for file in files:
            if file.endswith((".c", ".h")):
                names |= set(re.findall(r'OPTION_\w+_ROW\(\s*"([\w-]+)"', read(folder, file)))
    assert len(names) > 30, names
    table = {command: set() for command in commands}

    def takes(pair):
        return "There is no option" not in run("trc", *pair[0].split(), "--" + pair[1])[2]

    pairs = [(command, name) for command in commands for name in names]
    with concurrent.futures.ThreadPoolExecutor(2 * os.cpu_count()) as pool:
        for (command, name), taken in zip(pairs, pool.map(takes, pairs)):
            if taken:
                table[command].add(name)
    shared = set.intersection(*table.values())
    table = {command: options - shared for command, options in table.items()}
    table[""] = shared
    return table


def man_table(page):
    table, command = {}, None
    for line in read("docs", "man", page).splitlines():
        if line.startswith(".Ss trc "):
            command = line[len(".Ss trc "):]
            table[command] = set()
        elif line.startswith(".Sh OPTIONS"):
            command = ""
            table[command] = set()
        elif line.startswith(".Sh "):
            command = None
        elif command is not None and line.startswith(".It Fl "):
            table[command].add(re.search(r"Fl Fl ([\w-]+)", line).group(1))
    return table


def bash_complete(file, function, words):
    script = f"source {file}; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; {function}; " \
             'printf "%s\\n" "${COMPREPLY[@]}"'
    code, out, err = run("bash", "-c", script)
    assert code == 0 and err == "", err
    return set(out.split())


def bash_table(commands):
    file = os.path.join(SOURCE, "cli/completions/trc.bash")
    table = {"": {word[2:] for word in bash_complete(file, "_trc", ["trc", "--"])}}
    for command in commands:
        found = bash_complete(file, "_trc", ["trc", *command.split(), "--"])
        table[command] = {word[2:] for word in found} - table[""]
    return table


def bash_commands(commands):
    file = os.path.join(SOURCE, "cli/completions/trc.bash")
    names = set()
    groups = {command.split()[0] for command in commands if " " in command}
    for word in bash_complete(file, "_trc", ["trc", "''"]):
        seconds = bash_complete(file, "_trc", ["trc", word, "''"]) if word in groups else {""}
        names |= {f"{word} {second}".strip() for second in seconds}
    return names


def zsh_table(commands):
    """The file is data for _arguments: the case arms are read as they stand."""
    text = read("cli/completions/_trc")
    option = re.compile(r"""['"](?:\*)?--([\w-]+)\[""")
    arms = dict(re.findall(r"^    '?([a-z ]+?)'?\)\n(.*?)^        ;;", text, re.MULTILINE | re.DOTALL))
    table = {command: set(option.findall(arms.get(command, ""))) for command in commands}
    shared = text[text.index("common=("):]
    shared = shared[: shared.index("\n    )")]
    table[""] = set(option.findall(shared)) | set(re.findall(r"\{-\w,--([\w-]+)\}", shared))
    return table


def scan_tables():
    _, text, _ = run("trc-scan", "--help")
    program = {"": options_in(text)}
    compare("docs/man/trc-scan.1", program, man_table("trc-scan.1"))
    file = os.path.join(SOURCE, "cli/completions/trc-scan.bash")
    compare("trc-scan.bash", program,
            {"": {word[2:] for word in bash_complete(file, "_trc_scan", ["trc-scan", "--"])}})
    zsh = read("cli/completions/_trc-scan")
    compare("_trc-scan", program,
            {"": set(re.findall(r"""['"]--([\w-]+)\[""", zsh)) | set(re.findall(r"\{-\w,--([\w-]+)\}", zsh))})
    names = set(re.findall(r'OPTION_\w+_ROW\(\s*"([\w-]+)"', read("scanner/main.c")))
    taken = {name for name in names | program[""] if "There is no option" not in run("trc-scan", "--" + name)[2]}
    compare("what trc-scan takes", program, {"": taken})


def findings_table():
    """The names of findings are as stable as options: scripts match on them."""
    rows = re.findall(r'X\(\w+, "(\w+)", [A-Z]+,', read("libtrace/include/trc/verdict.h"))
    text = read("docs/man/trc.1")
    verdicts = text[text.index(".Sh VERDICTS"):text.index(".Sh JSON")]
    listed = " ".join(re.findall(r"^\.Li (.*)$", verdicts[verdicts.index("The findings"):], re.MULTILINE))
    assert len(rows) > 10, rows
    compare("findings in docs/man/trc.1", {"": set(rows)}, {"": set(re.findall(r"\w+", listed))})


def main():
    commands = commands_of_help()
    assert len(commands) > 10, commands
    if CONTROL:  # falsified tables of a few commands must fail as those of all
        commands = commands[:4]
    program = help_table(commands)
    compare("what the commands take", program, taken_table(commands))
    compare("docs/man/trc.1", program, man_table("trc.1"))
    compare("trc.bash", program, bash_table(commands))
    compare("_trc", program, zsh_table(commands))
    as_table = {name: set() for name in commands}
    compare("commands in trc.bash", as_table, {name: set() for name in bash_commands(commands)})
    scan_tables()
    findings_table()
    sys.exit(1 if failures else 0)


main()
