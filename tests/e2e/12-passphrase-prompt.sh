#!/usr/bin/env bash
# Goal of this test: on a terminal the passphrase is asked for, never shown, asked twice when it is new; and Ctrl-C at the
# prompt leaves a terminal that still echoes.
. "$(dirname "$0")/lib.sh" "$@"
unset TRC_PASSPHRASE_FILE

cat >terminal.py <<'P'
"""terminal.py CODE ANSWERS COMMAND...: runs the command on a terminal of its own, answers each prompt, prints what was shown."""
import os, pty, select, signal, sys, termios, time
expected, answers, command = int(sys.argv[1]), sys.argv[2].split("|"), sys.argv[3:]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
shown, answered, deadline = b"", 0, time.time() + 60
while time.time() < deadline:
    ready, _, _ = select.select([fd], [], [], 0.1)
    if ready:
        try:
            chunk = os.read(fd, 4096)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    prompts = shown.count(b": ") + shown.count("：".encode())
    if answered < len(answers) and prompts > answered and not termios.tcgetattr(fd)[3] & termios.ECHO:
        answer = answers[answered]
        os.write(fd, b"\x03" if answer == "^C" else answer.encode() + b"\n")
        answered += 1
echoes = bool(termios.tcgetattr(fd)[3] & termios.ECHO) if answers[-1] == "^C" else True
if time.time() >= deadline:
    os.kill(pid, signal.SIGKILL)
_, status = os.waitpid(pid, 0)
code = os.waitstatus_to_exitcode(status)
sys.stdout.write(shown.decode())
if code != expected or not echoes or answered != len(answers):
    sys.exit(f"exit code {code}, echo {echoes}, {answered} answers")
P
on_terminal() { python3 terminal.py "$@" >out 2>err || fail "on a terminal: $*"; }
init=(trc init --issuer Acme --host id.acme.cn --prefix 6901234)

on_terminal 3 "one|two" "${init[@]}"
prints "The two passphrases differ; nothing was written."
[ ! -e home ]
on_terminal 2 "" "${init[@]}"
prints "is empty"
on_terminal -2 "^C" "${init[@]}"
[ ! -e home ]
on_terminal 0 "口令 one|口令 one" "${init[@]}"
prints "The same again: "
! grep -q "one" out || fail "the passphrase was shown"
on_terminal 3 "two" trc verify FOO
prints "does not open"
on_terminal 3 "口令 one" trc verify FOO
prints UNREADABLE
# The same words in a file open it: what was typed is what counts.
printf '口令 one\n' >passphrase
run 3 trc verify --passphrase-file passphrase FOO
prints UNREADABLE
on_terminal 3 "口令 one" trc --lang zh verify FOO
prints "密钥文件的口令："
