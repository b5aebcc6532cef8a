# SPDX-License-Identifier: BSD-2-Clause
"""No type, macro or function body stands twice where one home could serve both.

That is in two ports, or in two of kernel, loader, the programs' libraries and the C that all of
these share. Names of a function's own variables do not make another function of it."""

import re

# Each pattern finds what a port defines; the groups are its name and what it is.
FUNCTION = re.compile(r"^[a-z_][\w \t*]*?\b(\w+)\([^;{}]*\)\n\{\n(.*?)^\}$", re.M | re.S)
TYPE = re.compile(r"^(?:struct|union|enum) (\w+) (\{\n.*?^\})", re.M | re.S)
MACRO = re.compile(r"^#define[ \t]+(\w+(?:\([^)]*\))?)[ \t]+((?:.*\\\n)*.*)$", re.M)
PORT_FOLDER = re.compile(r"^(?:arch/(?!base/)|glue/v4-)(\w+)/")
# Each of these is compiled for itself; the first pattern that fits counts.
KINDS = (("arch/base/lib", re.compile(r"^arch/base/lib/")),
         ("kernel", re.compile(r"^(?:arch|generic|api|glue|kdb)/")),
         ("kickstart", re.compile(r"^kickstart/")),
         ("user/lib", re.compile(r"^user/lib/")))
# A literal or an identifier; what is a member, a call, a keyword or a type is not a variable.
NAME = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|"""
                  r"(?P<member>(?:->|\.)\s*)?\b(?P<name>[a-z_]\w*)\b(?P<call>\s*\()?")
NO_VARIABLE = re.compile(
    r"[us](?:8|16|32|64)|\w+_t|if|else|for|while|do|return|switch|case|default|break|continue|goto|"
    r"sizeof|struct|union|enum|static|const|volatile|unsigned|signed|int|long|short|char|void|bool|"
    r"true|false|typedef|asm")

# Shorter ones are alike because there is one way to write them.
BODY_LINES = 4
TYPE_LINES = 3
MACRO_CHARACTERS = 24


def normal(text):
    """Without comments, in one line."""
    return " ".join(re.sub(r"/\*.*?\*/", " ", text, flags=re.S).split())


def anonymous(body):
    """The body with numbers in the place of its variables, in the order in which they come."""
    numbers = {}

    def replace(match):
        name = match["name"]
        if not name or match["member"] or match["call"] or NO_VARIABLE.fullmatch(name):
            return match[0]
        return f"#{numbers.setdefault(name, len(numbers))}"

    return re.sub(r"\s+", "", NAME.sub(replace, body))


def definitions(text):
    """Yields what the text defines: kind, name, contents, offset."""
    for match in FUNCTION.finditer(text):
        if match.group(2).count("\n") >= BODY_LINES:
            yield "function", match.group(1), anonymous(normal(match.group(2))), match.start()
    for match in TYPE.finditer(text):
        if match.group(2).count("\n") > TYPE_LINES:
            yield "type", match.group(1), normal(match.group(2)), match.start()
    for match in MACRO.finditer(text):
        contents = normal(match.group(2))
        if len(contents) >= MACRO_CHARACTERS:
            yield "macro", match.group(1), contents, match.start()


def places_of(name):
    """Where a file stands: its port, and the kind of program that it is compiled for."""
    port = PORT_FOLDER.match(name)
    if port:
        yield "port", port.group(1)
    for kind, pattern in KINDS:
        if pattern.match(name):
            yield "kind", kind
            return


def check(tree):
    first = {}
    problems = []
    for name in [f for f in tree.all_files() if f.endswith((".c", ".h", ".S"))]:
        places = list(places_of(name))
        if not places:
            continue
        text = tree.text(name)
        for kind, what, contents, offset in definitions(text):
            line = text.count("\n", 0, offset) + 1
            others = [first.setdefault((level, kind, contents), (place, name, what))
                      for level, place in places]
            for (_, place), other in zip(places, others):
                if other[0] != place:
                    problems.append(f"{name}:{line}: {kind} {what} is {other[2]} of {other[1]} "
                                    "once more")
                    break
    return problems
