"""Blocks that pages share: tables of cells, assumptions by mark, reasons, provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optdesign.report.charts.data import HALF, AnyChart, Chart
from optdesign.report.charts.tables import split_name
from optdesign.report.page.blocks import Block, Facts, Picture, Tab, Table, Text
from optdesign.report.runs.documents.context import KnownParameter
from optdesign.report.runs.documents.front import FrontFound
from optdesign.report.runs.documents.parts import Infeasibility
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.documents.study import Studied
from optdesign.report.runs.meaning import MARKS, Meaning, amount, named, words
from optdesign.report.runs.stored import Stored
from optdesign.solution import NO_MEND
from optdesign.units import format_number

_MOST_ROWS = 300
_FOLDED = 24
_MARK_WORDS = {
    "read": "read in a source",
    "derived": "derived from others",
    "recalled": "recalled, not looked up",
    "judgement": "judgement",
}


def cells_table(name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """A stored table; of very long ones rows at equal distances."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    last = len(rows) - 1
    chosen = (
        list(rows) if len(rows) <= _MOST_ROWS
        else [rows[round(n * last / (_MOST_ROWS - 1))] for n in range(_MOST_ROWS)]
    )  # fmt: skip
    numeric = frozenset(
        place for place, key in enumerate(names)
        if any(isinstance(row.get(key), int | float) for row in chosen)
    )  # fmt: skip
    lines = [tuple(cell(row.get(key)) for key in names) for row in chosen]
    titles = [f"{label} [{unit}]" if unit else label for label, unit in map(split_name, names)]
    title = words(name)
    return Table(
        title[:1].upper() + title[1:], titles, lines, numeric,
        total=len(rows) if len(chosen) < len(rows) else None,
        filtered=len(chosen) > _FOLDED, folded=len(chosen) > _FOLDED,
    )  # fmt: skip


def cell(value: Any) -> str:
    """A cell of a table for people."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return format_number(float(value) or 0.0)  # no minus before zero


def pictures(charts: Sequence[AnyChart]) -> list[Block]:
    """Charts one after the other, small ones in pairs."""
    found: list[Block] = []
    rest = list(charts)
    while rest:
        pair = rest[:2]
        together = len(pair) == 2 and all(_small(chart) for chart in pair)
        found += [Picture(chart, half=together) for chart in pair[: 1 + together]]
        del rest[: 1 + together]
    return found


def _small(chart: AnyChart) -> bool:
    return isinstance(chart, Chart) and chart.height <= HALF


def doubt_block(stored: Stored) -> Text:
    """Why meanings may not be those of the run."""
    return Text(stored.doubt, "fair")


def reason_blocks(found: Infeasibility) -> list[Block]:
    """What cannot hold together, and what would help."""
    blocks: list[Block] = []
    if found.conflict:
        rows = [(named(part.key), part.text, "") for part in found.conflict]
        blocks.append(Facts("These cannot all hold", rows))
    if found.relaxation:
        rows = [(named(part.key), part.text, "") for part in found.relaxation]
        blocks.append(Facts("The least change that gives an answer, any one of", rows))
    elif found.conflict:
        blocks.append(Text(NO_MEND))
    return blocks


def assumption_blocks(meaning: Meaning, effects: Mapping[str, float]) -> list[Block]:
    """All parameters by mark, those that matter most first."""
    known = [parameter for parameter in meaning.context.parameters if not parameter.choice]
    if not known:
        return []
    counts = {mark: sum(p.mark == mark for p in known) for mark in MARKS}
    facts = [
        (mark, str(counts[mark]), _MARK_WORDS[mark]) for mark in MARKS if counts[mark]
    ]  # fmt: skip
    order = sorted(
        meaning.context.parameters,
        key=lambda p: (not p.changed, -abs(effects.get(p.key, 0.0))),
    )
    rows = [_assumption_row(p, meaning) for p in order]
    changed = sum(p.changed for p in known)
    note = "those that matter most to the answer first" if effects else ""
    if changed:
        note = f"{changed} changed for this run, on top; {note}".rstrip("; ")
    columns = ("parameter", "value", "range", "mark", "source", "meaning")
    table = Table("Parameters", columns, rows, frozenset({1}), note, filtered=True, group=3)
    sources = [
        (key, meaning.source([key]), source.url) for key, source in meaning.context.sources.items()
    ]
    blocks: list[Block] = [Facts("How well the numbers are known", facts), table]
    if sources:
        blocks.append(Table("Sources", ("source", "title", "address"), sources, folded=True))
    return blocks


def _assumption_row(parameter: KnownParameter, meaning: Meaning) -> tuple[str, ...]:
    p = parameter
    if p.value is None:
        value = p.otherwise
    elif isinstance(p.value, str):
        value = p.value
    else:
        value = amount(p.value, p.unit, 6)
    ends = [format_number(e, 4) if isinstance(e, float) else "" for e in (p.low, p.high)]
    span = " to ".join(ends) if any(ends) else ""
    name = f"{named(p.key)} (changed)" if p.changed else named(p.key)
    mark = "choice" if p.choice else p.mark
    source = "" if p.choice else ", ".join(p.source)
    return name, value, span, mark, source, p.meaning


def provenance_tab(stored: Stored, settings: Sequence[tuple[str, str, str]] = ()) -> Tab:
    """Enough to run it again."""
    found = stored.document
    rows: list[tuple[str, str, str]] = [("run", stored.name, "")]
    blocks: list[Block] = []
    if isinstance(found, Solved):
        p = found.provenance
        rows += [
            ("started", p.started, "UTC"),
            ("optdesign", p.version, ""),
            ("commit", p.commit or "not from a checkout", ""),
            ("solver", f"{p.solver} {p.solver_version}".strip(), ""),
            ("seed", str(p.seed), ""),
            ("problem file", p.problem_hash, "hash"),
            ("catalogue", p.catalogue_hash, "hash"),
        ]
        seconds = [(words(k), f"{v:.3g} s", "") for k, v in p.seconds.items() if v is not None]
        blocks.append(Facts("Time taken", seconds))
    elif isinstance(found, Studied):
        rows += [
            ("sampler", found.sampler, ""),
            ("seed", str(found.seed), ""),
            ("study", found.digest, "hash"),
            ("problem file", found.problem_hash, "hash"),
            ("catalogue", found.catalogue_hash, "hash"),
            ("look closer", found.dashboard, "a command"),
        ]
    else:
        method = found.method if isinstance(found, FrontFound) else ""
        rows += [
            ("method", method, ""),
            ("solves", str(found.solves), ""),
            ("time taken", "" if found.seconds is None else f"{found.seconds:.3g} s", ""),
        ]
    blocks.insert(0, Facts("Provenance", [row for row in rows if row[1]]))
    if settings:
        blocks.insert(0, Facts("Changed for this run", list(settings)))
    return Tab("provenance", "Provenance", blocks)
