# SPDX-License-Identifier: BSD-2-Clause
"""How many seconds of an unloaded processor each run takes, from tests/costs: they say how long all
of it will take, what begins first, and which suites are booted together. What is not in the file
costs a little."""

import os

FILE = "tests/costs"
DEFAULT = 2.0
HEAD = """\
# Seconds of a processor that runs take (scripts/test/costs.py): `scripts/test/run --write-costs`
# puts those of what it has run here. medium/NAME: until the first test; suite/NAME: what follows.
"""


class Costs:
    def __init__(self):
        self.seconds = {}
        if os.path.exists(FILE):
            with open(FILE, encoding="utf-8") as file:
                for line in file:
                    if not line.startswith("#"):
                        name, seconds = line.split()
                        self.seconds[name] = float(seconds)

    def of(self, name):
        return self.seconds.get(name, DEFAULT)

    def of_boot(self, medium, suites):
        return self.of(f"medium/{medium}") + sum(self.of(f"suite/{suite}") for suite in suites)

    def take(self, results):
        """What these results have taken."""
        for result in results:
            medium, _, suite = result.name.partition("/")
            if f"medium/{medium}" not in self.seconds:
                self.seconds[result.name] = result.cpu
            elif medium == "pc" and "," not in suite:
                self.seconds[f"suite/{suite}"] = max(result.cpu - self.of("medium/pc"), 0)

    def write(self):
        with open(FILE, "w", encoding="utf-8") as file:
            file.write(HEAD)
            file.writelines(f"{name} {seconds:.1f}\n"
                            for name, seconds in sorted(self.seconds.items()))
