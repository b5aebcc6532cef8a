# SPDX-License-Identifier: BSD-2-Clause
"""QEMU with the serial line on a pipe: types at the kernel's debugger and reads its answers. And
the programs that are booted there."""

import fcntl
import glob
import json
import os
import re
import select
import signal
import socket
import struct
import subprocess
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROMPT = "kdb> "
EXIT_SUCCESS = 33
SLOWNESS = int(os.environ.get("TEST_SLOWNESS", "1"))
WAIT = 10 * SLOWNESS
# A net below the limits of all answers: the machine may get slower while it is tested.
LIFE = 200 * SLOWNESS


class Dialogue:
    """Types at a program and waits for what it says. Text is what came since the last thing that
    was waited for."""

    def __init__(self, child, to_child, from_child):
        self.log = ""
        self.at = 0
        self.child = child
        self.to_child = to_child
        self.from_child = from_child

    def read(self, seconds):
        """What there is within this time; False at the end of the program."""
        if not select.select([self.from_child], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.from_child, 65536)
        except OSError:
            # How the end of a terminal is told.
            return False
        self.log += data.decode(errors="replace").replace("\r", "")
        return bool(data)

    def expect(self, *texts, seconds=WAIT):
        """Waits for one of the texts; returns what came up to its end, or None."""
        end = time.monotonic() + seconds
        alive = True
        while True:
            found = [(self.log.find(t, self.at) + len(t)) for t in texts
                     if self.log.find(t, self.at) >= 0]
            if found:
                text = self.log[self.at:min(found)]
                self.at = min(found)
                return text
            left = end - time.monotonic()
            if left <= 0 or not alive:
                return None
            alive = self.read(min(left, 0.2))

    def type(self, text):
        try:
            os.write(self.to_child, text.encode())
        except OSError:
            pass

    def command(self, line, end="\r"):
        """Types a line at the debugger; its answer without the next prompt."""
        self.type(line + end)
        answer = self.expect(PROMPT)
        return "" if answer is None else answer.removesuffix(PROMPT).split("\n", 1)[-1]

    def leave(self, line, *texts):
        """A line after which something else than the prompt comes."""
        self.type(line + "\r")
        return self.expect(*texts)

    def quiet(self, seconds=0.7):
        """True if the prompt does not come within this time."""
        return self.expect(PROMPT, seconds=seconds) is None

    def status(self):
        """Exit status of the program; None if it does not end."""
        end = time.monotonic() + WAIT
        while self.read(0.2) and time.monotonic() < end:
            pass
        try:
            return self.child.wait(2)
        except subprocess.TimeoutExpired:
            return None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


class Terminal(Dialogue):
    """Any command on a terminal, as somebody who types it has it."""

    def __init__(self, words, folder):
        master, slave = os.openpty()
        child = subprocess.Popen(["timeout", "-k", "1", str(LIFE), *words], cwd=folder, stdin=slave,
                                 stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)
        super().__init__(child, master, master)

    def close(self):
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.wait()
        os.close(self.to_child)


