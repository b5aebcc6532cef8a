# SPDX-License-Identifier: BSD-2-Clause
"""ACPI tables as firmware might leave them. (ACPI 6.4, section 5.2; HPET 1.0a, section 3.2.4)"""

import struct

HEADER = 36

# A command for gdb where the kernel is entered: the loader's record, to which word 23 of the
# interface page at the start of the image points, tells no root pointer. The kernel searches.
UNTOLD = f"set {{long}}(*(long *){0x600000 + 8 * 23:#x} + 16) = 0"


def with_sum(data, where, length=None):
    """Sets the byte at `where` so that the sum of the first bytes is 0."""
    data[where] = 0
    data[where] = -sum(data[:length]) & 0xFF
    return data


def table(signature, body):
    head = struct.pack("<4sIBB6s8sI4sI", signature, HEADER + len(body), 1, 0, b"FILBRT",
                       b"FILBERT ", 1, b"TEST", 1)
    return bytes(with_sum(bytearray(head + body), 9))


def io_apic(address):
    """An entry of the MADT; what does not fit 32 bits is an IO-SAPIC."""
    if address >> 32:
        return struct.pack("<BBBBIQ", 6, 16, 0, 0, 0, address)
    return struct.pack("<BBBBII", 1, 12, 0, 0, address, 0)


def madt(*addresses):
    return table(b"APIC", struct.pack("<II", 0xFEE00000, 1) + b"".join(map(io_apic, addresses)))


def hpet(address):
    return table(b"HPET", struct.pack("<IBBBBQBHB", 0, 0, 64, 0, 0, address, 0, 0, 0))


def root_pointer(xsdt):
    data = bytearray(struct.pack("<8sB6sBIIQI", b"RSD PTR ", 0, b"FILBRT", 2, 0, HEADER, xsdt, 0))
    return bytes(with_sum(with_sum(data, 8, 20), 32))


def firmware(base, *tables):
    """Tables and behind them their list, to lie at `base`; and the root pointer to it."""
    data, addresses = bytearray(), []
    for one in tables:
        addresses.append(base + len(data))
        data += one + bytes(-len(one) % 16)
    listed = table(b"XSDT", struct.pack(f"<{len(addresses)}Q", *addresses))
    return bytes(data + listed), root_pointer(base + len(data))
