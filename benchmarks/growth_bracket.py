"""Width of the bracket and seconds by the number of periods, as a table in Markdown.

python benchmarks/growth_bracket.py [periods ...] > benchmarks/growth_bracket.md
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter

from optdesign.errors import SolveError
from optdesign.problem import load_problem, make_case
from optdesign.solvers.growth.continuum import continuum
from optdesign.solvers.growth.request import read_request
from optdesign.solvers.growth.search import Options, minimum_time

PERIODS = (24, 36, 54, 80, 120, 160)
NO_GAP = 1e-9


def variants() -> dict[str, Mapping[str, str]]:
    """Settings of the cases that are timed."""
    parameters = load_problem("ceres-bootstrap").parameters
    lags = {key: "0 year" for key in parameters if key.endswith(".construction_lag")}
    return {
        "as it is": {},
        "no construction lag": lags,
        "no imports": {"imports.rate": "0", "growth-case.irreducible_share": "0"},
    }


def row(name: str, settings: Mapping[str, str], periods: int) -> str:
    """Solve one variant on one grid."""
    started = perf_counter()
    case = make_case(load_problem("ceres-bootstrap"), parameters=settings)
    request = read_request(case)
    # No refinement beyond the grid asked for.
    options = replace(Options(periods, NO_GAP), most_periods=periods)
    extra = continuum(case, case["site.distance"], request.families)
    state = minimum_time(
        request.market,
        request.mission,
        growth=request.growth,
        options=options,
        extra=extra,
        easing=0.01,
    )
    seconds = perf_counter() - started
    used = 0 if state.execution is None else state.execution.plan.grid.periods
    return (
        f"| {name} | {periods} | {used} | {state.lower:.3f} | {state.upper:.3f} "
        f"| {100 * state.gap:.2f} | {state.programs} | {seconds:.1f} |"
    )


def main(wanted: list[str]) -> None:
    """Print the table row by row."""
    print("# Bracket of the growth network\n")
    print(
        "Problem ceres-bootstrap; one thread. Without imports nothing is irreducible. "
        "The bound holds for all designs of the families.\n"
    )
    print("| variant | asked | periods | proven, years | plan, years | width, % | programs | s |")
    print("|-|-|-|-|-|-|-|-|", flush=True)
    for name, settings in variants().items():
        for periods in [int(text) for text in wanted] or PERIODS:
            try:
                print(row(name, settings, periods), flush=True)
            except SolveError as error:
                why = str(error).replace(" | ", "; ")
                print(f"| {name} | {periods} | failed: {why} | | | | | |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
