"""A scorecard as a Markdown page."""

from __future__ import annotations

from itertools import groupby

from optdesign.reproduction.scorecard import Row, Scorecard
from optdesign.units import format_number

_DASH = "-"
_INTRODUCTION = """\
Every quantitative claim of the source, beside the value that the models of this package compute
for the same quantity. The page is generated from the claims on file; no computed number is typed
in. Where an input that the source leaves open was fitted to one of its printed numbers, that claim
does not test the model, and its reason says *fitted*.

- *reproduces*: within the printed digits or 5 %
- *source wrong*: the source departs from what its own inputs imply
- *source inconsistent*: two statements of the source cannot both hold
- *assumption*: a choice the source makes
- *premise*: an input that nothing here can derive
"""


def number_text(number: float | None, digits: int = 5) -> str:
    """A number of a scorecard, or a dash."""
    return _DASH if number is None else format_number(number, digits)


def printed_text(row: Row) -> str:
    """The printed number with all its digits, or a dash."""
    return number_text(row.claim.printed, 12)


def deviation_text(row: Row) -> str:
    """The deviation of a row in percent, or a dash."""
    if row.deviation is None:
        return _DASH
    percent = 100 * row.deviation
    # "-0.0 %" and "+0.0 %" would differ between machines for exact claims
    return "0 %" if abs(percent) < 0.05 else f"{percent:+.1f} %"


def markdown(scorecard: Scorecard) -> str:
    """Write a scorecard as a Markdown page: the counts, the disagreements, then every claim."""
    counts = [f"| {verdict} | {count} |" for verdict, count in scorecard.counts().items()]
    lines = [f"# Reproduction: {scorecard.title}", "", _INTRODUCTION]
    lines += ["| verdict | claims |", "|---|---:|", *counts]
    lines += [f"| all | {len(scorecard.rows)} |", "", "## Where the source does not hold", ""]
    wrong = [row for row in scorecard.rows if row.claim.verdict.startswith("source")]
    lines += [_sentence(row) for row in wrong]
    lines += ["", "## Every claim"]
    for section, rows in groupby(scorecard.rows, lambda row: row.claim.section):
        lines += ["", f"### {section if section[0].isalpha() else f'Section {section}'}", ""]
        lines += ["| claim | quantity | printed | computed | unit | deviation | verdict | why |"]
        lines += ["|---|---|---:|---:|---|---:|---|---|"]
        lines += [_table_line(row) for row in rows]
    return "\n".join(lines) + "\n"


def _sentence(row: Row) -> str:
    claim = row.claim
    unit = "" if claim.unit == "1" else f" {claim.unit}"
    return (
        f"- **{claim.quantity}** ({claim.section}): printed {printed_text(row)}{unit}, "
        f"computed {number_text(row.computed)}{unit}. {claim.reason}"
    )


def _table_line(row: Row) -> str:
    claim = row.claim
    cells = [f"`{claim.id}`", claim.quantity, printed_text(row)]
    cells += [number_text(row.computed), claim.unit, deviation_text(row)]
    return f"| {' | '.join([*cells, claim.verdict, claim.reason])} |"
