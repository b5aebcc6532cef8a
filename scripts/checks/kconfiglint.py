# SPDX-License-Identifier: BSD-2-Clause
"""Kconfig: help, defaults and ranges are there, every symbol is defined and has a use."""

import re

PROMPT_WIDTH = 50
HELP_LINES = (2, 6)

WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Z][A-Z0-9_]*')
TYPES = ("bool", "int", "hex", "string", "tristate")
# Members of no family; allyesconfig has to mean "everything on".
NEGATIVE = re.compile(r"^(NO|DISABLE|WITHOUT)_|_(NO|DISABLE)_")


class Entry:
    """One `config` or `choice`."""

    def __init__(self, name, place, choice):
        self.name = name
        self.place = place
        self.choice = choice
        self.members = []
        self.kind = None
        self.prompt = None
        self.help = None
        self.has_default = False
        self.has_range = False
        self.from_environment = False
        self.selects = []
        self.uses = []


def symbols_in(expression):
    return [w for w in WORD.findall(expression) if not w.startswith('"')]


def parse_line(entry, line):
    word, _, rest = line.partition(" ")
    if word in TYPES or word in ("prompt", "def_bool"):
        if word != "prompt":
            entry.kind = word.removeprefix("def_")
        if match := re.match(r'"((?:[^"\\]|\\.)*)"', rest):
            entry.prompt = match.group(1)
            rest = rest[match.end():]
        entry.has_default |= word == "def_bool"
        entry.uses += symbols_in(rest)
    elif word == "default":
        entry.has_default = True
        entry.uses += symbols_in(re.sub(r"\b0x\w+", "", rest))
    elif word in ("select", "imply"):
        target, _, condition = rest.partition(" ")
        if word == "select":
            entry.selects.append(target)
        entry.uses += [target] + symbols_in(condition)
    elif word == "range":
        entry.has_range = True
        entry.uses += symbols_in(re.sub(r"\b0x\w+", "", rest))
    elif word in ("depends", "visible"):
        entry.uses += symbols_in(rest)
    elif word == "option":
        entry.from_environment |= rest.startswith("env=")


class Parser:
    def __init__(self):
        self.entries = []
        self.free_uses = []
        self.sourced = {"Kconfig"}

    def parse(self, name, lines):
        entry = None
        choice = None
        help_column = None
        for number, raw in enumerate(lines, 1):
            text = raw.expandtabs(8)
            line = text.strip()
            column = len(text) - len(text.lstrip())
            if help_column is not None:
                if not line or column >= (help_column or column):
                    help_column = help_column or (column if line else 0)
                    entry.help += [line] if line else []
                    continue
                help_column = None
            if not line or line.startswith("#"):
                continue
            word, _, rest = line.partition(" ")
            place = f"{name}:{number}"
            if word in ("config", "menuconfig"):
                entry = Entry(rest.strip(), place, choice)
                self.entries.append(entry)
                if choice:
                    choice.members.append(entry)
            elif word == "choice":
                entry = choice = Entry(None, place, None)
                self.entries.append(entry)
            elif word == "endchoice":
                entry = choice = None
            elif word in ("help", "---help---") and entry:
                entry.help = []
                help_column = 0
            elif word == "source":
                self.sourced.add(rest.strip().strip('"'))
                entry = None
            elif word in ("menu", "endmenu", "comment", "mainmenu", "endif", "if"):
                entry = None
                self.free_uses += symbols_in(re.sub(r'"[^"]*"', "", rest))
            elif entry:
                parse_line(entry, line)
            else:
                self.free_uses += symbols_in(re.sub(r'"[^"]*"', "", rest))


def lint_entry(entry):
    name = entry.name or "choice"
    if entry.prompt is not None:
        if len(entry.prompt) > PROMPT_WIDTH:
            yield f"{name}: the prompt is longer than {PROMPT_WIDTH} characters"
        if re.match(r"(?i)enable", entry.prompt):
            yield f"{name}: a prompt is a noun phrase, without Enable"
        low, high = HELP_LINES
        if not entry.help:
            yield f"{name}: a prompt without help"
        elif not (1 if entry.choice else low) <= len(entry.help) <= high:
            yield f"{name}: help of {len(entry.help)} lines, it should be {low} to {high}"
        if not entry.has_default and not entry.choice and not entry.from_environment:
            yield f"{name}: a prompt without default"
    if entry.kind in ("int", "hex") and not entry.has_range and not entry.from_environment:
        yield f"{name}: a number without range"
    if entry.kind == "tristate":
        yield f"{name}: there are no modules, hence no tristate"
    if entry.name and NEGATIVE.search(entry.name):
        yield f"{name}: a name must not be negative"
    if not entry.name and not entry.members:
        yield "choice without members"


