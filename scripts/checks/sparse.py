# SPDX-License-Identifier: BSD-2-Clause
"""Sparse finds nothing: address spaces, bitwise types and lock contexts are all checked."""

import concurrent.futures
import subprocess

WARNINGS = ("-Wsparse-error", "-Waddress-space", "-Wbitwise", "-Wcontext", "-Wcast-to-as", "-Wdecl",
            "-Wenum-mismatch", "-Wnon-pointer-null", "-Wold-initializer", "-Wreturn-void",
            "-Wone-bit-signed-bitfield", "-Wvla", "-Wunknown-attribute")
# Functions of the compiler that sparse does not know.
BUILTINS = ("-D__builtin_setjmp(buffer)=0", "-D__builtin_longjmp(buffer,value)=((void)0)")


def machine_flags(command):
    compiler = " ".join(command.compiler)
    if "sparc64" in compiler:
        return ["--arch=sparc64", "-m64", "-mbig-endian"]
    if "i686" in compiler or "i386" in compiler:
        # gcc's stddef.h names this type, which sparse does not know.
        return ["--arch=i386", "-m32", "-D__float128=long double"]
    return ["-m64"]


def run_sparse(tree, command):
    # sparse knows the diagnostics above; those of the compiler are the compiler's business.
    flags = [f for f in command.flags if not f.startswith(("-W", "-march=", "-mtune=", "-mcpu="))]
    run = subprocess.run(["sparse", *WARNINGS, *BUILTINS, *machine_flags(command), *flags,
                          command.source],
                         cwd=tree.root, capture_output=True, text=True, check=False)
    said = [line for line in (run.stdout + run.stderr).splitlines()
            if line.strip() and "note: in included file" not in line]
    if run.returncode and not said:
        said = [f"{command.source}: sparse ended with status {run.returncode}"]
    return said


def check(tree):
    commands = [c for c in tree.commands().values() if c.source.endswith(".c")
                and (not tree.only or c.source in tree.only)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda command: run_sparse(tree, command), commands)
    return list(dict.fromkeys(problem for result in results for problem in result))
