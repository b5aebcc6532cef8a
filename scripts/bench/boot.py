# SPDX-License-Identifier: BSD-2-Clause
"""What a boot takes: instructions of the loader from its entry to the kernel's, and of the kernel
from there to the first one of the first program, by function."""

import bisect
import collections
import os
import subprocess
import tempfile

import measure

# An emulator counts each step of an instruction that repeats: clearing is told apart, as its length
# says how much memory there is, not how good the code is.
CLEARING = {"kickstart": ("memset", "phys_zero"), "kernel": ("kmemset",)}
# The kernel's waits for a known time, to find out how fast its counters are.
CALIBRATION = ("pit_measure_tsc_khz", "measure", "measure_once", "find_tsc_khz",
               "find_lapic_khz", "read_pair", "tsc_spin", "clock_init")
# Where the kernel is linked to, and how much lower it lies until it has page tables.
IMAGE_BASE = 0xFFFFFFFF80000000


class Program:
    """An ELF file: its entry, and which function an address belongs to."""

    def __init__(self, path):
        lines = subprocess.run(["nm", "-n", path], capture_output=True, text=True,
                               check=True).stdout.splitlines()
        symbols = [line.split() for line in lines]
        self.named = {words[2]: int(words[0], 16) for words in symbols if len(words) == 3}
        code = [(int(words[0], 16), words[2]) for words in symbols
                if len(words) == 3 and words[1] in "tTwW"]
        self.starts = [start for start, _ in code]
        self.names = [name for _, name in code]

    def function(self, address):
        return self.names[max(bisect.bisect_right(self.starts, address) - 1, 0)]


class Boot:
    """Instructions by function, of loader and kernel."""

    def __init__(self, out, plugin, options, root, args):
        self.loader = Program(os.path.join(out, "kickstart.debug"))
        self.kernel = Program(os.path.join(out, "filbert-kernel.debug"))
        self.counts = {"kickstart": collections.Counter(), "kernel": collections.Counter()}
        with tempfile.TemporaryDirectory(prefix="filbert-boot.") as work:
            places = os.path.join(work, "places")
            entry = self.loader.named["start"]
            words = [os.path.join(measure.TOP, "scripts/boot/qemu.sh"), "--icount=1",
                     f"--timeout={measure.TIMEOUT}", f"--root={root}", f"--args={args}", *options,
                     f"--plugin={os.path.abspath(plugin)},out=/dev/null,boot={places},"
                     f"entry={entry:x}", out]
            done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  errors="replace", check=False)
            self.console = done.stdout + done.stderr
            if done.returncode:
                raise RuntimeError(f"{root} {args}: status {done.returncode}\n{self.console}")
            with open(places) as file:
                for line in file:
                    _, words = measure.fields(line)
                    self.count(int(words["address"], 16), int(words["count"]))

    def count(self, address, count):
        """Before it has page tables the kernel runs where it was loaded."""
        low, high = self.loader.named["loader_start"], self.loader.named["loader_end"]
        if low <= address < high:
            self.counts["kickstart"][self.loader.function(address)] += count
        else:
            self.counts["kernel"][self.kernel.function(address | IMAGE_BASE)] += count

    def of(self, part, names):
        return sum(self.counts[part][name] for name in names)

    def total(self, part):
        return sum(self.counts[part].values())

    def kickstart(self):
        """Without clearing."""
        return self.total("kickstart") - self.of("kickstart", CLEARING["kickstart"])

    def kernel_start(self):
        """Beside calibration; clearing counts."""
        return self.total("kernel") - self.of("kernel", CALIBRATION)


def rows(out, plugin):
    """The rows of the benchmark."""
    boot = Boot(out, plugin, (), "bench", "rows=clock")  # what the program does comes later
    return {"boot-kickstart": boot.kickstart(), "boot-kernel": boot.kernel_start()}


def write(boot, to, most=25):
    for part in ("kickstart", "kernel"):
        clearing = boot.of(part, CLEARING[part])
        print(f"{part}: {boot.total(part)} instructions, {clearing} of them clear memory", file=to)
        if part == "kernel":
            print(f"  {boot.of(part, CALIBRATION)} of them measure the clock, "
                  f"{boot.kernel_start()} do not", file=to)
        for name, count in boot.counts[part].most_common(most):
            print(f"{count:>10} {name}", file=to)
