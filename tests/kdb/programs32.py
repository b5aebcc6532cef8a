# SPDX-License-Identifier: BSD-2-Clause
"""Tests of the kernel debugger with a 32-bit root task."""

import re
import struct

import machine

EXIT_SUCCESS = 33
ROOT = "32"		# its thread number, hexadecimal

# What a session with a stopped machine answers: line, all of these expressions.
ANSWERS = [
    ("threads", r"0x3000000001 ready +255 0xffff80\w+ +0xf00000 -$",
     r"0x3200000001 ready +255 0xffff80\w+ 32:0x01000000 -$"),
    ("thread 32", r"^thread 0x3200000001 at 0xffff80\w+, ready, 32-bit$", r", 32-bit words$"),
    ("registers 32", r"of thread 0x3200000001, .*, 32-bit code:$",
     r"^eip 01000000 cs 1b eflags 00000202 esp 00000000 ss 23$", r"^eax 00000000 ebx"),
    ("registers 30", r"of thread 0x3000000001, .*:$", r"^rip 0000000000f00000 cs 2b"),
    ("backtrace 32", r"^  0x01000000$"),
    ("utcb 32", r"words$", r"global id +0xc8001, thread 0x3200000001$"),
    ("utcb 30", r"UTCB at user 0xbf000200, kernel 0x\w+$", r"global id +0x3000000001$"),
    ("spaces", r" 32:0xbf000000 privileged$", r" +0xbf000000 privileged identity$"),
    ("space 32", r"^space 0xffff80\w+, 32-bit, privileged$", r"KIP +0xbff00000"),
    ("walk 32 ffffffff", r"^level 3, .* table$"),
    ("walk 32 100000000", r"^0x100000000: no address of a 32-bit space$"),
    ("walk 30 100000000", r"^level 3, table"),
    ("mapping 32 100000000", r"no user address$"),
    ("udump 32 100000000", r"is not mapped$"),
    ("break 100000000 32", r"neither an address of the kernel nor of a 32-bit program$"),
    ("kip", r"^API flags +0x4$", r"^boot info +0x0$", r"^root task .* sp 0x8000000000000000$"),
    ("kip 32", r"^API flags +0x0$", r"^boot info +0x1\w{5}$", r"^gate of Ipc +0x[1-9a-f]\w*$",
     r"^root task +0x1000000\.\.0x\w+, ip 0x1000000, sp 0x0$",
     r"^memory  0 +0x0\.\. +0x100000000 shared/0$"),
    ("kip 64", r"^64: no such page$"),
]


def stopped_in_function(tests, s, names):
    """The machine is stopped by a trap in target(), which middle() has called."""
    text = s.command("registers .")
    tests.check("32 bits: registers of a trap", text, r"^eax \w{8} ebx 12345678 ecx \w{8}",
                r"^esi 00000065 edi \w{8} ebp \w{8}$")
    stack = re.search(r" esp (\w+)", text)
    calls = s.command("backtrace .")
    shown = [int(line, 16) for line in re.findall(r"^  (0x[0-9a-f]{8})$", calls, re.M)]
    callers = [max((at, name) for name, at in names.items() if at <= call)[1] for call in shown]
    tests.report(callers[:3] == ["target", "middle", "main"], "32 bits: backtrace of the program",
                 f"{callers}\n{calls}")
    tests.check("32 bits: thread", s.command("thread ."), r"RUNNING, 32-bit$",
                r"UTCB at user 0xbf000200, kernel 0xffff\w+, 32-bit words$",
                r"pager +0xc0001, thread 0x3000000001$")
    tests.check("32 bits: UTCB", s.command("utcb"), r"global id +0xc8001, thread 0x3200000001$",
                r"user handle +0x0$")
    where = int(stack.group(1), 16) if stack else 0
    word = struct.pack("<I", shown[1] if len(shown) > 1 else 0).hex(" ")
    tests.check("32 bits: memory of the stack", s.command(f"udump . {where:x} 40"),
                rf"^{where:016x} ", word)
    tests.check("32 bits: the last address", s.command("udump . fffffff8 10"), r"is not mapped$")


