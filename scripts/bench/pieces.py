# SPDX-License-Identifier: BSD-2-Clause
"""What short paths are made of: the instructions that are not like others, by name; pages; and for
the rest of the instructions an estimate by llvm-mca, which knows a processor's units and latencies
but neither caches nor what privileged instructions cost. So those are cut out and named beside."""

import re
import shutil
import subprocess

import listing
import table

TOOL = "llvm-mca"
MODELS = ("skylake", "znver3")
# Rows of the short path whose code is of 64 bits. With others go stubs of 32 bits, which
# are left out of the estimate.
ROWS = ("ipc-0-inter", "ipc-4-inter", "ipc-8-inter", "ipc-60-inter", "ipc-0-intra", "ipc-4-intra",
        "ipc-8-intra", "ipc-0-local")
MORE = (table.COMPAT, table.INTEL)
# Ordinary for the count, but refused: control registers that are read.
CONTROL = re.compile(r"%cr\d")
JUMP = re.compile(r"^(j\w+|call\w*) +[0-9a-f]+( <.*)?$")


def special(step, text):
    """The name of an instruction that is cut out; empty: it is one of the rest."""
    if step.opcode != "ordinary":
        return step.opcode
    return "cr-read" if CONTROL.search(text) else ""


def assembly(text):
    """An instruction of a listing as an assembler takes it: the places of jumps do not matter."""
    text = text.split("#")[0].strip()
    return JUMP.sub(r"\1 .", text)


def rest(image, steps, modes):
    """What is left of the executed instructions of these modes, as lines of assembler."""
    texts = ((step, image.text.get(image.linked(step.address), "")) for step in steps
             if step.mode in modes)
    return [assembly(text) for step, text in texts if text and not special(step, text)]


def cycles(lines, model):
    """From the first instruction's dispatch to the last one's retirement, all of them once; None:
    the tool does not know what to say."""
    done = subprocess.run([TOOL, "-mtriple=x86_64", f"-mcpu={model}", "-iterations=1"],
                          input="\n".join(lines) + "\n", capture_output=True, text=True,
                          check=False)
    found = re.search(r"^Total Cycles: +(\d+)", done.stdout, re.M)
    return int(found.group(1)) if done.returncode == 0 and found else None


def names(image, steps):
    """How often each special instruction is executed, in the order in which they come."""
    counts = {}
    for step in steps:
        if step.mode != "u":
            name = special(step, image.text.get(image.linked(step.address), ""))
            if name:
                counts[name] = counts.get(name, 0) + 1
    return " ".join(f"{name}:{n}" for name, n in counts.items())


def code_pages(image, steps):
    return len({image.linked(step.address) >> 12 for step in steps if step.mode != "u"})


def data_pages(steps):
    return len({access.physical >> 12 for step in steps for access in step.accesses})


def line_of(image, name, steps, modes):
    cells = [name, str(sum(step.mode != "u" for step in steps)), names(image, steps),
             str(data_pages(steps)), str(code_pages(image, steps))]
    lines = rest(image, steps, modes)
    for model in MODELS:
        guess = cycles(lines, model) if shutil.which(TOOL) else None
        cells.append("" if guess is None else str(guess))
    return cells


def wanted(kind):
    """Short rows of a run, by the names that they have in it; kind None: of the main one. They
    alone are traced, as a trace of the longest rows is larger than memory."""
    rows = {name: name for name in ROWS} if kind is None else kind if kind in MORE else {}
    return {row: name for row, name in rows.items() if row.startswith("ipc")}


def rows_of(runs):
    """Name, steps and counted modes of each short row in these runs: pairs of kind and run."""
    for kind, run in runs:
        for row, name in wanted(kind).items():
            steps = listing.last_region(run.trace, name)
            if steps:
                yield row, steps, "sk" if kind is None else "k"


def write(path, runs, out, whose):
    """The table for one round trip of each short row; runs have their traces."""
    image = listing.Image(path)
    lines = [("round trip", "all", "privileged and serialising", "data pages", "code pages",
              *MODELS)]
    lines += [line_of(image, *row) for row in rows_of(runs)]
    if len(lines) == 1:
        return
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    print(f"\nshort rows of the kernel for {whose}: what they are made of", file=out)
    print(f"{', '.join(MODELS)}: cycles of the instructions without a name, each once, as "
          f"{TOOL} estimates" if shutil.which(TOOL) else
          f"no estimate: {TOOL} is missing (package llvm)", file=out)
    for line in lines:
        cells = [cell.ljust(width) if i in (0, 2) else cell.rjust(width)
                 for i, (cell, width) in enumerate(zip(line, widths))]
        print(" | ".join(cells).rstrip(), file=out)
