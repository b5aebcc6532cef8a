# SPDX-License-Identifier: BSD-2-Clause
"""The steps of a nightly run, in their order, and what each brings: a verdict, figures for the
page, and of what failed the end of its console."""

import csv
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path[:0] = (os.path.join(TOP, "scripts", name) for name in ("test", "release"))

# pylint: disable=wrong-import-position
import jobs as kinds  # noqa: E402
import machine  # noqa: E402
import released  # noqa: E402
import store  # noqa: E402
import submake  # noqa: E402
import tap  # noqa: E402
from costs import Costs  # noqa: E402

COMPILERS = ("gcc", "clang")
# What whole test runs, benchmarks and fuzzing build on; for several processors there is a third.
MAIN = {"amd64": "amd64-qemu_defconfig", "sparc64": kinds.SUN4U_CONFIG}
# For these the second compiler does not know all options: clang has no -mno-fpu for SPARC-V9.
ONLY_GCC = ("sparc64",)
CONSOLE_LINES = 40
MINUTE = 60
LIMITS = {"configuration": 30 * MINUTE, "random": 15 * MINUTE, "tests": 120 * MINUTE,
          "bench": 30 * MINUTE, "fuzz": 40 * MINUTE, "irqs-off": 60 * MINUTE}
# Nobody has interrupts off longer than so many instructions.
IRQS_OFF = 20000
# Goals of make in the folder that is_built() gives; SMP= is for a kernel for several processors.
FUZZ = {
    "amd64": (("host", "fuzz TIME={time} SEED={seed}"),
              ("target", "fuzz-target SEED={seed} N=300000"),
              ("target-4", "fuzz-target SEED={seed} N=50000 SMP=4"),
              ("stress-1", "stress SEED={seed} N=5000 SMP=1"),
              ("stress-4", "stress SEED={seed} N=5000 SMP=4")),
    "sparc64": (("target", "fuzz-target SEED={seed} N=50000"),
                ("stress", "stress SEED={seed} N=2000")),
}
IRQS_OFF_RUNS = (("amd64", "test", ""), ("amd64", "stress", "seed=1 ops=300"),
                 ("amd64-smp", "stress", "seed=1 ops=300"),
                 ("sparc64", "stress", "seed=1 ops=300"))


class Step:
    """`function` takes a Night and a Result of this step."""

    def __init__(self, kind, name, function, *args):
        self.kind = kind
        self.name = f"{kind}/{name}"
        self.function = function
        self.args = args


class Result:
    def __init__(self, step):
        self.step = step
        self.verdict = store.OK
        self.data = {}
        self.failures = []

    def fail(self, what, console="", notes=()):
        """`console`: text, of which the end is kept; `notes` are lines in front of it."""
        self.verdict = store.FAILED
        self.failures.append({"what": what, "console": [*notes[:CONSOLE_LINES],
                                                        *console.splitlines()[-CONSOLE_LINES:]]})


