"""The command ``pareto``: a front of a named problem, stored, drawn and printed."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optdesign.commands.options import (
    Gap,
    Levers,
    Parameters,
    Periods,
    ProblemName,
    Processes,
    Seed,
    TotalTime,
    asked_case,
    check_diligence,
)
from optdesign.commands.terminal import (
    Json,
    Quiet,
    Results,
    Version,
    console,
    print_json,
    stop_at_version,
    working,
)
from optdesign.errors import ProblemError
from optdesign.solution import Status

if TYPE_CHECKING:
    from optdesign.exploration.front_band import Band
    from optdesign.problem import Case
    from optdesign.tradeoff.asking import Diligence
    from optdesign.tradeoff.front import Front


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
    time_limit: Annotated[float | None, typer.Option(help="Seconds allowed a point.")] = None,
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
    """Find the Pareto front of two objectives or more, store it and draw it."""
    stop_at_version(version)
    from optdesign.problem import Settings
    from optdesign.result import check_folder
    from optdesign.tradeoff.asking import Diligence, book_path, ending_gently, usual_workers
    from optdesign.tradeoff.holding import named_objectives

    check_folder(results)
    _check(points, workers, total_time, scenarios, method)
    case = asked_case(name, parameter, fix, Settings(periods, time_limit, gap, seed))
    names = [text.strip() for text in objectives.split(",") if text.strip()]
    named_objectives(case, names)
    diligence = Diligence(workers or usual_workers(case), total_time, book_path(case, results))
    with working(f"front of {case.problem.name}", quiet), ending_gently():
        front, band = _found(case, names, points, method, scenarios, diligence)
    _present(case, front, band, results, as_json, quiet)
    raise typer.Exit(exit_code(front))


def _found(
    case: Case,
    names: list[str],
    points: int | None,
    method: Method,
    scenarios: int | None,
    diligence: Diligence,
) -> tuple[Front, Band | None]:
    if scenarios is not None:
        from optdesign.exploration.front_band import front_band

        return front_band(case, names, scenarios=scenarios, points=points, diligence=diligence)
    from optdesign.tradeoff.methods import case_front

    return case_front(case, names, points=points, method=method.value, diligence=diligence), None


def _present(
    case: Case, front: Front, band: Band | None, results: Path, as_json: bool, quiet: bool
) -> None:
    """Store, draw and print a front and its band."""
    from optdesign.keeping import band_part, keep_front
    from optdesign.report.front_band import print_band
    from optdesign.report.fronts import print_front
    from optdesign.tradeoff.export import front_document

    folder = keep_front(front, results, case, band)
    if as_json:
        print_json({**front_document(front), **band_part(band)})
    elif not quiet:
        screen = console()
        print_front(front, screen)
        if band is not None:
            print_band(band, screen)
        screen.print(f"Stored in {folder}", markup=False, highlight=False)


def _check(
    points: int | None,
    workers: int | None,
    total_time: float | None,
    scenarios: int | None,
    method: Method,
) -> None:
    if scenarios is not None and not 2 <= scenarios <= 10_000:
        raise ProblemError(f"--scenarios | must lie in [2, 10000], got {scenarios} | try 16")
    if scenarios is not None and method is not Method.exact:
        raise ProblemError("--scenarios | must go with --method exact | leave one of the two out")
    if points is not None and not 2 <= points <= 100_000:
        raise ProblemError(f"--points | must lie in [2, 100000], got {points} | try 9")
    check_diligence(workers, total_time)


def exit_code(front: Front) -> int:
    """0 for a complete front or a finished evolution, 3 without any design, 4 for a part of it."""
    if not front.feasible:
        return Status.INFEASIBLE.exit_code
    finished = front.complete or (front.method == "nsga2" and bool(front.points))
    return (Status.OPTIMAL if finished else Status.LIMIT).exit_code
