# SPDX-License-Identifier: BSD-2-Clause
"""No circle among the objects of a folder: what one needs of another never leads back to it."""

import os

from symbols import read_symbols, source_of

# Folders of the kernel where that is so, together with the folders below them.
FOLDERS = ("api/v4", "generic", "kdb")


def needs(tree, folder):
    """For each object of the folder the others that it needs, with one symbol for each."""
    objects = [o for o in tree.objects() if o.startswith(folder + "/")]
    defined, needed = {}, []
    for name, symbol, is_defined in read_symbols(tree, objects) if objects else ():
        if is_defined:
            defined.setdefault(symbol, []).append(name)
        else:
            needed.append((name, symbol))
    graph = {o: {} for o in objects}
    for name, symbol in needed:
        for place in defined.get(symbol, ()):
            if place != name:
                graph[name].setdefault(place, symbol)
    return graph


def way(graph, start, end):
    """The objects on a shortest way from start to end; None: there is none."""
    before = {start: None}
    queue = [start]
    for name in queue:
        if name == end:
            steps = []
            while name is not None:
                steps.insert(0, name)
                name = before[name]
            return steps
        for follower in graph[name]:
            if follower not in before:
                before[follower] = name
                queue.append(follower)
    return None


def circles(graph):
    """One circle for each object that is in any and in none of those found before."""
    seen = set()
    for name in sorted(graph):
        if name in seen:
            continue
        ways = [w for w in (way(graph, n, name) for n in graph[name]) if w is not None]
        if ways:
            circle = [name, *min(ways, key=len)]
            seen.update(circle)
            yield circle


def check(tree):
    problems = []
    for folder in FOLDERS:
        graph = needs(tree, folder)
        for circle in circles(graph):
            steps = [f"{os.path.basename(a)} needs {graph[a][b]} of {os.path.basename(b)}"
                     for a, b in zip(circle, circle[1:])]
            problems.append(f"{source_of(tree, circle[0])}: a circle: " + ", ".join(steps))
    return problems