def uses_in_code(tree):
    """Maps each symbol that code, makefiles or scripts mention to the first such place."""
    places = {}
    patterns = (r"^(arch|generic|api|glue|kdb|kickstart|user|scripts)/", r"^Makefile$")
    for name in tree.all_files():
        if not re.search("|".join(patterns), name) or name.endswith(("Kconfig", ".md")) \
                or name.startswith("scripts/checks/"):
            continue
        for number, line in enumerate(tree.lines(name), 1):
            found = re.findall(r"\bCONFIG_([A-Z0-9_]+[A-Z0-9])\b", line)
            if name.startswith("scripts/"):
                found += re.findall(r"\$\(config ([A-Z0-9_]+)\)", line)
            for symbol in found:
                places.setdefault(symbol, f"{name}:{number}")
    return places


def lint_uses(tree, parser, defined):
    in_code = uses_in_code(tree)
    used = set(in_code) | set(parser.free_uses) | {u for e in parser.entries for u in e.uses}
    for entry in parser.entries:
        for symbol in sorted(set(entry.uses)):
            if symbol not in defined:
                yield f"{entry.place}: {entry.name or 'choice'} refers to {symbol}, " \
                      "which is not defined"
        for symbol in entry.selects:
            target = defined.get(symbol)
            if target and target.prompt is not None:
                yield f"{entry.place}: {entry.name} selects {symbol}, which has a prompt"
        # What a choice sets is used if any other member is asked for: this one is the rest.
        family = entry.choice.members if entry.choice else [entry]
        others = [m.name for m in family if m.name not in used and m is not entry]
        if entry.name and entry.name not in used and (len(family) == 1 or others):
            yield f"{entry.place}: nobody uses {entry.name}"
    for symbol in sorted(set(parser.free_uses) - set(defined)):
        yield f"Kconfig: {symbol} is used in a condition but not defined"
    for symbol, place in sorted(in_code.items()):
        if symbol not in defined:
            yield f"{place}: CONFIG_{symbol} is not defined in any Kconfig"


def is_alternative(entry, other):
    """Each port may give its own defaults to a symbol; its file is inside `if ARCH_...`."""
    ports = [re.match(r"(?:arch|glue)/(?:v4-)?([^/]+)/", e.place) for e in (entry, other)]
    return all(ports) and ports[0].group(1) != ports[1].group(1) and entry.kind == other.kind


def lint_ports(parser):
    """A menu that all ports share asks for what a port has, not for its name."""
    for entry in parser.entries:
        if entry.place.startswith(("arch/", "glue/", "Kconfig:")):
            continue
        for symbol in sorted(set(entry.uses)):
            if symbol.startswith("ARCH_"):
                yield f"{entry.place}: {entry.name or 'choice'} asks for {symbol}; " \
                      "a HAVE_* symbol that the architecture selects says why"


def lint_fragments(tree, defined):
    """A line of a fragment that names nothing would be dropped without a word."""
    for name in tree.all_files():
        if re.match(r"configs/fragments/", name):
            for number, line in enumerate(tree.lines(name), 1):
                match = re.match(r"(?:# )?CONFIG_(\w+)", line)
                if match and match.group(1) not in defined:
                    yield f"{name}:{number}: {match.group(1)} is not defined in any Kconfig"


def check(tree):
    parser = Parser()
    names = [f for f in tree.all_files() if re.search(r"(^|/)Kconfig$", f)]
    for name in names:
        parser.parse(name, tree.lines(name))
    problems = []
    defined = {}
    for entry in parser.entries:
        problems += [f"{entry.place}: {text}" for text in lint_entry(entry)]
        if entry.name in defined and not is_alternative(entry, defined[entry.name]):
            problems.append(f"{entry.place}: {entry.name} is defined twice, "
                            f"first at {defined[entry.name].place}")
        elif entry.name:
            defined[entry.name] = entry
    problems += [f"{name}:1: no Kconfig sources this file"
                 for name in names if name not in parser.sourced]
    problems += lint_uses(tree, parser, defined)
    problems += lint_ports(parser)
    return problems + list(lint_fragments(tree, defined))
