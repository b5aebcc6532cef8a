# SPDX-License-Identifier: BSD-2-Clause
"""What is kept between runs, all of it JSON in the output folder: `current.json` is the run that
goes on or was broken off, with what each step brought; `runs/ID.json` are those that are over."""

import glob
import json
import os

CURRENT = "current.json"
# A run's verdict.
OK, FAILED, INCOMPLETE, GOES_ON = "ok", "failed", "incomplete", "goes on"


def write(path, data):
    """The file is always whole, even if the machine stops."""
    new = f"{path}.new"
    with open(new, "w", encoding="utf-8") as file:
        json.dump(data, file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)


def read(path):
    """None if there is no such file, or somebody has spoilt it."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def verdict(run):
    """Of what there is; a run that is not over may still fail."""
    if any(step["verdict"] == FAILED for step in run["steps"].values()):
        return FAILED
    if not run.get("ended"):
        return GOES_ON
    return OK if all(step["verdict"] == OK for step in run["steps"].values()) and not \
        run.get("broken") else INCOMPLETE


class Store:
    """`kept`: of so many runs the logs stay."""

    def __init__(self, folder, kept=20):
        self.folder = folder
        self.kept = kept
        os.makedirs(self.path("runs"), exist_ok=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def current(self):
        return read(self.path(CURRENT))

    def save(self, run):
        write(self.path(CURRENT), run)

    def end(self, run, when, broken=False):
        """The run is history; broken: it never came to its end."""
        run.update(ended=when, broken=broken)
        run["verdict"] = verdict(run)
        write(self.path("runs", f"{run['id']}.json"), run)
        if os.path.exists(self.path(CURRENT)):
            os.remove(self.path(CURRENT))
        for path in sorted(glob.glob(self.path("runs", "*", "")))[:-self.kept]:
            for name in os.listdir(path):
                os.remove(os.path.join(path, name))
            os.rmdir(path)

    def history(self):
        """Runs that are over, the oldest first."""
        runs = (read(path) for path in sorted(glob.glob(self.path("runs", "*.json"))))
        return [run for run in runs if run and "steps" in run]

    def log(self, run, step):
        """Where a step's output goes."""
        folder = self.path("runs", run["id"])
        os.makedirs(folder, exist_ok=True)
        return os.path.join(folder, step.replace("/", "-") + ".txt")
