# SPDX-License-Identifier: BSD-2-Clause
"""Every header compiles alone and twice; those of user programs also as C++."""

import concurrent.futures
import os
import re
import subprocess

from tree import layer_of

C_ONLY = ("-std=", "-Wmissing-prototypes", "-Wstrict-prototypes")
# The ABI headers serve everybody.
ABI_USERS = ("api", "kickstart", "user")


def peers(tree, name):
    """Commands of objects that are compiled as this header's users are, one for each layer."""
    layer, folder = layer_of(name)
    wanted = ABI_USERS if layer == "abi" else (layer,)
    found = {}
    for command in tree.commands().values():
        other, other_folder = layer_of(command.source)
        if other not in wanted or not command.source.endswith(".c"):
            continue
        if other not in found or (other_folder == folder and layer != "abi"):
            found[other] = command
    if layer == "base" and not found:
        found = {"generic": c for c in tree.commands().values()
                 if layer_of(c.source)[0] == "generic"}
    return found


def spelling(name):
    """How the header is included: its name inside an include folder, or its path."""
    match = re.search(r"(?:^|/)include/(.*)$", name)
    return f"<{match.group(1)}>" if match else f'"{name}"'


def is_assembler(tree, name):
    """Macros of the assembler, and no second part for C."""
    lines = tree.lines(name)
    return any(re.match(r"\s*\.macro\b", line) for line in lines) \
        and not any("__ASSEMBLER__" in line for line in lines)


def has_cxx(compiler):
    answer = subprocess.run([*compiler, "-print-prog-name=cc1plus"], capture_output=True,
                            text=True, check=False).stdout.strip()
    return os.path.isabs(answer)


def compile_alone(tree, name, command, language):
    flags = [f for f in command.flags if not f.startswith(C_ONLY)]
    flags += {"c": ["-std=gnu11", "-fsyntax-only"], "c++": ["-std=c++17", "-fsyntax-only"],
              "assembler-with-cpp": ["-c", "-o", "/dev/null"]}[language]
    line = f"#include {spelling(name)}\n"
    run = subprocess.run([*command.compiler, *flags, "-I.", "-x", language, "-"],
                         input=line * 2, cwd=tree.root, capture_output=True, text=True,
                         check=False)
    if run.returncode == 0:
        return []
    errors = [e for e in run.stderr.splitlines() if "error:" in e] or run.stderr.splitlines()
    how = {"c": "C", "c++": "C++"}.get(language, "assembler")
    return [f"{name}:1: does not compile alone as {how}: {errors[0] if errors else 'no message'}"]


def check(tree):
    jobs = []
    cxx = None
    for name in tree.files(r"^(arch|generic|api|glue|kdb|kickstart|user)/.*\.h$"):
        if tree.is_foreign_port(name):
            continue
        for layer, command in sorted(peers(tree, name).items()):
            if is_assembler(tree, name):
                jobs.append((name, command, "assembler-with-cpp"))
                continue
            if "/cxx/" not in name:
                jobs.append((name, command, "c"))
            if layer == "user" and name.startswith(("user/lib/l4/include/", "api/")):
                if cxx is None:
                    cxx = has_cxx(command.compiler)
                if cxx:
                    jobs.append((name, command, "c++"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda job: compile_alone(tree, *job), jobs)
    return [problem for result in results for problem in result]
