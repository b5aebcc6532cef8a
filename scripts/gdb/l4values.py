# SPDX-License-Identifier: BSD-2-Clause
"""How the kernel's values, memory and lists are found and read."""

import contextlib
import struct

import gdb

# One page of gdb's remote protocol at a time would be slow for tables.
BULK_BYTES = 64 << 10


def value(expression):
    """A variable or expression of the kernel; 'file.c'::name for a static one."""
    try:
        return gdb.parse_and_eval(expression)
    except gdb.error as error:
        raise gdb.GdbError(f"{expression}: {error} (are the kernel's symbols loaded?)") from error


def number(expression):
    """An expression that has an integer or a pointer as its value."""
    try:
        return int(value(expression))
    except (gdb.error, TypeError) as error:
        raise gdb.GdbError(f"{expression}: {error}") from error


def register(name):
    """A register of the processor."""
    return int(gdb.parse_and_eval(f"${name}")) & (1 << 64) - 1


def static(path, name):
    """A static variable of a source file, whatever else has the same name."""
    return value(f"'{path}'::{name}")


def is_nonzero(variable):
    """True if the variable can be read and holds something: before the kernel runs, it is not
    mapped."""
    try:
        return int(variable) != 0
    except gdb.MemoryError:
        return False


def pointer_to(type_name):
    return gdb.lookup_type(type_name).pointer()


def container(member_pointer, type_name, member):
    """The structure in which *member_pointer is the member, perhaps one of a member: "a.b"."""
    kind, offset = gdb.lookup_type(type_name), 0
    for name in member.split("."):
        field = next(f for f in kind.fields() if f.name == name)
        kind, offset = field.type, offset + field.bitpos // 8
    return gdb.Value(int(member_pointer) - offset).cast(pointer_to(type_name))


def byte_order():
    """As struct and int.from_bytes() call it: "<" and "little", or ">" and "big"."""
    word = gdb.lookup_type("word_t")
    is_little = int(gdb.Value(bytes([1] + [0] * (word.sizeof - 1)), word)) == 1
    return ("<", "little") if is_little else (">", "big")


def words(address, count):
    """Yields `count` machine words of memory."""
    inferior = gdb.selected_inferior()
    size = gdb.lookup_type("word_t").sizeof
    for start in range(0, count * size, BULK_BYTES):
        length = min(BULK_BYTES, count * size - start)
        yield from words_of(bytes(inferior.read_memory(address + start, length)), size)


def words_of(data, size):
    """As many words of `size` bytes as there are."""
    count = len(data) // size
    return struct.unpack(f"{byte_order()[0]}{count}{'I' if size == 4 else 'Q'}",
                         data[:count * size])


def list_items(head, type_name, member):
    """The elements of a struct list whose head is in no element."""
    link = head["next"]
    while int(link) != int(head.address):
        yield container(link, type_name, member)
        link = link.dereference()["next"]


@contextlib.contextmanager
def language(name):
    """Sets the language of expressions for a while."""
    old = gdb.parameter("language")
    gdb.execute(f"set language {name}", to_string=True)
    try:
        yield
    finally:
        gdb.execute(f"set language {old}", to_string=True)
