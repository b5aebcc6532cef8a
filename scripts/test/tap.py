# SPDX-License-Identifier: BSD-2-Clause
"""What a run brought: counts, and what to show of it. Reads TAP (ok N - name / not ok N - name /
1..N), in which remarks about a test stand before its line (target suites) or behind it."""

import re

CONSOLE_LINES = 30      # shown of a run that did not come to its end
NAME_COLUMNS = 30
REMARKS = 40            # shown of a test that failed

TEST_LINE = re.compile(r"^(not )?ok\b\s*(\d+)?\s*(?:-\s*)?(.*)$")
PLAN_LINE = re.compile(r"^1\.\.(\d+)\s*(?:#\s*(.*))?$")
SKIP = re.compile(r"#\s*SKIP\b\s*(.*)", re.I)


def short(name):
    """A name for people: of many suites in one boot, the first and the last."""
    parts = name.split(",")
    return name if len(name) <= NAME_COLUMNS else f"{parts[0]},...,{parts[-1]} ({len(parts)})"


class Result:
    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failed = 0
        self.reasons = {}       # why tests were skipped, and how many
        self.notes = []
        self.console = []
        self.seconds = 0.0
        self.cpu = 0.0

    @property
    def total(self):
        return self.passed + self.failed + self.skipped

    @property
    def skipped(self):
        return sum(self.reasons.values())

    def skip(self, why):
        self.reasons[why] = self.reasons.get(why, 0) + 1

    def fail(self, note):
        self.failed += 1
        self.notes.append(note)

    def take(self, other):
        """Adds what another run brought."""
        self.passed += other.passed
        self.failed += other.failed
        for why, count in other.reasons.items():
            self.reasons[why] = self.reasons.get(why, 0) + count
        self.notes += other.notes
        self.console += other.console

    def check(self, ok, what):
        if ok:
            self.passed += 1
        else:
            self.fail(what)

    def record(self):
        """All of it as JSON has it."""
        return {"name": self.name, "passed": self.passed, "failed": self.failed,
                "skipped": self.skipped, "seconds": round(self.seconds, 1), "cpu":
                round(self.cpu, 1), "notes": self.notes, "console": self.console}

    def verdict(self):
        if self.failed:
            return "FAIL"
        return "ok" if self.passed else "skip"

    def lines(self):
        counts = [f"{self.passed} passed"] * bool(self.passed or not self.skipped)
        counts += [f"{self.failed} failed"] * bool(self.failed)
        counts += [f"{self.skipped} skipped"] * bool(self.skipped)
        yield (f"  {self.verdict():4}  {short(self.name):{NAME_COLUMNS}} {', '.join(counts):32} "
               f"{self.seconds:5.1f} s")
        for note in self.notes:
            yield f"          {note}"
        for why, count in self.reasons.items():
            yield f"          skipped{f' {count} times' if count > 1 else ''}: {why or 'no reason'}"
        for line in self.console:
            yield f"        | {line}"


def parse(result, text, ending, elsewhere=0):
    """Counts the tests in text. `ending` says why the run ended early, or is empty; so many of the
    planned tests were run elsewhere then."""
    plan = None
    seen = 0
    before = []         # remarks since the last test
    behind = False      # remarks belong to the test that failed last
    lines = text.splitlines()
    for line in map(str.rstrip, lines):
        if match := PLAN_LINE.match(line):
            plan = int(match.group(1))
            if plan == 0 and (skip := SKIP.match("# " + (match.group(2) or ""))):
                result.skip(skip.group(1))
        elif match := TEST_LINE.match(line):
            seen += 1
            behind = False
            number = int(match.group(2) or seen)
            if number != seen:
                result.fail(f"test {number} came where {seen} was due")
                seen = number
            elif (skip := SKIP.search(match.group(3))) and not match.group(1):
                result.skip(skip.group(1))
            elif match.group(1):
                result.fail(line)
                result.notes += before[-REMARKS:]
                behind = True
            else:
                result.passed += 1
            before = []
        elif line.startswith("Bail out!"):
            ending = ending or line
        elif line.startswith("#"):
            # Whose it is nobody says; it is shown once.
            (result.notes if behind else before).append("  " + line)
    incomplete = ""
    if plan is None:
        incomplete = "no plan (1..N)"
    elif seen != plan:
        incomplete = f"{seen} of {plan} tests reported"
        incomplete += f", {elsewhere} run apart" if elsewhere else ""
        result.failed += max(plan - seen - elsewhere - 1, 0)
    elif ending and not result.failed:
        incomplete = "all tests passed, but the run did not"
    if incomplete:
        result.fail(", ".join(filter(None, (incomplete, ending))))
        result.console = lines[-CONSOLE_LINES:]
