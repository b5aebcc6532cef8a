# SPDX-License-Identifier: BSD-2-Clause
"""No two ports have the same type, macro or function body: what they share lies below them."""

import re

# Each pattern finds what a port defines; the groups are its name and what it is.
FUNCTION = re.compile(r"^[a-z_][\w \t*]*?\b(\w+)\([^;{}]*\)\n\{\n(.*?)^\}$", re.M | re.S)
TYPE = re.compile(r"^(?:struct|union|enum) (\w+) (\{\n.*?^\})", re.M | re.S)
MACRO = re.compile(r"^#define[ \t]+(\w+(?:\([^)]*\))?)[ \t]+((?:.*\\\n)*.*)$", re.M)
PORT_FOLDER = re.compile(r"^(?:arch/(?!base/)|glue/v4-)(\w+)/")

# Shorter ones are alike because there is one way to write them.
BODY_LINES = 4
TYPE_LINES = 3
MACRO_CHARACTERS = 24


def normal(text):
    """Without comments, in one line."""
    return " ".join(re.sub(r"/\*.*?\*/", " ", text, flags=re.S).split())


def definitions(text):
    """Yields what the text defines: kind, name, contents, offset."""
    for match in FUNCTION.finditer(text):
        if match.group(2).count("\n") >= BODY_LINES:
            yield "function", match.group(1), normal(match.group(2)), match.start()
    for match in TYPE.finditer(text):
        if match.group(2).count("\n") > TYPE_LINES:
            yield "type", match.group(1), normal(match.group(2)), match.start()
    for match in MACRO.finditer(text):
        contents = normal(match.group(2))
        if len(contents) >= MACRO_CHARACTERS:
            yield "macro", match.group(1), contents, match.start()


def check(tree):
    first = {}
    problems = []
    for name in [f for f in tree.all_files() if f.endswith((".c", ".h", ".S"))]:
        port = PORT_FOLDER.match(name)
        if not port:
            continue
        text = tree.text(name)
        for kind, what, contents, offset in definitions(text):
            other = first.setdefault((kind, contents), (port.group(1), name, what))
            line = text.count("\n", 0, offset) + 1
            if other[0] != port.group(1):
                problems.append(f"{name}:{line}: {kind} {what} is {other[2]} of {other[1]} "
                                "once more")
    return problems
