# SPDX-License-Identifier: BSD-2-Clause
"""A function of a contract is defined in the same file by every port: the one its section names."""

import re

PORT_H = "api/v4/include/api/port.h"
INTERFACE = "arch/INTERFACE.md"
# The head of a function's definition, at the begin of a line.
DEFINITION = re.compile(r"^[a-z][\w ]*[ *](?P<name>(?:arch|port)_\w+)\((?:[^;{}]*)\)[^;{}()]*\n?\{",
                        re.M)


def port_sections(text):
    """Of port.h: yields the file that a section names, and the functions in it."""
    parts = re.split(r"^/\* --- (.*) --- \*/$", text, flags=re.M)
    for title, body in zip(parts[1::2], parts[2::2]):
        body = re.sub(r"/\*.*?\*/", " ", body, flags=re.S)
        files = {title.rsplit(": ", 1)[1]} if ": " in title else set()
        yield title, files, set(re.findall(r"\b(port_\w+)\(", body))


def arch_sections(text):
    """Of INTERFACE.md: the header of a section counts too, for what is inline."""
    parts = re.split(r"^## (.*)$", text, flags=re.M)
    for title, body in zip(parts[1::2], parts[2::2]):
        match = re.match(r"`<(arch/[\w/]+\.h)>`((?:, `[\w/]+\.c`)*): ", title)
        if match:
            files = {"include/" + match.group(1), *re.findall(r"`(.*?)`", match.group(2))}
            # A table has its functions in the first column; what else is named is another's.
            cells = re.findall(r"^\|(.*?)\|", body, flags=re.M)
            yield title, files, set(re.findall(r"`(arch_\w+)\(", "\n".join(cells) or body))


def definitions(tree, prefix):
    """Maps each function of a contract to the places where ports define it: port, file."""
    found = {}
    for name in tree.all_files():
        match = re.match(rf"({prefix}[^/]+)/(.*\.[ch])$", name)
        if match and match.group(1) != "arch/base":
            for definition in DEFINITION.finditer(tree.text(name)):
                found.setdefault(definition.group("name"), []).append(match.groups())
    return found


def check_sections(name, sections, found):
    for title, files, functions in sections:
        if not files:
            yield f"{name}: section '{title}' names no file"
            continue
        for function in sorted(functions):
            for port, file in found.get(function, []):
                if file not in files:
                    places = " or ".join(sorted(files))
                    yield f"{port}/{file}: {function}() belongs into {places}"


def check(tree):
    if tree.only and not tree.files(r"^(arch|glue)/.*\.[ch]$", PORT_H, INTERFACE):
        return []
    return [*check_sections(PORT_H, port_sections(tree.text(PORT_H)),
                            definitions(tree, "glue/v4-")),
            *check_sections(INTERFACE, arch_sections(tree.text(INTERFACE)),
                            definitions(tree, "arch/"))]