def waits_in_stub(tests, s, names):
    """Another thread of the program waits for a message."""
    line = r"0x3300000002 waiting +\d+ 0xffff80\w+ 32:0x01\w{6} any$"
    tests.check("32 bits: a thread that waits", s.command("threads"), line)
    tests.check("32 bits: its registers", s.command("registers 33"), r", 32-bit code:$",
                r"^in an entry stub: only some", r"^eip \w{8} .* esp 01\w{6} ")
    calls = s.command("backtrace 33")
    found = re.findall(r"^  0x(01\w{6})$", calls, re.M)
    tests.report(found and max((at, name) for name, at in names.items()
                               if at <= int(found[0], 16))[1] == "waiter",
                 "32 bits: its backtrace begins behind the stub", calls)
    tests.check("32 bits: its UTCB", s.command("utcb 33"), r"UTCB at user 0xbf000600",
                r"global id +0xcc002, thread 0x3300000002$")


def other_code(tests, program, place, *patterns):
    """A program goes over to code of the other word size."""
    with machine.Session(tests.out, tests.kernel, program) as s:
        s.expect(machine.PROMPT)
        s.command(f"break {place:x}")
        s.leave("continue", "program is ready")
        s.type("o")
        tests.check(f"32 bits: a breakpoint at {place:#x}, in code of the other size",
                    s.expect(machine.PROMPT), rf"breakpoint 0, thread 0x3200000001 at {place:#x}")
        tests.check("32 bits: its registers say so", s.command("registers"), *patterns)


def test(tests):
    """tests is the object of tests/kdb/run."""
    if "\nCONFIG_COMPAT32=y\n" not in tests.config:
        return
    program = machine.build_program(tests.out, f"{machine.TOP}/tests/kdb/program32.c", tests.work,
                                    "hello", "ia32")
    names = machine.symbols(program)
    target = names["target"]
    with machine.Session(tests.out, tests.kernel, program) as s:
        s.expect(machine.PROMPT)
        for line, *patterns in ANSWERS:
            tests.check(f"32 bits: {line}", s.command(line), *patterns)
        s.command(f"break {target:x} {ROOT}")
        s.leave("continue", "program is ready")
        s.type("e")
        tests.check("32 bits: a breakpoint strikes", s.expect(machine.PROMPT),
                    rf"breakpoint 0, thread 0x3200000001 at 0x{target:x}")
        tests.check("32 bits: registers there", s.command("registers"), r", 32-bit code:$",
                    rf"^eip {target:08x} cs 1b eflags 000\w{{5}} esp \w{{8}} ss 23$",
                    r"^ds 23 es 23 fs 23 gs 33 as they were on entry$")
        tests.check("KDB-06 a trap of 32-bit code prints its text",
                    s.leave("continue", machine.PROMPT),
                    r"^--- text of a 32-bit program ---$", r"thread 0x3200000001 stopped")
        stopped_in_function(tests, s, names)
        waits_in_stub(tests, s, names)
        tests.check("32 bits: the program goes on", s.leave("clear 0\rcontinue", "resumed"),
                    r"resumed")
        s.type("q")
        tests.report(s.status() == EXIT_SUCCESS, "32 bits: the run ends", s.log)
    other_code(tests, program, names["wide_loop"], r", 64-bit code of a 32-bit space:$",
               rf"^rip {names['wide_loop']:016x} cs 2b", r"^rax 1234567887654321 ")
    place = tests.program_symbols["narrow_loop"]
    other_code(tests, tests.program, place, r", 32-bit code of a 64-bit space:$",
               rf"^eip {place:08x} cs 1b", r"^eax 87654321 ")
