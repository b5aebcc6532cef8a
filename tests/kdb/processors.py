# SPDX-License-Identifier: BSD-2-Clause
"""The kernel debugger and a panic in a kernel for several processors."""

import os
import re

import machine
import silent

EXIT_SUCCESS, EXIT_PANIC = 33, 37
INVALID_OPCODE = b"\x0f\x0b"
STOPS = 20
HITS = 8
STEPS = 500


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


def who(text):
    """The processor that runs the debugger, and where all others are."""
    runs = re.search(r"^.  ?(\d+): .*runs the debugger$", text, re.M)
    return (int(runs[1]) if runs else None), re.findall(r"^.  ?\d+: .*, (?:at|in) .*$", text, re.M)


def met_by_all(tests, s, name):
    """Processors that run the same code meet a breakpoint there: one after the other, none twice
    for once; and when it is removed those that have met it meanwhile go on without."""
    seen, hits = set(), []
    for _ in range(HITS):
        seen.add(who(s.command("cpu"))[0])
        hits += [int(n) for n in re.findall(r"^  0 at .*, (\d+) hits$",
                                          s.command("break"), re.M)]
        if s.leave("continue", machine.PROMPT) is None:
            break
    tests.report(hits == list(range(1, HITS + 1)), f"herd: {name}: each stop is one hit", s.log)
    tests.report(len(seen) > 1 and None not in seen, f"herd: {name}: several processors meet it",
                 f"{seen}\n{s.log}")
    s.command("clear 1")
    s.command("clear 0")
    s.leave("continue", "continue")
    tests.report(s.quiet(), f"herd: {name}: it is removed for those that have met it too", s.log)
    s.type("r")
    tests.check(f"herd: {name}: all go on", s.expect("herd goes on"), r"^herd goes on$")


def steps(tests, kernel):
    target = tests.program_symbols["target"]
    with machine.Session(tests.out, kernel, tests.program, processors=4) as s:
        s.expect(machine.PROMPT)
        tests.check("step: not where no breakpoint was met", s.command("step"),
                    r"^only the processor that has met a breakpoint of the kernel$")
        s.command("breakin on")
        s.command("break sys_processor_control")
        s.leave("continue", "program is ready")
        s.type("h")
        tests.check("herd: a breakpoint of the kernel", s.expect(machine.PROMPT),
                    r"breakpoint 0 in the kernel")
        s.command("break lapic_send_nmi")
        met_by_all(tests, s, "kernel")
        tests.report("breakpoint 1" not in s.log, "herd: none strikes on the way into the debugger",
                     s.log)
        s.type("\x1b")
        s.expect(machine.PROMPT)
        s.command(f"break {target:x}")
        tests.check("herd: a breakpoint of the program", s.leave("continue", machine.PROMPT),
                    r"breakpoint 0, thread 0x\w+ at")
        met_by_all(tests, s, "program")
        s.type("\x1b")
        s.expect(machine.PROMPT)
        s.command("break sys_processor_control")
        s.leave("continue", machine.PROMPT)
        step_through(tests, s)
        s.command("clear 0")
        s.leave("continue", "continue")
        s.type("r")
        tests.check("step: all go on behind it", s.expect("herd goes on"), r"^herd goes on$")
        tests.report("PANIC" not in s.log, "step: nothing else", s.log)


def step_through(tests, s):
    """One instruction after the other until the kernel is left, while others stand still."""
    me, others = who(s.command("cpu"))
    tests.check("step: not of another processor", s.command(f"cpu {(me or 0) ^ 1}") and
                s.command("step"), r"^only the processor")
    s.command(f"cpu {me or 0}")
    places, text = [], ""
    for _ in range(STEPS):
        text = s.command("step")
        places += re.findall(r"kdb: step, at (\w+) in the kernel", text)
        if "kdb: step" not in text:
            break
    tests.check("step: up to where the kernel is left", text, r"the kernel is left: continue$")
    same = sum(one == two for one, two in zip(places, places[1:]))
    tests.report(len(set(places)) > 20 and same == 0, "step: each is one instruction further",
                 " ".join(places))
    tests.report(who(s.command("cpu")) == (me, others) and len(others) == 3,
                 "step: the others stand still meanwhile", s.log)


def test(tests):
    folder = tests.build_kernel("smp", "CONFIG_SMP=y", "CONFIG_NR_CPUS=4")
    kernel = f"{folder}/filbert-kernel"
    commands(tests, kernel)
    panic(tests, folder)
    strange_gs(tests, kernel)
    steps(tests, kernel)
    silent.test(tests, kernel)
