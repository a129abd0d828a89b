"""The command ``alternatives``: designs nearly as good as the best, and as different as can be."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from optdesign.commands.names import problem_names
from optdesign.commands.terminal import (
    Json,
    Quiet,
    Results,
    Version,
    console,
    pairs,
    print_json,
    stop_at_version,
    working,
)
from optdesign.errors import ProblemError

COMPLETE, INFEASIBLE, LIMIT = 0, 3, 4


def alternatives(
    name: Annotated[
        str,
        typer.Argument(
            help="A problem's name, or the path of a problem file.", autocompletion=problem_names
        ),
    ],
    within: Annotated[float, typer.Option(help="How much worse, as a share of the best.")] = 0.05,
    objective: Annotated[str | None, typer.Option(help="Instead of the problem's own.")] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter or limit."),
    ] = None,
    fix: Annotated[
        list[str] | None, typer.Option("--fix", metavar="LEVER=VALUE", help="Pin a lever.")
    ] = None,
    periods: Annotated[int | None, typer.Option(help="Periods of the time grid.")] = None,
    time_limit: Annotated[float | None, typer.Option(help="Seconds allowed a design.")] = None,
    gap: Annotated[float | None, typer.Option(help="Relative gap asked for.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that share the work.")] = None,
    total_time: Annotated[
        float | None, typer.Option(help="Seconds allowed in all; a later call continues.")
    ] = None,
    as_json: Json = False,
    results: Results = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Find designs nearly as good as the best that differ most in technologies and levers."""
    stop_at_version(version)
    from optdesign.problem import Settings, load_problem, make_case
    from optdesign.report import alternatives as written
    from optdesign.result import check_folder
    from optdesign.tradeoff.asking import Diligence, book_path, ending_gently, usual_workers
    from optdesign.tradeoff.named_alternatives import named_alternatives

    check_folder(results)
    _check(workers, total_time)
    case = make_case(
        load_problem(name),
        parameters=pairs("--set", parameter),
        levers=pairs("--fix", fix),
        objective=objective,
        settings=Settings(periods, time_limit, gap, shadow_prices=False),
    )
    diligence = Diligence(workers or usual_workers(case), total_time, book_path(case, results))
    with working(f"alternatives of {case.problem.name}", quiet), ending_gently():
        found = named_alternatives(case, within=within, diligence=diligence)
    folder = written.store_alternatives(found, results)
    if as_json:
        print_json(written.alternatives_document(found))
    elif not quiet:
        screen = console()
        written.print_alternatives(found, screen)
        screen.print(f"Stored in {folder}", markup=False, highlight=False)
    infeasible = found.best is not None and found.best.infeasible
    raise typer.Exit(COMPLETE if found.complete else INFEASIBLE if infeasible else LIMIT)


def _check(workers: int | None, total_time: float | None) -> None:
    if workers is not None and not 1 <= workers <= 256:
        raise ProblemError(f"--workers | must lie in [1, 256], got {workers} | try 2")
    if total_time is not None and not 0 < total_time < math.inf:
        raise ProblemError(f"--total-time | must be a positive number, got {total_time} | try 60")
