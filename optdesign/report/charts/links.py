"""Chart of a power link: the weight of every technology over length, power and distance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optdesign.report.charts.data import HALF, AnyChart, Axis, Bars, Chart, Mark, Panels, Series
from optdesign.report.charts.tables import column, sentence, split_name
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.meaning import Meaning, amount

Rows = Sequence[Mapping[str, Any]]

_TECHNOLOGIES = ("conductor", "superconductor", "microwave", "laser")
_PANELS = (
    ("by_length", "length [km]", "ring.length"),
    ("by_power", "power [MW]", "ring.power"),
    ("by_distance", "distance [au]", "site.distance"),
)
_MOST_PARTS = 8


def link_charts(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """Four technologies against length, power and distance, and the parts of the answer."""
    parts: list[Chart | Bars] = []
    case = []
    for name, key, parameter in _PANELS:
        rows = found.tables.get(name, [])
        if not rows or key not in rows[0]:
            return []
        label, unit = split_name(key)
        here = meaning.parameter(parameter, unit)
        if here is not None:
            case.append(f"{label} {amount(here, unit)}")
        parts.append(_over(rows, key, here))
    parts += _parts(found.tables.get("parts", []))
    caption = "Dots: the best technology."
    if case:
        caption = f"Dashed: this case, {', '.join(case)}. {caption}"
    return [Panels("trade", "Farm and link by technology", parts, 2, caption)]


def _over(rows: Rows, key: str, here: float | None) -> Chart:
    """One line a technology over a column; the least is dotted."""
    xs = [value or 0.0 for value in column(rows, key)]
    label, unit = split_name(key)
    weight = Axis("weight", "", "log")
    lines, dots = [], []
    for color, technology in enumerate(_TECHNOLOGIES):
        name = next((part for part in rows[0] if part.startswith(f"{technology} [")), None)
        if name is None:
            continue
        by = split_name(name)[1]
        weight = Axis("mass" if by == "t" else "payback time", by, "log")
        values = column(rows, name)
        lines.append(Series(technology, values, xs, "line", color))
        best = [n for n, row in enumerate(rows) if row.get("best") == technology]
        if best:
            dots.append(Series(technology, [values[n] for n in best], [xs[n] for n in best],
                               "points", color))  # fmt: skip
    axis = Axis(label, unit, "linear" if unit == "au" else "log")
    marks = [] if here is None else [Mark(here, "")]
    return Chart(key, f"Over {label}", axis, weight, [*lines, *dots], marks, height=HALF,
                 legend="keys")  # fmt: skip


def _parts(rows: Rows) -> list[Bars]:
    """The heaviest parts of the answer."""
    pairs = [
        (mass, sentence(str(row.get("part", "")).split(",")[0]))
        for row, mass in zip(rows, column(rows, "mass [t]"), strict=True)
        if mass is not None
    ]
    pairs = sorted(pairs, key=lambda pair: -pair[0])[:_MOST_PARTS]
    if not pairs:
        return []
    series = [Series("mass", [mass for mass, _ in pairs])]
    names = [name for _, name in pairs]
    return [Bars("parts", "Parts of the answer", Axis("mass", "t", low=0.0), names, series)]
