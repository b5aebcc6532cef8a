#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Makes one image of the loader and the boot modules, for a firmware that loads one file: the last
segment of the loader becomes a container (kickstart/from/container.h).

Usage: container.py LOADER IMAGE OPTIONS < LIST

OPTIONS is the loader's command line; each line of LIST is the command line of a module, which
begins with the name of its file.
"""

import struct
import sys

MAGIC = 0x46696C6265727401
HEAD_BYTES = 32
MODULE_BYTES = 24
ALIGN = 8192
PT_LOAD = 1
PHDR_AT = 0x20          # in the ELF header: offset of the program headers
PHNUM_AT = 0x38         # and their number
PHDR_BYTES = 56


def padded(data, to=ALIGN):
    return data + bytes(-len(data) % to)


def container(options, modules):
    strings_at = HEAD_BYTES + MODULE_BYTES * len(modules)
    strings = b""
    places = []
    for text in (options, *(cmdline for cmdline, _ in modules)):
        places.append(strings_at + len(strings))
        strings += text.encode() + b"\0"
    files = b""
    table = b""
    first = (strings_at + len(strings) + ALIGN - 1) // ALIGN * ALIGN
    for (_, data), place in zip(modules, places[1:]):
        table += struct.pack(">3Q", first + len(files), len(data), place)
        files += padded(data)
    head = struct.pack(">4Q", MAGIC, first + len(files), len(modules), places[0])
    return padded(head + table + strings) + files


def with_container(loader, content):
    """The ELF file with its last segment replaced."""
    image = bytearray(padded(loader))
    phoff, = struct.unpack_from(">Q", loader, PHDR_AT)
    phnum, = struct.unpack_from(">H", loader, PHNUM_AT)
    loads = [phoff + i * PHDR_BYTES for i in range(phnum)
             if struct.unpack_from(">I", loader, phoff + i * PHDR_BYTES)[0] == PT_LOAD]
    # Offset in the file, and both sizes.
    struct.pack_into(">Q", image, loads[-1] + 8, len(image))
    struct.pack_into(">2Q", image, loads[-1] + 32, len(content), len(content))
    return bytes(image) + content


def read(name):
    with open(name, "rb") as file:
        return file.read()


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__.split("\n\n")[1])
    lines = [line.rstrip("\n") for line in sys.stdin if line.strip()]
    modules = [(line, read(line.split()[0])) for line in lines]
    with open(sys.argv[2], "wb") as file:
        file.write(with_container(read(sys.argv[1]), container(sys.argv[3], modules)))


if __name__ == "__main__":
    main()
