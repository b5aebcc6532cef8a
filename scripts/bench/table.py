# SPDX-License-Identifier: BSD-2-Clause
"""Rows of the benchmark: values from what was counted, beside aims and peers."""

import collections
import csv
import os

FOLDER = os.path.dirname(os.path.abspath(__file__))
# What costs much more than its one instruction; a row's list of these stands in the CSV file.
NOT_EXPENSIVE = {"kernel", "stub", "user", "loads", "stores", "code-lines", "data-lines",
                 "written-lines", "data-pages"}
FORBIDDEN_ON_FAST_PATH = ("wrmsr", "rdmsr", "cr0", "xsave", "locked")

Row = collections.namedtuple("Row", "name value aim accepted peer source what")


def known_rows():
    with open(os.path.join(FOLDER, "rows.csv"), newline="") as file:
        return {line["name"]: line for line in csv.DictReader(file)}


def per_operation(run, name):
    region = run.best(name)
    return region.privileged / region.operations if region else None


def derived(run):
    """Rows that are made of others: name and value."""
    one = run.best("ipc-0-inter", single=True)
    if one:
        yield "ipc-0-data-lines", one["data-lines"]
        yield "ipc-0-accesses", one["loads"] + one["stores"]
        yield "ipc-0-code-lines", one["code-lines"]
        yield "ipc-0-expensive", sum(one[op] for op in FORBIDDEN_ON_FAST_PATH)
    eight, sixty = (per_operation(run, f"ipc-{n}-inter") for n in (8, 60))
    if eight and sixty:
        yield "ipc-word", (sixty - eight) / 52


def values(run):
    """All rows that were measured, by name, in the order of the table."""
    found = {name: per_operation(run, name) for name in run.names()}
    found.update(derived(run))
    known = [name for name in known_rows() if name in found]
    return {name: found[name] for name in known + [n for n in found if n not in known]}


def number(value):
    return f"{value:.1f}".removesuffix(".0")


def print_table(found, out):
    known = known_rows()
    lines = [("name", "value", "aim", "best peer")]
    for name, value in found.items():
        row = known.get(name, collections.defaultdict(str))
        lines.append((name, number(value), row["aim"], row["peer"]))
    widths = [max(len(line[i]) for line in lines) for i in range(4)]
    for line in lines:
        cells = [line[0].ljust(widths[0])] + [line[i].rjust(widths[i]) for i in range(1, 4)]
        print(" | ".join(cells), file=out)


def write_csv(path, run, found, configuration, compiler):
    known = known_rows()
    columns = ["name", "value", "aim", "best_peer", "user", "loads", "stores", "code_lines",
               "data_lines", "written_lines", "expensive", "configuration", "compiler"]
    with open(path, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        for name, value in found.items():
            row = known.get(name, collections.defaultdict(str))
            many, one = run.best(name), run.best(name, single=True)
            cells = [name, number(value), row["aim"], row["peer"]]
            cells.append(number(many["user"] / many.operations) if many else "")
            if one:
                cells += [one[key] for key in ("loads", "stores", "code-lines", "data-lines",
                                               "written-lines")]
                cells.append(" ".join(f"{op}:{n}" for op, n in one.counts.items()
                                      if n and op not in NOT_EXPENSIVE))
            else:
                cells += [""] * 6
            table.writerow([*cells, configuration, compiler])
