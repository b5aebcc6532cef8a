# SPDX-License-Identifier: BSD-2-Clause
"""Files and functions that the papers name exist; the kernel uses the words of docs/words.md;
figures are those of the baseline."""

import os
import re
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))

import page  # noqa: E402  pylint: disable=wrong-import-position

PAPERS = (r"^docs/[^/]*\.md$", r"^README\.md$")
# What a function or a word of the kernel may stand in.
SOURCES = (r"\.[chS]$",)
KERNEL = ("arch/", "generic/", "api/", "glue/", "kdb/")

FOLDERS = "api|arch|configs|docs|findings|generic|glue|kdb|kickstart|scripts|tests|user"
FILE = re.compile(rf"`((?:{FOLDERS})/[\w./+-]*[\w+-])`")
FUNCTION = re.compile(r"`(\w+)\(\)`")
CALL = re.compile(r"\b(\w+)\s*\(")
LABEL = re.compile(r"^(\w+):|^\s*\.?(?:FUNC|ENTRY|globl)\b[ \t(]*(\w+)", re.MULTILINE)
ROW = re.compile(r"^\| ([^|]*) \|")
# Papers that are written by a program from other files.
GENERATED = ("docs/conformance.md", "docs/figures.md")


def names_of(tree):
    """What sources define or call: a name that nobody writes any more is in none of them."""
    names = set()
    for name in tree.all_files():
        if re.search(SOURCES[0], name):
            text = tree.text(name)
            names.update(CALL.findall(text))
            names.update(label for pair in LABEL.findall(text) for label in pair)
    return names


def is_place(tree, name):
    """A file or folder; CPU and NAME stand for any."""
    if re.search(r"\b[A-Z]{3,}\b", name):
        return True
    return os.path.exists(tree.path(name))


def check_names(tree, name, functions):
    for number, line in enumerate(tree.lines(name), 1):
        for path in FILE.findall(line):
            if not is_place(tree, path):
                yield f"{name}:{number}: there is no {path}"
        for function in FUNCTION.findall(line):
            if function not in functions:
                yield f"{name}:{number}: no source has a function {function}()"


def check_words(tree, name):
    text = "\n".join(tree.text(f) for f in tree.all_files()
                     if f.startswith(KERNEL) and re.search(SOURCES[0], f)).lower()
    for number, line in enumerate(tree.lines(name), 1):
        row = ROW.match(line)
        if not row or row.group(1) in ("word", "---"):
            continue
        for word in row.group(1).split(", "):
            pattern = r"(?:\b|_)" + r"[\s*_]+".join(map(re.escape, word.lower().split()))
            if not re.search(pattern, text):
                yield f"{name}:{number}: the kernel does not use the word \"{word}\""


def check_figures(tree):
    try:
        wanted = page.texts(tree.root, tree.path("scripts/bench/baseline.csv"))
    except ValueError as error:
        yield f"{page.README}: {error}"
        return
    for name, text in wanted.items():
        if tree.text(name) != text:
            yield f"{name}: its figures are not those of the baseline: make bench-page"


def check(tree):
    problems = []
    if tree.files(*PAPERS, r"^scripts/bench/.*\.csv$"):
        problems += check_figures(tree)
    papers = [p for p in tree.files(*PAPERS) if p not in GENERATED]
    functions = names_of(tree) if papers else set()
    for name in papers:
        problems += check_names(tree, name, functions)
        if os.path.basename(name) == "words.md":
            problems += check_words(tree, name)
    return problems
