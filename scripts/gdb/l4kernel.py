# SPDX-License-Identifier: BSD-2-Clause
"""How the kernel's objects are found and written, for all commands of this folder."""

import contextlib
import struct

import gdb

TID_NUMBER_BITS = 18
USEC_NEVER = (1 << 64) - 1
# AMD64: of values of `vector` beyond this one the frame is that of an entry stub, without address.
# See <arch/frame.h>. And the selector of 32-bit code, see <arch/segments.h>.
FRAME_FULL = 0x100
CODE32 = 0x1b
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


def words(address, count):
    """Yields `count` machine words of memory."""
    inferior = gdb.selected_inferior()
    word = gdb.lookup_type("word_t")
    size = word.sizeof
    order = "<" if int(gdb.Value(bytes([1] + [0] * (size - 1)), word)) == 1 else ">"
    for start in range(0, count * size, BULK_BYTES):
        length = min(BULK_BYTES, count * size - start)
        block = bytes(inferior.read_memory(address + start, length))
        yield from struct.unpack(f"{order}{length // size}{'Q' if size == 8 else 'I'}", block)


def list_items(head, type_name, member):
    """The elements of a struct list whose head is in no element."""
    link = head["next"]
    while int(link) != int(head.address):
        yield container(link, type_name, member)
        link = link.dereference()["next"]


def threads():
    """Pointers to all threads of the thread table, in the order of their numbers."""
    table = value("thread_table")
    # Entries are addresses of ids; a number without a thread has that of `thread_absent`.
    nobody = int(value("&thread_absent"))
    offset = int(value("&((struct thread *)0)->tcb.id"))
    for word in words(int(table), 1 << TID_NUMBER_BITS):
        if word - offset != nobody:
            yield gdb.Value(word - offset).cast(pointer_to("struct thread"))


def processors():
    """The struct cpu of each processor that runs."""
    return [value(f"*cpus[{i}]") for i in range(int(value("ncpus")))]


def processor():
    """The struct cpu of the processor that is selected: to gdb each is a thread."""
    of_machine = processors()
    for cpu in of_machine if len(of_machine) > 1 else ():
        # The emulator numbers its processors by their APIC ids.
        if int(cpu["arch"]["apic_id"]) == gdb.selected_thread().num - 1:
            return cpu
    return value("cpu0")


def is_idle(tcb):
    """True if it is the idle thread of a processor."""
    return any(int(tcb) == int(cpu["idle"]) for cpu in processors())


def running():
    """The running thread. Of user code on AMD64 the trap stack alone tells whose it is."""
    cs = gdb.parse_and_eval("$cs")
    if cs.type.code == gdb.TYPE_CODE_VOID or int(cs) & 3 == 0:
        return processor()["current"].cast(pointer_to("struct thread"))
    line = int(processor()["arch"]["tss"]["trap_stack"])
    offset = int(value("&((struct thread *)0)->tcb.id"))
    return gdb.Value(line - offset).cast(pointer_to("struct thread"))


def find_thread(text):
    """A thread by id, number, or an expression for its address; the running one by default."""
    if not text:
        return running()
    given = value(text)
    if given.type.strip_typedefs().code == gdb.TYPE_CODE_PTR:
        return given.cast(pointer_to("struct thread"))
    wanted = number(text)
    shift = gdb.lookup_type("word_t").sizeof * 4
    for thread in threads():
        ident = int(thread["tcb"]["id"])
        if wanted in (ident, ident >> shift, int(thread)):
            return thread
    raise gdb.GdbError(f"no thread {text}")


def is_32bit_space(space):
    return bool(int(space)) and bool(space["compat"])


def is_32bit_thread(thread):
    """True if it is one of a 32-bit space: its UTCB has words of four bytes."""
    return is_32bit_space(thread["tcb"]["space"])


def runs_user_code(thread):
    """True on AMD64 if the processor has the thread's registers, not its frame."""
    cs = gdb.parse_and_eval("$cs")
    return (cs.type.code != gdb.TYPE_CODE_VOID and int(cs) & 3 != 0 and
            int(thread) == int(running()))


def runs_32bit_code(thread):
    """CS of a thread tells; in an entry stub there is none, but its space tells."""
    frame = thread["tcb"]["frame"]
    if "cs" not in [field.name for field in frame.type.fields()]:
        return False
    if runs_user_code(thread):
        return int(gdb.parse_and_eval("$cs")) == CODE32
    if int(frame["vector"]) > FRAME_FULL:
        return is_32bit_thread(thread)
    return int(frame["cs"]) == CODE32


def name_of(tcb):
    """A thread in one word; tcb is a pointer to its struct tcb."""
    if not int(tcb):
        return "-"
    if is_idle(tcb):
        return "idle"
    return f"{int(tcb['id']):#x}"


def enum_name(enum, prefix, number):
    """The name of a constant without its prefix, in lower case."""
    for constant in gdb.lookup_type(f"enum {enum}").fields():
        if constant.enumval == int(number):
            return constant.name.removeprefix(prefix).lower()
    return str(int(number))


def state_name(tcb):
    # While user code runs the state is not kept up to date.
    address = tcb if tcb.type.code == gdb.TYPE_CODE_PTR else tcb.address
    if int(address) == int(running()):
        return "running"
    return enum_name("thread_state", "THREAD_", tcb["state"])


def microseconds(number):
    return "never" if int(number) == USEC_NEVER else f"{int(number)} us"


def rights_text(rights):
    return "".join(c if rights & bit else "-" for c, bit in (("r", 4), ("w", 2), ("x", 1)))


@contextlib.contextmanager
def language(name):
    """Sets the language of expressions for a while."""
    old = gdb.parameter("language")
    gdb.execute(f"set language {name}", to_string=True)
    try:
        yield
    finally:
        gdb.execute(f"set language {old}", to_string=True)


class Command(gdb.Command):
    """A command whose name and help come from its class. Whatever language the program at hand is
    written in, its arguments are expressions of C."""

    name = None
    any_mode = False	# true if it works while gdb looks at a 32-bit program, see l4-mode

    def __init__(self):
        super().__init__(self.name, gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, _from_tty):
        # pylint: disable=arguments-differ
        if not gdb.selected_inferior().pid:
            raise gdb.GdbError("gdb is connected to no machine: target remote")
        if not self.any_mode and gdb.selected_inferior().architecture().name() == "i386":
            raise gdb.GdbError("gdb looks at a 32-bit program: l4-mode 64")
        with language("c"):
            if not self.is_set_up():
                raise gdb.GdbError("the kernel is not running yet")
            try:
                self.run(gdb.string_to_argv(argument))
            except gdb.error as error:
                raise gdb.GdbError(str(error)) from error

    def is_set_up(self):
        """True if the kernel has started so far that there is something to show."""
        return is_nonzero(value("cpu0.idle"))

    def run(self, words_given):
        raise NotImplementedError
