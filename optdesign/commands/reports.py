"""The commands ``report``, ``compare`` and ``figures``: stored runs as pages and pictures."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from optdesign.commands.names import run_names
from optdesign.commands.terminal import Json, Quiet, Results, Version, print_json
from optdesign.errors import ResultError, suggestion

_Run = Annotated[
    str | None,
    typer.Argument(
        help="A run: its name, the start of it, or its folder; the newest if left out.",
        autocompletion=run_names,
    ),
]


class PictureFormat(Enum):
    """Formats of pictures."""

    png = "png"
    svg = "svg"
    pdf = "pdf"


def report(
    run: _Run = None,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File to write; in the run's folder if left out."),
    ] = None,
    results: Results = Path("results"),
    as_json: Json = False,
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Write the report of a stored run. One HTML file that needs no network."""
    from optdesign.report.page.report import REPORT_FILE, run_page, write_page
    from optdesign.report.runs.stored import find_run, read_stored

    stored = read_stored(find_run(run, results))
    path = write_page(run_page(stored), to or stored.folder / REPORT_FILE)
    _say({"run": stored.name, "kind": stored.kind, "report": str(path)}, as_json, quiet)


def compare(
    run: Annotated[
        list[str], typer.Argument(help="Runs, studies or fronts.", autocompletion=run_names)
    ],
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File to write; in the results if left out.")
    ] = None,
    results: Results = Path("results"),
    as_json: Json = False,
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Compare stored runs of one kind. The first with the others, in one HTML file."""
    from optdesign.report.page.report import comparison_page, write_page
    from optdesign.report.runs.stored import find_run, read_stored

    found = [read_stored(find_run(name, results)) for name in run]
    path = write_page(comparison_page(found), to or results / "comparison.html")
    _say({"runs": [part.name for part in found], "report": str(path)}, as_json, quiet)


def figures(
    run: _Run = None,
    picture: Annotated[
        PictureFormat, typer.Option("--format", help="Format of the pictures.")
    ] = PictureFormat.png,
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write to; in the run's if left out."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this figure; may be repeated.")
    ] = None,
    results: Results = Path("results"),
    as_json: Json = False,
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Draw the charts of a report as pictures."""
    from optdesign.report.charts.drawing import write_pictures
    from optdesign.report.pictures import run_charts
    from optdesign.report.runs.stored import find_run, read_stored

    stored = read_stored(find_run(run, results))
    charts = {chart.name: chart for chart in run_charts(stored)}
    for name in only or ():
        if name not in charts:
            hint = suggestion(name[:60], charts)
            raise ResultError(f"--only {name[:60]} | must be a figure of {stored.name} | {hint}")
    chosen = [charts[name] for name in only] if only else list(charts.values())
    folder = to or stored.folder / "figures"
    paths = [str(path) for path in write_pictures(chosen, folder, picture.value)]
    if as_json:
        print_json({"run": stored.name, "figures": paths})
    elif not quiet:
        print("\n".join(paths) or f"{stored.name} has no charts")


def _say(found: dict[str, object], as_json: bool, quiet: bool) -> None:
    if as_json:
        print_json(found)
    elif not quiet:
        print(f"Written to {found['report']}")
