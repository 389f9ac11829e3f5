#!/usr/bin/env python3
"""Feeds a program frames without end in sight, and watches its memory.

feed-frames.py WIDTH HEIGHT COUNT FRAMES.raw -- COMMAND...: grey frames, so many in turn, as Y4M to the command's stdin.
Prints, in KiB, the most that the command and its children had resident in the second and in the last tenth of the run.
"""
import os
import subprocess
import sys


def resident_kib(pid):
    """Of a process and of all below it; one that has just ended has none."""
    total = 0
    try:
        with open("/proc/%d/status" % pid) as status:
            total = sum(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
        with open("/proc/%d/task/%d/children" % (pid, pid)) as children:
            total += sum(resident_kib(int(child)) for child in children.read().split())
    except (FileNotFoundError, ProcessLookupError):
        pass
    return total


def main():
    width, height, count = map(int, sys.argv[1:4])
    with open(sys.argv[4], "rb") as raw:
        data = raw.read()
    frames = [data[at:at + width * height] for at in range(0, len(data), width * height)]
    program = subprocess.Popen(sys.argv[6:], stdin=subprocess.PIPE)
    program.stdin.write(b"YUV4MPEG2 W%d H%d F25:1 Cmono\n" % (width, height))
    most = [0] * 10
    for number in range(count):
        program.stdin.write(b"FRAME\n" + frames[number % len(frames)])
        if number % max(1, count // 500) == 0:
            tenth = number * 10 // count
            most[tenth] = max(most[tenth], resident_kib(program.pid))
    program.stdin.close()
    code = program.wait()
    print(most[1], most[9])
    sys.exit(code)


main()
