# SPDX-License-Identifier: BSD-2-Clause
"""The history of each row of the benchmark as a picture, drawn by gnuplot, with its aim and the
best peer beside it."""

import calendar
import os
import shutil
import subprocess
import time

DAY = 24 * 3600
# An aim or a peer that is further away than this factor would make a flat line of the history.
FAR = 2.0


def seconds(when):
    return calendar.timegm(time.strptime(when, "%Y-%m-%d %H:%M:%S"))


def quote(text):
    return "'" + text.replace("'", "''") + "'"


def near(value, values):
    return value is not None and min(values) / FAR <= value <= max(values) * FAR


def picture(path, row):
    """Lines of gnuplot for a row: `history` holds pairs of time and value."""
    points = [(seconds(when), value) for when, value in row["history"]]
    values = [value for _, value in points]
    first, last = points[0][0], points[-1][0]
    marks = [(what, row[what], colour) for what, colour in (("aim", "#2e7d32"), ("peer", "#b26a00"))
             if near(row[what], values)]
    shown = values + [value for _, value, _ in marks]
    space = max(max(shown) - min(shown), max(shown) * 0.05, 1) * 0.15
    low = max(min(shown) - space, 0 if min(shown) >= 0 else min(shown) - space)
    dates = ", ".join(f"{quote(time.strftime('%Y-%m-%d', time.gmtime(at)))} {at}"
                      for at in dict.fromkeys((first, last)))
    yield f"set output {quote(path)}"
    yield f"set xrange [{first - DAY}:{last + DAY}]"
    yield f"set yrange [{low}:{max(shown) + space}]"
    yield f"set xtics ({dates})"
    yield "$points << EOD"
    yield from (f"{at} {value}" for at, value in points)
    yield "EOD"
    plots = ["$points with linespoints linewidth 2 pointtype 7 pointsize 0.5 "
             f"linecolor rgb '#1a5fb4' title {quote(row['name'])}"]
    plots += [f"{value} with lines dashtype 2 linecolor rgb '{colour}' title {quote(what)}"
              for what, value, colour in marks]
    yield "plot " + ", ".join(plots)


def draw(folder, rows):
    """Gives each row that has a history the name of its picture; False if nobody can draw it."""
    if not shutil.which("gnuplot"):
        return False
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    lines = ["set terminal svg size 420,190 font 'sans,12' background '#ffffff'",
             "set key outside below noenhanced", "set grid ytics", "set ytics nomirror",
             "set xtics nomirror"]
    for row in rows:
        if row["history"]:
            name = f"{row['configuration']}-{row['name']}.svg"
            lines += picture(os.path.join(folder, name), row)
            row["picture"] = f"{os.path.basename(folder)}/{name}"
    lines.append("set output")
    subprocess.run(["gnuplot"], input="\n".join(lines) + "\n", text=True, check=True,
                   stdout=subprocess.DEVNULL)
    return True
