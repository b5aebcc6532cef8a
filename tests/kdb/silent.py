# SPDX-License-Identifier: BSD-2-Clause
"""A processor that is stopped for long: who waits for it, who does not, and what the debugger says.
It is stopped by the emulator, which goes on with the others only."""

import os
import time

import machine
from gdbstub import Stub

PROCESSORS, SILENT = 3, 2
RIP = 16		# as the emulator numbers registers
KERNEL = 1 << 63
TRIES = 50
# What does not wait: all answers come, limits end with the error of a timeout (send, receive).
OTHERS = ("between: 0 failed", "there: 0 failed")
LIMITS = ("send: error 2", "local: 0 failed", "receive: error 3")


class Processors(Stub):
    """The emulator's interface for a debugger, which stops processors one by one."""

    def halt(self):
        self.line.sendall(b"\x03")
        while not self.answer().startswith("T"):
            pass

    def ip(self, processor):
        self.ask(f"Hgp1.{processor + 1}")
        return self.registers()[RIP]

    def halt_in_program(self, processor):
        """All stand still, and that processor where it holds no lock."""
        for _ in range(TRIES):
            if self.ip(processor) < KERNEL:
                return True
            self.go_on(range(PROCESSORS))
            time.sleep(0.05)
            self.halt()
        return False

    def go_on(self, processors):
        self.send("vCont" + "".join(f";c:p1.{one + 1}" for one in processors))


def debugger(tests, s):
    """The break-in key while one processor is silent, and leaving the debugger again."""
    s.type("\x1b")
    tests.check("silent: the debugger is entered and names the processor",
                s.expect(machine.PROMPT), r"^processor 2 does not stop$", r"kdb: break-in")
    tests.check("silent: others have stopped", s.command("cpu"), r"^>  0: .*runs the debugger$",
                r"^   1: .*, (at|in) ", r"^   2: .*, did not stop$")
    tests.check("silent: its registers are not there", s.command("cpu 2"), r"^>  2: ")
    tests.check("silent: of it the last entry is shown", s.command("registers"), r"rip")
    s.leave("continue", "continue")


def tried(tests, s, *patterns):
    s.type("t")
    text = s.expect("tried\n")
    for one in patterns:
        tests.check(f"silent: {one}", text, rf"^{one}$")
    return text


def told(s):
    s.type("d")
    text = s.expect(".\n")
    return text.splitlines()[-1] if text else "no answer"


def stopped(tests, s, stub):
    tests.report(stub.halt_in_program(SILENT), "silent: one processor is stopped in its program")
    stub.go_on(one for one in range(PROCESSORS) if one != SILENT)
    tried(tests, s, *LIMITS, *OTHERS)
    s.type("w")
    s.expect("begun\n")
    text = tried(tests, s, *OTHERS)
    tests.check("silent: limits end also while others wait for it", text, *LIMITS)
    text = told(s)
    tests.report(text == "back: 0 0 0 0.",
                 "silent: a call, a look at a thread, a flush and a deletion wait", text)
    debugger(tests, s)
    tests.check("silent: without the debugger all is as before", tried(tests, s), *LIMITS, *OTHERS)


def goes_on(tests, s, stub):
    stub.halt()
    stub.go_on(range(PROCESSORS))
    for _ in range(TRIES):
        text = told(s)
        if text == "back: 1 1 1 1.":
            break
        time.sleep(0.1)
    tests.report(text == "back: 1 1 1 1.", "silent: it goes on, and who has waited for it", text)
    s.type("\x1b")
    tests.report("does not stop" not in (s.expect(machine.PROMPT) or "does not stop"),
                 "silent: it stops for the debugger then", s.log)
    tests.check("silent: where it is", s.command("cpu"), r"^   2: .*, (at|in) ")
    s.leave("exit", "never")
    tests.report(s.status() == machine.EXIT_SUCCESS, "silent: exit", s.log)


def test(tests, kernel):
    program = machine.build_program(tests.out, f"{machine.TOP}/tests/kdb/silent.c", tests.work,
                                    "hello")
    path = os.path.join(tests.work, f"gdb-{os.getpid()}")
    with machine.Session(tests.out, kernel, program, processors=PROCESSORS,
                         more=("-gdb", f"unix:{path},server=on,wait=off")) as s:
        s.expect(machine.PROMPT)
        s.command("breakin on")
        tests.check("silent: three processors", s.leave("continue", "program is ready"),
                    r"^all: 0 failed$")
        stub = Processors(path)
        try:
            stopped(tests, s, stub)
            goes_on(tests, s, stub)
        except OSError as error:
            tests.report(False, "silent: the emulator answers", f"{error}\n{s.log}")
        finally:
            stub.close()
    if os.path.exists(path):
        os.remove(path)
