"""Tables of a result on the terminal: short ones whole, long ones as an excerpt, 100 columns wide.

What a formulation wants shown otherwise it lists in `VIEWS`; every table is stored in full.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from optdesign.report.terminal import growth_tables
from optdesign.result import Result
from optdesign.units import format_number, from_si

Rows = Sequence[Mapping[str, Any]]

WIDTH = 100
WHOLE = 20
"""A table of so many rows is shown whole."""
EXCERPT = 12
_HEADING = 10
_DIGITS = 4
_NUMERIC = "-+.0123456789"
_NO_NUMBER = ("inf", "never")
_UNIT = re.compile(r"(?P<name>.*?) \[(?P<unit>[^\]]*)\]")
_READABLE: Mapping[str, Sequence[tuple[float, str]]] = {
    "s": ((1e8, "year"), (1e5, "day")),
    "rad": ((0.0, "mrad"),),
}
"""SI unit of a column: from which largest value on which unit is easier to read."""


@dataclass(frozen=True)
class View:
    """A table as people want it: its title, the rows, and the stored tables it stands for."""

    title: str
    rows: Callable[[Result], Rows]
    of: tuple[str, ...]


def chosen(table: str, title: str, columns: Mapping[str, str]) -> View:
    """Some columns of a stored table under shorter names."""

    def rows(result: Result) -> Rows:
        return [
            {name: row.get(column) for column, name in columns.items()}
            for row in result.solution.tables.get(table, ())
        ]

    return View(title, rows, (table,))


def _learning(result: Result) -> Rows:
    """Nothing where there is no learning to show."""
    rows = result.solution.tables.get("learning", ())
    return rows if any(row["factor"] != 1.0 for row in rows) else []


def _days(result: Result, table: str) -> Rows:
    """Days, or never."""
    return [
        {key: "never" if days is None or days == math.inf else days for key, days in row.items()}
        for row in result.solution.tables.get(table, ())
    ]


VIEWS: Mapping[str, Sequence[View]] = {
    "concentrator": (
        chosen(
            "distance",
            "The best unit by distance from the Sun",
            {
                "distance [au]": "distance [au]",
                "payback_time [day]": "payback [day]",
                "specific_power [W/kg]": "power [W/kg]",
                "aperture_diameter [m]": "aperture [m]",
                "mass [kg]": "mass [kg]",
                "concentration [1]": "concen- tration",
                "slope_error [mrad]": "slope [mrad]",
                "hot_temperature [K]": "hot [K]",
                "cold_temperature [K]": "cold [K]",
                "stagnation_temperature [K]": "stagnation [K]",
            },
        ),
    ),
    "replication": (
        chosen(
            "mix",
            "Mix of plant",
            {
                "asset": "asset",
                "share": "share",
                "utilisation": "utilisation",
                "internal rate [1/year]": "internal rate [1/year]",
            },
        ),
        View(
            "Power designs", lambda result: result.solution.tables.get("designs", ()), ("designs",)
        ),
        chosen("prices", "Prices, in plant", {"name": "name", "price": "price", "unit": "unit"}),
        chosen(
            "binding",
            "What growth waits for",
            {"capacity": "capacity", "share of value added": "share of value added"},
        ),
        View("Learning", _learning, ("learning",)),
    ),
    "replication-unit": (
        View(
            "Days a unit needs to earn its copy, without baseline",
            lambda result: _days(result, "days_per_replica"),
            ("days_per_replica",),
        ),
        View(
            "The same with the baseline subtracted",
            lambda result: _days(result, "days_with_baseline"),
            ("days_with_baseline",),
        ),
    ),
    "megasatellite-growth": (
        chosen(
            "settling",
            "What all power on the ground would house, as more is counted",
            {
                "counted": "counted",
                "energy [J/person]": "energy [J/person]",
                "settled [person/year]": "settled [person/year]",
                "time for the target [year]": "time for the target [year]",
            },
        ),
        chosen(
            "waiting",
            "What the growth waits for",
            {
                "waits for": "waits for",
                "start [year]": "from [year]",
                "end [year]": "to [year]",
            },
        ),
    ),
    "growth-network": tuple(View(*parts) for parts in growth_tables.VIEWS),
}
"""Formulation: what is shown instead of the stored tables named."""


def shown_tables(result: Result) -> list[RenderableType]:
    """The tables of a result for people, and a line on what is stored besides."""
    views = VIEWS.get(result.case.problem.header.formulation, ())
    known = {name for view in views for name in view.of}
    parts: list[RenderableType] = []
    for view in views:
        rows = view.rows(result)
        if rows:
            parts.append(readable_table(view.title, rows))
    rest = {name: rows for name, rows in result.solution.tables.items() if name not in known}
    if views:
        if rest:
            named = ", ".join(f"{name} ({len(rows)} rows)" for name, rows in rest.items())
            parts.append(Text(f"Stored with the run: every table in full, and {named}."))
        return parts
    for name, rows in rest.items():
        if rows:
            title = name.replace("_", " ").capitalize()
            few = rows if len(rows) <= WHOLE else excerpt(rows)
            more = "" if few is rows else f" ({len(few)} of {len(rows)} rows)"
            parts.append(readable_table(title + more, few))
    return parts


def excerpt(rows: Rows, count: int = EXCERPT) -> Rows:
    """So many rows at equal distances, the first and the last among them."""
    last = len(rows) - 1
    return [rows[round(part * last / (count - 1))] for part in range(count)]


@dataclass(frozen=True)
class Blocks:
    """Columns of heading and cells; in a window too narrow for all, in blocks with the first.

    Numbers are never cut.
    """

    title: str
    columns: Sequence[Sequence[str]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """One table, or as many as the window needs."""
        first, *rest = self.columns
        title, block, width = self.title, [first], _width(first)
        for column in rest:
            if width + 2 + _width(column) > options.max_width and len(block) > 1:
                yield _block(title, block)
                title, block, width = "", [first], _width(first)
            block.append(column)
            width += 2 + _width(column)
        yield _block(title, block)


def _width(column: Sequence[str]) -> int:
    return max(len(line) for text in column for line in text.split("\n"))


def _block(title: str, columns: Sequence[Sequence[str]]) -> Table:
    shown = Text(f"\n{title}" if title else " ")
    table = Table(title=shown, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for heading, *cells in columns:
        right = all(cell[:1] in _NUMERIC or cell in _NO_NUMBER for cell in cells)
        table.add_column(Text(heading), justify="right" if right else "left", no_wrap=True)
    for line in zip(*[column[1:] for column in columns], strict=True):
        table.add_row(*[Text(cell) for cell in line])
    return table


def readable_table(title: str, rows: Rows) -> Blocks:
    """A table of rows, names of columns over their units; what is too wide is left out."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [_column(name, [row.get(name) for row in rows]) for name in names]
    kept, width = [], 0
    for column in columns:
        width += 2 + _width(column)
        if width - 2 <= WIDTH:
            kept.append(column)
    if len(kept) < len(columns):
        title = f"{title} ({len(kept)} of {len(columns)} columns)"
    return Blocks(title, kept)


def _column(name: str, values: Sequence[Any]) -> list[str]:
    """Heading and cells of a column, in a unit that is easy to read."""
    match = _UNIT.fullmatch(name)
    label, unit = (match["name"], match["unit"]) if match else (name, "")
    numbers = [abs(v) for v in values if _is_number(v) and math.isfinite(v)]
    for least, better in _READABLE.get(unit, ()):
        if max(numbers, default=0.0) >= least and numbers:
            values = [from_si(float(v), better) if _is_number(v) else v for v in values]
            unit = better
            break
    lines = [""]
    for word in label.replace("_", " ").split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _HEADING:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if unit and unit != "1":
        lines.append(unit)
    return ["\n".join(lines), *[_cell(value) for value in values]]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format_number(value, _DIGITS)
    return format_number(float(value)) if isinstance(value, int) else str(value)
