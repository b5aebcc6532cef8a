#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Types at the kernel debugger on SPARC-V9, over the serial line: the commands that all processors
have, and its own. Prints lines of TAP without numbers.

Usage: debugger.py [panic] OUTPUT-FOLDER    (panic: of a kernel that traps, and enters it then)
"""

import os
import re
import signal
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
    "break trap_table+20": [r"part of the way into the kernel, or into the debugger$"],
    "break ipc_short": [r"part of the way into the kernel, or into the debugger$"],
    "break kdb_debug_entry+8": [r"part of the way into the kernel, or into the debugger$"],
    "break patches_put_in": [r"part of the way into the kernel, or into the debugger$"],
    "break sys_ipc+2": [r"no instruction of the kernel$"],
    "break fffff80000480000": [r"no instruction of the kernel$"],
    "break 1000000": [r"this processor has breakpoints of the kernel only$"],
    "break 1000000 62": [r"this processor has breakpoints of the kernel only$"],
    "break 80000000000": [r"neither an address of the kernel nor of a program$"],
    "step": [r"^only where the kernel has met a breakpoint$"],
    "ready": [r"^running: 0x4000000001 \(idle\)$", r"^  255: 0x6000000001 0x6200000001$"],
}
PORTABLE = {"help dump", "help nosuch", "nosuch", "c", "a b c d e f g", "", "registers 999",
            "registers xyz", "registers 1 2", "backtrace", "backtrace 1 2", "threads b",
            "thread 40000", "spaces 1", "walk 999 0", "mapping 99 0", "ready 1", "timeouts 1",
            "kmem 1", "dump sys_ipc+zz", "dump 0", "dump", "pdump q", "udump 99 0", "kip 1 2",
            "break", "break nosuch", "clear 0", "clear", "breakin maybe", "continue 1", "halt",
            "reboot now", "poweroff now", "exit 1"}


class Session(machine.Dialogue):
    """A run by hand, with these options of qemu.sh."""

    def __init__(self, out, *options):
        words = [os.path.join(TOP, "scripts/boot/qemu.sh"), "--hand=1", "--icount=0",
                 f"--timeout={4 * WAIT}", *options, out]
        child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, start_new_session=True)
        super().__init__(child, child.stdin.fileno(), child.stdout.fileno())

    def close(self):
        if self.child.poll() is None:
            # The script, and the emulator that it waits for.
            os.killpg(self.child.pid, signal.SIGTERM)
        self.child.stdin.close()
        self.child.stdout.close()
        self.child.wait()


def stopped_before_first(out):
    """A root task, stopped before its first thread."""
    return Session(out, "--root=hello", "--boot-args=enter")


def report(good, what, text=""):
    print(f"{'ok' if good else 'not ok'} - kdb: {what}", flush=True)
    for line in (text or "").splitlines()[-20:] if not good else ():
        print(f"# {line}")


def check(what, text, *patterns):
    missing = [p for p in patterns if not re.search(p, text or "", re.M)]
    report(text is not None and not missing, what, f"{missing}\n{text}")


def answers(out):
    with stopped_before_first(out) as s:
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


def breakpoints(out):
    """debug_trap() serves each character that the program prints."""
    with stopped_before_first(out) as s:
        s.expect(machine.PROMPT, seconds=WAIT)
        check("break: set", s.command("break debug_trap"),
              r"^  0 at 0xfffff8\w+ debug_trap\+0x0, 0 hits$")
        check("break: hit", s.leave("continue", machine.PROMPT),
              r"^--- kdb: breakpoint 0 in the kernel ---$")
        check("break: registers of the kernel", s.command("registers"),
              r"^of the kernel, at 0x\w+ debug_trap\+0x0:$", r"^tpc [0-9a-f]{16} tnpc",
              r"^i4( [0-9a-f]{16}){4}$")
        check("break: backtrace of the kernel", s.command("backtrace"), r"debug_trap\+0x0$",
              r"^last call from:\n  0x\w+ user_trap\+0x")
        check("break: registers of the thread", s.command("registers ."),
              r"of thread 0x6200000001, trap 0x17c")
        check("break: windows of the thread", s.command("windows ."), r"^current window, ")
        check("break: hit again", s.leave("continue", machine.PROMPT), r"breakpoint 0 in the k")
        check("break: list with hits", s.command("break"), r"debug_trap\+0x0, 2 hits$")
        s.command("break debug_trap+4")
        s.command("break debug_trap+8")
        s.command("break debug_trap+8")
        check("break: two at one place", s.command("break"), r"^  2 .*\+0x8, ", r"^  3 .*\+0x8, ")
        found = []
        for _ in range(30):
            text = s.leave("continue", machine.PROMPT) or ""
            found += re.findall(r"breakpoint (\d) in the kernel", text)
        # Where two are it is the first one.
        report(found == ["1", "2", "0"] * 10, "break: each of three in a row", f"{found}\n{s.log}")
        for n in range(4):
            s.command(f"clear {n}")
        s.command("break print_char")
        s.leave("continue", machine.PROMPT)
        check("break: backtrace inside", s.command("backtrace"),
              r"print_char\+0x0\n  0x\w+ user_trap\+\w+$",
              r"^last call from:\n  0x\w+ debug_trap\+")
        s.command("clear 0")
        check("break: cleared", s.command("break"), r"^no breakpoints$")
        for n in range(8):
            s.command(f"break trap_handler+{4 * n:x}")
        check("break: as many as there are", s.command("break debug_trap"),
              r"^all 8 breakpoints are in use$")
        for n in range(8):
            s.command(f"clear {n}")
        check("break: cleared ones do not stop", s.leave("continue", "end of run", machine.PROMPT),
              r"end of run$")


def instructions(out):
    """The kernel's code: addresses, and whether it is a branch that may skip the next one."""
    text = subprocess.run(["sparc64-linux-gnu-objdump", "-d", "--no-show-raw-insn",
                           f"{out}/filbert-kernel.debug"], check=True, capture_output=True,
                          text=True).stdout
    return {int(address, 16): ",a" in name
            for address, name in re.findall(r"^([0-9a-f]{16}):\t(\S+)", text, re.M)}


