"""Where the seconds of the main commands go, as tables in Markdown.

python benchmarks/where_time_goes.py > benchmarks/where_time_goes.md

Own time of every function under Python's profiler, which makes Python look slower than it is: what
is not solver time is an upper limit. Work of NumPy, SciPy, the standard library and built-in
functions counts for the code that asked for it; compiled optimizers, and waiting for a second
thread that solves, count as solving. One process that starts from nothing runs each command, so
imports are a larger part than in a session or a worker. Only shares mean anything: the seconds
are those of a machine shared with other work.

*Designs* is the arithmetic that finds designs, their prices and the shadow prices, *proofs* that of
the bounds; physics counts for whichever of them asks. The rest but *verification* is overhead:
*imports*, *reading* (catalogue, problem, units), *modelling* (from networks to matrices), *all
else* (tables, results, the order of things).
"""

from __future__ import annotations

import os

# Like the command line, and the workers of a study.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cProfile
import pstats
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

Place = tuple[str, int, str]
Stats = dict[Place, tuple[int, int, float, float, dict[Place, tuple[int, int, float, float]]]]

OVERHEAD = "all else"
KINDS = {
    "solvers": (
        r"highspy",
        r"thread\.lock",
        r"solvers/nonlinear\.py _attempt",
        r"_lbfgsb|_slsqplib|_zeros|moduleTNC|_highs",
    ),
    "imports": (r"importlib", r"builtins\.exec|__build_class__|marshal|_imp\.", r" <module>$"),
    "reading": (
        r"optdesign/(catalogue|problem|units|textfile)",
        r"/(pint|pydantic|pydantic_core|flexparser|tomllib)/",
    ),
    "modelling": (r"optdesign/(formulations|solvers/linear|solvers/growth/request)", r"/pyomo/"),
    "proofs": (r"optdesign/solvers/growth/(continuum|certificate|speed_up|slow_down|necessary)",),
    "verification": (r"optdesign/verify",),
    "designs": (
        r"optdesign/subproblems",
        r"optdesign/solvers/(balanced|designs|growth/(pricing|worths|shadow|restricted))",
    ),
    OVERHEAD: (r"/optdesign/(?!physics|network)",),
}
"""What a place in the code is for; the first that fits counts. What fits none is carried over to
its callers."""
LIBRARY = re.compile(r"site-packages/([^/]+?)(?:\.py)?/")


def kind(place: Place) -> str | None:
    """What a function's own time is for; None if its callers tell."""
    text = f"{place[0]} {place[2]}"
    for name, patterns in KINDS.items():
        if any(re.search(pattern, text) for pattern in patterns):
            return name
    return None


def library(place: Place) -> str:
    """Whose code a function is."""
    path = place[0]
    if kind(place) == "solvers":
        return "compiled solvers"
    if "/optdesign/" in path:
        return "optdesign"
    found = LIBRARY.search(path)
    if found:
        return found.group(1)
    return "built-in functions" if path == "~" else "standard library"


def shares(stats: Stats) -> dict[Place, Counter[str]]:
    """For each function, which part of it is for what: its own kind, or that of its callers."""
    fixed = {place: kind(place) for place in stats}
    found = {place: Counter({name or OVERHEAD: 1.0}) for place, name in fixed.items()}
    carried = [place for place, name in fixed.items() if name is None and stats[place][4]]
    for _ in range(30):
        for place in carried:
            callers = stats[place][4]
            weights = {caller: entry[3] + 1e-12 for caller, entry in callers.items()}
            total = sum(weights.values())
            mixed: Counter[str] = Counter()
            for caller, weight in weights.items():
                for name, part in found.get(caller, Counter({OVERHEAD: 1.0})).items():
                    mixed[name] += part * weight / total
            found[place] = mixed
    return found


def by_kind(stats: Stats) -> Counter[str]:
    """Seconds by what they are for."""
    found, seconds = shares(stats), Counter[str]()
    for place, (_, _, own, _, callers) in stats.items():
        if kind(place) is None and callers:
            parts = [(found.get(caller), entry[2]) for caller, entry in callers.items()]
        else:
            parts = [(found[place], own)]
        for share, spent in parts:
            for name, part in (share or {OVERHEAD: 1.0}).items():
                seconds[name] += part * spent
    return seconds


def by_library(stats: Stats) -> Counter[str]:
    """Seconds by whose code they were spent in."""
    seconds: Counter[str] = Counter()
    for place, (_, _, own, _, _) in stats.items():
        seconds[library(place)] += own
    return seconds


def solve() -> None:
    """The main job."""
    import optdesign as od

    od.solve("ceres-bootstrap")


def front() -> None:
    """A front of habitats."""
    import optdesign as od

    od.pareto("habitat", ("energy_per_person", "soil_depth"), points=5)


def study() -> None:
    """Trials as a worker runs them."""
    from optdesign.exploration.study.read import load_study
    from optdesign.exploration.study.sampling import study_tasks
    from optdesign.exploration.trials.evaluation import Plan, evaluate

    found = load_study("habitat-uncertainty")
    plan = Plan(found.case, "", evaluate)
    for task in study_tasks(found, 8):
        evaluate(plan, task)


COMMANDS: dict[str, tuple[str, Callable[[], None]]] = {
    "solve": ("solve ceres-bootstrap", solve),
    "front": ("pareto habitat", front),
    "study": ("8 trials of habitat-uncertainty", study),
}


def measured(command: str, folder: Path) -> Stats:
    """The profile of a command in a process of its own."""
    path = folder / f"{command}.prof"
    subprocess.run([sys.executable, __file__, command, str(path)], check=True)
    return pstats.Stats(str(path)).stats  # type: ignore[attr-defined, no-any-return]


def table(head: str, columns: list[str], rows: dict[str, Counter[str]]) -> None:
    """Print shares of the seconds, a row a command."""
    print(f"## {head}\n")
    print(f"| command | seconds | {' | '.join(f'{name}, %' for name in columns)} |")
    print("|-" * (len(columns) + 2) + "|")
    for name, seconds in rows.items():
        total = seconds.total()
        cells = " | ".join(f"{100 * seconds[column] / total:.0f}" for column in columns)
        print(f"| {name} | {total:.1f} | {cells} |")
    print()


def main() -> None:
    """Print the page."""
    import tempfile

    print(f"# Where the seconds go\n\nWritten by `{Path(__file__).name}`.\n")
    print((__doc__ or "").partition(".md\n\n")[2])
    with tempfile.TemporaryDirectory() as folder:
        stats = {title: measured(key, Path(folder)) for key, (title, _) in COMMANDS.items()}
    kinds = {title: by_kind(found) for title, found in stats.items()}
    table("What they are for", list(KINDS), kinds)
    libraries = {title: by_library(found) for title, found in stats.items()}
    largest = sum(libraries.values(), Counter[str]()).most_common(8)
    rest = {title: Counter(found) for title, found in libraries.items()}
    columns = [name for name, _ in largest]
    for found in rest.values():
        found["others"] = sum(spent for name, spent in found.items() if name not in columns)
        for name in set(found) - {*columns, "others"}:
            del found[name]
    table("Whose code they are spent in", [*columns, "others"], rest)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        profile = cProfile.Profile()
        profile.runcall(COMMANDS[sys.argv[1]][1])
        profile.dump_stats(sys.argv[2])
    else:
        main()
