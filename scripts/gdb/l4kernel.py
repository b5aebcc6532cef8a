# SPDX-License-Identifier: BSD-2-Clause
"""The kernel's objects as all commands of this folder show them."""

import functools

import gdb

from l4machine import machine, threads
from l4values import is_nonzero, language, number, pointer_to, value

USEC_NEVER = (1 << 64) - 1


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


@functools.cache
def running():
    """The running thread; a NULL pointer if nobody can tell. Known as long as a command runs."""
    if machine().is_user_mode():
        return machine().of_user_mode(processor())
    return processor()["current"].cast(pointer_to("struct thread"))


def find_thread(text):
    """A thread by id, number, or an expression for its address; the running one by default."""
    if not text:
        thread = running()
        if not int(thread):
            raise gdb.GdbError("whose program runs cannot be told: %g7 is not its UTCB")
        return thread
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
    """True if the processor has the thread's registers, not its frame."""
    return machine().is_user_mode() and int(thread) == int(running())


def runs_32bit_code(thread):
    return machine().runs_narrow(thread["tcb"], runs_user_code(thread), is_32bit_thread(thread))


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
        running.cache_clear()
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
