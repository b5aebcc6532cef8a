# SPDX-License-Identifier: BSD-2-Clause
"""Comments: no sentence is about "who does something", no definition repeats its declaration."""

import difflib
import re

CODE = (r"^(?:api|arch|generic|glue|kdb|kickstart|user)/.*\.[chS]$",)
# A subject has a name in the code; who and whoever are a riddle.
WHO = re.compile(r"(?:/\*|^\s*\*|[.:;]) (?:Who|Whoever)\b(?![^.]*\?)")
BLOCK = r"(/\*(?:[^*]|\*(?!/))*\*/)\n"
DECLARED = re.compile(BLOCK + r"[^\n;{}]*?\b(\w+)\([^;{}]*\)[^;{}]*;")
DEFINED = re.compile(r"\n" + BLOCK + r"(?!static)[^\n;{}=]*?\b(\w+)\([^;{}]*\)\s*\n\{")
# As long as this, and as alike as this, they are one comment that stands twice.
WORDS_TO_COMPARE = 6
ALIKE = 0.75


def words(comment):
    return re.sub(r"[/*\s]+", " ", comment).split()


def check_sentences(tree, name):
    inside = False
    for number, line in enumerate(tree.lines(name), 1):
        if "/*" in line:
            inside = True
        if inside and WHO.search(line):
            yield f"{name}:{number}: the subject of a sentence is a name in the code, not \"who\""
        if "*/" in line:
            inside = False


def declarations(tree):
    found = {}
    for name in tree.all_files():
        if name.endswith(".h"):
            for comment, function in DECLARED.findall(tree.text(name)):
                found.setdefault(function, []).append(words(comment))
    return found


def check_twice(tree, name, declared):
    text = tree.text(name)
    for match in DEFINED.finditer(text):
        comment = words(match.group(1))
        if len(comment) >= WORDS_TO_COMPARE and any(
                difflib.SequenceMatcher(None, comment, other).ratio() >= ALIKE
                for other in declared.get(match.group(2), ())):
            number = text.count("\n", 0, match.start()) + 2
            yield (f"{name}:{number}: {match.group(2)}() has this comment at its declaration, "
                   "where it belongs")


def check(tree):
    problems = []
    declared = declarations(tree)
    for name in tree.files(*CODE):
        problems += check_sentences(tree, name)
        if name.endswith(".c"):
            problems += check_twice(tree, name, declared)
    return problems
