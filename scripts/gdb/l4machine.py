# SPDX-License-Identifier: BSD-2-Clause
"""What commands have to know of a processor: its page tables, its UTCBs, where the registers of a
thread are, and whose the processor has while a program runs."""

import itertools
import re
import tempfile

import gdb

from l4values import pointer_to, register, value, words, words_of

TID_NUMBER_BITS = 18
MASK64 = (1 << 64) - 1


class Machine:
    """What is alike on all processors; those that have a thing of their own say so."""

    @classmethod
    def shift(cls, level):
        return cls.page_shift + level * cls.table_bits

    @classmethod
    def table(cls, entry):
        return (entry & cls.address_bits) + cls.physmap

    @classmethod
    def paddr(cls, entry, level):
        return entry & cls.address_bits & ~((1 << cls.shift(level)) - 1)

    @staticmethod
    def block(address, length):
        """A large piece of the kernel's memory."""
        return bytes(gdb.selected_inferior().read_memory(address, length))


class Amd64(Machine):
    """Page tables as <arch/page.h> and <arch/pte.h> have them, frames as <arch/frame.h>."""

    page_shift = 12
    table_bits = 9
    levels = 4
    physmap = 0xffff800000000000
    user_end = 0x00007ffffffff000
    address_bits = 0x000ffffffffff000
    utcb_words = {"buffers": -16, "global id": -15, "processor": -14, "user handle": -13,
                  "pager": -12, "exceptions": -11, "flags": -10, "error": -9, "xfer limits": -8,
                  "intended": -7, "sender": -6, "tag": 0}
    # Of values of `vector` beyond this one the frame is that of an entry stub, without address.
    frame_full = 0x100
    # Where threads of 64- and of 32-bit spaces are that are in an entry stub.
    stub, stub32 = 0xffa0100e, 0xffa01a00
    # The selector of 32-bit code, see <arch/segments.h>.
    code32 = 0x1b
    narrow_names = {"rip": "eip", "rflags": "eflags", "cs": "cs", "ss": "ss",
                    **{f"r{name}": f"e{name}"
                       for name in ("ax", "bx", "cx", "dx", "si", "di", "bp", "sp")}}
    call_bytes = 7

    @staticmethod
    def is_present(entry):
        return bool(entry & 1)

    @staticmethod
    def is_leaf(entry, level):
        return level == 0 or bool(entry & 1 << 7)

    @staticmethod
    def rights(entry):
        return 4 | (2 if entry & 2 else 0) | (0 if entry >> 63 else 1)

    @staticmethod
    def is_kernel(entry):
        return bool(entry & 1 << 9)

    @staticmethod
    def is_user_mode():
        return register("cs") & 3 != 0

    @staticmethod
    def of_user_mode(cpu):
        """The trap stack alone tells whose user code runs."""
        return thread_at(int(cpu["arch"]["tss"]["trap_stack"]))

    @classmethod
    def is_in_stub(cls, tcb):
        return int(tcb["frame"]["vector"]) > cls.frame_full

    @classmethod
    def user_ip(cls, tcb, narrow):
        if cls.is_in_stub(tcb):
            return cls.stub32 if narrow else cls.stub
        return int(tcb["frame"]["rip"])

    @classmethod
    def runs_narrow(cls, tcb, in_processor, narrow):
        """CS of a thread tells which code it runs; in an entry stub there is none, but its space
        tells."""
        if in_processor:
            return register("cs") == cls.code32
        if cls.is_in_stub(tcb):
            return narrow
        return int(tcb["frame"]["cs"]) == cls.code32

    @classmethod
    def registers(cls, tcb, in_processor, narrow):
        """Yields name, contents and digits of each register, in the width of its code."""
        frame = tcb["frame"]
        for name in [field.name for field in frame.type.fields()]:
            contents = int(frame[name])
            if in_processor and name not in ("vector", "error"):
                contents = register("eflags" if name == "rflags" else name)
            if not narrow or name in ("vector", "error"):
                yield name, contents & MASK64, 16
            elif name in cls.narrow_names:
                yield cls.narrow_names[name], contents & 0xffffffff, 8

    @classmethod
    def calls(cls, tcb, in_processor, size, read):
        """Yields addresses of code, the innermost first, and an address inside the instruction that
        calls: words of the stack that follow a CALL. Old ones may be among them."""
        if in_processor:
            yield register("rip"), register("rip")
            stack = register("rsp")
        else:
            if not cls.is_in_stub(tcb):
                yield int(tcb["frame"]["rip"]), int(tcb["frame"]["rip"])
            stack = int(tcb["frame"]["rsp"])
        for word in words_of(read(stack, 1024 * size), size):
            if cls.is_behind_call(read(word - cls.call_bytes, cls.call_bytes)):
                # A CALL may be the last instruction of its function.
                yield word, word - 1

    @classmethod
    def is_behind_call(cls, code):
        """True if the last of these bytes are an instruction CALL."""
        if len(code) < cls.call_bytes:
            return False
        if code[-5] == 0xe8:
            return True
        for length in range(2, cls.call_bytes + 1):
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


