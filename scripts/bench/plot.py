# SPDX-License-Identifier: BSD-2-Clause
"""Pictures, drawn by gnuplot: IPC cost over message length, ours and the peers'; all rows beside
aims and peers."""

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


def draw(text):
    """True if gnuplot is there to do it."""
    if not shutil.which("gnuplot"):
        return False
    subprocess.run(["gnuplot"], input=text, text=True, check=True)
    return True


def write(path, found):
    """IPC over message length. True if gnuplot is there."""
    return draw(script(path, found))


LEAST = 0.7		# where nothing is, as there is no place for it on this scale
ROW_HEIGHT = 15		# pixels
MARGINS = 110
# Name, sign and colour of what a row has: of our kernels, then of others.
OURS = (("Filbert, one processor", 7, "#1f4e9c"), ("Filbert, several processors", 6, "#1f4e9c"))
OTHERS = (("aim", 2, "#2a8a3c"), ("best peer", 13, "#c0392b"))


def signs(rows):
    """What is drawn of all rows: title, sign, colour, and points of value and row."""
    names = rows.names()
    series = [(*OURS[i], [(found[name], at) for at, name in enumerate(names) if name in found])
              for i, found in enumerate(rows.kernels)]
    for words, column in zip(OTHERS, ("aim", "peer")):
        series.append((*words, [(float(rows.known[name][column]), at)
                                for at, name in enumerate(names) if rows.known[name][column]]))
    return series


def rows_script(path, rows):
    names = rows.names()
    lines = [f"set terminal svg size 900,{ROW_HEIGHT * len(names) + MARGINS} font 'sans,12' "
             "noenhanced background '#ffffff'", f"set output '{path}'",
             f"set title '{rows.config}, {rows.compiler}'",
             "set xlabel 'instructions, or bytes; 0 is at the left edge'", "set logscale x",
             f"set xrange [{LEAST}:*]", f"set yrange [{len(names) - 0.5}:-0.5]",
             "set ytics (" + ", ".join(f"'{name}' {at}" for at, name in enumerate(names)) + ")",
             "set key outside above center horizontal", "set grid xtics ytics linecolor '#dddddd'"]
    data, plots = [], []
    for i, (title, sign, colour, points) in enumerate(signs(rows)):
        data += [f"$data{i} << EOD", *(f"{max(value, LEAST)} {at}" for value, at in points), "EOD"]
        plots.append(f"$data{i} with points pointtype {sign} linecolor '{colour}' title '{title}'")
    return "\n".join([*lines, *data, "plot " + ", ".join(plots), ""])


def write_rows(path, rows):
    """All rows, of a page.Rows. True if gnuplot is there."""
    return draw(rows_script(path, rows))
