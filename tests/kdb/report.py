# SPDX-License-Identifier: BSD-2-Clause
"""Tests that are reported in TAP as they come."""

import re


class Report:
    SHOWN = 40      # lines of the notes of a test that failed, the last ones

    def __init__(self):
        self.count = 0

    def report(self, passed, name, notes=""):
        """Returns what it is told."""
        self.count += 1
        for line in notes.splitlines()[-self.SHOWN:] if not passed else ():
            print(f"# {line}")
        print(f"{'' if passed else 'not '}ok {self.count} - {name}", flush=True)
        return passed

    def check(self, name, text, *patterns):
        """Are all patterns found in the lines of the text? None: there is none."""
        missing = [p for p in patterns if not re.search(p, text or "", re.M)]
        self.report(text is not None and not missing, name,
                    "\n".join([f"not found: {p}" for p in missing] + [text or "no answer"]))
