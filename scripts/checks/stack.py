# SPDX-License-Identifier: BSD-2-Clause
"""Objects that run on a user's stack pointer: they never use that stack."""

import os
import re
import subprocess

# Nothing to do in configurations without them.
OBJECTS = ("glue/v4-amd64/fastpath.o", "glue/v4-amd64/compat/fastpath.o",
           "glue/v4-amd64/compat/fastpath_to32.o")

# AT&T syntax. What uses the stack without naming it.
IMPLICIT = re.compile(r"^(push|pop|call|lcall|ret|lret|iret|int|enter|leave)")
# Keeping the pointer itself and taking the next one, by a thread's address.
STORE = re.compile(r"^movq?\s+%rsp,-?(0x[0-9a-f]+)?\(%(?!rsp)\w+\)$")
LOAD = re.compile(r"^movq?\s+-?(0x[0-9a-f]+)?\(%(?!rsp)\w+\),%rsp$")
POINTER = re.compile(r"%(rsp|esp|sp|spl)\b")
PREFIX = re.compile(r"^((rex\S*|bnd|notrack|data16|repz|repnz|cs|ds|es|fs|gs)\s+)+")


def is_allowed(instruction):
    """True if this instruction leaves the stack alone."""
    instruction = PREFIX.sub("", instruction)
    if IMPLICIT.match(instruction):
        return False
    return (not POINTER.search(instruction) or bool(STORE.match(instruction))
            or bool(LOAD.match(instruction)))


def instructions(path):
    """Yields offset and text of each instruction of an object."""
    text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", path], check=True,
                          capture_output=True, text=True).stdout
    for line in text.splitlines():
        if match := re.match(r"\s*([0-9a-f]+):\t(.*)", line):
            yield match.group(1), re.sub(r"\s*(#|<).*", "", match.group(2)).strip()


def check(tree):
    problems = []
    for name in tree.objects():
        if name not in OBJECTS:
            continue
        code = list(instructions(os.path.join(tree.out, "obj", name)))
        if not code:
            problems.append(f"{name}: no instructions to look at")
        problems += [f"{tree.commands()[name].source}: at {at} the stack is used: {text}"
                     for at, text in code if not is_allowed(text)]
    return problems
