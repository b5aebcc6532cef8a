# SPDX-License-Identifier: BSD-2-Clause
"""The kernel debugger and a panic in a kernel for several processors."""

import os
import re

import machine
import silent

EXIT_SUCCESS, EXIT_PANIC = 33, 37
INVALID_OPCODE = b"\x0f\x0b"
STOPS = 20
HITS, MOST_HITS = 8, 24
STEPS = 500
MANY = 255
WIPED = 6 * " "
MANY_LIFE = 300 * machine.SLOWNESS


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
                ("cpu x", r"^x: there are 3 processors$"),
                ("cpu 0x1", r"^0x1: there are 3 processors$"),
                ("cpu 4294967297", r"^4294967297: there are 3 processors$"),
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
        tests.report(s.shutdown_reason("reboot") == "guest-reset",
                     "processors: reboot resets all", s.log)


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
    for stops in range(MOST_HITS):
        # Whoever goes on first meets it first, and the next ones may take their time.
        if stops >= HITS and len(seen) > 1:
            break
        seen.add(who(s.command("cpu"))[0])
        hits += [int(n) for n in re.findall(r"^  0 at .*, (\d+) hits$",
                                          s.command("break"), re.M)]
        if s.leave("continue", machine.PROMPT) is None:
            break
    tests.report(hits == list(range(1, max(HITS, len(hits)) + 1)),
                 f"herd: {name}: each stop is one hit", s.log)
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
        s.leave("continue", "program is ready")
        s.type("h")
        # Between stops that follow each other nobody would get far enough to start the others.
        s.expect("herd runs")
        s.type("\x1b")
        s.expect(machine.PROMPT)
        s.command("break sys_processor_control")
        tests.check("herd: a breakpoint of the kernel", s.leave("continue", machine.PROMPT),
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


def many(tests):
    """As many processors as there can be: what is longer than a screen. They take turns, as each
    that is stopped would want a processor of the host."""
    folder = tests.build_kernel("many", "CONFIG_SMP=y", f"CONFIG_NR_CPUS={MANY}",
                                "# CONFIG_CONSOLE_FIRST_UART is not set",
                                "CONFIG_CONSOLE_FIRST_SCREEN=y")
    with machine.Session(tests.out, f"{folder}/filbert-kernel", tests.program, processors=MANY,
                         threads="single", memory=256, kmem=48, life=MANY_LIFE) as s:
        s.expect(machine.PROMPT, seconds=MANY_LIFE)
        pages = [s.leave("cpu", "more? ", machine.PROMPT)]
        while (pages[-1] or "").endswith("more? "):
            s.type(" ")
            pages.append(s.expect("more? ", machine.PROMPT))
        # A page begins behind the blanks that have wiped the question out.
        text = "".join((page or "").removeprefix(WIPED).removesuffix("more? ") for page in pages)
        tests.report(len(pages) > MANY // 20, "many: the list waits when the screen is full", s.log)
        tests.report([int(n) for n in re.findall(r"^[> ] +(\d+): thread .*$", text, re.M)] ==
                     list(range(MANY)), "many: each has its line", text)
        places = {line.index(":") for line in re.findall(r"^[> ] +\d+: thread .*$", text, re.M)}
        tests.report(len(places) == 1, "many: in columns", text)
        last = MANY - 1
        s.leave(f"cpu {last}", "more? ")
        tests.check("many: the first letter of a command ends the list",
                    s.leave("ready", machine.PROMPT), rf"^{WIPED}\.\.\.$")
        tests.check("many: the last one is chosen", s.expect(machine.PROMPT),
                    rf"^running: 0x\w+ \(idle\)$")
        tests.check("many: there is no other one", s.command(f"cpu {MANY}"),
                    rf"^{MANY}: there are {MANY} processors$")
        long = [line for line in text.splitlines() if len(line) > 80]
        tests.report(not long, "many: no line is longer than a terminal is wide", "\n".join(long))
        s.leave("exit", "never")
        tests.report(s.status() == EXIT_SUCCESS, "many: exit", s.log)


def test(tests):
    folder, error = machine.build_smp(tests.out)
    tests.report(error is None, "the kernel builds for several processors", error or "")
    kernel = f"{folder}/filbert-kernel"
    commands(tests, kernel)
    panic(tests, folder)
    strange_gs(tests, kernel)
    steps(tests, kernel)
    silent.test(tests, kernel)
