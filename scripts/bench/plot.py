# SPDX-License-Identifier: BSD-2-Clause
"""IPC cost over message length, ours and the peers', drawn by gnuplot."""

import re
import shutil
import subprocess

import table


def curves(found):
    """Points (words, instructions) by name of the curve."""
    points = {}
    for name, value in found.items():
        match = re.fullmatch(r"ipc-(\d+)-(inter|intra)", name)
        if match:
            where = "other space" if match.group(2) == "inter" else "same space"
            points.setdefault(f"Filbert, {where}", []).append((int(match.group(1)), value))
    for line in table.read("peers.csv"):
        points.setdefault(f"{line['peer']}, other space", []).append(
            (int(line["words"]), float(line["instructions"])))
    return {name: sorted(of) for name, of in points.items()}


def script(path, found):
    lines = ["set terminal svg size 900,600 font 'sans,14'", f"set output '{path}'",
             "set title 'IPC, one way'", "set xlabel 'message words'",
             "set ylabel 'kernel instructions'", "set xrange [0:60]", "set yrange [0:1200]",
             "set key outside below maxrows 2", "set grid"]
    data, plots = [], []
    for i, (name, points) in enumerate(curves(found).items()):
        data.append(f"$data{i} << EOD")
        data += [f"{words} {value}" for words, value in points]
        data.append("EOD")
        width = 3 if name.startswith("Filbert") else 1
        plots.append(f"$data{i} with linespoints linewidth {width} title '{name}'")
    return "\n".join([*lines, *data, "plot " + ", ".join(plots), ""])


def write(path, found):
    """True if gnuplot is there to draw it."""
    if not shutil.which("gnuplot"):
        return False
    subprocess.run(["gnuplot"], input=script(path, found), text=True, check=True)
    return True
