# SPDX-License-Identifier: BSD-2-Clause
"""A traced region as text: instruction by instruction, with source lines, accesses and sums."""

import bisect
import collections
import os
import re
import subprocess

STUB_PAGE = 0xffa01000
LINE = 64
ELF_SPARC64 = b"\0\x2b"
WIDTH = 100


class Image:
    """Disassembly, symbols and source lines of the kernel."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.is_sparc64 = file.read(20)[18:] == ELF_SPARC64
        self.text = {}
        self.symbols = []
        self.places = {}
        self._read_symbols()
        self._disassemble()
        starts = [address for address, name in self.symbols if name == "stubs_start"]
        self.stubs = starts[0] if starts else None

    def _tool(self, *words, **more):
        if self.is_sparc64:
            words = (f"{os.environ.get('CROSS_COMPILE', 'sparc64-linux-gnu-')}{words[0]}",
                     *words[1:])
        return subprocess.run(words, capture_output=True, text=True, check=True, **more).stdout

    def _read_symbols(self):
        for line in self._tool("nm", "-n", "--defined-only", self.path).splitlines():
            address, _, name = line.split(" ", 2)
            self.symbols.append((int(address, 16), name))
        self._addresses = [address for address, _ in self.symbols]

    def _disassemble(self):
        text = self._tool("objdump", "-d", "--no-show-raw-insn", self.path)
        for match in re.finditer(r"^\s*([0-9a-f]+):\s+(.*?)\s*$", text, re.M):
            self.text[int(match.group(1), 16)] = re.sub(r"\s+", " ", match.group(2))
        self._starts = sorted(self.text)

    def linked(self, address):
        """Where an executed address lies in the image: the stubs are seen elsewhere by users."""
        is_stub = address >> 63 == 0 if self.is_sparc64 else address >> 12 == STUB_PAGE >> 12
        if is_stub and self.stubs is not None:
            return self.stubs + (address & 0xfff)
        return address

    def end(self, address):
        """The address behind an instruction."""
        at = bisect.bisect_right(self._starts, address)
        return self._starts[at] if at < len(self._starts) else address + 1

    def symbol(self, address):
        at = bisect.bisect_right(self._addresses, address) - 1
        if at < 0 or address < 1 << 63:
            return ""
        start, name = self.symbols[at]
        return f"{name}+{address - start:#x}"

    def function(self, address):
        return self.symbol(address).split("+")[0]

    def load_places(self, addresses):
        """Looks source lines up, all at once."""
        wanted = sorted(set(addresses) - set(self.places))
        lines = self._tool("addr2line", "-e", self.path,
                           input="".join(f"{a:#x}\n" for a in wanted)).splitlines()
        for address, line in zip(wanted, lines):
            place = re.sub(r" \(discriminator.*", "", line)
            self.places[address] = re.sub(r"^\./", "", place)


class Source:
    def __init__(self, top):
        self.top = top
        self.files = {}

    def line(self, place):
        name, _, number = place.rpartition(":")
        if not number.isdigit():
            return ""
        if name not in self.files:
            try:
                with open(os.path.join(self.top, name), errors="replace") as file:
                    self.files[name] = file.read().splitlines()
            except OSError:
                self.files[name] = []
        lines = self.files[name]
        # Line 0 is code that no line is known of.
        return lines[int(number) - 1].strip() if 0 < int(number) <= len(lines) else ""


Step = collections.namedtuple("Step", "mode address opcode accesses")
Access = collections.namedtuple("Access", "store address physical")


def last_region(trace, name=None):
    """The steps of the last complete region of a trace; of the row with this name, if one is."""
    steps, done = [], []
    is_wanted = True
    for line in trace.splitlines():
        kind, *words = line.split()
        if kind == "begin":
            steps = []
            is_wanted = name is None or words[0].split(":")[0] == name
        elif not is_wanted:
            continue
        elif kind == "end":
            done = steps
        elif kind in "RW":
            steps[-1].accesses.append(Access(kind == "W", int(words[0], 16), int(words[1], 16)))
        else:
            steps.append(Step(kind, int(words[0], 16), words[1], []))
    return done


def describe(image, access):
    where = image.symbol(access.address) if access.address >> 31 == 0x1ffffffff else ""
    return f"{'W' if access.store else 'R'} {where or format(access.address, 'x')}"


def write_steps(image, source, steps, out):
    place, users, number = None, 0, 0

    def flush():
        nonlocal users, place
        if users:
            print(f"        -- {users} user instructions --", file=out)
            place = None
        users = 0

    for step in steps:
        if step.mode == "u":
            users += 1
            continue
        flush()
        number += 1
        address = image.linked(step.address)
        if image.places.get(address) != place:
            place = image.places.get(address)
            text = source.line(place or "")
            print(f"      {image.function(address)}  {place}  | {text}"[:WIDTH + 20], file=out)
        note = "" if step.opcode == "ordinary" else f"  <{step.opcode}>"
        accesses = "  ".join(describe(image, a) for a in step.accesses)
        text = image.text.get(address, "?")
        print(f"{number:5} {step.address & 0xffffffff:08x}  {text:44}{note}  {accesses}".rstrip(),
              file=out)
    flush()


def write_functions(image, steps, out):
    counts = collections.Counter(image.function(image.linked(s.address))
                                 for s in steps if s.mode != "u")
    print("\ninstructions by function", file=out)
    for name, count in counts.most_common():
        print(f"{count:6}  {name}", file=out)


def write_lines(image, steps, out):
    data = {}
    code = {}
    for step in steps:
        if step.mode == "k":
            for line in {step.address // LINE, (image.end(step.address) - 1) // LINE}:
                code.setdefault(line, []).append(step.address)
        for access in step.accesses:
            reads, writes, names = data.setdefault(access.physical // LINE, ([], [], {}))
            (writes if access.store else reads).append(access)
            names[access.address] = None
    print(f"\n{len(code)} code lines", file=out)
    for line in sorted(code):
        names = dict.fromkeys(image.function(address) for address in sorted(code[line]))
        print(f"  {line * LINE:x}  {len(code[line]):4} instructions  {' '.join(names)}", file=out)
    print(f"\n{len(data)} data lines, "
          f"{sum(1 for _, writes, _ in data.values() if writes)} written", file=out)
    for line in sorted(data):
        reads, writes, names = data[line]
        first = min(names)
        where = image.symbol(first) if first >> 31 == 0x1ffffffff else ""
        offsets = " ".join(f"{a % LINE:x}" for a in sorted(names))
        print(f"  {first // LINE * LINE:x}  {len(reads):3} loads {len(writes):3} stores  "
              f"at {offsets}  {where}", file=out)


def write_stretches(kernel, run, out):
    """The longest stretches with interrupts off, and where the time of the longest one goes."""
    image = Image(kernel)
    print("instructions  called from   first and last instruction", file=out)
    for s in run.stretches:
        # From an entry stub: its name is that of the system call.
        caller = image.symbol(image.linked(s["from"])) or (f"{s['from']:x}" if s["from"] else "-")
        print(f"{s['length']:12}  {caller:12}  {image.symbol(s['first'])} .. "
              f"{image.symbol(s['last'])}", file=out)
    counts = collections.Counter(image.function(address) for address in run.path)
    print("\nthe longest one, by function", file=out)
    for name, count in counts.most_common(20):
        print(f"{count:12}  {name}", file=out)


def write(kernel, top, trace, out):
    image = Image(kernel)
    steps = last_region(trace)
    image.load_places(image.linked(s.address) for s in steps if s.mode != "u")
    modes = collections.Counter(s.mode for s in steps)
    loads = sum(not a.store for s in steps for a in s.accesses)
    stores = sum(a.store for s in steps for a in s.accesses)
    expensive = collections.Counter(s.opcode for s in steps
                                    if s.mode != "u" and s.opcode != "ordinary")
    write_steps(image, Source(top), steps, out)
    write_functions(image, steps, out)
    write_lines(image, steps, out)
    print(f"\n{modes['k']} kernel instructions, {modes['s']} in entry stubs, {modes['u']} user, "
          f"{loads} loads, {stores} stores", file=out)
    print("expensive: " + (", ".join(f"{n} {op}" for op, n in expensive.items()) or "none"),
          file=out)