def steps(out):
    """From a breakpoint to where the kernel is left, by single instructions."""
    annuls = instructions(out)
    with stopped_before_first(out) as s:
        s.expect(machine.PROMPT, seconds=WAIT)
        s.command("break debug_trap")
        s.leave("continue", machine.PROMPT)
        wrong, skipped, places = [], 0, []
        text = ""
        for _ in range(3000):
            registers = re.search(r"^tpc (\w+) tnpc (\w+)", s.command("registers"), re.M)
            ip, following = (int(number, 16) for number in registers.groups()) if registers \
                else (0, 0)
            text = s.leave("step", machine.PROMPT) or ""
            found = re.search(r"^--- kdb: step, at (\w+) in the kernel ---$", text, re.M)
            if not found:
                break
            now = int(found.group(1), 16)
            places.append(now)
            if now != following:
                skipped += 1
                if not annuls.get(ip):
                    wrong.append((hex(ip), hex(following), hex(now)))
        check("step: up to where the kernel is left", text,
              r"^here the kernel is left, or its registers are: continue$")
        report(len(set(places)) > 50 and not wrong,
               f"step: each is one instruction further ({len(places)}, {skipped} by branches that "
               "skip one)", f"{wrong}\n{[hex(p) for p in places]}")
        check("step: the breakpoint is still there", s.leave("continue", machine.PROMPT),
              r"breakpoint 0 in the kernel")
        s.command("clear 0")
        check("step: the program goes on rightly", s.leave("continue", "end of run",
                                                           machine.PROMPT), r"end of run$")


def panic(out):
    """The kernel alone traps, and enters the debugger."""
    with Session(out, "--bare=1") as s:
        check("panic: enters", s.expect(machine.PROMPT, seconds=WAIT),
              r"^PANIC: trap 0x68 in the kernel, address 0x80000000000,", r"kdb: panic")
        check("panic: registers", s.command("registers"),
              r"^of the kernel, at 0x\w+ selftest_end\+", r"^tpc fffff8\w+ tnpc")
        check("panic: backtrace", s.command("backtrace"), r"selftest_end\+0x", r"kernel_init\+0x")
        check("panic: the interface page", s.command("kip"), r"^API flags +0x5$")
        check("panic: memory", s.command("dump kernel_init 10"), r"^fffff8\w+ ")
        check("panic: no way back", s.command("continue"), r"not after a panic")
        check("panic: nothing to step", s.command("step"), r"only where the kernel has met")
        check("panic: nothing to halt", s.command("halt"), r"no thread to halt")
        s.leave("exit", "never")
        report(s.status() == 0, "panic: exit", s.log)


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "panic":
        panic(os.path.abspath(sys.argv[2]))
        return
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for test in (answers, breakpoints, steps):
        test(os.path.abspath(sys.argv[1]))


main()
