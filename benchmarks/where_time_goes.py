"""Where the seconds of the main commands go, as a table in Markdown.

python benchmarks/where_time_goes.py > benchmarks/where_time_goes.md

The commands of the README and a front of the main job, each in processes that start from nothing
and an empty folder of runs.
Every process is asked a hundred times a second where its main thread is; what it asks for, and
for whom, is told by the innermost function that has a purpose of its own. Seconds are those of all
processes together, without the time that one waits for work or for another. Only shares mean
anything: the seconds are those of one small machine.

*Solvers* are HiGHS, SCIP and the optimizers of SciPy; *designs* is the arithmetic that finds
designs, their prices and the shadow prices, *proofs* that of the bounds, *verification* the
independent path, *keeping* the tables and pictures of the answer. *Overhead* is the rest, on the
left of it: *imports*, *reading* (catalogue, problem, units), *modelling* (from networks to
matrices), *all else* (the order of things). Imports are those of Pyomo, SciPy, matplotlib and the
like, one to two seconds in every process: of a front that takes seven they are a quarter.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from time import perf_counter
from types import CodeType, FrameType

INTERVAL = 0.01
WAITING, ELSE = "waiting", "all else"
USEFUL = {
    "solvers": (
        r"optdesign/solvers/((linear|mixed)\.py solve|nonlinear\.py (_optimize|_attempt))",
        r"scipy/optimize/",
        r"concurrent/futures/_base\.py (result|__exit__)",  # a thread that solves or searches
    ),
    "designs": (
        r"optdesign/(network|subproblems)",
        r"optdesign/solvers/(balanced|designs|growth/(pricing|worths|shadow|restricted))",
    ),
    "proofs": (
        r"optdesign/solvers/growth/(boxes|continuum|certificate|speed_up|slow_down|necessary)",
    ),
    "verification": (r"optdesign/verify",),
}
KEEPING = {
    "keeping": (r"optdesign/(report|result/(store|document|context)|keeping|exploration/output)",
                r"optdesign/tradeoff/(export|named/export)",
                r"/(matplotlib|pandas|pyarrow|PIL|rich)/"),
}  # fmt: skip
OVERHEAD = {
    "imports": (r"<frozen importlib", r"importlib/__init__"),
    "reading": (r"optdesign/(catalogue|problem|units|textfile)", r"/(pint|pydantic|tomllib)/"),
    "modelling": (r"optdesign/(formulations|solvers)", r"/pyomo/"),
    ELSE: (r"optdesign/(?!physics)",),
}  # fmt: skip
KINDS = {
    WAITING: (r"optdesign/exploration/trials/(local\.py wait|worker\.py main)",),
    **USEFUL, **KEEPING, **OVERHEAD,
}  # fmt: skip
"""What a place in the code is for; the first that fits counts. What fits none is for its caller."""

COMMANDS = (
    "solve ceres-bootstrap",
    "pareto habitat --objectives energy_per_person,soil_depth",
    "study habitat-uncertainty",
    "pareto ceres-bootstrap --objectives bootstrap_time,imported_mass --points 4",
)


@cache
def kind(code: CodeType) -> str | None:
    """What a function is for; None if its caller tells."""
    if code.co_name == "<module>":
        return None
    text = f"{code.co_filename} {code.co_name}"
    for name, patterns in KINDS.items():
        if any(re.search(pattern, text) for pattern in patterns):
            return name
    return None


def sample(folder: Path) -> None:
    """Count the seconds of this process by what they are for, from now until it ends."""
    seconds: Counter[str] = Counter()
    before = written = perf_counter()

    def tick(_: int, frame: FrameType | None) -> None:
        nonlocal before, written
        found = None
        while frame is not None and found is None:
            found, frame = kind(frame.f_code), frame.f_back
        now = perf_counter()
        seconds[found or "imports"] += now - before
        before = now
        if now - written > 0.5:  # a process may be ended from outside
            written = now
            write()

    def write() -> None:
        (folder / f"{os.getpid()}.json").write_text(json.dumps(seconds))

    def end() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        write()

    signal.signal(signal.SIGALRM, tick)
    signal.setitimer(signal.ITIMER_REAL, INTERVAL, INTERVAL)
    atexit.register(end)


def measured(command: str) -> tuple[float, Counter[str]]:
    """Seconds on the clock, and those of all processes of a command by what they are for."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = f"import where_time_goes as w, pathlib\nw.sample(pathlib.Path({name!r}))\n"
        (folder / "sitecustomize.py").write_text(start)
        path = os.pathsep.join([name, str(Path(__file__).parent)])
        asked = [sys.executable, "-m", "optdesign", *command.split(), "--results", f"{name}/runs"]
        began = perf_counter()
        subprocess.run(asked, env=os.environ | {"PYTHONPATH": path}, check=True, stdout=sys.stderr)
        clock, seconds = perf_counter() - began, Counter[str]()
        for found in folder.glob("*.json"):
            seconds.update(json.loads(found.read_text()))
    return clock, seconds


def main() -> None:
    """Print the page."""
    print(f"# Where the seconds go\n\nWritten by `{Path(__file__).name}`.\n")
    print((__doc__ or "").partition(".md\n\n")[2])
    columns = [*USEFUL, *KEEPING, *OVERHEAD]
    print(f"| command | clock, s | {', % | '.join(columns)}, % | overhead, % |")
    print("|-" * (len(columns) + 3) + "|")
    for command in COMMANDS:
        clock, seconds = measured(command)
        seconds[WAITING] = 0.0
        shares = {name: 100 * spent / seconds.total() for name, spent in seconds.items()}
        cells = " | ".join(f"{shares.get(name, 0.0):.1f}" for name in columns)
        overhead = sum(shares.get(name, 0.0) for name in OVERHEAD)
        print(f"| `{command}` | {clock:.1f} | {cells} | {overhead:.0f} |", flush=True)


if __name__ == "__main__":
    main()
