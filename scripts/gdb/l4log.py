# SPDX-License-Identifier: BSD-2-Clause
"""The command l4-log: the kernel's console in memory."""

import gdb

from l4kernel import Command
from l4values import static

SOURCE = "generic/console_ring.c"


def text_of(log):
    """What a struct console_log holds, oldest first; its numbers may be anything."""
    size, at, length = (int(log[name]) for name in ("bytes", "at", "length"))
    if not 0 <= at < size or length > size:
        raise gdb.GdbError("there is no text: the memory holds something else")
    address = int(log["text"].address)
    ring = bytes(gdb.selected_inferior().read_memory(address, size))
    text = (ring[at:] + ring[:at])[size - length:]
    return "".join(chr(c) if 32 <= c < 127 or c == 10 else "." for c in text)


class Log(Command):
    """Show the end of what the kernel has printed, or of what its former run has.

Usage: l4-log [former] [LINES]

The kernel needs CONFIG_CONSOLE_RING."""

    name = "l4-log"

    def is_set_up(self):
        return True

    def run(self, words_given):
        is_former = words_given[:1] == ["former"]
        rest = words_given[is_former:]
        try:
            lines = int(rest[0]) if rest else 0
            log = static(SOURCE, "former" if is_former else "now")
        except ValueError as error:
            raise gdb.GdbError(f"{rest[0]}: no number of lines") from error
        if not int(log):
            raise gdb.GdbError("the kernel has no console in memory (yet)")
        if is_former and int(static(SOURCE, "former_state")) == 0:
            raise gdb.GdbError("no former run has left its text")
        text = text_of(log.dereference()).rstrip("\n").split("\n")
        print("\n".join(text[-lines:]))


def register():
    Log()
