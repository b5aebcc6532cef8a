# SPDX-License-Identifier: BSD-2-Clause
"""Reads a page: its text, its links and pictures, and what is wrong with its elements."""

import html.parser

# Elements without an end.
EMPTY = {"meta", "link", "img", "br", "hr", "input"}
UNSEEN = {"style", "script", "title"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.links = []
        self.ids = set()
        self.errors = []
        self.scripts = 0
        self.has_viewport = False
        self.open = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids.add(found.get("id"))
        self.links += [found[name] for name in ("href", "src") if name in found]
        self.scripts += tag == "script" or any(name.startswith("on") for name in found)
        if tag == "meta" and found.get("name") == "viewport":
            self.has_viewport = "width=device-width" in found.get("content", "")
        if tag == "img" and not found.get("alt"):
            self.errors.append(f"a picture without words: {found}")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.errors.append(f"line {self.getpos()[0]}: </{tag}> closes something else")

    def handle_data(self, data):
        if not UNSEEN & set(self.open):
            self.text += data

    def close(self):
        super().close()
        self.errors += [f"<{tag}> is not closed" for tag in self.open]


def read(path):
    page = Page()
    with open(path, encoding="utf-8") as file:
        page.feed(file.read())
    page.close()
    return page


def words_of(tree):
    """The texts of a picture."""
    return {(element.text or "").strip() for element in tree.iter()} | {
        (element.text or "").strip() for element in tree.iter("{http://www.w3.org/2000/svg}text")}
