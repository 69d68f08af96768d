"""Runs a program that dies with whoever started it: `python tether.py PARENT-PID PROGRAM ARGUMENT…`.

The kernel's parent-death signal is set from inside the child and kept across exec, so that not even
`kill -9` of the supervisor leaves a process behind. The kernel ties it to the *thread* that forked: start
children from a thread that lives as long as they should.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, program = int(sys.argv[1]), sys.argv[2:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the signal was set
        sys.exit(1)
    os.execvp(program[0], program)


if __name__ == "__main__":
    main()
