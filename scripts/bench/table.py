# SPDX-License-Identifier: BSD-2-Clause
"""Rows of the benchmark: values from what was counted, beside aims and peers."""

import csv
import os

FOLDER = os.path.dirname(os.path.abspath(__file__))
# Counts that are no list of expensive instructions.
ORDINARY = {"kernel", "stub", "user", "loads", "stores", "code-lines", "data-lines",
            "written-lines", "code-pages", "data-pages"}
FORBIDDEN_ON_FAST_PATH = ("wrmsr", "rdmsr", "cr0", "xsave", "locked")


def read(name):
    with open(os.path.join(FOLDER, name), newline="") as file:
        return list(csv.DictReader(file))


def known_rows():
    return {line["name"]: line for line in read("rows.csv")}


def aims(config):
    """The rows of this configuration: other processors have other aims and peers."""
    rows = known_rows()
    if not is_sparc64(config):
        return {name: row for name, row in rows.items() if name not in SPARC64}
    others = {line["name"]: line for line in read("sparc64.csv")}
    nothing = dict.fromkeys(("aim", "accepted", "peer", "source"), "")
    return {name: row | others.get(name, nothing) for name, row in rows.items()}


def is_sparc64(config):
    return config.startswith("sparc64")


def has_boot_rows(config):
    return not is_sparc64(config) and not config.endswith("-smp")


def each(run, name):
    """Kernel instructions for one operation of a row."""
    region = run.best(name)
    return region.privileged / region.operations


def total(run, name):
    """The same and the instructions of the program: its loop and its call."""
    region = run.best(name)
    return (region.privileged + region["user"]) / region.operations


def kernel_alone(run, name):
    region = run.best(name)
    return region["kernel"] / region.operations


def sole(run):
    return run.best("ipc-0-inter", single=True)


def windows(run):
    """Register windows that the kernel saves or loads in one IPC."""
    region = run.best("ipc-0-inter")
    return sum(region[f"window-{what}"] for what in ("spill", "fill", "move")) / region.operations


# Rows that count the calling program too: these calls need no kernel.
USER_TOO = ("clock",)
# Rows that are made of others: what has to be measured for them, and how they come of it.
DERIVED = {
    "ipc-0-data-lines": (["ipc-0-inter"], lambda run: sole(run)["data-lines"]),
    "ipc-0-accesses": (["ipc-0-inter"], lambda run: sole(run)["loads"] + sole(run)["stores"]),
    "ipc-0-code-lines": (["ipc-0-inter"], lambda run: sole(run)["code-lines"]),
    "ipc-0-data-pages": (["ipc-0-inter"], lambda run: sole(run)["data-pages"]),
    "ipc-0-code-pages": (["ipc-0-inter"], lambda run: sole(run)["code-pages"]),
    "ipc-0-expensive": (["ipc-0-inter"],
                        lambda run: sum(sole(run)[op] for op in FORBIDDEN_ON_FAST_PATH)),
    "ipc-word": (["ipc-60-inter", "ipc-8-inter"],
                 lambda run: (each(run, "ipc-60-inter") - each(run, "ipc-8-inter")) / 52),
    **{name: ([name], lambda run, name=name: total(run, name)) for name in USER_TOO},
    "tick-idle": (["sleep-101ms", "sleep-1ms"],
                  lambda run: each(run, "sleep-101ms") - each(run, "sleep-1ms")),
    "tick-busy": (["busy"], lambda run: each(run, "busy")),
}


# Rows of one processor.
SPARC64 = {"ipc-0-windows": (["ipc-0-inter"], windows)}


def above_ipc(name, messages):
    """A row that is what an IPC takes more than `messages` plain ones."""
    needs = [f"{name}-ipc", "ipc-0-inter"]
    DERIVED[name] = (needs, lambda run: each(run, needs[0]) - messages * each(run, needs[1]))


above_ipc("map-page", 2)
above_ipc("map-2m", 2)
for size in (64, 4096, 65536):
    above_ipc(f"string-{size}", 1)

PARTS = {need for needs, _ in DERIVED.values() for need in needs} - set(known_rows())
# Measured on a kernel without the short path, by this other name.
SLOW = {"ipc-0-slow": "ipc-0-inter"}
# Measured on a kernel with Lipc in user mode; where there is none lipc-0 is that of the main run.
LIPC = {"lipc-0": "lipc-0", "lipc-0-kernel": "lipc-0", "irq-lipc": "irq-lipc"}
# Of the instructions in the kernel alone, without its stubs.
KERNEL_ONLY = ("lipc-0-kernel",)
# Measured by the same program with 32-bit words, by other names; the second ones on a processor of
# Intel, where such programs enter the kernel by another instruction.
COMPAT = {f"ipc32-{words}-{where}": f"ipc-{words}-{where}"
          for words in (0, 2, 8, 60) for where in ("inter", "intra")}
