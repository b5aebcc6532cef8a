# SPDX-License-Identifier: BSD-2-Clause
"""The kernel debugger and a panic in a kernel for several processors."""

import os
import re

import machine
import silent

EXIT_SUCCESS, EXIT_PANIC = 33, 37
INVALID_OPCODE = b"\x0f\x0b"
STOPS = 20


def commands(tests, kernel):
    with machine.Session(tests.out, kernel, tests.program, processors=3) as s:
        s.expect(machine.PROMPT)
        for line, *patterns in (
                ("cpu", r"^>  0: thread 0x\w+ \(idle\), runs the debugger$",
                 r"^   1: thread 0x\w+ \(idle\), at 0x\w+ idle_loop", r"^   2: "),
                ("cpu 1", r"^   0: ", r"^>  1: thread 0x\w+ \(idle\)"),
                ("registers", r"^of the kernel, at 0x\w+ idle_loop", r"^rip ffffffff8"),
                ("backtrace", r"^  0x\w+ idle_loop"),
                ("ready", r"^running: 0x\w+ \(idle\)$", r"no other thread is ready"),
                ("timeouts", r"^0 timeouts$"),
                ("halt", r"^no thread to halt$"),
                ("cpu 3", r"^3: there are 3 processors$"),
                ("cpu x", r"^x: neither"),
                ("cpu 0", r"^>  0: ", r"^   1: "),
                ("backtrace", r"not stopped inside"),
                ("breakin on", r"break-in is")):
            tests.check(f"processors: {line}", s.command(line), *patterns)
        tests.check("processors: all go on", s.leave("continue", "program is ready"), r"ready$")
        s.type("\x1b")
        tests.check("processors: break-in stops them again", s.expect(machine.PROMPT),
                    r"kdb: break-in")
        tests.check("processors: and all are there", s.command("cpu"), r"^   1: .*, at ",
                    r"^   2: .*, at ")
        s.command("break idle_loop")
        tests.check("processors: a breakpoint in the kernel stops all",
                    s.leave("continue", machine.PROMPT), r"breakpoint 0 in the kernel")
        tests.check("processors: one runs the debugger then", s.command("cpu"),
                    r"runs the debugger$")
        s.leave("exit", "never")
        tests.report(s.status() == EXIT_SUCCESS, "processors: exit", s.log)


def panic(tests, folder):
    """One processor panics while others run: it ends the machine, and says so once."""
    kernel = f"{folder}/filbert-kernel"
    symbols = machine.symbols(f"{kernel}.debug")
    image = os.path.join(tests.work, "damaged-smp")
    machine.patch(kernel, symbols["sys_processor_control"], INVALID_OPCODE, image)
    with machine.Session(tests.out, image, tests.program, "", processors=3) as s:
        s.expect("program is ready")
        s.type("c")
        tests.report(s.status() == EXIT_PANIC and s.log.count("PANIC") == 1 and
                     "does not stop" not in s.log, "processors: a panic ends the machine", s.log)


def strange_gs(tests, kernel):
    """Stops by NMI while a program on the other processor has anything in GS."""
    with machine.Session(tests.out, kernel, tests.program, processors=2) as s:
        s.expect(machine.PROMPT)
        s.command("breakin on")
        s.leave("continue", "program is ready")
        s.type("g")
        s.expect("result ")
        places = set()
        for _ in range(STOPS):
            s.type("\x1b")
            if s.expect(machine.PROMPT) is None:
                break
            text = s.command("cpu")
            places.update(re.findall(r"^   1: thread 0x\w+, (in|at) ", text, re.M))
            s.leave("continue", "continue")
        tests.report("in" in places and "not stop" not in s.log and "PANIC" not in s.log and
                     s.log.count("kdb: break-in") == STOPS,
                     "processors: one with a strange GS stops and goes on", s.log)


def test(tests):
    folder = tests.build_kernel("smp", "CONFIG_SMP=y", "CONFIG_NR_CPUS=4")
    kernel = f"{folder}/filbert-kernel"
    commands(tests, kernel)
    panic(tests, folder)
    strange_gs(tests, kernel)
    silent.test(tests, kernel)