class Session(Dialogue):
    """One run of the machine."""

    def __init__(self, out, kernel, program, options="enter", memory=64, cpu="max",
                 exit_port=0xF4, processors=1, threads="multi", kmem=8, life=LIFE, more=(),
                 medium=()):
        """medium: words by which QEMU boots something else than these files."""
        self.socket_path = os.path.join(os.path.dirname(program), f"qmp-{os.getpid()}")
        modules = f"{kernel},{out}/user/sigma0,{program} exit=0xf4"
        files = ["-kernel", f"{out}/kickstart", "-append", f"{options} kmem={kmem}M",
                 "-initrd", modules]
        child = subprocess.Popen(
            ["timeout", "-k", "1", str(life), "qemu-system-x86_64", "-machine", "pc", "-accel",
             f"tcg,thread={threads}", "-cpu", cpu, "-smp", str(processors), "-m", str(memory),
             "-nodefaults", "-no-reboot", "-vga", "std", "-display", "none", "-serial", "stdio",
             "-device", f"isa-debug-exit,iobase={exit_port:#x},iosize=0x04", "-qmp",
             f"unix:{self.socket_path},server=on,wait=off", *(medium or files), *more],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        super().__init__(child, child.stdin.fileno(), child.stdout.fileno())

    def monitor(self, *requests, event=None):
        """Sends requests to QEMU; returns the data of the event, if it comes."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(WAIT)
            line.connect(self.socket_path)
            stream = line.makefile("rw")
            stream.readline()
            for request in ({"execute": "qmp_capabilities"}, *requests):
                stream.write(json.dumps(request) + "\n")
                stream.flush()
                while "return" not in (answer := stream.readline()):
                    if not answer:
                        return None
            if event is None:
                return None
            event()
            for answer in stream:
                message = json.loads(answer)
                if message.get("event") == "SHUTDOWN":
                    return message["data"]["reason"]
        return None

    def keys(self, *names):
        for name in names:
            self.monitor({"execute": "send-key", "arguments":
                          {"keys": [{"type": "qcode", "data": name}]}})
            time.sleep(0.15)

    def screen(self):
        """The text on the screen."""
        path = self.socket_path + "-screen"
        self.monitor({"execute": "pmemsave", "arguments":
                      {"val": 0xb8000, "size": 80 * 25 * 2, "filename": path}})
        with open(path, "rb") as file:
            text = file.read()[::2].decode("latin-1")
        os.remove(path)
        return "\n".join(text[i:i + 80].rstrip() for i in range(0, len(text), 80))

    def shutdown_reason(self, line):
        """Types a line that ends the machine; why it ended."""
        try:
            return self.monitor(event=lambda: self.type(line + "\r"))
        except OSError:
            return None

    def close(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
        self.child.stdin.close()
        self.child.stdout.close()
        self.child.wait()
        if os.path.exists(self.socket_path):
            os.remove(self.socket_path)



ABIS = {
    # name: folder of objects, prefix of the tools, flags for them
    "amd64": ("obj", "", ["-mno-red-zone", "-mcmodel=small", "-fcf-protection=none"], []),
    "ia32": ("obj/ia32", "i686-linux-gnu-", ["-march=i686", "-fcf-protection=none"],
             ["-m", "elf_i386", "--no-warn-rwx-segments"]),
    "sparc64": ("obj", "sparc64-linux-gnu-", ["-m64", "-mcpu=ultrasparc", "-mcmodel=medlow"], []),
}


def build_program(out, source, work, like, abi="amd64"):
    """A program of one C file, linked with all libraries where that program of the build is."""
    program = os.path.join(work, os.path.basename(source).removesuffix(".c"))
    folder, tools, machine_flags, linker_flags = ABIS[abi]
    objects = f"{out}/{folder}/user"
    own, libgcc = (subprocess.run([f"{tools}gcc", f"-print-{what}"], check=True, text=True,
                                  capture_output=True).stdout.strip()
                   for what in ("file-name=include", "libgcc-file-name"))
    includes = [f"-I{path}" for path in (*glob.glob(f"{TOP}/user/lib/*/include"),
                                         f"{TOP}/arch/base/lib/include")]
    subprocess.run(
        [f"{tools}gcc", "-std=gnu11", "-ffreestanding", "-nostdinc", "-isystem", own, "-O2", "-g",
         "-fno-pic", "-fno-pie", "-fno-stack-protector", *machine_flags,
         "-fno-asynchronous-unwind-tables", "-Wall", "-Wextra", "-Werror",
         *includes, f"-I{TOP}/api/v4/include", "-c", source, "-o", program + ".o"], check=True)
    subprocess.run(
        [f"{tools}ld", *linker_flags, "-static", "-nostdlib", "--build-id=none", "-z",
         "noexecstack", "-T", f"{objects}/apps/{like}/program.lds", "-o", program,
         program + ".o", "--start-group", *glob.glob(f"{objects}/lib/*/*.a"), libgcc,
         "--end-group"], check=True)
    return program


def build_kernel(out, folder, *lines):
    """The kernel of the output folder with these lines in its configuration, in a folder of its
    own. Returns None, or what make said."""
    os.makedirs(folder, exist_ok=True)
    with open(folder.rstrip("/") + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return build_alone(out, folder, lines)


def build_alone(out, folder, lines):
    changed = {re.search(r"CONFIG_\w+", line).group() for line in lines}
    with open(f"{out}/.config") as file:
        config = [line.rstrip("\n") for line in file
                  if not changed & set(re.findall(r"CONFIG_\w+", line))]
    text = "\n".join([*config, *lines, ""])
    path = os.path.join(folder, ".config")
    old = os.path.join(folder, "asked-for")
    if not os.path.exists(old) or open(old).read() != text:
        for where in (path, old):
            with open(where, "w") as file:
                file.write(text)
    for words in (["scripts/build/seed.sh", "--kernel", out, os.path.abspath(folder)],
                  ["make", "-s", "-j2", f"O={os.path.abspath(folder)}", "kernel"]):
        done = subprocess.run(words, cwd=TOP, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            return done.stdout
    return None


def build_smp(out):
    """The kernel of the output folder for four processors, which several suites boot: its folder,
    and None or what make said."""
    folder = os.path.join(out, "tests", "kernel-smp")
    return folder, build_kernel(out, folder, "CONFIG_SMP=y", "CONFIG_NR_CPUS=4")


def symbols(image):
    text = subprocess.run(["nm", image], check=True, capture_output=True, text=True).stdout
    return {name: int(address, 16)
            for address, name in re.findall(r"^([0-9a-f]+) \w (\S+)$", text, re.M)}


def patch(image, address, code, to):
    """A copy of a 64-bit ELF image with other bytes at a virtual address."""
    with open(image, "rb") as file:
        data = bytearray(file.read())
    first, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    for i in range(count):
        kind, _, offset, start, _, length = struct.unpack_from("<IIQQQQ", data, first + i * size)
        if kind == 1 and start <= address < start + length:
            place = address - start + offset
            data[place:place + len(code)] = code
    with open(to, "wb") as file:
        file.write(data)
