# SPDX-License-Identifier: BSD-2-Clause
"""A machine whose framebuffer is set up by the test: QEMU's graphics mode, and the loader's record
as the kernel has read it. And the reader of the text on such a screen."""

import json
import os
import re
import socket
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "kdb"))

# pylint: disable=wrong-import-position
import machine  # noqa: E402
from gdbstub import Stub  # noqa: E402

# Registers of QEMU's graphics adapter: index port, data port; numbers of the registers.
DISPI_INDEX, DISPI_DATA = 0x1ce, 0x1cf
XRES, YRES, BPP, ENABLE = 1, 2, 3, 4
ENABLED, LINEAR = 0x01, 0x40
PCI_ADDRESS, PCI_DATA = 0xcf8, 0xcfc
PIXELS = 0xfd000000
GLYPH = (8, 16)
COLOURS = {16: ((11, 5), (5, 6), (0, 5)), 24: ((16, 8), (8, 8), (0, 8)),
           32: ((16, 8), (8, 8), (0, 8))}
LONG = 4 * machine.WAIT
RSP = 7		# as the emulator numbers registers


def record(width, height, depth, start=PIXELS):
    """A record of this mode, as QEMU's adapter lays it out."""
    values = {"framebuffer": start, "mode.pitch": width * depth // 8,
              "mode.width": width, "mode.height": height,
              "mode.depth": depth}
    for name, (position, size) in zip(("red", "green", "blue"), COLOURS[depth]):
        values[f"mode.{name}.position"] = position
        values[f"mode.{name}.size"] = size
    return values


def read_font(folder):
    """Maps the rows of a glyph to its character, from the header that the build has made."""
    with open(f"{folder}/include/generated/font.h", encoding="ascii") as file:
        glyphs = [bytes(int(n) for n in re.findall(r"\d+", line))
                  for line in file if line.startswith("\t{")]
    font = {}
    for code in (*range(32, 127), *range(160, 256), 127):
        font.setdefault(glyphs[code], chr(code))
    return font


def write_record(stub, image, values):
    """Lets the kernel, which has not begun, read its record, and writes another one then."""
    symbols = machine.symbols(image)
    fields = [f"((struct loader_record *)0)->{name}" for name in values]
    lines = [f"print/d {what}{field}{end}" for field in fields
             for what, end in (("(long)&", ""), ("sizeof(", ")"))]
    text = subprocess.run(["gdb", "-batch", "-nx", *(w for l in lines for w in ("-ex", l)), image],
                          check=True, capture_output=True, text=True).stdout
    numbers = [int(n) for n in re.findall(r"^\$\d+ = (\d+)$", text, re.M)]
    stub.run_to(symbols["loader_record_read"])
    sp = stub.registers()[RSP]
    stub.run_to(struct.unpack("<Q", stub.read(sp, 8))[0])
    for value, offset, size in zip(values.values(), numbers[::2], numbers[1::2]):
        stub.write(symbols["loader_record"] + offset, value.to_bytes(size, "little"))


class Screen(machine.Session):
    """One run of a machine whose screen shows this font."""

    font = {}

    def picture(self):
        """Width, height, and the pixels as rows of bytes, three each."""
        path = self.socket_path + "-picture"
        self.monitor({"execute": "screendump", "arguments": {"filename": path}})
        with open(path, "rb") as file:
            data = file.read()
        os.remove(path)
        head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
        width, height = int(head.group(1)), int(head.group(2))
        rows = data[head.end():]
        return width, height, [rows[i:i + 3 * width] for i in range(0, len(rows), 3 * width)]

    def characters(self, rows, width, step):
        """Lines of the text in rows of pixels, each of so many bytes; a cell that shows no
        character is a \\0."""
        lines = []
        for top in range(0, len(rows) - GLYPH[1] + 1, GLYPH[1]):
            line = ""
            for left in range(0, width - GLYPH[0] + 1, GLYPH[0]):
                glyph = bytes(
                    sum((any(row[(left + x) * step:(left + x + 1) * step])) << (7 - x)
                        for x in range(8)) for row in rows[top:top + GLYPH[1]])
                if glyph not in self.font and glyph[14:] == b"\xff\xff":
                    found = [c for g, c in self.font.items() if g[:14] == glyph[:14]]
                    line += found[0] if found else "\0"
                else:
                    line += self.font.get(glyph, "\0")
            lines.append(line.rstrip())
        return lines

    def screen(self):
        width, _, rows = self.picture()
        return "\n".join(self.characters(rows, width, 3))

    def screen_with(self, text):
        """The screen as soon as it shows this text, or the last one of a long time: a character is
        seen there later than on the line."""
        end = time.monotonic() + LONG
        while text not in (shown := self.screen()) and time.monotonic() < end:
            time.sleep(0.2)
        return shown


class Session(Screen):
    """One run of the machine; values: what the kernel finds in the loader's record."""

    def __init__(self, out, folder, program, values, options="enter", kernel=None, mode=None,
                 more=(), before=None, **rest):
        self.font = read_font(folder)
        self.stub_path = os.path.join(os.path.dirname(program), f"gdb-{os.getpid()}")
        self.size = (values["mode.width"], values["mode.height"])
        super().__init__(out, kernel or f"{folder}/filbert-kernel", program, options,
                         more=("-S", "-gdb", f"unix:{self.stub_path},server=on,wait=off",
                               "-action", "reboot=reset", *more), **rest)
        self.describe(f"{folder}/filbert-kernel.debug", values, mode, before)

    def ports(self, *writes):
        """Writes to ports: port, value, and b, h or w for its size."""
        for port, value, size in writes:
            self.ask(f"o/{size} {port:#x} {value:#x}")

    def ask(self, line):
        """A command of QEMU's monitor; its answer."""
        with socket.socket(socket.AF_UNIX) as monitor:
            monitor.settimeout(machine.WAIT)
            monitor.connect(self.socket_path)
            stream = monitor.makefile("rw")
            stream.readline()
            for request in ({"execute": "qmp_capabilities"},
                            {"execute": "human-monitor-command",
                             "arguments": {"command-line": line}}):
                stream.write(json.dumps(request) + "\n")
                stream.flush()
                while True:
                    answer = json.loads(stream.readline())
                    if "return" in answer or "error" in answer:
                        break
            return answer.get("return", "")

    def set_mode(self, width, height, depth):
        self.ports(*((port, value, "h") for reg, number in
                     ((ENABLE, 0), (XRES, width), (YRES, height), (BPP, depth),
                      (ENABLE, ENABLED | LINEAR))
                     for port, value in ((DISPI_INDEX, reg), (DISPI_DATA, number))))

    def describe(self, image, values, mode, before):
        """Stops the kernel when it has read the record, and writes another one."""
        stub = Stub(self.stub_path)
        write_record(stub, image, values)
        if mode:
            self.set_mode(*mode)
        if before:
            before(self)
        stub.detach()
