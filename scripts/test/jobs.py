# SPDX-License-Identifier: BSD-2-Clause
"""What can be run, and where it is found: target suites, host suites, configurations."""

import filecmp
import functools
import glob
import os
import re
import shutil
import subprocess
import sys

import tap
from machine import GRACE, TARGET_LIMIT

TARGET_FOLDER = "user/apps/test"
# Host suites of the long form alone.
LONG_SUITES = ("tests/nightly/run", "tests/threads/run")
# They talk to an emulator that waits for them, or for its clock, most of the time.
WAITING = ("tests/kdb", "tests/boot", "tests/console", "tests/lines", "tests/screen", "tests/power")
# So do threads of several processors that run in real time: of a minute they take 10 s.
WAITING_MEDIA = ("smp4/", "smp4mixed32/", "smp4mixed64/")
# The configuration of the benchmark, which tests/bench boots.
BENCH = "amd64-bench_defconfig"
# Parts of that folder which are no suites.
HARNESS = "harness"
# pc32 is the machine pc with the 32-bit root task, several suites in one boot.
PC32 = "pc32"
# On these, machine pc, helpers of the 64-bit root task have words of either size by turns.
MIXED = {"mixed32": "partner=32", "mixed64": "partner=32 turn=1",
         "smp4mixed32": "partner=32", "smp4mixed64": "partner=32 turn=1"}
MIXED_SUITES = ("exregs", "fastpath", "ipc", "map", "pf", "preempt", "redirect", "sched", "string",
                "thread", "timeout", "utcb")
# A kernel for several processors, on so many of them, machine pc. One counts instructions, several
# run at once.
SMP = {"smp1": 1, "smp2": 2, "smp4": 4, "smp4mixed32": 4, "smp4mixed64": 4, "smp1pic": 1}
SMP_CONFIG = "amd64-smp_defconfig"
# Of several processors, those where threads work with each other; all others in the long form.
SMP_SUITES = (*MIXED_SUITES, "irq", "kip", "processors", "sigma0", "space")
SMP_ARGS = " cpus=all"
# What shows that both together do what each does; the long form has all of them.
SMP_MIXED_SUITES = ("ipc", "pf")
# A machine whose firmware tells of no IO-APIC and no processors.
MACHINES = {"smp1pic": "pc,acpi=off"}
PIC_SUITES = ("ipc", "irq", "timeout")
# Another machine, and the image: what they show about many suites in one boot one of them shows for
# each suite, by turns; suites about the machine, the loader and memory run on both. The long form
# has all on both.
BY_TURNS = ("q35", "grub")
ON_BOTH = ("clock", "exc", "hostile", "ioport", "irq", "kip", "memctl", "memory", "sigma0")
# The machine of SPARC-V9, and of its suites those about the processor that a build for another one
# runs too. A build for that processor runs all.
SUN4U = "sun4u"
SUN4U_CONFIG = "sparc64-sun4u_defconfig"
SUN4U_SUITES = ("exc", "exregs", "ipc", "kip", "map", "pf", "thread", "utcb", "windows")


def build_of(defconfig):
    """The name of the job that builds it."""
    return f"build/{defconfig.removesuffix('_defconfig')}"


# Host suites that take what such a job builds.
AFTER = {"tests/bench": build_of(BENCH), "tests/sparc64": build_of(SUN4U_CONFIG)}
MEDIA = {
    "amd64": ("pc", "q35", "grub", PC32, "mixed32", "mixed64", "smp1", "smp4", "smp4mixed32",
              SUN4U),
    "sparc64": (SUN4U,),
}
# Host suites that a build for this processor runs; others run all of them.
HOST_SUITES = {"sparc64": ("tests/consoles/run", "tests/sparc64/run")}
# Folders of tests that are not for a medium; what is not named has 64-bit programs of AMD64.
FOREIGN = {PC32: ("amd64", "sparc64"), SUN4U: ("amd64", "ia32", "x86")}
# A medium for those who ask for it (make test-bochs): slow, and not installed by default. Where it
# is there, one suite runs always.
BOCHS = "bochs"
BOCHS_ALWAYS = "exc"
# Media on which each suite has a boot of its own, so that suites do not depend on each other.
ALONE = ("pc", BOCHS)
GROUP_SECONDS = 14
# Seed and number of calls of the short run; `make fuzz-target` makes more.
FUZZ_ARGS = ("1", "50000")
# The long one on several processors.
FUZZ_SEEDS = ("1", "2", "3")
FUZZ_LONG_CALLS = "20000"
# The same of `make stress`, for so many processors: operations of each thread.
STRESS = {1: 1500, 4: 1500}
STRESS_LONG = {1: 50000, 2: 50000, 4: 50000}