class Night:
    """Carries out steps of one run: its commands end with it, and in time."""

    def __init__(self, keeper, run, pace):
        self.keeper = keeper
        self.run = run
        self.pace = pace
        self.builds = os.path.relpath(keeper.path("build"))
        self.env = submake.environment()
        self.child = None
        self.machine = None
        self.end = 0.0
        self.log = ""

    def out(self, arch, compiler="gcc"):
        """Where a configuration is built."""
        name = MAIN.get(arch, f"{arch}_defconfig").removesuffix("_defconfig")
        return os.path.join(self.builds, f"{name}-{compiler}")

    def command(self, words):
        """Status (None: it was not ended in time) and output; adds it to the step's log."""
        seconds = max(int(self.end - time.monotonic()), 1)
        with open(self.log, "ab") as log:
            log.write(f"$ {' '.join(words)}\n".encode())
            log.flush()
            at = log.tell()
            # If this program is killed, `timeout` is still there.
            self.child = subprocess.Popen(["timeout", "-k", "10", str(seconds), *words],
                                          stdin=subprocess.DEVNULL, stdout=log,
                                          stderr=subprocess.STDOUT, env=self.env,
                                          start_new_session=True)
            status = self.child.wait()
            self.child = None
        with open(self.log, encoding="utf-8", errors="replace", newline="") as log:
            log.seek(at)
            text = log.read().replace("\r", "")
        return (None if status in (124, 137) else status), text

    def stop(self):
        if self.machine is not None:
            self.machine.kill_all()
        if self.child is not None:
            try:
                os.killpg(self.child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def carry_out(self, step, seconds):
        """One step, in at most so many seconds; what it brought, as it is kept."""
        begin = time.monotonic()
        self.end = begin + min(seconds, LIMITS[step.kind])
        self.log = self.keeper.log(self.run, step.name)
        open(self.log, "w", encoding="utf-8").close()
        result = Result(step)
        try:
            step.function(self, result, *step.args)
        except Exception as error:  # pylint: disable=broad-except
            result.fail(f"{type(error).__name__}: {error}")
        if not os.path.getsize(self.log):
            os.remove(self.log)
        log = os.path.relpath(self.log, self.keeper.folder) if os.path.exists(self.log) else ""
        return {"kind": step.kind, "verdict": result.verdict, "log": log, "data": result.data,
                "seconds": round(time.monotonic() - begin, 1), "failures": result.failures}

    def make(self, result, out, what, *words):
        """True if make does it, else the step fails."""
        status, text = self.command(["make", "-s", f"-j{os.cpu_count()}", f"O={out}", *words])
        if status != 0:
            result.fail(what if status is not None else f"{what}: no end in time", text)
        return status == 0, text


def sizes(out):
    """Bytes of the kernel: of its file, and of its parts in memory."""
    said = subprocess.run(["size", f"{out}/filbert-kernel"], capture_output=True, text=True,
                          check=False).stdout.splitlines()
    parts = [int(word) for word in said[1].split()[:3]] if len(said) > 1 else []
    found = dict(zip(("text", "data", "bss"), parts))
    found["file"] = os.path.getsize(f"{out}/filbert-kernel")
    return found


def counts(results):
    """Of some results of the test runner."""
    return {"passed": sum(r.passed for r in results), "failed": sum(r.failed for r in results),
            "skipped": sum(r.skipped for r in results)}


def take(result, found):
    """The failures of a result of the test runner."""
    if found.failed:
        result.fail(found.name, "\n".join(found.console), found.notes)


def has_option(out, line):
    with open(f"{out}/.config", encoding="utf-8") as file:
        return line in file.read().splitlines()


def shipped():
    """Names of what can be had, with the goals of make that configure it: all of configs/, and what
    is released with fragments on top of one of these."""
    found = {os.path.basename(path).removesuffix("_defconfig"): [os.path.basename(path)]
             for path in sorted(glob.glob("configs/*_defconfig"))}
    for name, (_, goals) in released.read_table().items():
        if goals not in found.values():
            found[name] = goals
    return found


def configuration(night, result, name, goals, compiler):
    """Builds all of it, boots it, and runs the suites of the root task `test` in a few boots."""
    arch = name.partition("-")[0]
    out = night.out(name, compiler)
    shutil.rmtree(out, ignore_errors=True)
    words = [f"CC={compiler}"] if compiler != "gcc" else []
    good, text = night.make(result, out, "it does not build", *goals, "all", *words)
    result.data = {"name": name, "compiler": compiler}
    if not good:
        return
    noise = [line for line in text.splitlines()
             if line and not line.startswith(("configuration ", "fragment "))]
    if noise:
        result.fail("the build is not silent", "\n".join(noise))
    result.data["size"] = sizes(out)
    costs = Costs()
    night.machine = machine.Machine(out, night.pace)
    maker = kinds.Jobs(night.machine, costs)
    booted = tap.Result("boot")
    maker.boot_config(booted, out)
    take(result, booted)
    result.data["boot"] = not booted.failed
    if has_option(out, "CONFIG_CONSOLE_UART=y") or arch != "amd64":
        medium = kinds.MEDIA[arch][0]
        groups = kinds.groups_of(kinds.target_suites(medium), "", costs)
        found = [tap.Result(f"{medium}/{','.join(group)}") for group in groups]
        for one, group in zip(found, groups):
            maker.target(one, medium, group)
            take(result, one)
        result.data["tests"] = counts(found)
    if out not in (night.out("amd64"), night.out("amd64-smp"), night.out("sparc64")):
        shutil.rmtree(out)


def random_configuration(night, result, arch, number, seed, compiler):
    """What `make randconfigs` makes of this number and seed."""
    folder = os.path.join(night.builds, "random")
    status, text = night.command(["scripts/test/randconfigs", f"--arch={arch}", "--keep",
                                  f"--from={number}", f"--compiler={compiler}", folder,
                                  str(number + 1), str(seed)])
    line = re.search(r"^  (?:ok|FAIL) +seed (\d+) +(.*?) +[\d.]+ s$", text, re.M)
    own = os.path.join(folder, str(seed + number))
    booted = bool(line and "boot" in line.group(2).split())
    result.data = {"name": f"{arch.removeprefix('ARCH_').lower()} seed {seed + number}",
                   "traits": line.group(2) if line else "", "compiler": compiler}
    if os.path.exists(f"{own}/filbert-kernel"):
        result.data["size"] = sizes(own)
    if status != 0:
        result.fail("it does not build or boot", text)
        if os.path.exists(f"{own}/.config"):
            shutil.copy(f"{own}/.config", night.log.removesuffix(".txt") + "-config.txt")
            result.data["config"] = os.path.relpath(night.log.removesuffix(".txt") + "-config.txt",
                                                    night.keeper.folder)
    if booted:
        result.data["boot"] = not status
    shutil.rmtree(own, ignore_errors=True)


def is_built(night, result, arch):
    """The folder of an earlier step, if that came so far; else it is built now."""
    out = night.out(arch)
    defconfig = MAIN.get(arch, f"{arch}_defconfig")
    words = [] if os.path.exists(f"{out}/.config") else [defconfig]
    return out if night.make(result, out, "it does not build", *words, "all")[0] else None


def whole_tests(night, result, arch, *options):
    out = is_built(night, result, arch)
    if not out:
        return
    path = os.path.abspath(os.path.join(night.builds, "results.json"))
    if os.path.exists(path):
        os.remove(path)
    status, text = night.command(["scripts/test/run", f"--json={path}", *options, out])
    found = store.read(path)
    if found is None:
        result.fail("the test run did not come to its end", text)
        return
    result.data = {"jobs": found, **{key: sum(job[key] for job in found)
                                     for key in ("passed", "failed", "skipped")}}
    for job in found:
        if job["failed"]:
            result.fail(job["name"], "\n".join(job["console"]), job["notes"])
    if status and result.verdict == store.OK:
        result.fail(f"status {status}", text)


def bench(night, result, arch):
    out = is_built(night, result, arch)
    if not out or not night.make(result, out, "the benchmark fails", "bench")[0]:
        return
    with open(f"{out}/bench/bench.csv", encoding="utf-8", newline="") as file:
        rows = [{"configuration": line["configuration"], "name": line["name"],
                 "value": float(line["value"]), "what": line["what"],
                 "aim": float(line["aim"]) if line["aim"] else None,
                 "peer": float(line["best_peer"]) if line["best_peer"] else None,
                 "source": line["peer"]} for line in csv.DictReader(file)]
    result.data = {"rows": rows}


def fuzz(night, result, arch, words):
    out = is_built(night, result, arch)
    if out:
        night.make(result, out, "a fault was found, or the run failed", *words.split())


def irqs_off(night, result, arch, root, args):
    out = is_built(night, result, arch)
    if not out:
        return
    words = ["irqs-off", f"LIMIT={IRQS_OFF}", f"ROOT={root}", f"ARGS={args}"]
    if arch == "amd64-smp":
        words.append("SMP=4")
    _, text = night.make(result, out, f"more than {IRQS_OFF} instructions with interrupts off, or "
                         "the run failed", *words)
    found = re.search(r"^instructions .*\n +(\d+) ", text, re.M)
    if found:
        result.data = {"longest": int(found.group(1)), "limit": IRQS_OFF}


def has_clang():
    return shutil.which("clang") is not None


def plan(options):
    """All steps: what is quick and tells most comes first."""
    compilers = COMPILERS if has_clang() else COMPILERS[:1]
    for compiler in compilers:
        for name, goals in shipped().items():
            if compiler == "gcc" or not name.startswith(ONLY_GCC):
                yield Step("configuration", f"{name}-{compiler}", configuration, name, goals,
                           compiler)
    for arch in MAIN:
        yield Step("tests", arch, whole_tests, arch)
    for arch in MAIN:
        yield Step("bench", arch, bench, arch)
    for arch, root, args in IRQS_OFF_RUNS:
        yield Step("irqs-off", f"{arch}-{root}", irqs_off, arch, root, args)
    for arch, rows in FUZZ.items():
        for name, words in rows:
            yield Step("fuzz", f"{arch}-{name}", fuzz, arch,
                       words.format(seed=options.seed, time=options.time))
    for number in range(options.random):
        for compiler in compilers:
            yield Step("random", f"amd64-{number}-{compiler}", random_configuration, "ARCH_AMD64",
                       number, options.seed, compiler)
        if number % 4 == 0:
            yield Step("random", f"sparc64-{number}-gcc", random_configuration, "ARCH_SPARC64",
                       number, options.seed, "gcc")
    if options.long:
        yield Step("tests", "amd64-long", whole_tests, "amd64", "--long", "--repeat=2")
