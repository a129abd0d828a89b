"""The command ``alternatives``: designs nearly as good as the best, and as different as can be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optdesign.commands.options import (
    Gap,
    Levers,
    Objective,
    Parameters,
    Periods,
    ProblemName,
    Processes,
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


def alternatives(
    name: ProblemName,
    within: Annotated[float, typer.Option(help="How much worse, as a share of the best.")] = 0.05,
    objective: Objective = None,
    parameter: Parameters = None,
    fix: Levers = None,
    periods: Periods = None,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    workers: Processes = None,
    total_time: TotalTime = None,
    as_json: Json = False,
    results: Results = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Find designs nearly as good as the best. Those that differ most from it, in what is built."""
    from optdesign.keeping import keep_alternatives
    from optdesign.problem import Settings
    from optdesign.report.terminal.alternatives import print_alternatives
    from optdesign.result import check_folder
    from optdesign.tradeoff.named.alternatives import named_alternatives
    from optdesign.tradeoff.named.asking import ending_gently
    from optdesign.tradeoff.named.export import alternatives_document

    check_folder(results)
    case = asked_case(
        name, parameter, fix, Settings(periods, time_limit, gap, shadow_prices=False), objective
    )
    diligence = asked_diligence(case, workers, total_time, results)
    with working(f"alternatives of {case.problem.name}", quiet), ending_gently():
        found = named_alternatives(case, within=within, diligence=diligence)
    folder = keep_alternatives(found, results)
    present(
        lambda: alternatives_document(found),
        lambda screen: print_alternatives(found, screen),
        as_json=as_json,
        quiet=quiet,
        folder=folder,
    )
    raise typer.Exit(found.status.exit_code)
