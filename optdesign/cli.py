"""The command line: texts in, exit codes and tables or JSON out; everything else is elsewhere."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optdesign.errors import OptdesignError, ProblemError
from optdesign.front_command import pareto
from optdesign.terminal import Json, Quiet, Results, Unused, Version
from optdesign.terminal import console as _console
from optdesign.terminal import one_line as _one_line
from optdesign.terminal import pairs as _pairs
from optdesign.terminal import print_json as _print_json
from optdesign.terminal import stop_at_version as _stop_at_version
from optdesign.terminal import working as _working

STOPPED = 130

if TYPE_CHECKING:
    from optdesign.problem import Case
    from optdesign.result import Result

app = typer.Typer(
    name="optdesign",
    help="Design and schedule self-replicating space industry: solve named problems with a "
    "certificate, check published claims, keep the runs.",
    epilog="Start with: optdesign solve ceres-bootstrap",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(epilog="Example: optdesign pareto habitat --objectives energy_per_person,soil_depth")(
    pareto
)


@app.callback(invoke_without_command=True)
def _common(context: typer.Context, version: Version = False) -> None:
    _stop_at_version(version)
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command(epilog="Example: optdesign problems --json")
def problems(
    as_json: Json = False,
    results: Unused = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """List every named problem: question, class, levers, objectives."""
    _stop_at_version(version)
    from optdesign.problem import find_problems, load_problem
    from optdesign.report.listing import print_problems, problem_document

    found = [load_problem(name) for name in find_problems()]
    if as_json:
        _print_json([problem_document(problem) for problem in found])
    elif not quiet:
        print_problems(found, _console())


@app.command(epilog="Examples: optdesign show habitat | optdesign show ceres-bootstrap smelter | "
             "optdesign show catalogue | optdesign show dyneema")  # fmt: skip
def show(
    name: Annotated[str, typer.Argument(help="A problem, an item, a kind of item, or catalogue.")],
    part: Annotated[
        str | None, typer.Argument(help="Of a problem: an item whose numbers are its parameters.")
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Of a problem: every parameter, items of the catalogue too."),
    ] = False,
    as_json: Json = False,
    results: Unused = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Show a problem: parameters with ranges, sources and marks, limits, levers, outcomes."""
    _stop_at_version(version)
    from optdesign.catalogue import load_catalogue
    from optdesign.problem import find_problems, load_problem
    from optdesign.report import listing

    catalogue, names = load_catalogue(), find_problems()
    shown = {"catalogue", *catalogue.attributes, *catalogue.items}
    if name in shown - names.keys():
        if part is not None or everything:
            came = "--all" if part is None else repr(part[:60])
            raise ProblemError(f"{name} | takes no more than its name, got {came} | remove it")
        _show_catalogue(name, as_json, quiet)
        return
    problem = load_problem(name)
    parts = None if part is None else listing.part_of(problem, part)
    if as_json and parts is not None:
        _print_json([listing.parameter_document(parameter) for parameter in parts])
    elif as_json:
        _print_json(listing.problem_document(problem))
    elif not quiet and part is not None:
        listing.print_part(problem, part, _console())
    elif not quiet:
        listing.print_problem(problem, _console(), everything=everything)


def _show_catalogue(name: str, as_json: bool, quiet: bool) -> None:
    """The list of the catalogue's items, what a kind of item may have, or one item."""
    from optdesign.catalogue import load_catalogue
    from optdesign.report import listing

    catalogue = load_catalogue()
    if as_json and name == "catalogue":
        _print_json([item.model_dump(mode="json") for item in catalogue.items.values()])
    elif as_json and name in catalogue.items:
        _print_json(catalogue.items[name].model_dump(mode="json"))
    elif as_json:
        _print_json(listing.kind_document(name, catalogue))
    elif not quiet and name == "catalogue":
        listing.print_catalogue(catalogue, _console())
    elif not quiet and name in catalogue.items:
        listing.print_item(catalogue.items[name], catalogue, _console())
    elif not quiet:
        listing.print_kind(name, catalogue, _console())


@app.command(epilog="Examples: optdesign solve ceres-bootstrap | optdesign solve habitat "
             '--set site.distance="2.5 au" --fix "radius=1.2 km" --json')  # fmt: skip
