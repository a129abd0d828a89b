"""The command ``pareto``: a front of a named problem, stored, drawn and printed."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optdesign.commands.options import (
    Gap,
    Levers,
    Parameters,
    Periods,
    ProblemName,
    Processes,
    Seed,
    TimeLimit,
    TotalTime,
    asked_case,
    asked_diligence,
)
from optdesign.commands.terminal import (
    Json,
    Quiet,
    Results,
    Version,
    present,
    working,
)
from optdesign.errors import ProblemError

if TYPE_CHECKING:
    from rich.console import Console

    from optdesign.exploration.front_band import Band
    from optdesign.problem import Case
    from optdesign.tradeoff.front import Front
    from optdesign.tradeoff.named.asking import Diligence


class Method(Enum):
    """How a front is found."""

    exact = "exact"
    nsga2 = "nsga2"


def pareto(
    name: ProblemName,
    objectives: Annotated[
        str, typer.Option(metavar="A,B[,C]", help="Outcomes or levers to trade.")
    ] = "",
    points: Annotated[
        int | None,
        typer.Option(help="Points to look for, where there are not finitely many (nsga2: trials)."),
    ] = None,
    method: Annotated[Method, typer.Option(help="Proved points, or evolution.")] = Method.exact,
    parameter: Parameters = None,
    fix: Levers = None,
    periods: Periods = None,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    workers: Processes = None,
    total_time: TotalTime = None,
    scenarios: Annotated[
        int | None, typer.Option(help="Draws of all uncertain parameters: band and regret.")
    ] = None,
    seed: Seed = 0,
    as_json: Json = False,
    results: Results = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Find the Pareto front of several objectives. It is stored and drawn."""
    from optdesign.keeping import keep_front
    from optdesign.problem import Settings
    from optdesign.result import check_folder
    from optdesign.solvers import method_of

    check_folder(results)
    _check(points, scenarios, method)
    case = asked_case(name, parameter, fix, Settings(periods, time_limit, gap, seed))
    names = [text.strip() for text in objectives.split(",") if text.strip()]
    method_of(case)  # first: Pyomo, where a method needs it, loads more if it comes after scipy
    diligence = asked_diligence(case, workers, total_time, results)
    with working(f"front of {case.problem.name}", quiet):
        front, band = _found(case, names, points, method, scenarios, diligence)
    folder = keep_front(front, results, case, band)
    present(
        lambda: _document(front, band),
        lambda screen: _print(front, band, screen),
        as_json=as_json,
        quiet=quiet,
        folder=folder,
    )
    raise typer.Exit(front.status.exit_code)


def _found(
    case: Case,
    names: list[str],
    points: int | None,
    method: Method,
    scenarios: int | None,
    diligence: Diligence,
) -> tuple[Front, Band | None]:
    from optdesign.tradeoff.named.asking import ending_gently
    from optdesign.tradeoff.named.holding import named_objectives

    named_objectives(case, names)
    with ending_gently():
        if scenarios is not None:
            from optdesign.exploration.front_band import front_band

            return front_band(case, names, scenarios=scenarios, points=points, diligence=diligence)
        from optdesign.tradeoff.methods import case_front

        found = case_front(case, names, points=points, method=method.value, diligence=diligence)
        return found, None


def _document(front: Front, band: Band | None) -> dict[str, Any]:
    from optdesign.keeping import band_part
    from optdesign.tradeoff.export import front_document

    return {**front_document(front), **band_part(band)}


def _print(front: Front, band: Band | None, screen: Console) -> None:
    from optdesign.report.terminal.fronts import print_front

    print_front(front, screen)
    if band is not None:
        from optdesign.report.terminal.front_band import print_band

        print_band(band, screen)


def _check(points: int | None, scenarios: int | None, method: Method) -> None:
    if scenarios is not None and not 2 <= scenarios <= 10_000:
        raise ProblemError(f"--scenarios | must lie in [2, 10000], got {scenarios} | try 16")
    if scenarios is not None and method is not Method.exact:
        raise ProblemError("--scenarios | must go with --method exact | leave one of the two out")
    if points is not None and not 2 <= points <= 100_000:
        raise ProblemError(f"--points | must lie in [2, 100000], got {points} | try 9")
