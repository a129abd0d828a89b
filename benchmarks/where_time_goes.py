"""Where the seconds of the main commands go, as a table in Markdown.

python benchmarks/where_time_goes.py > benchmarks/where_time_goes.md

Own time of every function under Python's profiler, which makes Python look slower than it is: what
is not solver time is an upper limit. Waiting for a second thread that solves counts as solving;
arithmetic of whole arrays counts for the function that writes it, so own code is mostly physics.
"""

from __future__ import annotations

import cProfile
import pstats
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import optdesign as od
from optdesign.exploration.study.read import load_study
from optdesign.exploration.study.sampling import study_tasks
from optdesign.exploration.trials.evaluation import Plan, evaluate

KINDS = {
    "solvers": ("highspy", "thread.lock", "nonlinear.py", "optimize", "integrate", "_highs"),
    "modelling": ("pyomo", "formulations/blocks.py", "scipy/sparse"),
    "numpy": ("numpy",),
    "start-up": ("importlib", "built-in method builtins.exec", "marshal", "io.open"),
}


def kind(place: tuple[str, int, str]) -> str:
    """What a function's own time is for."""
    text = f"{place[0]} {place[2]}"
    for name, parts in KINDS.items():
        if any(part in text for part in parts):
            return name
    return "own code" if "optdesign" in place[0] else "other code"


def solve() -> None:
    """The main job."""
    od.solve("ceres-bootstrap")


def front() -> None:
    """A front of habitats."""
    od.pareto("habitat", ("energy_per_person", "soil_depth"), points=5)


def study() -> None:
    """Trials as a worker runs them."""
    found = load_study("habitat-uncertainty")
    plan = Plan(found.case, "", evaluate)
    for task in study_tasks(found, 8):
        evaluate(plan, task)


def measured(work: Callable[[], None]) -> Counter[str]:
    """Seconds by kind."""
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory():
        profile.runcall(work)
    seconds: Counter[str] = Counter()
    for place, (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        seconds[kind(place)] += own
    return seconds


def main() -> None:
    """Print the table."""
    print(f"# Where the seconds go\n\nWritten by `{Path(__file__).name}`.\n")
    print((__doc__ or "").partition("Own time")[1] + (__doc__ or "").partition("Own time")[2])
    columns = [*KINDS, "own code", "other code"]
    print(f"| command | seconds | {' | '.join(f'{name}, %' for name in columns)} |")
    print("|-" * (len(columns) + 2) + "|")
    for name, work in (
        ("solve ceres-bootstrap", solve),
        ("pareto habitat", front),
        ("8 trials of habitat-uncertainty", study),
    ):
        seconds = measured(work)
        total = seconds.total()
        shares = " | ".join(f"{100 * seconds[column] / total:.0f}" for column in columns)
        print(f"| {name} | {total:.1f} | {shares} |")


if __name__ == "__main__":
    main()
