"""The command ``sites``: the bodies of the catalogue as source bodies, ranked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optdesign.commands.reports import PictureFormat
from optdesign.commands.terminal import (
    Json,
    Quiet,
    Unused,
    Version,
    console,
    print_json,
)
from optdesign.errors import ProblemError

if TYPE_CHECKING:
    from optdesign.subproblems.site_choice import Site


def sites(
    people: Annotated[
        str, typer.Option(metavar="NUMBER", help="People a settlement there is to house.")
    ] = "1e9",
    to: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also draw the ranking, into this folder.")
    ] = None,
    picture: Annotated[
        PictureFormat, typer.Option("--format", help="Format of the pictures.")
    ] = PictureFormat.png,
    as_json: Json = False,
    results: Unused = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Rank the bodies to take matter from. With the numbers behind the ranking."""
    from optdesign.catalogue import load_catalogue
    from optdesign.report.terminal.sites import print_sites, site_document
    from optdesign.subproblems.site_choice import rank_sites

    wanted = _number(people)
    found = rank_sites(load_catalogue(), wanted)
    pictures = [] if to is None else _pictures(found, wanted, to, picture)
    if as_json:
        print_json(site_document(found, wanted))
    elif not quiet:
        print_sites(found, wanted, console())
        print("".join(f"\nDrawn: {path}" for path in pictures), end="\n" if pictures else "")


def _pictures(
    found: Sequence[Site], people: float, folder: Path, kind: PictureFormat
) -> list[Path]:
    from optdesign.report.charts.drawing import write_pictures
    from optdesign.report.charts.sites import site_charts

    return write_pictures(site_charts(found, people), folder, kind.value)


def _number(text: str) -> float:
    try:
        people = float(text.replace("_", "").replace(",", ""))
    except ValueError:
        people = math.nan
    if not 0 < people < math.inf:
        raise ProblemError(
            f"--people | must be a number above zero, got {text[:60]!r} | try --people 1e9"
        )
    return people
