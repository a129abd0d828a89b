"""The commands that calculate: ``solve``, ``study``, ``reproduce``."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optdesign.commands.names import source_names, study_names
from optdesign.commands.options import (
    Gap,
    Levers,
    Objective,
    Parameters,
    Periods,
    ProblemName,
    Processes,
    Seed,
    TimeLimit,
    asked_case,
)
from optdesign.commands.terminal import (
    Json,
    Quiet,
    Results,
    Unused,
    Version,
    present,
    working,
)
from optdesign.errors import ProblemError

if TYPE_CHECKING:
    from optdesign.problem import Case
    from optdesign.result import Result


def solve(
    name: ProblemName,
    parameter: Parameters = None,
    fix: Levers = None,
    objective: Objective = None,
    periods: Periods = None,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    seed: Seed = 0,
    as_json: Json = False,
    results: Results = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Solve a problem and verify the answer. The run is stored, with tables and pictures."""
    from optdesign.keeping import keep_result
    from optdesign.problem import Settings
    from optdesign.report.terminal.summary import print_result
    from optdesign.result import check_folder, execute
    from optdesign.result.document import document

    check_folder(results)
    case = asked_case(name, parameter, fix, Settings(periods, time_limit, gap, seed), objective)
    with working(f"solving {case.problem.name}", quiet):
        result = _calculated(execute, case)
    folder = keep_result(result, results)
    present(
        lambda: document(result),
        lambda screen: print_result(result, screen),
        as_json=as_json,
        quiet=quiet,
        folder=folder,
    )
    raise typer.Exit(result.status.exit_code)


def _calculated(execute: Callable[[Case], Result], case: Case) -> Result:
    """Execute a case; settings so extreme that floats cannot hold what follows are the user's."""
    try:
        with warnings.catch_warnings():  # numpy's, of overflows; verification judges what comes out
            warnings.simplefilter("ignore", RuntimeWarning)
            return execute(case)
    except ArithmeticError as error:
        if not case.changed:
            raise
        raise ProblemError(
            f"--set {', '.join(case.changed)} | must leave numbers that can be calculated with, "
            f"got {error.args[-1]} | choose values nearer the problem's own"
        ) from error


def study(
    name: Annotated[
        str,
        typer.Argument(
            help="A study's name, or the path of a study file.", autocompletion=study_names
        ),
    ],
    trials: Annotated[int | None, typer.Option(help="Total trials, stored ones included.")] = None,
    workers: Processes = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler to use instead.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the study's own.")] = None,
    storage: Annotated[
        str | None, typer.Option(metavar="URL", help="Optuna storage, or path of a journal.")
    ] = None,
    as_json: Json = False,
    results: Results = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Run or resume a study of parameters. Finished trials are never run again."""
    from optdesign.exploration.explore import explore_study
    from optdesign.exploration.output.document import study_document
    from optdesign.exploration.study.read import load_study
    from optdesign.exploration.trials.execution import Execution
    from optdesign.keeping import keep_study
    from optdesign.report.terminal.study import print_study, study_progress

    chosen = load_study(name)
    with study_progress(chosen.name, quiet=quiet) as watcher:
        execution = Execution(
            results, trials=trials, workers=workers, cluster=cluster, seed=seed, storage=storage,
            watcher=watcher,
        )  # fmt: skip
        result = explore_study(chosen, execution)
    keep_study(result)
    present(
        lambda: study_document(result),
        lambda screen: print_study(result, screen),
        as_json=as_json,
        quiet=quiet,
        folder=result.folder,
    )
    raise typer.Exit(result.exit_code)


def reproduce(
    source: Annotated[
        str,
        typer.Argument(help="ceres-megasatellite or power-scaling.", autocompletion=source_names),
    ],
    as_json: Json = False,
    results: Unused = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Recompute the claims of a published source. Each with its deviation and verdict."""
    from optdesign.report.terminal.scorecard import print_scorecard
    from optdesign.reproduction.reproduce import reproduce as scorecard

    found = scorecard(source)
    present(
        found.document,
        lambda screen: print_scorecard(found, screen),
        as_json=as_json,
        quiet=quiet,
    )
