"""Scorecards: every number a source prints beside the number the models compute for it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from optdesign.catalogue import shipped_catalogue
from optdesign.errors import ProblemError, suggestion
from optdesign.reproduction import arithmetic
from optdesign.reproduction.claims import load_claims, sources
from optdesign.reproduction.page import deviation_text, markdown, number_text, printed_text
from optdesign.reproduction.scorecard import Computation, Scorecard, evaluate
from optdesign.textfile import write_whole

_STYLES = {
    "reproduces": "green",
    "source wrong": "red",
    "source inconsistent": "magenta",
    "assumption": "yellow",
    "premise": "dim",
}


def reproduce(source: str) -> Scorecard:
    """Compute every claim of a source and compare it with what the source prints.

    Raises
    ------
    ProblemError
        if no claims of that name are on file.
    """
    if source not in sources():
        hint = suggestion(source, sources())
        raise ProblemError(f"{source[:60]} | must be a source with claims on file | {hint}")
    return evaluate(load_claims(source), computations(source), shipped_catalogue())


def computations(source: str) -> Mapping[str, Computation]:
    """The computations that the claims of a source may name."""
    module = importlib.import_module(f"optdesign.reproduction.{source.replace('-', '_')}")
    return {**arithmetic.COMPUTATIONS, **module.COMPUTATIONS}


def print_scorecard(scorecard: Scorecard, console: Console | None = None) -> None:
    """Print a scorecard for people: a table of all claims, then why some do not hold."""
    console = console or Console()
    table = Table(title=scorecard.title)
    table.add_column("claim", overflow="fold")
    for heading in ("printed", "computed", "deviation"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("unit", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for row in scorecard.rows:
        claim = row.claim
        numbers = [printed_text(row), number_text(row.computed), deviation_text(row)]
        verdict = Text(claim.verdict, style=_STYLES[claim.verdict])
        table.add_row(claim.id, *numbers, claim.unit, verdict)
    console.print(table)
    for row in scorecard.rows:
        if row.claim.verdict.startswith("source"):
            style = _STYLES[row.claim.verdict]
            line = Text.assemble((row.claim.id, style), f" - {row.claim.quantity}: ")
            console.print(line.append(row.claim.reason))
    counts = ", ".join(f"{count} {verdict}" for verdict, count in scorecard.counts().items())
    console.print(Text(f"{len(scorecard.rows)} claims: {counts}"))


def write_pages(folder: Path) -> list[Path]:
    """Write one Markdown page for each source; returns the files."""
    pages = []
    for source in sources():
        path = folder / f"reproduction-{source}.md"
        write_whole(path, markdown(reproduce(source)))
        pages.append(path)
    return pages
