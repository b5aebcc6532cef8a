# SPDX-License-Identifier: BSD-2-Clause
"""Commands about the programs of threads: l4-utcb, l4-backtrace."""

import itertools

import gdb

from l4kernel import (Command, find_thread, is_32bit_thread, name_of, runs_32bit_code,
                      runs_user_code)
from l4machine import machine
from l4memory import find_slot
from l4values import words_of

LAST_MR = 63
MAX_CALLS = 24


def read_user(space, address, length):
    """Memory of a space, whichever one the processor is in: as many bytes as there are."""
    arch = machine()
    inferior = gdb.selected_inferior()
    page = 1 << arch.page_shift
    data = b""
    while len(data) < length and 0 <= address < arch.user_end:
        part = min(length - len(data), page - address % page)
        _, entry, level = find_slot(arch, int(space["pt"]["root"]), address)
        if not arch.is_present(entry):
            break
        offset = address & (1 << arch.shift(level)) - 1
        try:
            data += bytes(inferior.read_memory(arch.physmap + arch.paddr(entry, level) + offset,
                                               part))
        except gdb.MemoryError:
            break
        address += part
    return data


class Utcb(Command):
    """Show the UTCB of a thread in words of its size: control registers, message.

Usage: l4-utcb [ID | NUMBER | ADDRESS]     (default: the running one)"""

    name = "l4-utcb"

    def run(self, words_given):
        thread = find_thread(" ".join(words_given))
        tcb = thread["tcb"]
        pointer = int(tcb["utcb"])
        if not pointer:
            raise gdb.GdbError(f"thread {name_of(tcb.address)} has no UTCB")
        size = 4 if is_32bit_thread(thread) else 8
        names = machine().utcb_words
        low = min(names.values())
        data = gdb.selected_inferior().read_memory(pointer + low * size,
                                                   (LAST_MR + 1 - low) * size)
        words = words_of(bytes(data), size)
        print(f"thread {name_of(tcb.address)}, UTCB at {int(tcb['local_id']):#x}, "
              f"words of {size} bytes")
        for name, index in names.items():
            print(f"  {name:12} {words[index - low]:#x}")
        tag = words[-low]
        message = words[1 - low:][:(tag & 63) + (tag >> 6 & 63)]
        for first in range(0, len(message), 4):
            print(f"  MR{first + 1:<3}",
                  *(f"{word:0{2 * size}x}" for word in message[first:first + 4]))


class Backtrace(Command):
    """Show where the program of a thread is, and the calls that led there: on AMD64 words on its
stack that follow a CALL, old ones may be among them; on SPARC-V9 its register windows, and the
frames on its stack behind them.

Usage: l4-backtrace [ID | NUMBER | ADDRESS]     (default: the running one)"""

    name = "l4-backtrace"

    def run(self, words_given):
        thread = find_thread(" ".join(words_given))
        space = thread["tcb"]["space"]
        if not int(space):
            raise gdb.GdbError("this thread has no space")
        size = 4 if runs_32bit_code(thread) else 8
        calls = machine().calls(thread["tcb"], runs_user_code(thread), size,
                                lambda address, length: read_user(space, address, length))
        for address, inside in itertools.islice(calls, MAX_CALLS):
            self.print_call(address, size, inside)

    @staticmethod
    def print_call(address, size, inside):
        symbol = gdb.execute(f"info symbol {inside:#x}", to_string=True).split()
        name = "" if symbol[:2] == ["No", "symbol"] else f" {symbol[0]}"
        print(f"  {address:#0{2 * size + 2}x}{name}")


def register():
    for command in (Utcb, Backtrace):
        command()
