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
    print_json,
    stop_at_version,
)
from optdesign.errors import ProblemError


def problems(
    as_json: Json = False,
    results: Unused = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """List every named problem: question, class, levers, objectives."""
    stop_at_version(version)
    from optdesign.problem import find_problems, load_problem
    from optdesign.report.listing import print_problems, problem_document

    found = [load_problem(name) for name in find_problems()]
    if as_json:
        print_json([problem_document(problem) for problem in found])
    elif not quiet:
        print_problems(found, console())


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
    """Show a problem: parameters with ranges, sources and marks, limits, levers, outcomes."""
    stop_at_version(version)
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
    from optdesign.report import listing

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
    """List every named study: problem, trials, uncertain parameters, question."""
    stop_at_version(version)
    from optdesign.exploration.study.read import find_studies, load_study
    from optdesign.report.study import print_studies

    found = [load_study(name) for name in find_studies()]
    if as_json:
        keys = ("question", "trials", "sampler", "seed")
        parts = [{key: getattr(study, key) for key in keys} for study in found]
        print_json([
            {"study": s.name, "problem": s.case.problem.name, **part, "uncertain": [*s.uncertain]}
            for s, part in zip(found, parts, strict=True)
        ])  # fmt: skip
    elif not quiet:
        print_studies(found, console())


def runs(
    as_json: Json = False,
    results: Results = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """List the stored runs, oldest first, then the stored fronts, studies and alternatives."""
    stop_at_version(version)
    from optdesign.report.listing import print_fronts, print_others, print_runs
    from optdesign.report.runs.alternatives_document import AlternativesFound
    from optdesign.report.runs.documents import Studied
    from optdesign.result import list_runs
    from optdesign.result.folders import ALTERNATIVES_FILE, STUDY_FILE
    from optdesign.result.reading import list_documents
    from optdesign.tradeoff.export import list_fronts

    found, faults = list_runs(results)
    fronts, of_fronts = list_fronts(results)
    tried, of_studies = list_documents(results, STUDY_FILE, Studied)
    others, of_others = list_documents(results, ALTERNATIVES_FILE, AlternativesFound)
    for fault in (*faults, *of_fronts, *of_studies, *of_others):
        print(f"warning: {one_line(fault)}", file=sys.stderr)
    if as_json:
        keys = ("problem", "status", "objective", "bound", "gap", "provenance")
        print_json([
            *({"run": r.name, **{k: r.document.get(k) for k in keys}} for r in found),
            *({"run": f.name, **dict.fromkeys(keys), "kind": "front", "problem": f.problem,
               "status": f.status, "points": f.points,
               "objective": {"name": ", ".join(f.objectives), "value": None, "unit": ""}}
              for f in fronts),
            *({"run": name, **dict.fromkeys(keys), "kind": "study", "problem": s.problem,
               "status": s.status, "trials": s.trials,
               "objective": {"name": ", ".join(s.outcomes), "value": None, "unit": ""}}
              for name, s in tried.items()),
            *({"run": name, **dict.fromkeys(keys), "kind": "alternatives", "problem": a.problem,
               "status": a.status, "points": len(a.designs),
               "objective": {"name": a.objective.name, "value": None, "unit": ""}}
              for name, a in others.items()),
        ])  # fmt: skip
    elif not quiet:
        print_runs(found, console())
        print_fronts(fronts, console())
        print_others(tried, others, console())
