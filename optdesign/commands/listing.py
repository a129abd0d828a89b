"""The commands that list and show: ``problems``, ``show``, ``studies``, ``runs``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from optdesign.commands.names import shown_names
from optdesign.commands.terminal import (
    Json,
    Quiet,
    Results,
    Unused,
    Version,
    console,
    one_line,
    present,
    print_json,
)
from optdesign.errors import ProblemError


def problems(
    as_json: Json = False,
    results: Unused = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """List the named problems. Each with its class, levers, objectives and question."""
    from optdesign.problem import find_problems, load_problem
    from optdesign.report.terminal.listing import print_problems, problem_document

    found = [load_problem(name) for name in find_problems()]
    present(
        lambda: [problem_document(problem) for problem in found],
        lambda screen: print_problems(found, screen),
        as_json=as_json,
        quiet=quiet,
    )


def show(
    name: Annotated[
        str,
        typer.Argument(
            help="A problem, an item, a kind of item, or catalogue.", autocompletion=shown_names
        ),
    ],
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
    """Show a problem, or what the catalogue holds. With ranges, sources and marks."""
    from optdesign.catalogue import load_catalogue
    from optdesign.problem import find_problems, load_problem
    from optdesign.report.terminal import listing

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
        print_json([listing.parameter_document(parameter) for parameter in parts])
    elif as_json:
        print_json(listing.problem_document(problem))
    elif not quiet and part is not None:
        listing.print_part(problem, part, console())
    elif not quiet:
        listing.print_problem(problem, console(), everything=everything)


def _show_catalogue(name: str, as_json: bool, quiet: bool) -> None:
    """The list of the catalogue's items, what a kind of item may have, or one item."""
    from optdesign.catalogue import load_catalogue
    from optdesign.report.terminal import listing

    catalogue = load_catalogue()
    if as_json and name == "catalogue":
        print_json([item.model_dump(mode="json") for item in catalogue.items.values()])
    elif as_json and name in catalogue.items:
        print_json(catalogue.items[name].model_dump(mode="json"))
    elif as_json:
        print_json(listing.kind_document(name, catalogue))
    elif not quiet and name == "catalogue":
        listing.print_catalogue(catalogue, console())
    elif not quiet and name in catalogue.items:
        listing.print_item(catalogue.items[name], catalogue, console())
    elif not quiet:
        listing.print_kind(name, catalogue, console())


def studies(
    as_json: Json = False,
    results: Unused = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """List the named studies. Each with its problem, trials, uncertainties and question."""
    from optdesign.exploration.study.read import find_studies, load_study
    from optdesign.report.terminal.study import print_studies, study_line

    found = [load_study(name) for name in find_studies()]
    present(
        lambda: [study_line(study) for study in found],
        lambda screen: print_studies(found, screen),
        as_json=as_json,
        quiet=quiet,
    )


def runs(
    as_json: Json = False,
    results: Results = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """List what is stored. Solves, then fronts, studies and alternatives, the oldest first."""
    from optdesign.report.runs.overview import stored_overview
    from optdesign.report.terminal.listing import print_overview

    found = stored_overview(results)
    for fault in found.faults:
        print(f"warning: {one_line(fault)}", file=sys.stderr)
    present(
        found.documents,
        lambda screen: print_overview(found, screen),
        as_json=as_json,
        quiet=quiet,
    )
