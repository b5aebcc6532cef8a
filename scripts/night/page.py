# SPDX-License-Identifier: BSD-2-Clause
"""The page about the last run and its predecessors: index.html for people, index.json for programs,
and pictures of the benchmark's history."""

import os

import jinja2

import chart
import store

HERE = os.path.dirname(os.path.abspath(__file__))
# So many runs are shown; the files of all stay.
SHOWN_RUNS = 30
DRAWN_RUNS = 200


def rows_of(run):
    """By configuration and name."""
    return {(row["configuration"], row["name"]): row
            for step in run["steps"].values() for row in step["data"].get("rows", ())}


def rows_with_history(runs):
    """The benchmark's rows as they were measured last, each with what it was before: pairs of when
    and how much."""
    rows = {}
    for run in runs:
        for key, row in rows_of(run).items():
            history = rows.pop(key, {"history": []})["history"]
            history.append((run["begun"], row["value"]))
            rows[key] = {**row, "history": history[-DRAWN_RUNS:], "run": run["id"]}
    for row in rows.values():
        values = [value for _, value in row["history"]]
        row["picture"] = ""
        row["before"] = values[-2] if len(values) > 1 else None
        row["change"] = (100 * (values[-1] - row["before"]) / row["before"]
                         if row["before"] else None)
    return list(rows.values())


def summary(run):
    """What the table of runs says of one."""
    tests = [step["data"].get("tests", step["data"]) for step in run["steps"].values()]
    return {"id": run["id"], "begun": run["begun"], "ended": run.get("ended", ""),
            "sources": run["wanted"]["sources"], "seed": run["seed"],
            "verdict": run.get("verdict") or store.verdict(run),
            "broken": run.get("broken", False), "spent": run["spent"],
            "done": len(run["steps"]), "planned": len(run["planned"]),
            "failed": [name for name, step in run["steps"].items()
                       if step["verdict"] == store.FAILED],
            "passed_tests": sum(data.get("passed", 0) for data in tests),
            "failed_tests": sum(data.get("failed", 0) for data in tests)}


def number(value):
    """With at most one digit behind the point, and thousands apart."""
    return "" if value is None else f"{value:,.1f}".removesuffix(".0")


def duration(seconds):
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 100 else f"{minutes} min" if minutes < 100 else \
        f"{minutes // 60} h {minutes % 60} min"


def steps_of(run, *wanted):
    return [{"name": name, **step} for name, step in run["steps"].items()
            if step["kind"] in wanted]


def write(keeper, run=None):
    """Writes page, JSON and pictures; `run` is one that goes on."""
    history = keeper.history()
    run = run or keeper.current() or (history[-1] if history else None)
    if run is None:
        raise SystemExit(f"nightly: there is no run in {keeper.folder}")
    runs = [old for old in history if old["id"] != run["id"]] + [run]
    rows = rows_with_history(runs)
    drawn = chart.draw(keeper.path("plots"), rows)
    configurations = {}
    for row in rows:
        configurations.setdefault(row["configuration"], []).append(row)
    loader = jinja2.FileSystemLoader(HERE)
    template = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True,
                                  lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    template.filters.update(number=number, duration=duration)
    overview = [summary(one) for one in reversed(runs[-SHOWN_RUNS:])]
    text = template.get_template("page.html").render(
        run=run, now=overview[0], runs=overview, all_runs=len(runs), drawn=drawn,
        configurations=steps_of(run, "configuration"), randoms=steps_of(run, "random"),
        tests=steps_of(run, "tests"), others=steps_of(run, "irqs-off", "fuzz"),
        failures=[{"step": name, **step} for name, step in run["steps"].items()
                  if step["failures"]], bench=configurations)
    new = keeper.path("index.html.new")
    with open(new, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(new, keeper.path("index.html"))
    store.write(keeper.path("index.json"), {"run": {**run, "verdict": overview[0]["verdict"]},
                                            "runs": [summary(one) for one in reversed(runs)],
                                            "rows": rows})