def solve(
    name: Annotated[str, typer.Argument(help="A problem's name, or the path of a problem file.")],
    parameter: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter or limit."),
    ] = None,
    fix: Annotated[
        list[str] | None, typer.Option("--fix", metavar="LEVER=VALUE", help="Pin a lever.")
    ] = None,
    objective: Annotated[str | None, typer.Option(help="Outcome or lever to optimize.")] = None,
    periods: Annotated[int | None, typer.Option(help="Periods of the time grid.")] = None,
    time_limit: Annotated[float | None, typer.Option(help="Seconds allowed.")] = None,
    gap: Annotated[float | None, typer.Option(help="Relative gap asked for.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of whatever is random.")] = 0,
    as_json: Json = False,
    results: Results = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Solve a problem, verify the answer, store it and print a summary."""
    _stop_at_version(version)
    from optdesign.problem import Settings, load_problem, make_case
    from optdesign.report.figures import write_figures
    from optdesign.report.summary import print_result
    from optdesign.result import check_folder, execute, store
    from optdesign.result.document import document

    check_folder(results)
    case = make_case(
        load_problem(name),
        parameters=_pairs("--set", parameter),
        levers=_pairs("--fix", fix),
        objective=objective,
        settings=Settings(periods, time_limit, gap, seed),
    )
    with _working(f"solving {case.problem.name}", quiet):
        result = _calculated(execute, case)
    folder = store(result, results)
    write_figures(result, folder)
    if as_json:
        _print_json(document(result))
    elif not quiet:
        console = _console()
        print_result(result, console)
        console.print(f"Stored in {folder}", markup=False, highlight=False)
    raise typer.Exit(result.status.exit_code)


@app.command(epilog="Example: optdesign reproduce ceres-megasatellite")
def reproduce(
    source: Annotated[str, typer.Argument(help="ceres-megasatellite or power-scaling.")],
    as_json: Json = False,
    results: Unused = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Recompute every claim of a published source: printed, computed, deviation, verdict."""
    _stop_at_version(version)
    from optdesign.scorecards import print_scorecard
    from optdesign.scorecards import reproduce as scorecard

    found = scorecard(source)
    if as_json:
        _print_json(found.document())
    elif not quiet:
        print_scorecard(found, _console())


@app.command(epilog="Example: optdesign studies")
def studies(
    as_json: Json = False,
    results: Unused = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """List every named study: problem, trials, uncertain parameters, question."""
    _stop_at_version(version)
    from optdesign.exploration.read import find_studies, load_study
    from optdesign.report.study import print_studies

    found = [load_study(name) for name in find_studies()]
    if as_json:
        keys = ("question", "trials", "sampler", "seed")
        parts = [{key: getattr(study, key) for key in keys} for study in found]
        _print_json([
            {"study": s.name, "problem": s.case.problem.name, **part, "uncertain": [*s.uncertain]}
            for s, part in zip(found, parts, strict=True)
        ])  # fmt: skip
    elif not quiet:
        print_studies(found, _console())


@app.command(epilog="Examples: optdesign study habitat-uncertainty | optdesign study mine.toml "
             "--trials 200 --workers 4 --storage sqlite:///mine.db")  # fmt: skip
def study(
    name: Annotated[str, typer.Argument(help="A study's name, or the path of a study file.")],
    trials: Annotated[int | None, typer.Option(help="Total trials, stored ones included.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; the cores if left out.")] = None,
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
    """Run or resume a study of uncertain parameters; finished trials are never run again."""
    _stop_at_version(version)
    from optdesign.exploration.document import study_document
    from optdesign.exploration.explore import explore_study
    from optdesign.exploration.read import load_study
    from optdesign.exploration.store import store_study
    from optdesign.report.figures_study import write_study_figures
    from optdesign.report.study import print_study, study_progress

    chosen = load_study(name)
    with study_progress(chosen.name, quiet=quiet) as watcher:
        result = explore_study(
            chosen,
            results=results,
            trials=trials,
            workers=workers,
            cluster=cluster,
            seed=seed,
            storage=storage,
            watcher=watcher,
        )
    store_study(result)
    write_study_figures(result)
    if as_json:
        _print_json(study_document(result))
    elif not quiet:
        console = _console()
        print_study(result, console)
        console.print(f"Stored in {result.folder}", markup=False, highlight=False)
    raise typer.Exit(result.exit_code)


@app.command(epilog="Example: optdesign runs --results results")
def runs(
    as_json: Json = False,
    results: Results = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """List the stored runs, oldest first."""
    _stop_at_version(version)
    from optdesign.report.listing import print_runs
    from optdesign.result import list_runs

    found, faults = list_runs(results)
    for fault in faults:
        print(f"warning: {_one_line(fault)}", file=sys.stderr)
    if as_json:
        keys = ("problem", "status", "objective", "bound", "gap", "provenance")
        _print_json([{"run": r.name, **{k: r.document.get(k) for k in keys}} for r in found])
    elif not quiet:
        print_runs(found, _console())


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


def main() -> None:
    """Run the command line; every fault of the user's is one line on stderr and exit 2."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
        if code == STOPPED:  # newer typer catches the interrupt itself
            raise KeyboardInterrupt
    except OptdesignError as error:
        print(_one_line(str(error)), file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        code = STOPPED
    except BrokenPipeError:  # the reader of our output has gone, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        # Older typer raises click's usage errors, newer its own copy of them; both have this.
        if not hasattr(error, "format_message"):
            raise
        message = f"{error.format_message():.300}"
        print(_one_line(f"optdesign | {message} | see optdesign --help"), file=sys.stderr)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
