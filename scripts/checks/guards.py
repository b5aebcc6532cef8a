# SPDX-License-Identifier: BSD-2-Clause
"""Each field of the shared structures has one guard in docs/smp.md, and no other stands there."""

import re

LIST = "docs/smp.md"
HEADERS = r"^(generic|api)/.*\.h$"


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def body_of(text, name):
    """What stands between the braces of the definition of struct `name`; None if it is not here."""
    match = re.search(rf"^struct {name} {{", text, flags=re.M)
    if not match:
        return None
    depth, end = 1, match.end()
    while depth:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    return text[match.end():end - 1]


def split_members(body):
    """Declarations of a structure's body, each with what is between its own braces ('' if none)."""
    depth, outer, inner = 0, "", ""
    for c in body:
        if c == "{":
            depth += 1
            inner += c if depth > 1 else ""
        elif c == "}":
            depth -= 1
            inner += c if depth else ""
        elif depth:
            inner += c
        elif c == ";":
            yield outer, inner
            outer, inner = "", ""
        else:
            outer += c


def fields_of(body):
    """Names of the fields; those of anonymous members count as the structure's own."""
    # FROM_TOP2(a, b) orders members for the processor.
    body = re.sub(r"FROM_TOP\d\(([^)]*)\)", lambda m: m.group(1).replace(",", ";"), body)
    for outer, inner in split_members(body):
        outer = re.sub(r"__\w+(\([^)]*\))?|\[[^]]*\]", " ", outer)
        outer = re.sub(r"\(\*(\w+)\)\(.*\)", r"\1", outer)
        outer = re.sub(r":\s*\d+\s*$", " ", outer)     # bit-fields
        if inner and re.fullmatch(r"\s*(struct|union)\s*", outer):
            yield from fields_of(inner)
            continue
        for declarator in outer.split(","):
            if names := re.findall(r"\w+", declarator):
                yield names[-1]


def rows_of(text):
    """Yields line number, structure, field and guard of the tables; and the guards that exist."""
    structure, guards = None, set()
    for number, line in enumerate(text.split("\n"), 1):
        if match := re.match(r"## struct (\w+)", line):
            structure = match.group(1)
        elif line.startswith("#") and structure:
            structure = ""      # another chapter
        if not line.startswith("|") or structure == "":
            continue
        cells = [c.strip() for c in line.strip("|").split("|")]
        if structure is None:
            guards.add(cells[0])
        else:
            for field in re.findall(r"`(\w+)`", cells[0]):
                yield number, structure, field, cells[1], guards


def check(tree):
    if tree.only and LIST not in tree.only and not tree.files(HEADERS):
        return []
    text = tree.text(LIST)
    problems, listed = [], {}
    for structure in re.findall(r"^## struct (\w+)", text, flags=re.M):
        listed[structure] = set()
    for number, structure, field, guard, guards in rows_of(text):
        if guard not in guards:
            problems.append(f"{LIST}:{number}: {guard} is no guard")
        if field in listed[structure]:
            problems.append(f"{LIST}:{number}: {structure}.{field} has two guards")
        listed[structure].add(field)

    headers = {f: without_comments(tree.text(f)) for f in tree.all_files() if re.match(HEADERS, f)}
    for structure, known in listed.items():
        bodies = [(f, b) for f, t in headers.items() if (b := body_of(t, structure)) is not None]
        if not bodies:
            problems.append(f"{LIST}: there is no struct {structure}")
            continue
        name, body = bodies[0]
        fields = set(fields_of(body))
        problems += [f"{name}: {structure}.{f} has no guard in {LIST}" for f in fields - known]
        problems += [f"{LIST}: struct {structure} has no {f}" for f in known - fields]
    return sorted(problems)
