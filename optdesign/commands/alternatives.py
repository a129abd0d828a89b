"""The command ``alternatives``: designs nearly as good as the best, and as different as can be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optdesign.commands.options import (
    Gap,
    Levers,
    Parameters,
    Periods,
    ProblemName,
    Processes,
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
from optdesign.solution import Status


def alternatives(
    name: ProblemName,
    within: Annotated[float, typer.Option(help="How much worse, as a share of the best.")] = 0.05,
    objective: Annotated[str | None, typer.Option(help="Instead of the problem's own.")] = None,
    parameter: Parameters = None,
    fix: Levers = None,
    periods: Periods = None,
    time_limit: Annotated[float | None, typer.Option(help="Seconds allowed a design.")] = None,
    gap: Gap = None,
    workers: Processes = None,
    total_time: TotalTime = None,
    as_json: Json = False,
    results: Results = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Find designs nearly as good as the best that differ most in technologies and levers."""
    stop_at_version(version)
    from optdesign.problem import Settings
    from optdesign.report import alternatives as written
    from optdesign.result import check_folder
    from optdesign.tradeoff.asking import Diligence, book_path, ending_gently, usual_workers
    from optdesign.tradeoff.named_alternatives import named_alternatives

    check_folder(results)
    check_diligence(workers, total_time)
    case = asked_case(
        name, parameter, fix, Settings(periods, time_limit, gap, shadow_prices=False), objective
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
    status = Status.OPTIMAL if found.complete else Status.LIMIT
    if not found.complete and found.best is not None and found.best.infeasible:
        status = Status.INFEASIBLE
    raise typer.Exit(status.exit_code)
