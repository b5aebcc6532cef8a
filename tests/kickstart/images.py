# SPDX-License-Identifier: BSD-2-Clause
"""Makes ELF files, kernel interface pages and multiboot modules for the loader tests."""

import struct

MAGIC = 0x4BE6344C
KIP_ADDRESS = 0x600000
CODE_ADDRESS = 0x601000
SIGMA0_ADDRESS = 0xF00000
ROOT_ADDRESS = 0x1000000
PAGE = 4096

ET_EXEC = 2
EM_386 = 3
EM_X86_64 = 62
PT_LOAD = 1


class Segment:
    def __init__(self, paddr, data, memsz=None, flags=7, vaddr=None, kind=PT_LOAD):
        self.paddr = paddr
        self.vaddr = paddr if vaddr is None else vaddr
        self.data = data
        self.memsz = len(data) if memsz is None else memsz
        self.flags = flags
        self.kind = kind


def elf(bits, entry, segments, machine=None, kind=ET_EXEC, lead=PAGE):
    """An ELF file; the segments' contents follow each other from offset `lead` on, page by page."""
    if machine is None:
        machine = EM_X86_64 if bits == 64 else EM_386
    ident = b"\x7fELF" + bytes([2 if bits == 64 else 1, 1, 1]) + bytes(9)
    if bits == 64:
        header = ident + struct.pack("<HHIQQQIHHHHHH", kind, machine, 1, entry, 64, 0, 0, 64, 56,
                                     len(segments), 0, 0, 0)
    else:
        header = ident + struct.pack("<HHIIIIIHHHHHH", kind, machine, 1, entry, 52, 0, 0, 52, 32,
                                     len(segments), 0, 0, 0)
    body = b""
    for s in segments:
        offset = lead + len(body)
        if bits == 64:
            header += struct.pack("<IIQQQQQQ", s.kind, s.flags, offset, s.vaddr, s.paddr,
                                  len(s.data), s.memsz, PAGE)
        else:
            header += struct.pack("<IIIIIIII", s.kind, offset, s.vaddr, s.paddr, len(s.data),
                                  s.memsz, s.flags, PAGE)
        body += s.data + bytes(-len(s.data) % PAGE)
    return header.ljust(lead, b"\0") + body


def kip(bits, slots=64, table=0x400, mask=0x00201007):
    """A page as a linked kernel has it: magic, version, page sizes, empty descriptor slots."""
    word = bits // 8
    page = bytearray(PAGE)

    def put(index, value):
        page[index * word:(index + 1) * word] = value.to_bytes(word, "little")

    put(0, MAGIC)
    put(1, 0x84050000)
    put(2, 4 if bits == 64 else 0)
    put(21, table << (bits // 2) | slots)
    put(50, mask)
    return bytes(page)


def kernel(code, bits=64, page=None, extra=(), entry=CODE_ADDRESS, kip_bits=None):
    page = kip(kip_bits or bits) if page is None else page
    return elf(bits, entry, [Segment(KIP_ADDRESS, page, flags=6),
                             Segment(CODE_ADDRESS, code, len(code) + 0x3000, flags=5), *extra])


def program(address, bits=64, fill=b"p", size=3 * PAGE):
    """Text, then data with some bss behind it; the text begins with a recognizable string."""
    text = (fill * 64).ljust(size - PAGE, b"\x90")
    return elf(bits, address + 4, [Segment(address, text, flags=5),
                                   Segment(address + size - PAGE, b"data" * 16, PAGE, flags=6)])
