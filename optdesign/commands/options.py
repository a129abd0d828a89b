"""The arguments and options of the commands that work on a case of a problem."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optdesign.commands.names import problem_names
from optdesign.errors import ProblemError

if TYPE_CHECKING:
    from optdesign.problem import Case, Settings
    from optdesign.tradeoff.named.asking import Diligence

MAX_PROCESSES = 256

ProblemName = Annotated[
    str,
    typer.Argument(
        help="A problem's name, or the path of a problem file.", autocompletion=problem_names
    ),
]
Parameters = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter or limit."),
]
Levers = Annotated[
    list[str] | None, typer.Option("--fix", metavar="LEVER=VALUE", help="Pin a lever.")
]
Objective = Annotated[
    str | None, typer.Option(help="Outcome or lever to optimize; the problem's own if left out.")
]
Periods = Annotated[int | None, typer.Option(help="Periods of the time grid.")]
TimeLimit = Annotated[float | None, typer.Option(help="Seconds allowed a solve.")]
Gap = Annotated[float | None, typer.Option(help="Relative gap asked for.")]
Seed = Annotated[int, typer.Option(help="Seed of whatever is random.")]
Processes = Annotated[
    int | None, typer.Option(help="Processes that share the work; as many as suit if left out.")
]
TotalTime = Annotated[
    float | None, typer.Option(help="Seconds allowed in all; a later call continues.")
]


def asked_case(
    name: str,
    parameter: list[str] | None,
    fix: list[str] | None,
    settings: Settings,
    objective: str | None = None,
) -> Case:
    """The case of a problem that the options ask for."""
    from optdesign.problem import load_problem, make_case

    return make_case(
        load_problem(name),
        parameters=pairs("--set", parameter),
        levers=pairs("--fix", fix),
        objective=objective,
        settings=settings,
    )


def pairs(option: str, texts: list[str] | None) -> dict[str, str]:
    """The KEY=VALUE texts of an option that may be given several times."""
    found: dict[str, str] = {}
    for text in texts or []:
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals or not key or not value.strip():
            raise ProblemError(
                f"{option} {text[:60]!r} | must be KEY=VALUE | for example {option} a=1"
            )
        if key in found:
            raise ProblemError(f"{option} {key[:60]} | must be given once | remove one of the two")
        found[key] = value
    return found


def asked_diligence(
    case: Case, workers: int | None, total_time: float | None, results: Path
) -> Diligence:
    """How hard the options ask to work on the solves of a case, and where answers are kept."""
    from optdesign.tradeoff.named.asking import Diligence, book_path, usual_workers

    if workers is not None and not 1 <= workers <= MAX_PROCESSES:
        raise ProblemError(f"--workers | must lie in [1, {MAX_PROCESSES}], got {workers} | try 2")
    if total_time is not None and not 0 < total_time < math.inf:
        raise ProblemError(f"--total-time | must be a positive number, got {total_time} | try 60")
    return Diligence(workers or usual_workers(case), total_time, book_path(case, results))
