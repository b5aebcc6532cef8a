# SPDX-License-Identifier: BSD-2-Clause
"""The figures of the baseline as papers: docs/figures.md with all rows, pictures of them beside the
peers, and the short table in README.md. The same figures give the same pages."""

import os

import baseline
import plot
import table

PAGE = "docs/figures.md"
README = "README.md"
BEGIN, END = "<!-- figures: make bench-page -->\n", "<!-- end of figures -->\n"
SMP = "-smp"
TITLES = {"amd64-bench": "AMD64", "sparc64-bench": "SPARC-V9"}
# Rows of the short table, in words that stand alone.
SHORT = {
    "ipc-0-inter": "IPC to another space, one way",
    "ipc-0-intra": "the same inside a space",
    "ipc-60-inter": "the same to another space, 60 words",
    "lipc-0": "Lipc inside a space, without the kernel",
    "ipc32-0-inter": "IPC between 32-bit programs",
    "ipc-mixed-0": "IPC between a 32-bit and a 64-bit program",
    "ipc-open": "Call of a server that waits for anybody, and its answer",
    "ipc-0-slow": "IPC on the complete path",
    "exception": "exception, to a handler in another space and back",
    "page-fault": "page fault, to a pager in another space and back",
    "map-page": "page mapped, beside the IPC",
    "unmap-page": "page unmapped",
    "switch-inter": "ThreadSwitch to another space",
    "clock": "SystemClock, all instructions",
    "exregs-read": "ExchangeRegisters",
    "thread-create": "thread created",
    "thread-delete": "thread deleted",
    "space-new": "space made, activated and deleted",
    "string-4096": "string of 4 KiB, beside the IPC",
    "irq": "interrupt to a thread",
    "wakeup-10": "wake-up from a sleep",
    "boot-kernel": "start of the kernel",
}
HEAD = """\
# Figures

What the operations of the kernel take, as `make bench` counts it: instructions in the kernel and in
its entry stubs, unless the row says otherwise. `docs/measuring.md` tells how, and how to have these
figures for another machine or compiler. They are those of `scripts/bench/baseline.csv`, which
`make test` holds the kernel to; aims and peers are in `scripts/bench/rows.csv`. `make bench-page`
writes this page.
"""


class Rows:
    """The figures of one processor: of its kernel, and of that for several processors if there is
    one, by name of the row."""

    def __init__(self, config, compiler, kernels):
        self.config = config
        self.compiler = compiler
        self.kernels = kernels
        self.known = table.aims(config)

    def names(self):
        return [name for name in self.known if any(name in found for found in self.kernels)]

    def values(self, name):
        return [found.get(name) for found in self.kernels]

    def cells(self, name):
        """Values of the kernels, and how much more the second one takes."""
        values = self.values(name)
        texts = ["" if value is None else table.number(value) for value in values]
        if len(values) > 1:
            texts.append(table.percent(*values))
        return texts


def processors(path):
    """Rows of each processor, by the compiler that has the most of them, the oldest if some have
    as many."""
    numbers = {}
    for line in baseline.read(path):
        key = line["configuration"].removesuffix(SMP), line["compiler"]
        numbers[key] = numbers.get(key, 0) + 1
    for config in TITLES:
        some = {compiler: n for (name, compiler), n in numbers.items() if name == config}
        if some:
            compiler = min(some, key=lambda name: (-some[name], name))
            kernels = (baseline.load(path, compiler, name) for name in (config, config + SMP))
            yield Rows(config, compiler, [found for found in kernels if found])


def grid(heads, lines):
    """A table; the cells of figures are to the right."""
    yield "| " + " | ".join(name for name, _ in heads) + " |"
    yield "|" + "|".join("--:" if is_figure else "---" for _, is_figure in heads) + "|"
    for line in lines:
        yield "| " + " | ".join(line) + " |"


def peer(row):
    return ", ".join(filter(None, (row["peer"], row["source"])))


def all_rows(rows):
    heads = [("row", False), ("one processor", True)]
    if len(rows.kernels) > 1:
        heads += [("several", True), ("%", True)]
    heads += [("aim", True), ("best peer", False), ("what it is", False)]
    lines = []
    for name in rows.names():
        row = rows.known[name]
        lines.append((f"`{name}`", *rows.cells(name), row["aim"], peer(row), row["what"]))
    return grid(heads, lines)


def picture_of(config):
    return f"figures-{config.split('-')[0]}.svg"


def page(path):
    """The text of docs/figures.md."""
    lines = [HEAD]
    for rows in processors(path):
        title = TITLES[rows.config]
        lines += [f"## {title}", "", f"`{rows.config}`, {rows.compiler}.", "",
                  f"![{title}: all rows beside aims and peers]({picture_of(rows.config)})", "",
                  *all_rows(rows), ""]
    return "\n".join(lines)


def short_table(path):
    """What stands between the two marks of README.md."""
    of = {rows.config: rows for rows in processors(path)}
    first = of["amd64-bench"]
    others = [rows for config, rows in of.items() if rows is not first]
    heads = [("instructions", False), ("AMD64", True), ("for several", True), ("%", True),
             ("best peer", True), *((TITLES[rows.config], True) for rows in others)]
    lines = []
    for name, what in SHORT.items():
        if name in first.names():
            lines.append((what, *first.cells(name), first.known[name]["peer"],
                          *(rows.cells(name)[0] for rows in others)))
    return "\n".join([*grid(heads, lines), ""])


def readme(text, path):
    """The text with a new table. ValueError: it has no place for one."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{README} has no lines {BEGIN.strip()} and {END.strip()}")
    return "".join((before, begin, "\n", short_table(path), "\n", end, after))


def texts(top, path=baseline.PATH):
    """What the papers in this tree have to say, by name."""
    with open(os.path.join(top, README), encoding="utf-8") as file:
        return {README: readme(file.read(), path), PAGE: page(path)}


def write(top, path=baseline.PATH):
    """Writes the papers; the names of those that are there then. Pictures need gnuplot."""
    written = texts(top, path)
    for name, text in written.items():
        with open(os.path.join(top, name), "w", encoding="utf-8") as file:
            file.write(text)
    names = [*written]
    for rows in processors(path):
        name = os.path.join(os.path.dirname(PAGE), picture_of(rows.config))
        if plot.write_rows(os.path.join(top, name), rows):
            names.append(name)
    return names
