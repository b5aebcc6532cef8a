#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Stands between gdb and an emulator whose stub translates addresses as the processor's buffers do
at the moment: the kernel's view of physical memory is then there by chance, and never while a
program runs. Accesses to that view are asked for as physical ones; all else is passed on.

Usage: physical.py BASE BYTES SERVER, in gdb: target remote | physical.py ...
    [BASE, BASE + BYTES) is the view of the physical addresses from 0 on; SERVER is HOST:PORT, or
    the path of a socket.
"""

import os
import re
import select
import socket
import sys
import time

PATIENCE = 10		# seconds until the emulator listens
BREAK = b"\x03"
# Read, write, and both with the bytes as they are.
ACCESS = re.compile(rb"([mMxX])([0-9a-f]+),([0-9a-f]+)", re.S)


class Packets:
    """One end of a connection, as a series of packets: $data#sum, each of which is acknowledged;
    and the byte that stops the machine, which is no packet. Bytes never get lost here."""

    def __init__(self, source, send):
        self.source = source
        self.send = send
        self.data = b""

    def put(self, packet):
        if packet != BREAK:
            packet = b"$%b#%02x" % (packet, sum(packet) & 0xff)
        self.send(packet)

    def there(self):
        """The next packet if all of it has come, else None."""
        self.data = self.data.lstrip(b"+-")
        if self.data[:1] == BREAK:
            self.data = self.data[1:]
            return BREAK
        end = self.data.find(b"#")
        if not self.data or end < 0 or len(self.data) < end + 3:
            return None
        packet = self.data[self.data.index(b"$") + 1:end]
        self.data = self.data[end + 3:]
        self.send(b"+")
        return packet

    def receive(self):
        """Takes what has come."""
        data = os.read(self.source, 65536)
        if not data:
            sys.exit(0)
        self.data += data

    def get(self):
        """Waits for the next packet."""
        while (packet := self.there()) is None:
            self.receive()
        return packet


def connect(server):
    host, colon, port = server.rpartition(":")
    end = time.monotonic() + PATIENCE * int(os.environ.get("TEST_SLOWNESS", "1"))
    while True:
        try:
            if colon and not os.path.exists(server):
                return socket.create_connection((host, int(port)))
            line = socket.socket(socket.AF_UNIX)
            line.connect(server)
            return line
        except OSError as error:
            if time.monotonic() > end:
                sys.exit(f"{server}: {error}")
            time.sleep(0.1)


class View:
    """Turns accesses to the kernel's view into physical ones."""

    def __init__(self, base, size, emulator):
        self.base = base
        self.size = size
        self.emulator = emulator
        self.is_on = False		# the emulator takes addresses as physical ones

    def has(self, address, length):
        return self.base <= address <= address + length <= self.base + self.size

    def switch(self, on):
        """Nothing but accesses depends on it, so it stays as it is until one needs the other."""
        if on == self.is_on:
            return
        self.emulator.put(b"Qqemu.PhyMemMode:%d" % on)
        if self.emulator.get() != b"OK":
            sys.exit("this emulator does not read physical memory for a debugger")
        self.is_on = on

    def translate(self, packet):
        match = ACCESS.match(packet)
        if not match:
            return packet
        address, length = (int(number, 16) for number in match.group(2, 3))
        is_view = self.has(address, length)
        self.switch(is_view)
        if not is_view:
            return packet
        return b"%b%x%b" % (match.group(1), address - self.base, packet[match.end(2):])


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    base, size = (int(word, 0) for word in sys.argv[1:3])
    line = connect(sys.argv[3])
    emulator = Packets(line.fileno(), line.sendall)
    debugger = Packets(sys.stdin.fileno(), lambda data: os.write(sys.stdout.fileno(), data))
    view = View(base, size, emulator)
    while True:
        for end in select.select([debugger.source, emulator.source], [], [])[0]:
            (debugger if end == debugger.source else emulator).receive()
        while (packet := debugger.there()) is not None:
            emulator.put(view.translate(packet))
        while (packet := emulator.there()) is not None:
            debugger.put(packet)


main()
