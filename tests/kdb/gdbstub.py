# SPDX-License-Identifier: BSD-2-Clause
"""A client of QEMU's interface for debuggers: stops the machine, and reads and writes what is in
it."""

import re
import socket
import struct
import time

import machine


class Stub:
    """The interface at the socket of this path. While it is connected the machine stands still, but
    for the processors that it lets go on."""

    def __init__(self, path):
        self.line = socket.socket(socket.AF_UNIX)
        self.line.settimeout(machine.WAIT)
        end = time.monotonic() + machine.WAIT
        while True:
            try:
                self.line.connect(path)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        self.data = b""
        self.ask("qSupported:multiprocess+")

    def send(self, text):
        self.line.sendall(f"${text}#{sum(text.encode()) % 256:02x}".encode())

    def answer(self):
        while not (found := re.search(rb"\$([^#]*)#..", self.data)):
            more = self.line.recv(65536)
            if not more:
                raise OSError("the emulator has ended")
            self.data += more
        self.data = self.data[found.end():]
        self.line.sendall(b"+")
        return found[1].decode()

    def ask(self, text):
        self.send(text)
        # That the machine stands still it may say when it has noticed the connection.
        while (answer := self.answer()).startswith("T"):
            pass
        return answer

    def run_to(self, address):
        """Lets the machine go on; True when it stands still at this instruction."""
        self.ask(f"Z1,{address:x},1")
        self.send("c")
        answer = self.answer()
        self.ask(f"z1,{address:x},1")
        return answer.startswith("T05")

    def use_physical(self):
        """Addresses are physical ones from now on."""
        return self.ask("Qqemu.PhyMemMode:1") == "OK"

    def read(self, address, length):
        return bytes.fromhex(self.ask(f"m{address:x},{length:x}"))

    def write(self, address, data):
        return self.ask(f"M{address:x},{len(data):x}:{data.hex()}") == "OK"

    def registers(self):
        """The first ones of an AMD64 processor, as the emulator numbers them, with RIP the last. It
        gives single ones (p) to those only who have asked for its description of registers."""
        return struct.unpack_from("<17Q", bytes.fromhex(self.ask("g")))

    def detach(self):
        """The machine goes on, as if nobody had looked."""
        self.ask("D;1")
        self.close()

    def close(self):
        self.line.close()