# The oldest processor model that each generation must still boot on.
OLDEST_CPU = {
    "AMD K8": "Opteron_G1",
    "AMD K10": "phenom,-fxsr-opt",
    "Intel Core": "core2duo",
    "x86-64-v2": "Nehalem",
    "UltraSPARC II": "TI UltraSparc II",
}
# One that it must refuse.
TOO_OLD_CPU = {"UltraSPARC II": "TI UltraSparc I"}
TOO_OLD_USUALLY = "Opteron_G1"
TOO_OLD_MESSAGE = re.compile(r"CPU does not support all features \(\S+\) -- halting")

# Time limits, in seconds of the unloaded machine.
REAL_LIMIT = 600
BOCHS_LIMIT = 600
FUZZ_LIMIT = 120
HOST_LIMIT = 300
LONG_LIMIT = 1800
BUILD_LIMIT = 300

QEMU_STATUS = {0: "success", 1: "the root task reported failure", 2: "ended without a result",
               3: "kernel panic", 4: "kickstart stopped", 124: "no end in time",
               None: "no end in time"}


def status_text(status):
    return QEMU_STATUS.get(status, f"status {status}") if status else ""


def target_suites(medium=""):
    """Folders of the root task `test` that hold tests, in the order in which they are linked."""
    foreign = FOREIGN.get(medium, ("ia32", "sparc64"))
    found = []
    for folder in sorted(os.listdir(TARGET_FOLDER)):
        sources = glob.glob(f"{TARGET_FOLDER}/{folder}/**/*.c", recursive=True)
        if folder != HARNESS and any(holds_tests(source) for source in sources
                                     if not set(foreign) & set(source.split("/"))):
            found.append(folder)
    some = (MIXED_SUITES if medium in MIXED else PIC_SUITES if medium in MACHINES else
            SMP_SUITES if SMP.get(medium, 1) > 1 else found)
    return [suite for suite in found if suite in some]


def share_of(suites, medium, arch):
    """Those of all suites that this medium runs if nobody asks for some of them."""
    if medium == SUN4U and arch != "sparc64":
        return [suite for suite in suites if suite in SUN4U_SUITES]
    if medium in BY_TURNS:
        turns = [suite for suite in suites if suite not in ON_BOTH]
        some = (*ON_BOTH, *turns[BY_TURNS.index(medium)::len(BY_TURNS)])
        return [suite for suite in suites if suite in some]
    if medium in MIXED and medium in SMP:
        return [suite for suite in suites if suite in SMP_MIXED_SUITES]
    return suites


def arch_of(out):
    """The processor that an output folder is for."""
    with open(f"{out}/.config", encoding="utf-8") as file:
        return "sparc64" if "CONFIG_ARCH_SPARC64=y" in file.read() else "amd64"


def root_of(medium):
    return "test.32" if medium == PC32 else "test"


def programs_of(medium):
    return ("test", "test.32") if medium in MIXED else (root_of(medium),)


def holds_tests(source):
    with open(source, encoding="utf-8") as file:
        return "TAP_TEST(" in file.read()


def host_suites(arch="amd64"):
    return sorted(path for path in glob.glob("tests/*/run")
                  if os.access(path, os.X_OK) and path not in LONG_SUITES and
                  path in HOST_SUITES.get(arch, (path,)))


def groups_of(suites, medium, costs):
    """Suites that are booted together, in their order: so many groups that none takes longer than
    GROUP_SECONDS, unless it is one suite. The machine pc starts quickly, so there each suite has a
    boot of its own."""
    groups = [[]]
    seconds = 0.0
    for suite in suites:
        cost = costs.of(f"suite/{suite}")
        if groups[-1] and (medium in ALONE or seconds + cost > GROUP_SECONDS):
            groups.append([])
            seconds = 0.0
        groups[-1].append(suite)
        seconds += cost
    return [group for group in groups if group]


