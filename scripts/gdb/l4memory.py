# SPDX-License-Identifier: BSD-2-Clause
"""Commands about memory: l4-space, l4-mapdb, l4-kmem."""

import gdb

from l4kernel import Command, find_thread, is_32bit_space, name_of, rights_text
from l4machine import machine, threads
from l4values import (byte_order, is_nonzero, list_items, number, pointer_to, static, value,
                      words)

MAX_RUNS = 200
TABLE_MASK = 0x000ffffffffff000     # of a word that a processor loads: where the root table is


def leaves(arch, table, level, start=0):
    """Yields address, entry, level of each page below a table, user half only."""
    for i, entry in enumerate(words(table, 1 << arch.table_bits)):
        address = start + (i << arch.shift(level))
        if address >= arch.user_end:
            return
        if not arch.is_present(entry):
            continue
        if arch.is_leaf(entry, level):
            yield address, entry, level
        else:
            yield from leaves(arch, arch.table(entry), level - 1, address)


def find_slot(arch, root, address):
    """Address, contents and level of the entry that decides about a user address."""
    table = root
    for level in range(arch.levels - 1, -1, -1):
        index = address >> arch.shift(level) & (1 << arch.table_bits) - 1
        slot = table + 8 * index
        entry = next(words(slot, 1))
        if not arch.is_present(entry) or arch.is_leaf(entry, level):
            return slot, entry, level
        table = arch.table(entry)
    raise AssertionError("a table of level 0 holds pages only")


def space_argument(text):
    """A space by address, or that of a thread; of the running one by default."""
    if text:
        given = number(text)
        for space in spaces():
            if int(space) == given:
                return space
    space = find_thread(text)["tcb"]["space"]
    if not int(space):
        raise gdb.GdbError("this thread has no space")
    return space


def spaces():
    found = {}
    for thread in threads():
        space = thread["tcb"]["space"]
        if int(space):
            found[int(space)] = space
    return list(found.values())


class Space(Command):
    """Show one space: areas, members, what is mapped; or list all spaces.

Usage: l4-space all | [SPACE | THREAD]     (default: that of the running thread)"""

    name = "l4-space"

    def run(self, words_given):
        if words_given == ["all"]:
            for space in spaces():
                self.print_head(space)
            return
        space = space_argument(" ".join(words_given))
        self.print_head(space)
        members = list_items(space["members"], "struct thread", "member.link")
        print("  threads:", " ".join(name_of(t["tcb"].address) for t in members) or "none")
        runs = list(self.runs(machine(), int(space["pt"]["root"])))
        for start, end, paddr, rights, level, kernel in runs[:MAX_RUNS]:
            print(f"  {start:#16x}-{end:#x} {rights_text(rights)} level {level} "
                  f"at {paddr:#x}{' kernel' if kernel else ''}")
        if len(runs) > MAX_RUNS:
            print(f"  and {len(runs) - MAX_RUNS} more")

    @staticmethod
    def print_head(space):
        area = space["utcb_area"]
        print(f"space {int(space):#x}:{' 32-bit,' if is_32bit_space(space) else ''} "
              f"root table {int(space['pt']['space_word']) & TABLE_MASK:#x}, "
              f"KIP {int(space['kip_base']):#x}, "
              f"UTCBs {int(area['start']):#x}-{int(area['end']):#x}, "
              f"{int(space['nthreads'])} threads, {int(space['nactive'])} active"
              f"{', privileged' if space['is_privileged'] else ''}")

    @staticmethod
    def runs(arch, root):
        """Joins pages that follow each other in both kinds of addresses."""
        run = None
        for address, entry, level in leaves(arch, root, arch.levels - 1):
            size = 1 << arch.shift(level)
            paddr = arch.paddr(entry, level)
            traits = (arch.rights(entry), level, arch.is_kernel(entry))
            if run and run[1] == address and run[2] + address - run[0] == paddr \
                    and run[3:] == traits:
                run = (run[0], address + size, *run[2:])
                continue
            if run:
                yield run
            run = (address, address + size, paddr, *traits)
        if run:
            yield run


class Kpages:
    """Descriptors of the pages of kernel memory."""

    def __init__(self, arch):
        self.arch = arch
        count = int(static("generic/kmem_block.c", "region_count"))
        table = value("kmem_regions")
        self.regions = [table[i] for i in range(count)]

    def of(self, address):
        for region in self.regions:
            offset = address - int(region["start"])
            if 0 <= offset < int(region["bytes"]):
                return region["pages"][offset >> self.arch.page_shift]
        raise gdb.GdbError(f"{address:#x} is not in kernel memory")


