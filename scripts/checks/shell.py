# SPDX-License-Identifier: BSD-2-Clause
"""shellcheck finds nothing in the shell scripts."""

import re
import subprocess


def is_shell(tree, name):
    first = tree.lines(name)[0]
    return bool(re.match(r"#!.*\b(sh|bash|dash)\b", first)) or name.endswith(".sh")


def check(tree):
    scripts = [f for f in tree.files() if is_shell(tree, f)]
    if not scripts:
        return []
    run = subprocess.run(["shellcheck", "--external-sources", "--source-path=SCRIPTDIR",
                          "--format=gcc", *scripts],
                         cwd=tree.root, capture_output=True, text=True, check=False)
    said = (run.stdout + run.stderr).splitlines()
    if run.returncode and not said:
        said = [f"shellcheck ended with status {run.returncode}"]
    return said
