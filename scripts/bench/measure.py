# SPDX-License-Identifier: BSD-2-Clause
"""Boots the benchmark under the counting plugin and reads what the plugin wrote."""

import os
import subprocess
import tempfile

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
TIMEOUT = 300
# Fields of a line that are addresses, in hexadecimal; all others are numbers, or a name.
ADDRESSES = {"from", "first", "last", "address"}


class Region:
    """What was executed between two markers, by kind."""

    def __init__(self, words):
        self.name, operations, *kind = words.pop("name").split(":")
        self.operations = int(operations)
        self.single = kind == ["one"]
        self.counts = {key: int(value) for key, value in words.items()}
        # Of each processor, if several executed something; lines that one wrote, another touched.
        self.processors = {}
        self.shared = []

    def __getitem__(self, key):
        return self.counts.get(key, 0)

    @property
    def privileged(self):
        """Instructions of the kernel, its entry stubs included."""
        return self["kernel"] + self["stub"]


class Run:
    def __init__(self):
        self.regions = []
        self.stretches = []
        self.trace = ""
        self.path = []
        self.console = ""

    def of(self, name, single=False):
        return [r for r in self.regions if r.name == name and r.single == single]

    def best(self, name, single=False):
        """The region that took the least; None if there is none."""
        return min(self.of(name, single), key=lambda r: r.privileged, default=None)

    def names(self):
        return list(dict.fromkeys(r.name for r in self.regions))


def fields(line):
    kind, *words = line.split()
    return kind, dict(word.split("=", 1) for word in words)


def read_counts(path, run):
    with open(path) as file:
        for line in file:
            kind, words = fields(line)
            if kind == "region":
                run.regions.append(Region(words))
                continue
            numbers = {key: int(value, 16 if key in ADDRESSES else 10)
                       for key, value in words.items()}
            if kind == "stretch":
                run.stretches.append(numbers)
            elif kind == "processor":
                run.regions[-1].processors[numbers.pop("number")] = numbers
            elif kind == "shared":
                run.regions[-1].shared.append(numbers)


def boot(out, root, args, options=(), plugin="", trace=(), timeout=TIMEOUT):
    """Runs a root task, under the plugin if one is named; `trace` are names of rows.
    RuntimeError if the run fails."""
    run = Run()
    with tempfile.TemporaryDirectory(prefix="filbert-bench.") as work:
        counts, listing, path = (os.path.join(work, n) for n in ("counts", "listing", "path"))
        words = [os.path.join(TOP, "scripts/boot/qemu.sh"), "--icount=1", f"--timeout={timeout}",
                 f"--root={root}", f"--args={args}", *options]
        if plugin:
            words.append(f"--plugin={os.path.abspath(plugin)},out={counts},path={path},"
                         f"trace={'+'.join(trace)},to={listing}")
        done = subprocess.run([*words, out], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", check=False)
        run.console = done.stdout + done.stderr
        if done.returncode:
            raise RuntimeError(f"{root} {args}: status {done.returncode}\n{run.console}")
        if plugin:
            read_counts(counts, run)
            with open(listing) as file:
                run.trace = file.read()
            with open(path) as file:
                run.path = [int(line, 16) for line in file]
    return run


def compiler(cc):
    """Which compiler it is, as far as it matters for figures: `gcc 12`."""
    said = [subprocess.run([*cc.split(), option], capture_output=True, text=True,
                           check=True).stdout for option in ("--version", "-dumpversion")]
    name = "clang" if "clang" in said[0] else "gcc"
    return f"{name} {said[1].partition('.')[0].strip()}"
