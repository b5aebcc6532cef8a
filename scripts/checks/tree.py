# SPDX-License-Identifier: BSD-2-Clause
"""The source tree under check: its files, and the command lines that the last build recorded."""

import os
import re
import shlex

# Where nothing of the project lives.
FOREIGN_FOLDERS = {".git", "__pycache__"}
# Folder names that stand for one port; the others' files are not built in this configuration.
PORTS = ("amd64", "sparc64", "host")
# Binary interfaces of programs, and families of them, that one port has.
PORT_OF = {"ia32": "amd64", "x86": "amd64"}


class Command:
    """How one object was compiled: compiler, flags without input and output, source."""

    def __init__(self, words):
        self.compiler = []
        self.flags = []
        self.source = words[-1]
        words = words[:-1]
        # A compiler may be several words, as in `clang --target=x`.
        while words and (not self.compiler or not words[0].startswith(("-std", "-f", "-I", "-O"))):
            self.compiler.append(words.pop(0))
        while words:
            word = words.pop(0)
            if word in ("-o", "-MF"):
                words.pop(0)
            elif word not in ("-c", "-S", "-MD"):
                self.flags.append(word)


class Tree:
    """`only`: the checks look at these files alone (all files if empty)."""

    def __init__(self, root, out, only=()):
        self.root = os.path.abspath(root)
        self.out = os.path.abspath(out)
        self.only = set(only)
        self._files = None
        self._commands = None
        self._lines = {}

    def path(self, name):
        return os.path.join(self.root, name)

    def all_files(self):
        """Names of all files, relative to the root, sorted."""
        if self._files is None:
            self._files = []
            for folder, folders, files in os.walk(self.root):
                folders[:] = [f for f in folders if f not in FOREIGN_FOLDERS
                              and not self.is_output(os.path.join(folder, f))]
                self._files += [os.path.relpath(os.path.join(folder, f), self.root)
                                for f in files if not f.endswith((".pyc", "~", ".swp"))]
            self._files.sort()
        return self._files

    def is_output(self, folder):
        """Output folders of make may lie in the tree; each holds a configuration."""
        return (folder == self.out or folder == os.path.join(self.root, "build")
                or os.path.exists(os.path.join(folder, ".config")))

    def files(self, *patterns):
        """Names that match one of the regular expressions; all if none is given."""
        regex = re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None
        return [f for f in self.all_files() if (not self.only or f in self.only)
                and (not regex or regex.search(f))]

    def text(self, name):
        with open(self.path(name), encoding="utf-8", errors="replace", newline="") as file:
            return file.read()

    def lines(self, name):
        if name not in self._lines:
            self._lines[name] = self.text(name).split("\n")
        return self._lines[name]

    def objects(self):
        """Objects of this configuration, relative to the folder obj of the output folder."""
        with open(os.path.join(self.out, "obj", "objects"), encoding="utf-8") as file:
            names = file.read().split()
        return [n.split("/obj/", 1)[1] for n in names]

    def commands(self):
        """Maps each object of this configuration to its Command."""
        if self._commands is None:
            self._commands = {}
            for name in self.objects():
                record = os.path.join(self.out, "obj", name + ".cmd")
                # The kernel alone may have been built.
                if not os.path.exists(record):
                    continue
                with open(record, encoding="utf-8") as file:
                    target, line = file.readline().rstrip("\n").split(" := ", 1)
                line = line.replace("$$", "$").replace("\\#", "#")
                # make may have been given the output folder relative to the real source tree.
                given = target.removeprefix("saved-").removesuffix("/obj/" + name)
                words = [re.sub(rf"^(-I|)(?={re.escape(given)}/)({re.escape(given)})",
                                lambda m: m.group(1) + self.out, word)
                         for word in shlex.split(line)]
                self._commands[name] = Command(words)
        return self._commands

    def is_foreign_port(self, name):
        """The file belongs to a port that is not the configured one."""
        here = {p for o in self.commands() if o.startswith("arch/") for p in o.split("/")[1:2]}
        parts = {p.removeprefix("v4-") for p in name.split("/")}
        parts |= {PORT_OF[p] for p in parts if p in PORT_OF}
        return any(p in parts for p in PORTS if p not in here)


def layer_of(name):
    """Layer and its folder, by a file's name; (None, None) for what is in no layer."""
    parts = name.split("/")
    if name.startswith("arch/base/lib/"):
        return "lib", "arch/base/lib"
    if name.startswith("arch/base/"):
        return "base", "arch/base"
    if name.startswith("api/") and "/include/l4/" in name:
        return "abi", "/".join(parts[:2])
    if parts[0] in ("arch", "api", "glue") and len(parts) > 2:
        return parts[0], "/".join(parts[:2])
    if name.startswith("kickstart/core/"):
        return "kickstart/core", "kickstart/core"
    if parts[0] in ("generic", "kdb", "kickstart") and len(parts) > 1:
        return parts[0], parts[0]
    if parts[0] == "user":
        return "user", "/".join(parts[:3]) if len(parts) > 3 else "user"
    return None, None
