#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Tests of how the system starts on SPARC-V9, and of the console's input there: the first program,
a kernel that nobody loaded programs for, the CD image. Prints lines of TAP without numbers.

Usage: boot.py OUTPUT-FOLDER
"""

import os
import re
import signal
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(TOP, "tests", "kdb"))

# pylint: disable=wrong-import-position
import machine  # noqa: E402
from gdbstub import Stub  # noqa: E402

QEMU = os.path.join(TOP, "scripts", "boot", "qemu.sh")
ISO = os.path.join(TOP, "scripts", "media", "mkiso.sh")
SECONDS = 60
PANIC = 3
# Where the kernel's image has it.
KIP = 0x480000
# What OpenBIOS loads from a CD.
CD_BYTES = 4 << 20


def report(good, what, text=""):
    print(f"{'ok' if good else 'not ok'} - {what}", flush=True)
    for line in (text or "").splitlines()[-20:] if not good else ():
        print(f"# {line}")


def run(*words):
    """Status and output; None if it does not end."""
    try:
        done = subprocess.run(words, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT,
                              timeout=2 * SECONDS * machine.SLOWNESS)
    except subprocess.TimeoutExpired as late:
        return None, (late.stdout or b"").decode(errors="replace")
    return done.returncode, done.stdout.decode(errors="replace").replace("\r", "")


def boot(out, *options):
    return run(QEMU, f"--timeout={SECONDS}", "--icount=1", *options, out)


def first_program(out):
    """A program of our own in the place of sigma0."""
    machine.build_program(out, f"{TOP}/tests/boot/first.c", f"{out}/user", "sigma0", "sparc64")
    status, text = boot(out, "--root=hello", "--sigma0=first")
    base = re.search(r"user base (\d+)", text)
    number = int(base.group(1)) << 32 | 1 if base else 0
    report(status == 0 and f"id {number:#x}," in text and
           "UTCB pointer 0xbf000000, KIP 0xbff00000" in text,
           "BOOT-06 sigma0's id, its UTCB and interface page", text)
    report("wrong 0 0 0\n" in text and "lost 0 0\n" in text,
           "PF-16 sigma0 can touch all of its image, the kernel resolves the faults", text)


def kip_word(name):
    """Physical address of a word of the interface page, by its name in the binary interface."""
    with open(f"{TOP}/api/v4/include/l4/abi/kip.h") as file:
        number = re.search(rf"#define\s+{name}\s+(\w+)", file.read()).group(1)
    return KIP + 8 * int(number, 0)


def without_sigma0(out):
    """Sigma0 is taken out of the interface page, when the loader has filled it."""
    start = machine.symbols(f"{out}/filbert-kernel.debug")["kernel_init"]
    path = f"{out}/gdb-{os.getpid()}"
    child = subprocess.Popen([QEMU, f"--timeout={SECONDS}", "--root=hello", f"--gdb={path}", out],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, start_new_session=True)
    said = []
    try:
        stub = Stub(path)
        stub.line.settimeout(SECONDS * machine.SLOWNESS)
        said.append(stub.run_to(start))
        said.append(stub.use_physical())
        said.append(stub.write(kip_word("L4_KIP_WORD_SIGMA0_HIGH"), bytes(8)))
        stub.detach()
    except OSError as error:
        said.append(str(error))
        os.killpg(child.pid, signal.SIGTERM)
    text = child.communicate()[0].decode(errors="replace").replace("\r", "")
    report(child.returncode == PANIC and "PANIC: no sigma0" in text,
           "BOOT-13 without sigma0 the kernel says so and stops", f"{text}\n{said}")
    for left in path, f"{path}.gdb":
        if os.path.exists(left):
            os.remove(left)


def cd(out):
    image = f"{out}/hello.iso"
    status, text = run(ISO, "--root=hello", "--args=from a CD", out, image)
    report(status == 0, "the CD image is made", text)
    status, text = boot(out, f"--iso={image}")
    report(status == 0 and re.search(r"^Hello from", text, re.M) and
           re.search(r'^started as +"user/hello from a CD', text, re.M),
           "OpenBIOS boots the CD image, the run ends with success", text)
    big = f"{out}/user/big"
    with open(big, "wb") as file:
        file.write(bytes(CD_BYTES))
    status, text = run(ISO, "--root=hello", "--modules=big", out, image)
    report(status == 1 and "OpenBIOS loads 4 MiB" in text, "one that is too large is refused", text)
    for path in image, big:
        if os.path.exists(path):
            os.remove(path)


def keys(out):
    machine.build_program(out, f"{TOP}/tests/sparc64/keys.c", f"{out}/user", "hello", "sparc64")
    with machine.Terminal([QEMU, "--icount=0", "--root=keys", out], TOP) as s:
        report(s.expect("program is ready", seconds=SECONDS * machine.SLOWNESS),
               "the program that reads keys starts", s.log)
        s.type("y")
        report(s.expect("char 0x79"), "KDB-04 trap 0x7d returns the key that is pressed", s.log)
        s.type("\x1b")
        text = s.expect("char 0x1b", machine.PROMPT) or ""
        report(text.endswith("char 0x1b"),
               "CON-01 break-in is off, the program gets the key", s.log)
        s.type("p")
        s.expect("polling the UART")
        s.type("xy\x1b!")
        text = s.expect(".\n", machine.PROMPT) or ""
        report(text.endswith("polled 0x78 0x79 0x1b 0x21.\n"),
               "CON-01 a program that polls the UART gets every character", s.log)
        s.type("q")
        report(s.status() == 0, "the run ends with success", s.log)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = os.path.abspath(sys.argv[1])
    for test in (first_program, without_sigma0, cd, keys):
        test(out)


main()
