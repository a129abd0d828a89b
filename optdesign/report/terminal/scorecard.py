"""A scorecard for people: every number a source prints beside the number computed for it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from optdesign.reproduction.page import deviation_text, number_text, printed_text
from optdesign.reproduction.scorecard import Scorecard

_STYLES = {
    "reproduces": "green",
    "source wrong": "red",
    "source inconsistent": "magenta",
    "assumption": "yellow",
    "premise": "dim",
}


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
