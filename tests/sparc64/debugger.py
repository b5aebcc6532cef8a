#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Types at the kernel debugger on SPARC-V9, over the serial line: the commands that all processors
have, and its own. Prints lines of TAP without numbers.

Usage: debugger.py OUTPUT-FOLDER
"""

import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(TOP, "tests", "kdb"))

# pylint: disable=wrong-import-position
import machine  # noqa: E402
from inputs import ANSWERS  # noqa: E402

WAIT = 60 * machine.SLOWNESS
# Answers with addresses of a PC, or about what this processor does not have.
OTHERS = {
    "registers": [r"of thread 0x4000000001", r"^tpc [0-9a-f]{16} tnpc", r"^i4( [0-9a-f]{16}){4}$"],
    "registers 62": [r"of thread 0x6200000001", r"^tpc 0000000001000000"],
    "backtrace 62": [r"^  0x0000000001000000$"],
    "windows 62": [r"^current window, 1 of 1:$", r"^l0( 0{16}){4}$"],
    "traps 62": [r"^0x6200000001: 0x000 none yet"],
    "threads": [r"0x4000000001 RUNNING", r"0x6000000001 ready +255", r"^3 of 67 threads shown$"],
    "thread 6200000001": [r"^thread 0x6200000001 at 0xfffff8\w+, ready$", r"UTCB at user 0xbf"],
    "utcb 62": [r"^thread 0x6200000001$", r"pager +0x6000000001$"],
    "spaces": [r"privileged identity$", r"^2 spaces$"],
    "tlb": [r"^primary context 0$", r"^data .* 00000400000 512K l-p-g$", r"^code .*512K l-p-g$"],
    "tsb": [r"^\d+ entries$"],
    "walk 62 bff00000": [r"given by the kernel$"],
    "walk 62 80000000000": [r"no address of a space$"],
    "mapping 62 1000000": [r"0x1000000: no page there$"],
    "udump 62 bff00000 10": [r"^00000000bff00000  4c 34 e6 4b"],
    "pdump 480000 10": [r"^0000000000480000  4c 34 e6 4b"],
    "dump 80000000000": [r"is not mapped$"],
    "kip": [r"^API flags +0x5$", r"^sigma0 +0xf00000\.\."],
    "break sys_ipc": [r"^all 0 breakpoints are in use$"],
    "ready": [r"^running: 0x4000000001 \(idle\)$", r"^  255: 0x6000000001 0x6200000001$"],
}
PORTABLE = {"help dump", "help nosuch", "nosuch", "c", "a b c d e f g", "", "registers 999",
            "registers xyz", "registers 1 2", "backtrace", "backtrace 1 2", "threads b",
            "thread 40000", "spaces 1", "walk 999 0", "mapping 99 0", "ready 1", "timeouts 1",
            "kmem 1", "dump sys_ipc+zz", "dump 0", "dump", "pdump q", "udump 99 0", "kip 1 2",
            "break", "break nosuch", "clear 0", "clear", "breakin maybe", "continue 1", "halt",
            "reboot now", "poweroff now", "exit 1"}


class Session(machine.Dialogue):
    """A run by hand of a root task, stopped before its first thread."""

    def __init__(self, out, root, options):
        words = [os.path.join(TOP, "scripts/boot/qemu.sh"), "--hand=1", "--icount=0",
                 f"--timeout={4 * WAIT}", f"--root={root}", f"--boot-args={options}", out]
        child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT)
        super().__init__(child, child.stdin.fileno(), child.stdout.fileno())

    def close(self):
        if self.child.poll() is None:
            self.child.terminate()
        self.child.stdin.close()
        self.child.stdout.close()
        self.child.wait()


def report(good, what, text=""):
    print(f"{'ok' if good else 'not ok'} - {what}", flush=True)
    for line in (text or "").splitlines()[-20:] if not good else ():
        print(f"# {line}")


def check(what, text, *patterns):
    missing = [p for p in patterns if not re.search(p, text or "", re.M)]
    report(text is not None and not missing, what, f"{missing}\n{text}")


def answers(out):
    with Session(out, "hello", "enter") as s:
        check("the option enters before the first thread",
              s.expect(machine.PROMPT, seconds=WAIT), r"kdb: before the first thread starts")
        for line, *patterns in ANSWERS:
            if line in PORTABLE and line not in OTHERS:
                check(f"answer: {line or 'an empty line'}", s.command(line), *patterns)
        for line, patterns in OTHERS.items():
            check(f"answer: {line}", s.command(line), *patterns)
        check("continue: the system starts", s.leave("continue", "end of run"), r"^Hello from")
        # It sleeps then.
        s.quiet(2 * machine.SLOWNESS)
        s.type("\x1b")
        check("the break-in key enters", s.expect(machine.PROMPT),
              r"^--- kdb: break-in, the idle thread 0x4000000001 runs ---$")
        check("a program's calls", s.command("backtrace 62"), r"^  0x\w+\n  0x\w+$")
        check("a program's window", s.command("windows 62"), r"^current window, 1 of 1:$")
        check("what brought it here", s.command("traps 62"), r"0x171 system call,")
        check("pages of programs in the buffers", s.command("tsb"), r"^data .* 8K ")
        s.leave("exit", "never")
        report(s.status() == 0, "exit ends with success", s.log)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    answers(os.path.abspath(sys.argv[1]))


main()
