"""Charts of a growth network: schedule, energy, designs and habitats."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from optdesign.report.charts.data import AnyChart, Axis, Chart, Mark, Panels, Series, Style
from optdesign.report.charts.designs import design_charts, habitat_charts
from optdesign.report.charts.tables import column
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.meaning import Meaning, words
from optdesign.report.runs.schedule import asset_columns
from optdesign.units import format_number, from_si

Rows = Sequence[Mapping[str, Any]]

TIME, PEOPLE = "end [year]", "people"
_START, _IMPORTED = "start [year]", "imported so far [t]"
_PHASES = (
    ("imports_end", "imports under a tenth of electronics so far"),
    ("habitats_start", "a hundredth of the target housed"),
    ("lines_end", "lines fully grown"),
)
_SEED_SHARE = 1e-3
"""Curves start at this share of the seed."""
_PALETTE = 8
_TALL, _LOW = 430.0, 155.0
_LEAST = 1e-300


def growth_charts(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """Schedule with people and imports, energy by carrier, designs, habitats."""
    tables = found.tables
    charts: list[AnyChart] = []
    rows = tables.get("schedule", [])
    if rows and {TIME, PEOPLE, _IMPORTED} <= rows[0].keys():
        charts.append(_schedule(found, tables, rows))
    charts += _energy(tables.get("energy", ()))
    charts += design_charts(tables.get("designs", ()))
    return charts + habitat_charts(tables.get("habitats", ()))


def bracket(found: Solved) -> str:
    """The time found and what is proven of it, as a sentence."""
    parts = [
        text.format(format_number(from_si(part.value, "year")))
        for key, text in (
            ("bootstrap_time_upper", "{} years"),
            ("bootstrap_time_lower", "proven not below {}"),
            ("single_site_time", "{} with the target alone"),
        )
        if (part := found.outcomes.get(key)) is not None and isinstance(part.value, float)
    ]
    return f"{', '.join(parts)}." if parts else ""


def phases(found: Solved) -> list[Mark]:
    """Moments at which a growth changes its character, in years."""
    marks = []
    for key, text in _PHASES:
        part = found.outcomes.get(key)
        if part is not None and isinstance(part.value, float) and part.unit == "s":
            year = from_si(part.value, "year")
            if year > 0:
                marks.append(Mark(year, f"{text}: year {format_number(year, 3)}"))
    return sorted(marks, key=lambda mark: mark.at)


def _schedule(found: Solved, tables: Mapping[str, Rows], rows: Rows) -> Panels:
    """Plant by asset on a log scale, people and imports below, phases through all three."""
    marks = phases(found)
    bare = [Mark(mark.at, "") for mark in marks]
    times = [0.0, *(end or 0.0 for end in column(rows, TIME))]
    axis = Axis("year", low=0.0, high=times[-1])
    parts = [_plant(tables, rows, times, axis, marks)]
    for name, key, label, unit in (
        ("people", PEOPLE, "people housed", ""), ("imports", _IMPORTED, "imports so far", "t")
    ):  # fmt: skip
        values = [0.0, *column(rows, key)]
        series = [Series(label, values, times, "area")]
        parts.append(Chart(name, "", axis, Axis(label, unit, low=0.0), series, bare, height=_LOW))
    caption = f"{bracket(found)} Solid: process lines. Dashed: power plant.".strip()
    return Panels("schedule", "Plant over time", parts, caption=caption)


def _plant(
    tables: Mapping[str, Rows], rows: Rows, times: list[float], axis: Axis, marks: Sequence[Mark]
) -> Chart:
    seed = {row.get("asset"): row.get("mass [t]") for row in tables.get("seed", ())}
    power = {row.get("technology") for row in tables.get("designs", ())}
    total = sum(v for v in seed.values() if isinstance(v, float)) or 1.0
    floor = 10 ** math.floor(math.log10(max(_SEED_SHARE * total, _LEAST)))
    curves: dict[bool, list[tuple[str, list[float | None]]]] = {False: [], True: []}
    for key in asset_columns(rows):
        name = key.removesuffix(" [t]")
        start = seed.get(name)
        values = [start if isinstance(start, float) else 0.0, *column(rows, key)]
        if max(value or 0.0 for value in values) > floor:
            curves[name in power].append((name, values))
    groups: tuple[tuple[Style, bool], ...] = (("line", False), ("dash", True))
    series = [
        Series(words(name), [v if v is not None and v >= floor else None for v in values], times,
               style, place % _PALETTE)
        for style, own in groups
        for place, (name, values) in enumerate(curves[own])
    ]  # fmt: skip
    plant = Axis("plant ordered and alive", "t", "log", floor)
    return Chart("plant", "", axis, plant, series, marks, height=_TALL)


def _energy(rows: Rows) -> list[AnyChart]:
    """Power in service and used by carrier, and the share of all power that is used."""
    suffix = " used [W]"
    carriers = [name.removesuffix(suffix) for name in (rows[0] if rows else ())
                if name.endswith(suffix)]  # fmt: skip
    if not carriers:
        return []
    ends = [end or 0.0 for end in column(rows, TIME)]
    starts = [start or 0.0 for start in column(rows, _START)]
    middles = [(one + other) / 2 for one, other in zip(starts, ends, strict=True)]
    series = []
    sums = {"in service": [0.0] * len(rows), "used": [0.0] * len(rows)}
    kinds: tuple[tuple[str, Style, list[float]], ...] = (
        ("in service", "line", ends), ("used", "dash", middles)
    )  # fmt: skip
    for color, carrier in enumerate(carriers):
        for kind, style, times in kinds:
            values = column(rows, f"{carrier} {kind} [W]")
            sums[kind] = [one + (v or 0.0) for one, v in zip(sums[kind], values, strict=True)]
            shown = [value if value and value > 0 else None for value in values]
            series.append(Series(f"{words(carrier)} {kind}", shown, times, style, color % _PALETTE))
    axis = Axis("year", low=0.0, high=ends[-1])
    power = Chart("power", "", axis, Axis("power", "W", "log"), series, height=380.0,
                  legend="keys")  # fmt: skip
    # Over a period use is a mean: so must be what it is compared with.
    whole = sums["in service"]
    means = [_log_mean(one, other) for one, other in zip([whole[0], *whole[:-1]], whole,
                                                         strict=True)]  # fmt: skip
    shares = [100 * u / max(m, _LEAST) for u, m in zip(sums["used"], means, strict=True)]
    line = [Series("share of all power used", shares, middles, "line", 6)]
    share = Axis("share of all power used", "%", low=0.0, high=max(105.0, *shares))
    parts = [power, Chart("used", "", axis, share, line, height=_LOW)]
    caption = "Electricity may serve as heat, high heat as low heat."
    return [Panels("energy", "Power in service and used", parts, caption=caption)]


def _log_mean(one: float, other: float) -> float:
    """Mean of what grows exponentially from one to the other."""
    if min(one, other) <= 0 or abs(one - other) < 1e-9 * max(one, other):
        return (one + other) / 2
    return (other - one) / math.log(other / one)
