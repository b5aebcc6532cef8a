# SPDX-License-Identifier: BSD-2-Clause
"""Style as far as a machine can see it without false alarms."""

import os
import re

WIDTH = 100
FUNCTION_LINES = 60
FILE_LINES = 600
HEAD_COMMENT_LINES = 12

LICENCE = "SPDX-License-Identifier: BSD-2-Clause"
C_SOURCE = r"\.[chS]$"
CODE = (C_SOURCE, r"\.(cc|py|sh|mk|awk|pml|config)$", r"(^|/)(Makefile|Kconfig|run)$",
        r"^scripts/[^.]*$")
# Text of other kinds: no head comment, no width.
TEXT = (r"\.(md|txt)$", r"_defconfig$", r"^VERSION$")
# Tables of C signatures, one per line.
WIDE = r"^tests/libl4/.*\.txt$"
KERNEL = r"^(arch|generic|api|glue|kdb|kickstart)/"
GUARDS = {"arch/base": "BASE", "arch": "ARCH", "generic": "GENERIC", "api": "API", "abi": "ABI",
          "glue": "GLUE", "kdb": "KDB"}

# Places of somebody's own machine, and notes that belong elsewhere. The brackets keep the
# expressions from finding themselves.
FORBIDDEN = (
    (r"(?<![\w.$)}\]])/(home|root|work|mnt|Users)/[\w.]", "absolute path of a work place"),
    (r"\.\./shared\b", "path outside the tree"),
    (r"\bTO[D]O\b(?!.*#\d)", "note about work to be done"),
    (r"\bFIX[M]E\b", "note about work to be done"),
    (r"\bXX[X]\b", "note about work to be done"),
)


# Names of scripts; in a word with CPU or after a plant stands another name.
SCRIPT = re.compile(r"(?<![\w/.$])scripts/[\w./-]*[\w-]")
NO_SCRIPT = re.compile(r"plant|CPU|-$")


def check_text(tree, name):
    lines = tree.lines(name)
    for number, line in enumerate(lines, 1):
        if line.endswith((" ", "\t", "\r")):
            yield number, "blank or carriage return at the end of the line"
        for pattern, why in FORBIDDEN:
            if re.search(pattern, line):
                yield number, why
        for path in SCRIPT.findall(line):
            if not os.path.exists(tree.path(path)) and not NO_SCRIPT.search(path):
                yield number, f"there is no {path}"
    if lines[-1]:
        yield len(lines), "no newline at the end of the file"
    elif len(lines) > 2 and not lines[-2]:
        yield len(lines) - 1, "empty line at the end of the file"


def check_head(tree, name):
    """The licence comes first, then a comment that says what the file is there for."""
    lines = tree.lines(name)
    at = 1 if lines[0].startswith("#!") else 0
    if len(lines) <= at or LICENCE not in lines[at]:
        yield at + 1, "no " + LICENCE
        return
    if name.endswith((".c", ".h", ".S", ".cc", ".pml")) and lines[at] != f"/* {LICENCE} */":
        yield at + 1, f"the licence is to be written /* {LICENCE} */"
    follow = lines[at + 1:]
    if not follow or not re.match(r'\s*(/\*|#(?!\s*(include|define|if))|"""|//)', follow[0]):
        yield at + 2, "no comment that says what the file is responsible for"
        return
    if name.endswith((".c", ".h", ".S")):
        length = next((i for i, line in enumerate(follow) if "*/" in line), len(follow))
        if length > HEAD_COMMENT_LINES:
            yield at + 2, f"the head comment is longer than {HEAD_COMMENT_LINES} lines"


def check_size(tree, name):
    lines = tree.lines(name)
    if len(lines) - 1 > FILE_LINES:
        yield FILE_LINES, f"{len(lines) - 1} lines in the file, the limit is {FILE_LINES}"
    for number, line in enumerate(lines, 1):
        width = len(line.expandtabs(8))
        if width > WIDTH:
            yield number, f"{width} columns, the limit is {WIDTH}"


def check_c(tree, name):
    """Layout of C: braces in column 0 open and close a function or a table."""
    lines = tree.lines(name)
    start = None
    in_macro = False
    for number, line in enumerate(lines, 1):
        if re.match(r" {8}", line):
            yield number, "indented with blanks instead of tabs"
        if line == "{":
            start = number
        elif line.startswith("}") and start:
            if number - start - 1 > FUNCTION_LINES:
                yield start, (f"function of {number - start - 1} lines, "
                              f"the limit is {FUNCTION_LINES}")
            start = None
        elif start and re.match(r"\s*#\s*(if|ifdef|ifndef|elif)\b.*\bCONFIG_", line):
            yield number, "configuration by preprocessor inside a function; use IS_ENABLED()"
        in_macro = line.endswith("\\") and (in_macro or line.startswith("#"))
        if re.match(r"\s*//", line) and not in_macro:
            yield number, "comments are written /* */"
    if re.match(KERNEL, name):
        yield from check_kernel_c(lines)


def check_kernel_c(lines):
    for number, line in enumerate(lines, 1):
        if re.match(r"\s*typedef\s+(struct|union|enum)\b[^(]*$", line):
            yield number, "no typedef of structs"
        if re.search(r"(?<!_)\basm\b(\s+\w+)*\s*\(", line):
            yield number, "inline assembler is written __asm__"
        if re.search(r"\balloca\s*\(", line):
            yield number, "no alloca"


def guard_of(name):
    """The guard that a header of an include folder must have; None elsewhere."""
    match = re.search(r"/include/(lib|base|arch|generic|api|glue|kdb|l4/abi)/(.*)\.h$", name)
    if not match:
        return None
    layer = match.group(1).replace("l4/abi", "abi").upper()
    return f"L4_{layer}_{re.sub(r'[^A-Z0-9]', '_', match.group(2).upper())}_H"


def check_guard(tree, name):
    want = guard_of(name)
    lines = tree.lines(name)
    code = [(n, line) for n, line in enumerate(lines, 1) if line.startswith("#")]
    if len(code) < 2 or not code[0][1].startswith("#ifndef "):
        yield 1, "no guard against double inclusion"
        return
    guard = code[0][1].split()[1]
    if code[1][1].split()[:2] != ["#define", guard]:
        yield code[1][0], f"guard {guard} is tested but not defined"
    elif want and guard != want:
        yield code[0][0], f"guard {guard}, it should be {want}"


def check_mode(tree, name):
    has_interpreter = tree.lines(name)[0].startswith("#!")
    if has_interpreter != os.access(tree.path(name), os.X_OK):
        yield 1, "a script is executable and begins with #!, other files are neither"


def check(tree):
    problems = []
    kinds = (
        ((*CODE, *TEXT), check_text), (CODE, check_head), ((*CODE, r"_defconfig$"), check_size),
        ((r"\.[ch]$",), check_c), ((r"\.h$",), check_guard), ((r".",), check_mode),
    )
    for patterns, rule in kinds:
        for name in tree.files(*patterns):
            if name == ".gitignore" or re.search(WIDE, name):
                continue
            problems += [f"{name}:{number}: {text}" for number, text in rule(tree, name)]
    return sorted(problems)
