"""Figure of a power link: the weight of every technology over length, power and distance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optdesign.report.figures_designs import COLOURS, new_figure
from optdesign.result import Result
from optdesign.units import from_si

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Rows = Sequence[Mapping[str, Any]]

TECHNOLOGIES = ("conductor", "superconductor", "microwave", "laser")
_PANELS = (
    ("by_length", "length [km]", "ring.length", "km"),
    ("by_power", "power [MW]", "ring.power", "MW"),
    ("by_distance", "distance [au]", "site.distance", "au"),
)
_MOST_PARTS, _MOST_TICKS = 8, 5
_WHOLE = 10.0


def trade_figure(result: Result) -> Figure | None:
    """Four technologies against length, power and distance, and the parts of the answer.

    Returns
    -------
    Figure or None
        None if the result has no such tables
    """
    tables = result.solution.tables
    if not all(tables.get(name) for name, *_ in _PANELS):
        return None
    figure = new_figure(9.5, 7.2)
    panels = list(figure.subplots(2, 2).flat)
    for panel, (name, column, key, unit) in zip(panels, _PANELS, strict=False):
        _draw(panel, tables[name], column, from_si(result.case[key], unit))
    panels[0].legend(fontsize=8)
    _parts(panels[3], tables["parts"])
    length = from_si(result.case["ring.length"], "km")
    power = from_si(result.case["ring.power"], "MW")
    distance = from_si(result.case["site.distance"], "au")
    figure.suptitle(
        f"{result.case.problem.name}: farm and link for {power:,.4g} MW over {length:,.4g} km "
        f"at {distance:.3g} au\ndashed: this case; dots: the best technology",
        fontsize=10,
    )
    return figure


def _draw(panel: Any, rows: Rows, column: str, here: float) -> None:
    """One line a technology; the least is dotted."""
    x = [row[column] for row in rows]
    label = "weight"
    for position, technology in enumerate(TECHNOLOGIES):
        key = next(name for name in rows[0] if name.startswith(f"{technology} ["))
        label = "mass [t]" if key.endswith("[t]") else "payback [day]"
        y = [row[key] if math.isfinite(row[key]) else math.nan for row in rows]
        panel.plot(x, y, color=COLOURS[position], label=technology, linewidth=1.5)
        best = [n for n, row in enumerate(rows) if row["best"] == technology]
        panel.plot([x[n] for n in best], [y[n] for n in best], "o", color=COLOURS[position])
    panel.axvline(here, color="0.6", linestyle="--", linewidth=1.0)
    panel.set_yscale("log")
    if column != "distance [au]":
        panel.set_xscale("log")
    panel.set_xlabel(column)
    panel.set_ylabel(label)
    panel.grid(alpha=0.25)


def _parts(panel: Any, rows: Rows) -> None:
    """The heaviest parts of the answer."""
    rows = sorted(rows, key=lambda row: row["mass [t]"])[-_MOST_PARTS:]
    names = [row["part"].split(",")[0] for row in rows]
    masses = [row["mass [t]"] for row in rows]
    panel.barh(names, masses, color=COLOURS[0])
    for name, mass in zip(names, masses, strict=True):
        text = f" {mass:,.0f}" if mass >= _WHOLE else f" {mass:.2g}"
        panel.annotate(text, (mass, name), va="center", fontsize=8)
    panel.margins(x=0.22)
    panel.locator_params(axis="x", nbins=_MOST_TICKS)
    panel.set_xlabel("mass [t]")


FIGURES: Mapping[str, Any] = {"trade": trade_figure}
