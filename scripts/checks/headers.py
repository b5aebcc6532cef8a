# SPDX-License-Identifier: BSD-2-Clause
"""Every header compiles alone and twice; those of user programs also as C++."""

import concurrent.futures
import functools
import os
import re
import subprocess

from tree import PORTS, layer_of

C_ONLY = ("-std=", "-Wmissing-prototypes", "-Wstrict-prototypes")
# The ABI headers serve everybody.
ABI_USERS = ("api", "kickstart", "user")


def abi_of(object_name):
    """The ABI of a program's object, whose folder it is in; "" for the usual one."""
    return re.match(r"(?:([^/]+)/(?=user/))?", object_name).group(1) or ""


def peers(tree, name):
    """Commands of objects that are compiled as this header's users are: a layer, an ABI, one."""
    layer, folder = layer_of(name)
    wanted = ABI_USERS if layer == "abi" else (layer,)
    found = {}
    commands = tree.commands()
    abis = {abi_of(o) for o in commands}
    named = {p for p in name.split("/") if p in abis} or \
        ({""} if any(p in name.split("/") for p in PORTS) else abis)
    for object_name, command in commands.items():
        other, other_folder = layer_of(command.source)
        key = (other, abi_of(object_name))
        if other not in wanted or not command.source.endswith(".c"):
            continue
        if other == "user" and key[1] not in named:
            continue
        if key not in found or (other_folder == folder and layer != "abi"):
            found[key] = command
    if layer == "base" and not found:
        found = {("generic", ""): c for c in commands.values()
                 if layer_of(c.source)[0] == "generic"}
    # A program may have one ABI alone.
    own = {key: c for key, c in found.items() if layer_of(c.source)[1] == folder}
    return own if own and layer == "user" else found


def spelling(name):
    """How the header is included: its name inside an include folder, or its path."""
    match = re.search(r"(?:^|/)include/(.*)$", name)
    return f"<{match.group(1)}>" if match else f'"{name}"'


def is_assembler(tree, name):
    """Macros of the assembler, and no second part for C."""
    lines = tree.lines(name)
    return any(re.match(r"\s*\.macro\b", line) for line in lines) \
        and not any("__ASSEMBLER__" in line for line in lines)


@functools.lru_cache
def has_cxx(compiler):
    answer = subprocess.run([*compiler, "-print-prog-name=cc1plus"], capture_output=True,
                            text=True, check=False).stdout.strip()
    return os.path.isabs(answer)


def cxx_of(compiler):
    """The compiler for C++ instead of this one, or None: that for i686 is rarely installed."""
    if "i686" in compiler[0] and not has_cxx(compiler):
        compiler = ("g++", "-m32")
    return compiler if has_cxx(compiler) else None


def compile_alone(tree, name, command, compiler, language):
    flags = [f for f in command.flags if not f.startswith(C_ONLY)]
    flags += {"c": ["-std=gnu11", "-fsyntax-only"], "c++": ["-std=c++17", "-fsyntax-only"],
              "assembler-with-cpp": ["-c", "-o", "/dev/null"]}[language]
    line = f"#include {spelling(name)}\n"
    run = subprocess.run([*compiler, *flags, "-I.", "-x", language, "-"],
                         input=line * 2, cwd=tree.root, capture_output=True, text=True,
                         check=False)
    if run.returncode == 0:
        return []
    errors = [e for e in run.stderr.splitlines() if "error:" in e] or run.stderr.splitlines()
    how = {"c": "C", "c++": "C++"}.get(language, "assembler")
    return [f"{name}:1: does not compile alone as {how}: {errors[0] if errors else 'no message'}"]


def check(tree):
    jobs = []
    for name in tree.files(r"^(arch|generic|api|glue|kdb|kickstart|user)/.*\.h$"):
        if tree.is_foreign_port(name):
            continue
        for (layer, _), command in sorted(peers(tree, name).items()):
            if is_assembler(tree, name):
                jobs.append((name, command, command.compiler, "assembler-with-cpp"))
                continue
            if "/cxx/" not in name:
                jobs.append((name, command, command.compiler, "c"))
            if layer == "user" and name.startswith(("user/lib/l4/include/", "api/")):
                cxx = cxx_of(tuple(command.compiler))
                if cxx:
                    jobs.append((name, command, cxx, "c++"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda job: compile_alone(tree, *job), jobs)
    return [problem for result in results for problem in result]
