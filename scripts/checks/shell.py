# SPDX-License-Identifier: BSD-2-Clause
"""shellcheck finds nothing in the shell scripts; CDPATH leads none astray."""

import re
import subprocess


def is_shell(tree, name):
    first = tree.lines(name)[0]
    return bool(re.match(r"#!.*\b(sh|bash|dash)\b", first)) or name.endswith(".sh")


def astray(tree, name):
    """With CDPATH in the environment `cd folder` goes to another folder, and prints its name."""
    lines = tree.lines(name)
    if not lines[0].startswith("#!"):
        return []	# whoever sources it has done it
    if any(re.match(r"\s*unset\b.*\bCDPATH\b", line) for line in lines):
        return []
    return [f"{name}:{number}: cd, and nothing that unsets CDPATH"
            for number, line in enumerate(lines, 1)
            if re.search(r"(^|[\s(;&|])cd\s", line) and not line.lstrip().startswith("#")][:1]


def check(tree):
    scripts = [f for f in tree.files() if is_shell(tree, f)]
    if not scripts:
        return []
    problems = [problem for name in scripts for problem in astray(tree, name)]
    run = subprocess.run(["shellcheck", "--external-sources", "--source-path=SCRIPTDIR",
                          "--format=gcc", *scripts],
                         cwd=tree.root, capture_output=True, text=True, check=False)
    said = (run.stdout + run.stderr).splitlines()
    if run.returncode and not said:
        said = [f"shellcheck ended with status {run.returncode}"]
    return problems + said
