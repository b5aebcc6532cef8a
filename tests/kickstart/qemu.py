# SPDX-License-Identifier: BSD-2-Clause
"""Runs the loader in QEMU with made-up modules and takes apart what the fake kernel dumps."""

import glob
import os
import re
import subprocess

import images

TIMEOUT = 20 * int(os.environ.get("TEST_SLOWNESS", "1"))
STATUS_SUCCESS = 33     # the fake kernel writes 0x10 to the exit port
STATUS_STOPPED = 39     # the loader writes 0x13
EXIT_DEVICE = "isa-debug-exit,iobase=0xf4,iosize=0x04"

CONFIG_SERIAL = {
    "CONSOLE_UART": 1, "CONSOLE_UART_PORT": 0x3F8, "CONSOLE_UART_SPEED": 115200,
    "CONSOLE_VGA": 1, "DEBUG_EXIT_PORT": 0xF4, "VERBOSE_INIT": 1,
}
CONFIG_SCREEN = {"CONSOLE_VGA": 1, "DEBUG_EXIT_PORT": 0}

FLAGS = ["-std=gnu11", "-ffreestanding", "-nostdinc", "-O2", "-mgeneral-regs-only", "-march=i686",
         "-fno-pic", "-fno-pie", "-fno-stack-protector", "-fno-asynchronous-unwind-tables",
         "-fno-common", "-fno-strict-aliasing", "-fno-tree-loop-distribute-patterns",
         "-Wall", "-Wextra", "-Werror"]
# What the loader has of arch/base/lib.
SHARED = ("format", "string")


class Toolchain:
    """The 32-bit compiler, used as the build uses it for the loader."""

    def __init__(self, top, out):
        self.top = top
        self.out = out
        prefix = os.environ.get("CROSS_COMPILE32", "i686-linux-gnu-")
        self.cc = prefix + "gcc"
        self.ld = prefix + "ld"
        self.objcopy = prefix + "objcopy"
        own = subprocess.run([self.cc, "-print-file-name=include"], check=True, text=True,
                             capture_output=True).stdout.strip()
        self.flags = FLAGS + ["-isystem", own, f"-I{top}/arch/base/include",
                              f"-I{top}/arch/base/lib/include", f"-I{top}/arch/amd64/include",
                              f"-I{top}/api/v4/include"]

    def compile(self, source, output, *flags):
        subprocess.run([self.cc, *self.flags, *flags, "-c", source, "-o", output], check=True)

    def loader(self, name, config):
        """The loader built for one configuration; returns the file."""
        work = os.path.join(self.out, name)
        os.makedirs(work, exist_ok=True)
        autoconf = os.path.join(work, "autoconf.h")
        with open(autoconf, "w", encoding="ascii") as file:
            for symbol, value in config.items():
                file.write(f"#define CONFIG_{symbol} {value}\n")
        objects = []
        shared = [f"{self.top}/arch/base/lib/{name}.c" for name in SHARED]
        own = [source for part in ("core/*", "from/multiboot*", "from/efi_map",
                                    "machine/pc/*") for source in
               sorted(glob.glob(f"{self.top}/kickstart/{part}.[cS]"))]
        # As the build does it, a file that belongs to an option is compiled with that option only.
        with open(f"{self.top}/kickstart/machine/pc/build.mk", encoding="ascii") as file:
            options = {base: option for option, base in re.findall(
                r"^obj-\$\(CONFIG_(\w+)\) \+= (\w+)\.o$", file.read(), re.M)}
        for source in [*own, *shared]:
            base = os.path.basename(source)
            if base.endswith(".lds.S") or (
                    base[:-2] in options and options[base[:-2]] not in config):
                continue
            objects.append(os.path.join(work, base[:-2] + ".o"))
            self.compile(source, objects[-1], "-include", autoconf)
        script = os.path.join(work, "kickstart.lds")
        subprocess.run([self.cc, "-E", "-P", "-undef", "-x", "assembler-with-cpp",
                        f"{self.top}/kickstart/machine/pc/kickstart.lds.S", "-o", script],
                       check=True)
        output = os.path.join(work, "kickstart")
        subprocess.run([self.ld, "-melf_i386", "-static", "-nostdlib", "--fatal-warnings", "-z",
                        "noexecstack", "-T", script, "-o", output, *objects], check=True)
        return output

    def fake_kernel(self):
        """The fake kernel's code at images.CODE_ADDRESS; returns its entry point and bytes."""
        base = os.path.join(self.out, "fake-kernel")
        self.compile(f"{self.top}/tests/kickstart/fake-kernel.c", base + ".o")
        subprocess.run([self.ld, "-melf_i386", "-N", "--no-warn-rwx-segments", "-e", "start",
                        f"-Ttext={images.CODE_ADDRESS:#x}", "-o", base + ".elf", base + ".o"],
                       check=True)
        subprocess.run([self.objcopy, "-O", "binary", base + ".elf", base + ".bin"], check=True)
        with open(base + ".elf", "rb") as elf, open(base + ".bin", "rb") as code:
            return int.from_bytes(elf.read()[24:28], "little"), code.read()