class Sparc64(Machine):
    """The same of SPARC-V9. Windows of a thread are in the slots of its frame, and on its stack;
    while it runs some are in the processor alone."""

    page_shift = 13
    table_bits = 9
    levels = 4
    physmap = 0xfffff80000000000
    user_end = 1 << 43
    address_bits = 0x000001ffffffe000
    utcb_words = {"global id": -64, "processor": -56, "pager": -63, "exceptions": -62,
                  "flags": -55, "error": -59, "user handle": -61, "xfer limits": -60,
                  "intended": -58, "sender": -57, "buffers": -33, "tag": 0}
    # System calls through a stub: all but the first, see <generated/syscalls.h>.
    stub_traps = range(0x171, 0x17c)
    bias = 2047
    window_words = 16
    windows = 8

    @staticmethod
    def is_present(entry):
        return entry != 0

    @staticmethod
    def is_leaf(entry, level):
        return bool(entry >> 63)

    @staticmethod
    def rights(entry):
        return sum(right for right, bit in ((4, 7), (2, 8), (1, 9)) if entry & 1 << bit)

    @staticmethod
    def is_kernel(entry):
        return bool(entry & 1 << 50)

    @classmethod
    def block(cls, address, length):
        """By packets it would take seconds. The emulator can write it to a file, as a rule: it runs
        on this machine."""
        with tempfile.NamedTemporaryFile() as file:
            gdb.execute(f'monitor pmemsave {address - cls.physmap:#x} {length} "{file.name}"',
                        to_string=True)
            data = file.read()
        return data if len(data) == length else Machine.block(address, length)

    @staticmethod
    def register(name):
        """gdb calls two of them by what they are for."""
        return register({"o6": "sp", "i6": "fp"}.get(name, name))

    @staticmethod
    def is_user_mode():
        return register("pstate") & 4 == 0

    @classmethod
    def of_user_mode(cls, cpu):
        """The alternate globals know, which the emulator does not tell. The space is that of the
        primary context, and %g7 the thread's local id, unless the program has changed it. A NULL
        pointer: it cannot be told."""
        text = gdb.execute("monitor info tlb", to_string=True)
        context = int(re.search(r"Primary: *(\d+)", text).group(1))
        root = int(value(f"'arch/sparc64/paging.c'::context_root[{context}]"))
        last = cpu["current"].cast(pointer_to("struct thread"))
        for thread in cls.threads_of(root, last):
            if int(thread["tcb"]["local_id"]) == register("g7"):
                return thread
        return gdb.Value(0).cast(pointer_to("struct thread"))

    @staticmethod
    def threads_of(root, last):
        """Those of the space with this root table, the one that entered the kernel last in front.
        """
        for thread in itertools.chain([last], threads()):
            space = thread["tcb"]["space"]
            if int(space) and int(space["pt"]["space_word"]) == root:
                yield thread

    @classmethod
    def user_ip(cls, tcb, _narrow):
        if int(tcb["frame"]["type"]) in cls.stub_traps:
            return int(tcb["frame"]["out"][7]) + 8 & ~3
        return int(tcb["frame"]["tpc"])

    @staticmethod
    def runs_narrow(_tcb, _in_processor, _narrow):
        return False

    @classmethod
    def kept_windows(cls, tcb):
        """Locals and ins of the windows in the frame, as one list each; the current one last."""
        frame = tcb["frame"]
        slots = int(frame["slot"].address)
        count = (int(frame["slot_end"]) - slots) // (8 * cls.window_words)
        if not 0 <= count < cls.windows:
            return []
        return [list(words(slots + 8 * cls.window_words * i, cls.window_words))
                for i in range(count)]

    @classmethod
    def registers(cls, tcb, in_processor, _narrow):
        """In the kernel the current window of a thread may be in the processor alone: it is not
        shown then."""
        frame = tcb["frame"]
        if in_processor:
            names = ("pc", "npc", "state", "y", *(f"{bank}{i}" for bank in "goli"
                                                  for i in range(bank == "g", 8)))
            yield from ((name, cls.register(name), 16) for name in names)
            return
        for name, field in (("pc", "tpc"), ("npc", "tnpc"), ("state", "tstate"), ("y", "y"),
                            ("trap", "type"), ("address", "fault_address"),
                            ("status", "fault_status")):
            yield name, int(frame[field]), 16
        for bank, field in (("g", "global"), ("o", "out")):
            for i in range(bank == "g", 8):
                yield f"{bank}{i}", int(frame[field][i]), 16
        for window in cls.kept_windows(tcb)[-1:]:
            for i, contents in enumerate(window):
                yield f"{'li'[i // 8]}{i % 8}", contents, 16

    @classmethod
    def calls(cls, tcb, in_processor, _size, read):
        """The same: by windows, then by the frames on the stack."""
        if in_processor:
            yield register("pc"), register("pc")
            if cls.begins_function(register("pc")):
                # The window is still that of the caller.
                yield register("o7"), register("o7")
            windows = cls.live_windows()
        else:
            yield cls.user_ip(tcb, False), cls.user_ip(tcb, False)
            windows = cls.kept_windows(tcb)[::-1]
        window = None
        while True:
            if windows:
                window = windows.pop(0)
            else:
                pointer = window[14] if window else 0
                data = read(pointer + cls.bias, 8 * cls.window_words) if pointer else b""
                if len(data) < 8 * cls.window_words:
                    return
                window = words_of(data, 8)
            if not window[15]:
                return
            # The address of the call itself.
            yield window[15], window[15]

    @staticmethod
    def begins_function(address):
        block = gdb.block_for_pc(address)
        while block and not block.function:
            block = block.superblock
        return bool(block) and block.start == address

    @classmethod
    def live_windows(cls):
        """The windows of the program that runs, the current one first. The emulator shows one at a
        time: the others are made current, one after the other."""
        text = gdb.execute("monitor info registers", to_string=True)
        count = int(re.search(r"canrestore: *(\d+)", text).group(1))
        state = register("state")
        first = state & cls.windows - 1
        found = []
        try:
            for i in range(min(count, cls.windows - 2) + 1):
                cls.set_state(state & ~31 | (first - i) % cls.windows)
                found.append([cls.register(f"{bank}{n}") for bank in "li" for n in range(8)])
        finally:
            cls.set_state(state)
        return found

    @staticmethod
    def set_state(state):
        gdb.execute(f"set variable $state = {state:#x}", to_string=True)
        # What gdb knows of the others is that of another window.
        gdb.execute("maintenance flush register-cache", to_string=True)


def machine():
    """The processor that gdb looks at."""
    name = gdb.selected_inferior().architecture().name()
    if name == "i386:x86-64":
        return Amd64
    if name.startswith("sparc"):
        return Sparc64
    raise gdb.GdbError(f"{name}: nothing is known of this processor here")


def thread_at(line):
    """The thread whose id lies at this address; threads are known by that in many places."""
    offset = int(value("&((struct thread *)0)->tcb.id"))
    return gdb.Value(line - offset).cast(pointer_to("struct thread"))


def threads():
    """Pointers to all threads of the thread table, in the order of their numbers."""
    nobody = int(value("&thread_absent.tcb.id"))
    table = machine().block(int(value("thread_table")), 8 << TID_NUMBER_BITS)
    for line in words_of(table, 8):
        if line != nobody:
            yield thread_at(line)
