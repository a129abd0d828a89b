"""Charts of several sites: plant at each over time with what is sent, and what each is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from optdesign.report.charts.data import HALF, AnyChart, Axis, Bars, Chart, Mark, Panels, Series
from optdesign.report.charts.designs import design_charts, habitat_charts
from optdesign.report.charts.growth import PEOPLE, TIME, bracket
from optdesign.report.charts.tables import column
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.meaning import Meaning, words

Rows = Sequence[Mapping[str, Any]]

_PLANT, _ORDERED = "plant at ", "ordered for "
_TRACE = 1e-12
"""Plant below this share of the largest is rounding."""
_ALONE, _WORTH = "doubling time alone [day]", "worth of a kilogram of seed"


def fleet_charts(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """Stocks at every site over time, what the sites are worth, designs, habitats."""
    tables = found.tables
    charts = [*_stocks(found, tables.get("stocks", ())), *_sites(tables.get("sites", ()))]
    charts += design_charts(tables.get("designs", ()))
    return charts + habitat_charts(tables.get("habitats", ()))


def _stocks(found: Solved, rows: Rows) -> list[AnyChart]:
    plants = [key for key in (rows[0] if rows else ()) if key.startswith(_PLANT)]
    if not plants or TIME not in rows[0]:
        return []
    ends = [end or 0.0 for end in column(rows, TIME)]
    axis = Axis("year", low=0.0, high=ends[-1])
    peak = max((v or 0.0 for key in plants for v in column(rows, key)), default=0.0)
    series, idle = [], []
    for color, key in enumerate(plants):
        site = words(key.removeprefix(_PLANT).removesuffix(" [t]"))
        values = [v if v is not None and v > _TRACE * peak else None for v in column(rows, key)]
        if any(value is not None for value in values):
            series.append(Series(site, values, ends, "line", color))
        else:
            idle.append(site)
    site = f"plant at {series[0].name}" if len(series) == 1 else "plant"
    plant = Axis(f"{site}, ordered and alive", "t", "log")
    parts = [Chart("plant", "", axis, plant, series, height=360.0, legend="fit")]
    sent = _sent(rows, [column(rows, "start [year]")[0] or 0.0, *ends])
    if sent:
        route = f", {sent[0].name}" if len(sent) == 1 else ""
        rate = Axis(f"ordered for shipment{route}", "t/year", low=0.0)
        parts.append(Chart("sent", "", axis, rate, sent, height=180.0, legend="keys"))
    people = [Series("people housed", column(rows, PEOPLE), ends, "area")]
    parts.append(Chart("people", "", axis, Axis("people housed", low=0.0), people, height=155.0))
    caption = [bracket(found)]
    caption += [f"No plant at {', '.join(idle)}."] if idle else []
    caption += [] if sent else ["Nothing is sent."]
    return [Panels("stocks", "Plant at each site", parts, caption=" ".join(caption).strip())]


def _sent(rows: Rows, edges: list[float]) -> list[Series]:
    """Rates at which each route is ordered for, over the periods."""
    found: list[Series] = []
    for key in [key for key in rows[0] if key.startswith(_ORDERED)]:
        masses = [value or 0.0 for value in column(rows, key)]
        if max(masses) > 0:
            spans = (b - a for a, b in pairwise(edges))
            rates = [m / span if span > 0 else 0.0 for m, span in zip(masses, spans, strict=True)]
            name = key.removeprefix(_ORDERED).removesuffix(" [t]").replace(">", " to ")
            found.append(Series(words(name), [*rates, rates[-1]], edges, "step", len(found)))
    return found


def _sites(rows: Rows) -> list[AnyChart]:
    """Doubling time of every site alone against its distance, and what a seed is worth there."""
    if not rows or not {"site", "distance [au]", _ALONE, _WORTH} <= rows[0].keys():
        return []
    names = [words(str(row.get("site", ""))) for row in rows]
    distances, alone = column(rows, "distance [au]"), column(rows, _ALONE)
    verdicts = [str(row.get("verdict") or "") for row in rows]
    points = [
        Series(name, [y], [x], "points", color, labels=[name])
        for color, (name, x, y) in enumerate(zip(names, distances, alone, strict=True))
        if x is not None and y is not None
    ]
    x = Axis("distance from the Sun", "au", low=0.0)
    growth = Chart("alone", "", x, Axis("doubling time alone", "day", low=0.0), points,
                   height=HALF, legend="none")  # fmt: skip
    worth = Series("worth of a kilogram of seed", column(rows, _WORTH), labels=verdicts)
    axis = Axis("worth of a kilogram of seed, at the target = 1")
    bars = Bars("worth", "", axis, names, [worth], marks=[Mark(1.0, "")])
    title = "Sites: growth alone and worth of a seed"
    return [Panels("sites", title, [growth, bars], 2)]