class Job:
    """Something that runs on one processor and brings a result. `names`: by which it can be asked
    for; `after`: the name of a job that comes first if it is wanted too; `needs`: of one that is
    wanted for this one's sake; `waits`: it leaves its processor to others most of the time."""

    def __init__(self, name, function, *args, names=(), after=None, needs=None, cost=None):
        self.name = name
        self.names = {name, name.rpartition("/")[2], *names}
        self.function = function
        self.args = args
        self.after = after or needs
        self.needs = needs
        self.cost = cost
        self.waits = name in WAITING or name.startswith(WAITING_MEDIA)

    def run(self):
        result = tap.Result(self.name)
        self.function(result, *self.args)
        return result


class Jobs:
    """Makes jobs out of what there is. Each method that takes a Result carries one out."""

    def __init__(self, machine, costs, icount=1):
        self.machine = machine
        self.costs = costs
        self.out = machine.out
        self.icount = icount
        self.arch = arch_of(self.out)

    # --- Target suites ---

    def out_of(self, medium):
        """The output folder that is booted."""
        if medium == SUN4U and self.arch != "sparc64":
            return os.path.join(self.machine.work, SUN4U_CONFIG)
        if medium not in SMP or self.is_main(SMP_CONFIG):
            return self.out
        return os.path.join(self.machine.work, SMP_CONFIG)

    def boot_suites(self, result, medium, suites):
        partners = f" processors={SMP.get(medium, 1)}"
        if medium in MIXED:
            partners += f" {MIXED[medium]}"
        elif medium in SMP:
            partners += SMP_ARGS
        choice = [f"--root={root_of(medium)}", f"--args=suite={suites}{partners}"]
        if medium in ("grub", BOCHS):
            return self.boot_image(result, medium, suites, choice)
        machine = "pc" if medium in (PC32, *MIXED, *SMP) else medium
        machine = MACHINES.get(medium, machine)
        choice += [f"--machine={machine}"] * (medium != SUN4U)
        processors = SMP.get(medium, 1)
        choice += [f"--smp={processors}"] * (medium in SMP)
        icount = self.icount if processors == 1 else 0
        return self.machine.qemu(result.name, choice, self.out_of(medium), icount,
                                 limit=TARGET_LIMIT if icount else REAL_LIMIT)

    def boot_image(self, result, medium, suites, choice):
        iso = os.path.join(self.machine.work, result.name.replace("/", "-") + ".iso")
        words = ["scripts/media/mkiso.sh", *choice, self.out, iso]
        status, text = self.machine.command(f"iso/{suites}", words, TARGET_LIMIT)
        if status:
            result.console = text.splitlines()
            return status, "Bail out! the GRUB image could not be made\n"
        if medium == BOCHS:
            words = ["scripts/boot/bochs", f"--timeout={BOCHS_LIMIT}", self.out, iso]
            status, text = self.machine.command(result.name, words, 2 * BOCHS_LIMIT + GRACE)
        else:
            status, text = self.machine.qemu(result.name, [f"--iso={iso}"], icount=self.icount,
                                             limit=TARGET_LIMIT if self.icount else REAL_LIMIT)
        os.remove(iso)
        return status, text

    def target(self, result, medium, suites):
        """Boots some suites together. Those that a hanging one keeps from running get another
        boot, so that it hides nothing."""
        out = self.out_of(medium) if medium == SUN4U else self.out
        if not all(os.path.exists(f"{out}/user/{p}") for p in programs_of(medium)):
            result.skip("this kernel has no 32-bit programs" if medium in (PC32, *MIXED) else
                        "there are no programs for this processor")
            return
        status, text = self.boot_suites(result, medium, ",".join(suites))
        begun = [s for s in suites if f"\n# suite {s}\n" in text]
        lost = suites[suites.index(begun[-1]) + 1:] if begun else []
        rest = tap.Result(f"{result.name} rest")
        if lost:
            self.target(rest, medium, lost)
        tap.parse(result, text, status_text(status), rest.total)
        result.take(rest)

    def bochs(self, result):
        if shutil.which("bochs"):
            self.target(result, BOCHS, [BOCHS_ALWAYS])
        else:
            result.skip("Bochs is not installed; `make test-bochs` does it")

    def targets(self, media, is_wanted, are_chosen):
        for medium in media:
            if medium in SMP and SMP_CONFIG not in self.defconfigs():
                continue
            if medium == SUN4U and not os.path.exists(f"configs/{SUN4U_CONFIG}"):
                continue
            needs = None
            if self.out_of(medium) != self.out:
                needs = build_of(SUN4U_CONFIG if medium == SUN4U else SMP_CONFIG)
            suites = target_suites(medium)
            if not are_chosen:
                suites = share_of(suites, medium, self.arch)
            chosen = [s for s in suites if is_wanted({s, f"{medium}/{s}"})]
            for group in groups_of(chosen, medium, self.costs):
                yield Job(f"{medium}/{','.join(group)}", self.target, medium, group,
                          names=(*group, *(f"{medium}/{s}" for s in group)), needs=needs,
                          cost=self.costs.of_boot(medium, group))

    def fuzz_target(self, result, *options, args=FUZZ_ARGS, limit=FUZZ_LIMIT):
        if not options:
            self.seed(result.name, os.path.abspath(os.path.join(self.machine.work, "fuzz-target")))
        config = SUN4U_CONFIG.removesuffix("_defconfig")
        options += (f"--config={config}",) * (self.arch == "sparc64")
        words = ["scripts/test/fuzz-target", f"--timeout={limit}", *options, self.machine.work,
                 *args]
        status, text = self.machine.command(result.name, words, BUILD_LIMIT + 2 * limit + GRACE)
        tap.parse(result, text, status_text(status))

    def fuzz_target_smp(self, result):
        """The same on four processors that take turns, with several seeds."""
        for seed in FUZZ_SEEDS:
            self.fuzz_target(result, "--smp=4", args=(seed, FUZZ_LONG_CALLS), limit=LONG_LIMIT)

    def stress(self, result, processors, count, seed=1, limit=FUZZ_LIMIT):
        """Threads on so many processors work on the same spaces."""
        options = ["--root=stress", f"--args=seed={seed} ops={count}", f"--smp={processors}"]
        out = self.out_of("smp1") if SMP_CONFIG in self.defconfigs() else self.out
        status, text = self.machine.qemu(result.name, options, out, 1 if processors == 1 else 0,
                                         limit=limit)
        tap.parse(result, text, status_text(status))

    def stresses(self, counts, **more):
        """On a processor that has no kernel for several, on one."""
        is_smp = SMP_CONFIG in self.defconfigs()
        needs = build_of(SMP_CONFIG) if is_smp and self.out_of("smp1") != self.out else None
        for processors, count in counts.items():
            if processors > 1 and not is_smp:
                continue
            yield Job(f"stress-{processors}", functools.partial(self.stress, **more), processors,
                      count, names=("stress",), needs=needs)

    # --- Host suites ---

    def host(self, result, path, *options, limit=HOST_LIMIT):
        words = [path, *options, os.path.abspath(self.out)]
        status, text = self.machine.command(result.name, words, limit)
        ending = "" if status == 0 else "no end in time" if status is None else f"status {status}"
        tap.parse(result, text, ending)

    # --- What takes long ---

    def host_long(self, result, suite):
        self.host(result, f"tests/{suite}/run", "--long", limit=LONG_LIMIT)

    def host_smp(self, result):
        """The host tests of one processor with a kernel for several."""
        words = ["env", "CONFIG_SMP=y", "tests/host/run",
                 os.path.join(os.path.abspath(self.machine.work), "host-smp")]
        status, text = self.machine.command(result.name, words, LONG_LIMIT)
        tap.parse(result, text, status_text(status))

    def rules_long(self, result):
        """Each rule between processors, taken out of the kernel, is missed by its test."""
        self.host(result, "tests/smp/rules", limit=LONG_LIMIT)

    def late_long(self, result):
        """2000 sleeps beside each kind of long work in the kernel."""
        status, text = self.machine.qemu(result.name, ["--root=test",
                                                       "--args=suite=late sleeps=2000"],
                                         icount=1, limit=LONG_LIMIT)
        tap.parse(result, text, status_text(status))

    def real_time(self, result, medium, suites, busy):
        """All suites in one boot that does not count instructions, beside so many busy loops."""
        load = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(busy)]
        try:
            self.target(result, medium, suites)
        finally:
            for loop in load:
                loop.kill()
                loop.wait()

    def long(self, repeat):
        for defconfig in self.defconfigs():
            name = defconfig.removesuffix("_defconfig")
            yield Job(f"build-all/{name}", self.build_config, defconfig,
                      os.path.join(self.machine.work, f"{name}-all"), ["all"], cost=30)
            if defconfig != SMP_CONFIG and SMP_CONFIG in self.defconfigs():
                yield Job(f"build-smp/{name}", self.build_config, defconfig,
                          os.path.join(self.machine.work, f"{name}-smp"), ["smp.config", "all"],
                          cost=30)
        yield Job("kmem-long", self.host_long, "kmem", cost=300)
        yield Job("late-long", self.late_long, cost=200)
        yield Job("processors-long", self.host_long, "processors", cost=300)
        yield Job("media-long", self.host_long, "media", cost=300)
        yield Job("uefi-long", self.host_long, "uefi", cost=200)
        yield Job("screen-long", self.host_long, "screen", cost=60)
        yield Job("features-long", self.host_long, "features", cost=300)
        yield Job("isolation-long", self.host_long, "isolation", cost=300)
        yield Job("release-long", self.host_long, "release", cost=600)
        yield Job("kdb-long", self.host_long, "kdb", cost=60)
        yield Job("threads-long", self.host_long, "threads", cost=60)
        yield Job("host-smp", self.host_smp, cost=80)
        yield Job("rules-long", self.rules_long, cost=120)
        yield Job("nightly", self.host, "tests/nightly/run", cost=45)
        yield Job("nightly-long", self.host_long, "nightly", cost=20)
        yield Job("repro-long", self.host_long, "repro", cost=250)
        yield Job("sparc64-long", self.host_long, "sparc64", cost=220)
        yield Job("models-long", self.host_long, "models", cost=600)
        medium = MEDIA[self.arch][0]
        suites = target_suites(medium)
        for name, busy in (("idle", 0), ("loaded", 2 * len(os.sched_getaffinity(0)))):
            for i in range(1, repeat + 1):
                yield Job(f"real-time/{name}-{i}", self.real_time, medium, suites, busy, cost=60)
        for medium in BY_TURNS if self.arch == "amd64" else ():
            yield Job(f"{medium}-long", self.target, medium, suites, cost=90)
        if SMP_CONFIG in self.defconfigs():
            yield from self.long_smp(suites)

    def long_smp(self, suites):
        """All suites on a kernel for several processors."""
        build = build_of(SMP_CONFIG)
        if self.out_of("smp1") != self.out:
            yield Job(build, self.build_smp)
        yield from self.stresses(STRESS_LONG, seed=2, limit=LONG_LIMIT)
        yield Job("fuzz-target-4", self.fuzz_target_smp, cost=120)
        for medium in SMP:
            some = target_suites(medium) if medium in MIXED or medium in MACHINES else suites
            yield Job(f"{medium}-long", self.real_time, medium, some, 0, needs=build, cost=90)

    # --- Configurations ---

    def seed(self, name, out, *options):
        """Gives a folder what the main build has of it already."""
        words = ["scripts/build/seed.sh", *options, self.out, out]
        status, text = self.machine.command(f"seed/{name}", words, BUILD_LIMIT)
        if status:
            raise RuntimeError(text)

    def build_config(self, result, defconfig, out, goals):
        """Builds one configuration. That of the main build is built once more by tests/repro, which
        compares the bits too."""
        if defconfig.startswith(self.arch):
            self.seed(result.name, out)
        words = ["make", "-s", "-j2", f"O={out}", defconfig, *goals]
        status, text = self.machine.command(result.name, words, BUILD_LIMIT)
        result.check(status == 0, "it does not build")
        if status == 0:
            noise = [line for line in text.splitlines()
                     if not line.startswith(("configuration ", "fragment ")) and line.strip()]
            result.check(not noise, "the build is not silent")
        if result.failed:
            result.console = text.splitlines()[-tap.CONSOLE_LINES:]

    def check_objects(self, result, out):
        """What tests/check proves of the objects of the main build."""
        for check in ("symbols", "cycles"):
            words = ["scripts/checks/run", f"--only={check}", out]
            status, text = self.machine.command(f"{result.name} {check}", words, BUILD_LIMIT)
            result.check(status == 0, f"it does not pass: {check}")
            if status:
                result.console += text.splitlines()[-tap.CONSOLE_LINES:]

    def build_smp(self, result):
        """Builds the kernel for several processors. Loader and programs do not depend on the
        kernel's configuration: they are those of the main build."""
        out = self.out_of("smp1")
        for name in ("kickstart", "user"):
            path = os.path.join(out, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
        self.build_config(result, SMP_CONFIG, out, ["kernel", f"{out}/obj/objects"])
        self.check_objects(result, out)
        for name in ("kickstart", "user"):
            path = os.path.join(out, name)
            if not os.path.islink(path):
                os.symlink(os.path.relpath(os.path.join(self.out, name), out), path)

    def boot_config(self, result, out):
        if not os.path.exists(f"{out}/filbert-kernel"):
            result.fail("it was not built")
            return
        with open(f"{out}/.config", encoding="utf-8") as file:
            config = file.read()
        generation = re.search(r'^CONFIG_CPU_GENERATION_NAME="(.*)"$', config, re.M).group(1)
        oldest = OLDEST_CPU.get(generation, "max")
        options = ["--root=hello", f"--cpu={oldest}"]
        if "CONFIG_CONSOLE_UART=y" not in config:
            # Neither a port nor a text would tell how the run ended.
            options.append("--exit=0xf4")
        status, text = self.machine.qemu(result.name, options, out)
        result.check(status == 0, status_text(status))
        too_old = TOO_OLD_CPU.get(generation, TOO_OLD_USUALLY)
        if oldest != too_old and "CONFIG_CONSOLE_UART=y" in config:
            options = ["--root=hello", f"--cpu={too_old}"]
            _, old_text = self.machine.qemu(f"{result.name} old", options, out,
                                            until=TOO_OLD_MESSAGE)
            result.check(TOO_OLD_MESSAGE.search(old_text), "an older processor is not refused")
            text += old_text
        if result.failed:
            result.console = text.splitlines()[-tap.CONSOLE_LINES:]

    def build_other(self, result, defconfig):
        """Builds kernel, loader and programs for another processor than the main build's."""
        self.build_config(result, defconfig, os.path.join(self.machine.work, defconfig), ["all"])

    @functools.cache    # pylint: disable=method-cache-max-size-none
    def is_main(self, defconfig):
        """True if it is the configuration of the main build."""
        work = os.path.join(self.machine.work, "defconfig")
        subprocess.run(["scripts/make/kconfig.sh", os.getcwd(), work,
                        f"defconfig={os.path.abspath(f'configs/{defconfig}')}"],
                       env=self.machine.env, check=True, stdout=subprocess.DEVNULL)
        return filecmp.cmp(f"{work}/.config", f"{self.out}/.config", shallow=False)

    def defconfigs(self):
        return sorted(os.path.basename(p) for p in glob.glob(f"configs/{self.arch}-*_defconfig"))

    def configs(self):
        """Those of the processor of the main build; others are built and booted by tests/CPU, and
        by the suites that the main build runs of them."""
        if self.arch != "sparc64" and os.path.exists(f"configs/{SUN4U_CONFIG}"):
            yield Job(build_of(SUN4U_CONFIG), self.build_other, SUN4U_CONFIG)
        for defconfig in self.defconfigs():
            name = defconfig.removesuffix("_defconfig")
            build = build_of(defconfig)
            if self.is_main(defconfig):
                yield Job(f"boot/{name}", self.boot_config, self.out)
                continue
            if defconfig == SMP_CONFIG:
                yield Job(build, self.build_smp)
                yield Job(f"boot/{name}", self.boot_config, self.out_of("smp1"), after=build)
                continue
            out = os.path.join(self.machine.work, defconfig)
            programs = ["hello", "sigma0"]
            if defconfig == BENCH:
                # What the benchmark needs is shared with it.
                out = os.path.join(self.out, "bench")
                programs += ["bench", "bench.32"]
            # The other programs follow in the long form.
            goals = ["kernel", "kickstart", *(f"{out}/user/{program}" for program in programs)]
            yield Job(build, self.build_config, defconfig, out, goals)
            yield Job(f"boot/{name}", self.boot_config, out, after=build)
