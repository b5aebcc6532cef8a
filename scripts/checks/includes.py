# SPDX-License-Identifier: BSD-2-Clause
"""Layer rules by #include: arch/base <- arch <- generic <- api <- glue, never back up.

Below all of them is arch/base/lib, which loader and programs use too."""

import os
import re

from tree import layer_of

COMPILER_HEADERS = {"stdarg.h", "stddef.h", "stdint.h", "stdbool.h", "stdatomic.h"}

# What a layer may include, by the first part of the name between the brackets.
ALLOWED = {
    "lib": {"lib", "l4/abi"},
    "base": {"lib", "base"},
    "arch": {"lib", "base", "arch"},
    "generic": {"lib", "base", "arch", "generic"},
    "abi": {"l4/abi"},
    "api": {"lib", "base", "arch", "generic", "api", "l4/abi"},
    "glue": {"lib", "base", "arch", "generic", "api", "glue", "l4/abi"},
    "kdb": {"lib", "base", "arch", "generic", "api", "glue", "kdb", "l4/abi"},
    "kickstart/core": {"lib", "base", "l4/abi"},
    "kickstart": {"lib", "base", "arch", "l4/abi", "l4"},
    "user": {"lib", "l4/abi", "l4"},
}
KERNEL = {"arch", "generic", "api", "glue"}
# First parts of names that mean headers of this tree.
HOUSE = {"lib", "base", "arch", "generic", "api", "glue", "kdb", "l4", "l4/abi", "generated"}
# Generated headers: who may see which.
GENERATED = {
    "generated/font.h": {"lib"},
    "generated/version.h": {"api", "glue", "kdb", "kickstart"},
    "generated/offsets.h": {"arch", "glue", "kdb"},
    "generated/syscalls.h": {"glue", "user"},
}
# The host port is an ordinary program: its own files may use the C library.
HOST_FOLDERS = ("arch/host/", "glue/v4-host/")

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:<([^>]*)>|"([^"]*)")')


def kind_of(name):
    if name.startswith("l4/abi/"):
        return "l4/abi"
    return name.split("/", 1)[0] if "/" in name else ""


def user_headers(tree):
    """Names under which programs can include the headers of the libraries."""
    return {re.sub(r"^user/lib/[^/]*/include/", "", f) for f in tree.all_files()
            if re.match(r"user/lib/[^/]*/include/", f)}


def ports(tree):
    """Processors that have a port: their folders below arch/."""
    return sorted({f.split("/")[1] for f in tree.all_files()
                   if re.fullmatch(r"arch/[^/]+/build\.mk", f)} - {"base"})


def bracket_problem(tree, name, layer, header):
    """Why this layer must not include <header>; None if it may."""
    if header in COMPILER_HEADERS:
        return None
    if header in GENERATED:
        return None if layer in GENERATED[header] else f"{layer} must not see <{header}>"
    if header == "kdb/hooks.h" and layer in KERNEL:
        return None
    kind = kind_of(header)
    if name.startswith(HOST_FOLDERS) and kind not in HOUSE:
        return None
    if layer == "user" and header in user_headers(tree):
        return None
    if not kind:
        return f"<{header}> is not a header of this tree"
    if kind not in ALLOWED[layer]:
        if kind == "kdb":
            return f"of kdb {layer} may include <kdb/hooks.h> only"
        return f"{layer} must not include <{header}>"
    if kind == "arch" and layer in ("generic", "api"):
        missing = [p for p in ports(tree)
                   if f"arch/{p}/include/{header}" not in tree.all_files()]
        if missing:
            return f"<{header}> is no interface header: arch/{', '.join(missing)} has none"
    return None


def check(tree):
    problems = []
    for name in tree.files(r"\.[chS]$"):
        layer, folder = layer_of(name)
        if not layer:
            continue
        for number, line in enumerate(tree.lines(name), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            if match.group(1):
                problem = bracket_problem(tree, name, layer, match.group(1))
            else:
                target = os.path.normpath(os.path.join(os.path.dirname(name), match.group(2)))
                problem = None
                if not target.startswith(folder + "/"):
                    problem = f'"{match.group(2)}" leads out of {folder}'
            if problem:
                problems.append(f"{name}:{number}: {problem}")
    return problems
