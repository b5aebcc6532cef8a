# SPDX-License-Identifier: BSD-2-Clause
"""Commands about the programs of threads: l4-utcb, l4-backtrace."""

import struct

import gdb

from l4kernel import (FRAME_FULL, Command, find_thread, is_32bit_thread, name_of,
                      runs_32bit_code, runs_user_code)
from l4memory import find_slot, machine

UTCB_WORDS = {"buffers": -16, "global id": -15, "processor": -14, "user handle": -13,
              "pager": -12, "exceptions": -11, "flags": -10, "error": -9, "xfer limits": -8,
              "intended": -7, "sender": -6, "tag": 0}
LAST_MR = 63
CALL_BYTES = 7
MAX_WORDS = 1024
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


def words_of(data, size):
    count = len(data) // size
    return struct.unpack(f"<{count}{'I' if size == 4 else 'Q'}", data[:count * size])


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
        low = min(UTCB_WORDS.values())
        data = gdb.selected_inferior().read_memory(pointer + low * size,
                                                   (LAST_MR + 1 - low) * size)
        words = words_of(bytes(data), size)
        print(f"thread {name_of(tcb.address)}, UTCB at {int(tcb['local_id']):#x}, "
              f"words of {size} bytes")
        for name, index in UTCB_WORDS.items():
            print(f"  {name:12} {words[index - low]:#x}")
        tag = words[-low]
        message = words[1 - low:][:(tag & 63) + (tag >> 6 & 63)]
        for first in range(0, len(message), 4):
            print(f"  MR{first + 1:<3}",
                  *(f"{word:0{2 * size}x}" for word in message[first:first + 4]))


class Backtrace(Command):
    """Show where the program of a thread is, and the calls on its stack: words that follow a CALL.
Old ones may be among them.

Usage: l4-backtrace [ID | NUMBER | ADDRESS]     (default: the running one)"""

    name = "l4-backtrace"

    def run(self, words_given):
        thread = find_thread(" ".join(words_given))
        space = thread["tcb"]["space"]
        if not int(space):
            raise gdb.GdbError("this thread has no space")
        size = 4 if runs_32bit_code(thread) else 8
        address, stack = self.place(thread)
        shown = 0
        if address is not None:
            self.print_call(address, size, address)
            shown = 1
        for word in words_of(read_user(space, stack, MAX_WORDS * size), size):
            if self.is_behind_call(read_user(space, word - CALL_BYTES, CALL_BYTES)):
                # A CALL may be the last instruction of its function.
                self.print_call(word, size, word - 1)
                shown += 1
            if shown == MAX_CALLS:
                break

    @staticmethod
    def place(thread):
        """Instruction and stack pointer. In an entry stub the first one is on the stack; while user
        code runs the processor has both."""
        if runs_user_code(thread):
            return int(gdb.parse_and_eval("$rip")), int(gdb.parse_and_eval("$rsp"))
        frame = thread["tcb"]["frame"]
        in_stub = int(frame["vector"]) > FRAME_FULL
        return None if in_stub else int(frame["rip"]), int(frame["rsp"])

    @staticmethod
    def is_behind_call(code):
        """True if the last of these bytes are an instruction CALL."""
        if len(code) < CALL_BYTES:
            return False
        if code[-5] == 0xe8:
            return True
        for length in range(2, CALL_BYTES + 1):
            opcode, modrm = code[-length], code[1 - length]
            mode, base = modrm >> 6, modrm & 7
            if mode == 3:
                wanted = 2
            elif mode == 0 and base == 5:
                wanted = 6
            else:
                wanted = 2 + (base == 4) + (0, 1, 4)[mode]
            if opcode == 0xff and modrm >> 3 & 7 == 2 and length == wanted:
                return True
        return False

    @staticmethod
    def print_call(address, size, inside):
        symbol = gdb.execute(f"info symbol {inside:#x}", to_string=True).split()
        name = "" if symbol[:2] == ["No", "symbol"] else f" {symbol[0]}"
        print(f"  {address:#0{2 * size + 2}x}{name}")


def register():
    for command in (Utcb, Backtrace):
        command()
