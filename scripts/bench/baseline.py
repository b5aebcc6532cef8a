# SPDX-License-Identifier: BSD-2-Clause
"""Figures to compare with: committed ones, by compiler and configuration."""

import csv
import os

import table

PATH = os.path.join(table.FOLDER, "baseline.csv")
COLUMNS = ["compiler", "configuration", "name", "value"]
TOLERANCE = 0.02


def read(path):
    if not os.path.exists(path):
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def load(path, compiler, configuration):
    """Values by name; empty if there are none for this compiler and configuration."""
    return {line["name"]: float(line["value"]) for line in read(path)
            if (line["compiler"], line["configuration"]) == (compiler, configuration)}


def store(path, compiler, configuration, found):
    """Replaces the figures of this compiler and configuration."""
    lines = [line for line in read(path)
             if (line["compiler"], line["configuration"]) != (compiler, configuration)]
    lines += [{"compiler": compiler, "configuration": configuration, "name": name,
               "value": table.number(value)} for name, value in found.items()]
    lines.sort(key=lambda line: (line["compiler"], line["configuration"]))
    with open(path, "w", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(lines)


def compare(old, found):
    """Lines of TAP, as pairs of verdict and text; whether all is well. A row that is gone is a
    failure too."""
    lines = []
    good = True
    for name, before in old.items():
        now = found.get(name)
        if now is None:
            lines.append(("not ok", f"{name}: not measured any more"))
            good = False
            continue
        # Stored values are rounded to a tenth.
        slower = now > before * (1 + TOLERANCE) + 0.05
        good &= not slower
        change = f", {100 * (now - before) / before:+.1f} %" if before else ""
        lines.append(("not ok" if slower else "ok", f"{name}: {table.number(now)}, "
                      f"baseline {table.number(before)}{change}"))
    return lines, good