INTEL = {f"{row}-intel": name for row, name in COMPAT.items()}
COMPAT |= {f"{name}32": name for name in ("switch-inter", "switch-intra", "clock", "exregs-read",
                                          "schedule-read")}
# Measured on two processors, with a kernel for several.
SMP = {name: name for name in ("ipc-xcpu-0", "ipc-xcpu-call", "xcpu-send", "unmap-xcpu")}
# Of the boot, on a kernel for one processor.
BOOT = {"boot-kickstart", "boot-kernel"}
# These come from elsewhere than regions of the main run.
OTHER = {"irqs-off", "text-bytes", "thread-bytes", "mapping-bytes", "cpu-bytes", *SLOW, *COMPAT,
         *INTEL, *SMP, *BOOT, *LIPC} - {"lipc-0"}


def path_of(row):
    """The measured path that a row is about."""
    derived, others = DERIVED | SPARC64, SLOW | LIPC | COMPAT | INTEL | SMP
    return derived[row][0][0] if row in derived else others.get(row, row)


def of_other_run(run, names):
    """Values of the rows in `names`, a part of SLOW, LIPC, COMPAT, INTEL or SMP, from their own
    run."""
    return {row: kernel_alone(run, name) if row in KERNEL_ONLY else
            total(run, name) if name in USER_TOO else each(run, name)
            for row, name in names.items()}


def to_measure(rows):
    """What the program has to execute for these rows."""
    derived = DERIVED | SPARC64
    wanted = dict.fromkeys(need for row in rows for need in derived.get(row, ([row],))[0])
    return [name for name in wanted if name not in OTHER]


def values(run, others, config):
    """All rows that can be told, by name, in the order of the table."""
    measured = set(run.names())
    derived = DERIVED | SPARC64 if is_sparc64(config) else DERIVED
    found = {name: each(run, name) for name in run.names() if name not in PARTS}
    found.update({name: value(run) for name, (needs, value) in derived.items()
                  if measured.issuperset(needs)})
    found.update(others)
    known = [name for name in known_rows() if name in found]
    return {name: found[name] for name in known + [n for n in found if n not in known]}


def number(value):
    return f"{value:.1f}".removesuffix(".0")


def change(before, now):
    """In per cent, of a kernel against another one; of rows that both have."""
    if before is None or now is None or (before == 0 and now != 0):
        return None
    return 100 * (now - before) / before if before else 0.0


def percent(before, now):
    """The same in words; nothing if it cannot be told."""
    more = change(before, now)
    return "" if more is None else f"{more:+.1f}" if more else "0"


def print_table(found, config, out):
    """Rows of one kernel, or of two beside each other."""
    known = aims(config)
    names = dict.fromkeys(name for kernel in found for name in kernel)
    heads = ("one", "several", "%") if len(found) > 1 else ("value",)
    lines = [("name", *heads, "aim", "best peer")]
    for name in [n for n in known if n in names] + [n for n in names if n not in known]:
        values = [kernel.get(name) for kernel in found]
        cells = ["" if value is None else number(value) for value in values]
        if len(found) > 1:
            cells.append(percent(*values))
        row = known.get(name, {})
        lines.append((name, *cells, row.get("aim", ""), row.get("peer", "")))
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        print(" | ".join(cells).rstrip(), file=out)


def print_ratios(console, out):
    """What two processors do in the time of one, from lines `bench: ratio NAME ONE TWO`."""
    known = known_rows()
    for line in console.splitlines():
        if line.startswith("bench: ratio "):
            name, one, two = line.split()[2:]
            print(f"{name} | {2 * int(one) / int(two):.2f} | {known[name]['aim']} | "
                  f"one: {one} us, two at once: {two} us, best of 20", file=out)


def expensive(region):
    return " ".join(f"{op}:{n}" for op, n in region.counts.items() if n and op not in ORDINARY)


def write_csv(path, kernels, compiler):
    """All figures of some kernels (configuration, run, values by name); loads, stores, lines and
    expensive instructions are those of a single step."""
    columns = ["name", "value", "aim", "best_peer", "peer", "what", "user", "loads", "stores",
               "code_lines", "data_lines", "written_lines", "expensive", "configuration",
               "compiler"]
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n")
        table.writeheader()
        for configuration, run, found in kernels:
            known = aims(configuration)
            for name, value in found.items():
                row = known.get(name, {})
                cells = {"name": name, "value": number(value), "aim": row.get("aim"),
                         "best_peer": row.get("peer"), "peer": row.get("source"),
                         "what": row.get("what"), "configuration": configuration,
                         "compiler": compiler}
                cells.update(details(run, name))
                table.writerow(cells)


def details(run, name):
    """What a row's regions tell beside its value; nothing of one that is made of others."""
    many, one = run.best(name), run.best(name, single=True)
    if not many or not one:
        return {}
    cells = {"user": number(many["user"] / many.operations), "expensive": expensive(one)}
    for key in ("loads", "stores", "code-lines", "data-lines", "written-lines"):
        cells[key.replace("-", "_")] = one[key]
    return cells
