# SPDX-License-Identifier: BSD-2-Clause
"""Objects that run on a user's stack pointer: they never use that stack."""

import os
import re
import subprocess

# Nothing to do in configurations without them.
OBJECTS = ("glue/v4-amd64/fastpath.o", "glue/v4-amd64/compat/fastpath.o",
           "glue/v4-amd64/compat/fastpath_to32.o", "glue/v4-sparc64/fastpath.o")

# AT&T syntax. What uses the stack without naming it.
IMPLICIT = re.compile(r"^(push|pop|call|lcall|ret|lret|iret|int|enter|leave)")
# Keeping the pointer itself and taking the next one, by a thread's address.
STORE = re.compile(r"^movq?\s+%rsp,-?(0x[0-9a-f]+)?\(%(?!rsp)\w+\)$")
LOAD = re.compile(r"^movq?\s+-?(0x[0-9a-f]+)?\(%(?!rsp)\w+\),%rsp$")
POINTER = re.compile(r"%(rsp|esp|sp|spl)\b")
PREFIX = re.compile(r"^((rex\S*|bnd|notrack|data16|repz|repnz|cs|ds|es|fs|gs)\s+)+")


# SPARC-V9: functions stay in the user's window, and save and load its pointers in frames only.
WINDOWS = re.compile(r"^(save|restore|ret|retl|return|call)\b")
POINTERS = re.compile(r"%(sp|fp|o6|i6)\b")
KEEP_POINTER = re.compile(r"^stx\s+%(sp|fp), \[ %g7 \+ 0x[0-9a-f]+ \]$")
TAKE_POINTER = re.compile(r"^ldx\s+\[ %g7 \+ 0x[0-9a-f]+ \], %(sp|fp)$")


def is_allowed_sparc64(instruction):
    """True if this instruction of a leaf leaves windows and stack alone."""
    if WINDOWS.match(instruction):
        return False
    return (not POINTERS.search(instruction) or bool(KEEP_POINTER.match(instruction))
            or bool(TAKE_POINTER.match(instruction)))


def is_allowed(instruction):
    """True if this instruction leaves the stack alone."""
    instruction = PREFIX.sub("", instruction)
    if IMPLICIT.match(instruction):
        return False
    return (not POINTER.search(instruction) or bool(STORE.match(instruction))
            or bool(LOAD.match(instruction)))


def instructions(path, tools):
    """Yields offset and text of each instruction of an object."""
    text = subprocess.run([f"{tools}objdump", "-d", "--no-show-raw-insn", path], check=True,
                          capture_output=True, text=True).stdout
    for line in text.splitlines():
        if match := re.match(r"\s*([0-9a-f]+):\t(.*)", line):
            yield match.group(1), re.sub(r"\s*(#|<).*", "", match.group(2)).strip()


def check(tree):
    problems = []
    for name in tree.objects():
        if name not in OBJECTS:
            continue
        is_sparc64 = "sparc64" in name
        tools = os.environ.get("CROSS_COMPILE", "sparc64-linux-gnu-") if is_sparc64 else ""
        allows = is_allowed_sparc64 if is_sparc64 else is_allowed
        code = list(instructions(os.path.join(tree.out, "obj", name), tools))
        if not code:
            problems.append(f"{name}: no instructions to look at")
        problems += [f"{tree.commands()[name].source}: at {at} the stack is used: {text}"
                     for at, text in code if not allows(text)]
    return problems