class Boot:
    """One run: exit status, text, the fake kernel's values and pages."""

    def __init__(self, out, loader, modules, options="", memory=64, media=None,
                 devices=("-serial", "stdio")):
        self.values = {}
        self.pages = {}
        self.addresses = {}
        names = []
        for name, contents, arguments in modules:
            with open(os.path.join(out, name), "wb") as file:
                file.write(contents)
            names.append(f"{name} {arguments}".strip())
        boot = media or ["-kernel", loader, "-append", options, "-initrd", ",".join(names)]
        command = ["qemu-system-x86_64", "-accel", "tcg", "-m", str(memory), "-nodefaults",
                   "-display", "none", "-vga", "std", "-no-reboot", "-device", EXIT_DEVICE,
                   *devices, *boot]
        try:
            done = subprocess.run(command, cwd=out, timeout=TIMEOUT, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            self.status, output = done.returncode, done.stdout
        except subprocess.TimeoutExpired as late:
            self.status, output = None, late.stdout or b""
        self.text = output.decode("latin-1").replace("\r", "")
        self.parse()

    def parse(self):
        page = None
        for line in self.text.splitlines():
            if match := re.fullmatch(r"dump (\w+)=([0-9a-f]{8})", line):
                page = match.group(1)
                self.addresses[page] = int(match.group(2), 16)
                self.pages[page] = b""
            elif page and re.fullmatch(r"[0-9a-f]{128}", line):
                self.pages[page] += bytes.fromhex(line)
            elif match := re.fullmatch(r"(\w+)=([0-9a-f]{8})", line):
                self.values[match.group(1)] = int(match.group(2), 16)

    def entered(self):
        return self.status == STATUS_SUCCESS and "fake kernel" in self.text

    def stopped(self, message):
        return self.status == STATUS_STOPPED and message in self.text

    def tail(self):
        lines = [line for line in self.text.splitlines()
                 if not re.fullmatch(r"[0-9a-f]{128}", line)]
        return [f"status {self.status}"] + lines[-12:]


class Words:
    """Words of one size in a dumped page."""

    def __init__(self, page, bits):
        self.page = page
        self.size = bits // 8
        self.half = bits // 2

    def __getitem__(self, index):
        return int.from_bytes(self.page[index * self.size:(index + 1) * self.size], "little")

    def descriptors(self):
        """The memory descriptors of a kernel interface page: low, high (inclusive), type, t."""
        info = self[21]
        first = (info >> self.half) // self.size
        result = []
        for i in range(info & ((1 << self.half) - 1)):
            low, high = self[first + 2 * i], self[first + 2 * i + 1]
            result.append((low & ~0x3FF, high | 0x3FF, low & 0xF, low >> 4 & 0xF))
        return result
