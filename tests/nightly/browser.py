# SPDX-License-Identifier: BSD-2-Clause
"""Looks at the page in headless Chromium. A frame of the wanted width holds it; a script beside it,
which the page itself has none of, measures it."""

import html
import json
import os
import re
import shutil
import struct
import subprocess
import tempfile

WIDTHS = (360, 1280)
HEIGHT = 4000
SMALLEST_FONT = 12
# A window of the browser is never narrower.
NARROWEST = 500
PROBE = """\
<!DOCTYPE html><body style="margin:0">
<style>iframe {{ display: block; border: 0; width: {width}px; height: {height}px }}</style>
<iframe id="frame" src="{page}"></iframe>
<pre id="found"></pre>
<script>
document.getElementById("frame").onload = function () {{
  const page = this.contentDocument, all = [...page.body.querySelectorAll("*")];
  const seen = all.filter(e => e.getClientRects().length);
  document.getElementById("found").textContent = JSON.stringify({{
    width: page.documentElement.scrollWidth,
    wide: seen.filter(e => e.getBoundingClientRect().right > {width} + 1).map(e => e.outerHTML
      .slice(0, 80)).slice(0, 9),
    pictures: page.images.length,
    broken: [...page.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.src),
    font: Math.min(...seen.filter(e => e.textContent.trim()).map(e => parseFloat(
      page.defaultView.getComputedStyle(e).fontSize))),
    words: page.body.innerText.length}});
}};
</script>
"""
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
           "--hide-scrollbars", "--allow-file-access-from-files", "--virtual-time-budget=10000")


def chromium(folder, *words):
    done = subprocess.run(["chromium", *OPTIONS, f"--user-data-dir={folder}/profile", *words],
                          capture_output=True, text=True, errors="replace", check=False,
                          timeout=120 * int(os.environ.get("TEST_SLOWNESS", "1")))
    return done.stdout + ("" if done.returncode == 0 else done.stderr)


def measured(probe, work, width, picture):
    """What the probe says of the page at this width, of which it also takes a picture."""
    size = f"--window-size={max(width, NARROWEST)},{HEIGHT}"
    text = chromium(work, size, "--dump-dom", f"file://{probe}")
    chromium(work, size, f"--screenshot={picture}", f"file://{probe}")
    found = re.search(r'<pre id="found">(.*?)</pre>', text, re.S)
    return (json.loads(html.unescape(found.group(1))) if found and found.group(1) else None), text


def size_of(path):
    """Width and height of a PNG file, and its length."""
    if not os.path.exists(path):
        return 0, 0, 0
    with open(path, "rb") as file:
        head = file.read(24)
    return *struct.unpack(">II", head[16:24]), os.path.getsize(path)


def look(tests, folder):
    """`folder`: where the pictures of the screen go."""
    if not shutil.which("chromium"):
        tests.check(False, "there is a browser", "Chromium is missing (package chromium)")
        return
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="filbert-browser.") as work:
        for width in WIDTHS:
            probe = os.path.join(tests.out, "probe.html")
            with open(probe, "w", encoding="utf-8") as file:
                file.write(PROBE.format(page="index.html", width=width, height=HEIGHT))
            path = os.path.join(folder, f"{width}.png")
            found, said = measured(probe, work, width, path)
            os.remove(probe)
            name = f"{width} pixels wide"
            tests.check(found is not None and found["words"] > 500, f"{name}: the page loads", said)
            if found is None:
                continue
            tests.check(found["width"] <= width and not found["wide"],
                        f"{name}: nothing is wider than the screen", found)
            tests.check(found["pictures"] >= 3 and not found["broken"],
                        f"{name}: every picture is there", found)
            tests.check(found["font"] >= SMALLEST_FONT, f"{name}: no smaller letters than "
                        f"{SMALLEST_FONT} pixels", found)
            tests.check(size_of(path)[1] == HEIGHT and size_of(path)[2] > 20000,
                        f"{name}: a picture of it is in {os.path.basename(path)}", size_of(path))