class Mapdb(Command):
    """Show the mapping tree of a page: who got it from whom, and which nodes hang below.

Usage: l4-mapdb ADDRESS [SPACE | THREAD]     (default: in the space of the running thread)"""

    name = "l4-mapdb"

    def run(self, words_given):
        if not words_given:
            raise gdb.GdbError("which address?")
        arch = machine()
        address = number(words_given[0])
        if not 0 <= address < arch.user_end:
            raise gdb.GdbError(f"{words_given[0]}: no address of a program")
        space = space_argument(" ".join(words_given[1:]))
        slot, entry, level = find_slot(arch, int(space["pt"]["root"]), address)
        if not arch.is_present(entry):
            raise gdb.GdbError(f"nothing is mapped at {address:#x}")
        node = self.node_at(arch, slot)
        print(f"{address:#x} of space {int(space):#x}: {arch.paddr(entry, level):#x}, "
              f"level {level}, {rights_text(arch.rights(entry))}")
        if not int(node):
            print("no mapping: the kernel gave this page")
            return
        root = node
        while int(root["parent"]):
            root = self.named(arch, root["parent"])
        self.kpages = Kpages(arch)
        self.names = {int(s["pt"].address): int(s) for s in spaces()}
        print(f"{self.print_tree(arch, root, node, 0)} nodes")

    @staticmethod
    def node_at(arch, slot):
        """The shadow of a table follows it: see ptab_shadow()."""
        shadow = slot + (8 << arch.table_bits)
        return gdb.Value(next(words(shadow, 1))).cast(pointer_to("struct mapping"))

    def print_tree(self, arch, root, wanted, depth):
        count = 0
        waiting = [(root, depth)]
        while waiting:
            node, depth = waiting.pop()
            count += 1
            slot = int(node["slot"])
            level = int(node["level"])
            entry = next(words(slot, 1))
            page = self.kpages.of(slot)["ptab"]
            index = slot % (8 << arch.table_bits) // 8
            address = int(page["va"]) + (index << arch.shift(level))
            space = self.names.get(int(page["owner"]))
            mark = "  <--" if int(node) == int(wanted) else ""
            print(f"  {'  ' * depth}{address:#x} {rights_text(arch.rights(entry))} level {level} "
                  f"of space {f'{space:#x}' if space else '?'}, node {int(node):#x}{mark}")
            waiting += [(child, depth + 1) for child in reversed(list(self.children(arch, node)))]
        return count

    @staticmethod
    def named(arch, name, kind="struct mapping"):
        """What has this name: see mapping_place()."""
        unit = gdb.lookup_type("struct mapping").sizeof
        return gdb.Value(arch.physmap + int(name) * unit).cast(pointer_to(kind))

    @classmethod
    def children(cls, arch, node):
        names = [int(node["child"])]
        if int(node["small"]):
            lists = cls.named(arch, node["small"], "struct mapping_small")["list"]
            names += [int(lists[i]) for i in range(1 << arch.table_bits)]
        for name in names:
            while name:
                child = cls.named(arch, name)
                yield child
                name = int(child["next"])


class Kmem(Command):
    """Show kernel memory: regions, free blocks, pages by use, object caches.

Usage: l4-kmem"""

    name = "l4-kmem"
    states = ("part of a block", "free", "used", "objects", "page tables", "clean tables",
              "given back", "tables given back")

    def is_set_up(self):
        return is_nonzero(static("generic/kmem_block.c", "region_count"))

    def run(self, words_given):
        arch = machine()
        page_kib = (1 << arch.page_shift) >> 10
        kpages = Kpages(arch)
        pages = dict.fromkeys(range(len(self.states)), 0)
        caches = {}
        for region in kpages.regions:
            start = int(region["start"])
            print(f"region {start:#x}-{start + int(region['bytes']):#x}")
            for state, order, cache in self.blocks(arch, region):
                pages[state] += 1 << order
                if cache:
                    caches[cache] = caches.get(cache, 0) + (1 << order)
        for state, name in enumerate(self.states):
            if pages[state]:
                print(f"  {name:16} {pages[state] * page_kib:7} KiB")
        for address, count in sorted(caches.items()):
            cache = gdb.Value(address).cast(pointer_to("struct kmem_cache"))
            print(f"cache {cache['name'].string():16} {int(cache['used']):6} objects of "
                  f"{int(cache['size']):5} bytes in {count * page_kib} KiB")
        lists = static("generic/kmem_block.c", "free_blocks")
        for order in range(lists.type.range()[1] + 1):
            free = sum(1 for _ in list_items(lists[order], "struct kpage", "link"))
            if free:
                print(f"free blocks of {page_kib << order:5} KiB: {free}")

    @staticmethod
    def blocks(arch, region):
        """Yields state, order and cache of each block; the descriptors are read in one go."""
        count = int(region["bytes"]) >> arch.page_shift
        kind = gdb.lookup_type("struct kpage")
        offset = {f.name: f.bitpos // 8 for f in kind.fields()}
        memory = arch.block(int(region["pages"]), count * kind.sizeof)
        union = next(f for f in kind.fields() if f.name is None or f.name == "")
        page = 0
        while page < count:
            at = page * kind.sizeof
            state, order = memory[at + offset["state"]], memory[at + offset["order"]]
            cache = 0
            if state == 3:
                word = at + union.bitpos // 8
                cache = int.from_bytes(memory[word:word + 8], byte_order()[1])
            yield state, order, cache
            page += 1 << order


def register():
    for command in (Space, Mapdb, Kmem):
        command()
