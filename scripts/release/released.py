# SPDX-License-Identifier: BSD-2-Clause
"""What `make release` builds: the file `configurations` beside this one."""

import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "configurations")


def read_table():
    """Name: (purpose, goals of make that configure it)."""
    with open(PATH, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]
    table = {}
    for head, goals in zip(lines[::2], lines[1::2]):
        name, purpose = head.split(": ", 1)
        table[name] = purpose, goals.split()
    return table
