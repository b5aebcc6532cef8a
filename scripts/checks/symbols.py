# SPDX-License-Identifier: BSD-2-Clause
"""Layer rules by symbol: no kernel object needs what only a layer above defines."""

import os
import re
import subprocess

from tree import layer_of

ORDER = ["lib", "base", "arch", "generic", "api", "glue", "kdb"]

# What may be called from below, and why.
UPWARD = {
    "cpu0": "declared in <base/percpu.h>: generic lays a processor's data out, arch finds them",
    "arch_cpu_record": "a register of SPARC-V9, named in <arch/percpu.h>: nobody defines it",
    "panic": "declared in <base/assert.h>: every layer ends the kernel by it, glue knows how",
    "memcpy": "the compiler itself makes calls of it; generic/libcalls.c",
    "memmove": "the compiler itself makes calls of it; generic/libcalls.c",
    "memset": "the compiler itself makes calls of it; generic/libcalls.c",
    "memcmp": "the compiler itself makes calls of it; generic/libcalls.c",
}
# A contract's names are defined by the layer that the contract binds.
PREFIX_OWNER = {"arch_": "arch", "port_": "glue"}


def read_symbols(tree, objects):
    """Yields object, symbol, whether it is defined there."""
    paths = [os.path.join(tree.out, "obj", o) for o in objects]
    text = subprocess.run(["nm", "-A", "-P", "-g", *paths], check=True, capture_output=True,
                          text=True).stdout
    prefix = os.path.join(tree.out, "obj") + "/"
    for line in text.splitlines():
        # SPARC's scratch registers are symbols without a name.
        if match := re.match(r"(.*): (\S+) (\S)", line):
            path, symbol, kind = match.groups()
            yield path.removeprefix(prefix), symbol, kind not in "Uwv"


def hooks(tree):
    name = "kdb/include/kdb/hooks.h"
    return set(re.findall(r"\w+", tree.text(name))) if name in tree.all_files() else set()


def may_need(layer, symbol, owner, hook_names):
    if ORDER.index(owner) <= ORDER.index(layer) or symbol in UPWARD:
        return True
    if owner == "kdb":
        return symbol in hook_names
    return layer == "api" and owner == "glue" and symbol.startswith("port_")


def check(tree):
    objects = [o for o in tree.objects() if layer_of(o)[0] in ORDER]
    defined = {}
    needed = []
    for name, symbol, is_defined in read_symbols(tree, objects):
        if is_defined:
            defined.setdefault(symbol, []).append(name)
        else:
            needed.append((name, symbol))

    problems = []
    hook_names = hooks(tree)
    for name, symbol in needed:
        layer = layer_of(name)[0]
        # What no object defines comes from the linker script, which belongs to glue.
        places = defined.get(symbol, ["glue/linker script"])
        owners = [layer_of(p)[0] or "glue" for p in places]
        if not any(may_need(layer, symbol, owner, hook_names) for owner in owners):
            problems.append(f"{source_of(tree, name)}: {layer} needs {symbol} of {places[0]}")
    for symbol, places in defined.items():
        for prefix, owner in PREFIX_OWNER.items():
            for place in places:
                if symbol.startswith(prefix) and layer_of(place)[0] != owner:
                    problems.append(f"{source_of(tree, place)}: defines {symbol}, "
                                    f"but {prefix}*() belongs to {owner}")
    return sorted(problems)


def source_of(tree, name):
    return tree.commands()[name].source if name in tree.commands() else name
