# SPDX-License-Identifier: BSD-2-Clause
"""The command l4-mode: whether gdb takes the machine for one of 64 bits, which the kernel is, or of
32 bits, which a 32-bit program is."""

import os
import re
import tempfile

import gdb

from l4kernel import Command
from l4machine import Amd64

HALVES = {f"r{name}": f"e{name}" for name in ("ax", "bx", "cx", "dx", "si", "di", "bp", "sp", "ip")}
CORE = {*HALVES.values(), "eflags", "cs", "ss", "ds", "es", "fs", "gs", "fctrl", "fstat", "ftag",
        "fiseg", "fioff", "foseg", "fooff", "fop", *(f"st{i}" for i in range(8))}
SSE = {"mxcsr", *(f"xmm{i}" for i in range(8))}
TYPES = {"eip": "code_ptr", "esp": "data_ptr", "ebp": "data_ptr"}
PACKETS = "fetch-register-packet", "set-register-packet"


def is_32bit_mode():
    """True if gdb takes the machine for one of 32 bits."""
    return gdb.selected_inferior().architecture().name() == "i386"


def describe_32bit(description):
    """A description of the machine for gdb, of the registers that 32-bit code has. The emulator
    sends those of 64 bits, all at once: each is two here, in the same order."""
    features = {"org.gnu.gdb.i386.core": [], "org.gnu.gdb.i386.sse": [], "filbert.upper": []}
    number = 0
    for name, bits, kind in re.findall(r'<reg name="(\w+)" bitsize="(\d+)" type="(\w+)"',
                                       description):
        parts = [(name, int(bits), kind)]
        if name in HALVES:
            half = HALVES[name]
            parts = [(half, 32, TYPES.get(half, "int32")), (f"{name}_upper", 32, "int32")]
        for part, size, kind in parts:
            feature = ("org.gnu.gdb.i386.core" if part in CORE else
                       "org.gnu.gdb.i386.sse" if part in SSE else "filbert.upper")
            if kind not in ("code_ptr", "data_ptr", "i387_ext"):
                kind = f"uint{size}"
            features[feature].append(f'<reg name="{part}" bitsize="{size}" type="{kind}" '
                                     f'regnum="{number}"/>')
            number += 1
    body = "".join(f'<feature name="{name}">{"".join(registers)}</feature>'
                   for name, registers in features.items())
    return ('<?xml version="1.0"?><!DOCTYPE target SYSTEM "gdb-target.dtd">'
            f"<target><architecture>i386</architecture>{body}</target>")


def is_32bit_file(path):
    with open(path, "rb") as file:
        return file.read(5) == b"\x7fELF\x01"


def run_all(*lines):
    """Commands that would ask whether they may. Nothing is printed of the frames between: gdb's
    view of the arguments does not fit the machine then."""
    asks = gdb.parameter("confirm")
    shown = gdb.parameter("print frame-arguments")
    gdb.execute("set confirm off")
    gdb.execute("set print frame-arguments none")
    try:
        for line in lines:
            gdb.execute(line, to_string=True)
    finally:
        gdb.execute(f"set confirm {'on' if asks else 'off'}")
        gdb.execute(f"set print frame-arguments {shown}")


class Mode(Command):
    """Look at the machine as the kernel and 64-bit programs see it, or as a 32-bit program does.

Usage: l4-mode 32 [PROGRAM.debug] | 64     (without arguments: which it is)

With 32, all of gdb works on the 32-bit program that runs: backtrace, registers, step. The other
commands l4-... work with 64 only. gdb connects anew: the machine does not run meanwhile."""

    name = "l4-mode"
    any_mode = True

    def __init__(self):
        super().__init__()
        self.files = []		# whose symbols gdb had before it looked at a program

    def is_set_up(self):
        return True

    def run(self, words_given):
        if words_given[:1] == ["32"] and len(words_given) <= 2:
            if not is_32bit_mode():
                self.look_32bit(words_given[1:])
        elif words_given == ["64"]:
            if is_32bit_mode():
                self.look_64bit()
        elif words_given:
            raise gdb.GdbError("32 or 64?")
        print(f"{'32' if is_32bit_mode() else '64'}-bit mode")

    def look_32bit(self, program):
        if "x86-64" not in gdb.selected_inferior().architecture().name():
            raise gdb.GdbError("this machine has no 32-bit programs")
        files = [path for path in (o.filename for o in gdb.objfiles())
                 if path and os.path.isfile(path)]
        program = program or [path for path in files if is_32bit_file(path)]
        if not program or not os.path.isfile(program[0]) or not is_32bit_file(program[0]):
            raise gdb.GdbError(f"{program[0]}: no 32-bit program" if program else
                               "which program?")
        text = describe_32bit(gdb.execute("maint print xml-tdesc", to_string=True))
        self.files = files
        server = gdb.selected_inferior().connection.details
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(text)
            file.flush()
            # It is read when gdb connects.
            run_all("disconnect", "file", "set architecture auto",
                    f"set tdesc filename {file.name}", "set architecture i386",
                    *(f"set remote {packet} off" for packet in PACKETS),
                    f"file {program[0]}", f"target remote {server}")

    def look_64bit(self):
        server = gdb.selected_inferior().connection.details
        run_all("disconnect", "file", "unset tdesc filename", "set architecture auto",
                "set architecture i386:x86-64",
                *(f"set remote {packet} auto" for packet in PACKETS),
                f"file {self.files[0]}",
                *(f"add-symbol-file {path}" for path in self.files[1:]),
                f"target remote {server}")


def tell_mode(_event):
    """Says when the machine stops in code of the other kind."""
    if not gdb.selected_inferior().pid:
        return
    name = gdb.selected_inferior().architecture().name()
    if name not in ("i386", "i386:x86-64"):
        return
    is_32bit_code = int(gdb.parse_and_eval("$cs")) == Amd64.code32
    if is_32bit_code != (name == "i386"):
        print(f"This is {'32' if is_32bit_code else '64'}-bit code: "
              f"l4-mode {'32' if is_32bit_code else '64'} shows it as such.")


def register():
    Mode()
    gdb.events.stop.connect(tell_mode)
