"""Charts of a front: its points with what is proven of them, and what scenarios attain."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from optdesign.report.charts.data import AnyChart, Axis, Chart, Panels, Series, Space, Style
from optdesign.report.charts.tables import sentence, slug
from optdesign.report.runs.documents.front import FrontFound, Point
from optdesign.report.runs.documents.parts import Objective
from optdesign.report.runs.meaning import Meaning, words
from optdesign.units import format_number

SENSES = {"min": "less is better", "max": "more is better"}

_MOST_LINES = 60
_MOST_PAIRS = 6
# A bracket shorter than this share of the axis cannot be told from the point.
_SEEN = 1e-3


def front_charts(found: FrontFound, meaning: Meaning) -> list[AnyChart]:
    """The objectives in pairs, three in space, parallel coordinates of three or more, the band."""
    if not found.points:
        return []
    pairs = list(combinations(found.objectives, 2))[:_MOST_PAIRS]
    charts: list[AnyChart] = []
    if len(pairs) == 1:
        charts.append(_pair(found, meaning, *pairs[0], 400.0))
    else:
        parts = [_pair(found, meaning, one, other, 250.0) for one, other in pairs]
        charts.append(Panels("front", "Objectives against each other", parts, 2))
        if len(found.objectives) == 3:
            charts.append(_space(found, meaning))
        charts.append(_parallel(found, meaning))
    return charts + _band(found, meaning)


def _unit(meaning: Meaning, found: FrontFound, objective: Objective) -> str:
    size = max(map(abs, _raw(found, objective)), default=0.0)
    return meaning.unit(objective.name, objective.unit, size)


def _axis(meaning: Meaning, found: FrontFound, objective: Objective) -> Axis:
    unit = _unit(meaning, found, objective)
    label = f"{words(objective.name)}, {SENSES[objective.sense]}"
    return Axis(label, "" if unit == "1" else unit)


def _raw(found: FrontFound, objective: Objective) -> list[float]:
    return [point.outcomes.get(objective.name) or 0.0 for point in found.points]


def _values(meaning: Meaning, found: FrontFound, objective: Objective) -> list[float]:
    """The values of an objective over all points, in the unit people read."""
    unit = _unit(meaning, found, objective)
    return [meaning.number(value, objective.unit, unit) for value in _raw(found, objective)]


def _pair(
    found: FrontFound, meaning: Meaning, one: Objective, other: Objective, height: float
) -> Chart:
    xs, ys = _values(meaning, found, one), _values(meaning, found, other)
    texts = [_levers(point, meaning) for point in found.points]
    order = sorted(range(len(xs)), key=lambda n: xs[n])
    x, y = [xs[n] for n in order], [ys[n] for n in order]
    series = [Series("nondominated points", y, x, "points", 0, [texts[n] for n in order])]
    if len(found.objectives) == 2:
        if len(x) > 1 and found.method == "exact":
            series.insert(0, _dominated(x, y, one, other))
        elif len(x) > 1:
            style: Style = "line" if found.method == "continuous" else "dash"
            series.insert(0, Series("between points", y, x, style, 7, pale=True))
        series += _brackets(found, meaning, (one, other), xs, ys)
    knees = [n for n in order if found.points[n].knee]
    if knees:
        labels = [f"({format_number(xs[n])}, {format_number(ys[n])})" for n in knees]
        series.append(
            Series("knee", [ys[n] for n in knees], [xs[n] for n in knees], "points", 1,
                   [texts[n] for n in knees], [0.3] * len(knees), pale=True, labels=labels)
        )  # fmt: skip
    name = "front" if len(found.objectives) == 2 else slug(f"front-{one.name}-{other.name}")
    title = sentence(f"{words(other.name)} against {words(one.name)}")
    axes = (_axis(meaning, found, one), _axis(meaning, found, other))
    return Chart(name, title, *axes, series, height=height, legend="keys")


def _dominated(x: Sequence[float], y: Sequence[float], one: Objective, other: Objective) -> Series:
    """What is no better than a point in either objective; nothing is said of what lies between.

    The points rise in ``x``.
    """
    across, up = [x[0]], [y[0]]
    for n in range(1, len(x)):
        across += [x[n] if one.sense == "min" else x[n - 1], x[n]]
        up += [y[n - 1] if one.sense == "min" else y[n], y[n]]
    across.append(max(x) if one.sense == "min" else min(x))
    up.append(max(y) if other.sense == "min" else min(y))
    return Series("dominated by a point", up, across, "shape", 7, pale=True)


def _space(found: FrontFound, meaning: Meaning) -> Space:
    """Three objectives at once."""
    columns = [_values(meaning, found, objective) for objective in found.objectives]
    texts = [_levers(point, meaning) for point in found.points]
    knees = [n for n, point in enumerate(found.points) if point.knee]

    def series(name: str, chosen: Sequence[int], **how: Any) -> Series:
        x, y, z = ([column[n] for n in chosen] for column in columns)
        return Series(name, y, x, "points", texts=[texts[n] for n in chosen], z=z, **how)

    parts = [series("nondominated points", range(len(found.points)))]
    if knees:
        parts.append(series("knee", knees, color=1, pale=True, labels=["knee"] * len(knees)))
    x, y, z = (_axis(meaning, found, objective) for objective in found.objectives)
    caption = "A line from each point to the floor tells where it stands."
    return Space("space", "Three objectives at once", x, y, z, parts, caption)


def _brackets(
    found: FrontFound, meaning: Meaning, pair: Sequence[Objective], xs: list[float],
    ys: list[float],
) -> list[Series]:  # fmt: skip
    """A line from each point to what is proven, where that can be told from the point."""
    names = [objective.name for objective in pair]
    if found.main not in names:
        return []
    place = names.index(found.main)
    objective, values = pair[place], (xs, ys)[place]
    unit = _unit(meaning, found, objective)
    bounds = [None if point.bound is None else meaning.number(point.bound, objective.unit, unit)
              for point in found.points]  # fmt: skip
    span = max(values) - min(values)
    gaps = [abs(b - v) for b, v in zip(bounds, values, strict=True) if b is not None]
    if max(gaps, default=0.0) <= _SEEN * span:
        return []
    across: list[float] = []
    up: list[float | None] = []
    for x, y, bound in zip(xs, ys, bounds, strict=True):
        if bound is not None:
            across += [x, bound if place == 0 else x, x]
            up += [y, y if place == 0 else bound, None]
    return [Series("proven: no better than the end of the line", up, across, "line", 0)]


def _levers(point: Point, meaning: Meaning) -> str:
    parts = []
    for key, value in list(point.levers.items())[:5]:
        bare = next((lever.bare for lever in meaning.context.levers if lever.key == key), "1")
        parts.append(f"{words(key)} {meaning.value(key, value, bare, 4)}")
    return ", ".join(parts)


def _parallel(found: FrontFound, meaning: Meaning) -> Chart:
    """One line a point over all objectives, the best of each above."""
    columns, names = [], []
    for objective in found.objectives:
        values = _values(meaning, found, objective)
        low, high = min(values), max(values)
        share = [(value - low) / ((high - low) or 1.0) for value in values]
        columns.append(share if objective.sense == "max" else [1.0 - part for part in share])
        worst, best = (low, high) if objective.sense == "max" else (high, low)
        unit = _unit(meaning, found, objective)
        ends = f"{format_number(worst, 3)} to {format_number(best, 3)}"
        names.append(f"{words(objective.name)}\n{ends}" + (f" {unit}" if unit != "1" else ""))
    step = max(1, -(-len(found.points) // _MOST_LINES))
    places = [float(place) for place in range(1, len(columns) + 1)]
    series = [
        Series(_name(found, n, meaning), [column[n] for column in columns], places, "line",
               1 if found.points[n].knee else 0, pale=not found.points[n].knee)
        for n in range(0, len(found.points), step)
    ]  # fmt: skip
    caption = "One line a point; 1 is the best value on the front."
    axis = Axis("", low=1.0, high=float(len(columns)), names=names)
    up = Axis("share of the range", low=0.0, high=1.0)
    return Chart("parallel", "All objectives", axis, up, series, (), caption, 340.0, "none")


def _name(found: FrontFound, place: int, meaning: Meaning) -> str:
    point = found.points[place]
    parts = [meaning.value(o.name, point.outcomes.get(o.name), o.unit) for o in found.objectives]
    return f"{place + 1}: {', '.join(parts)}"


def _band(found: FrontFound, meaning: Meaning) -> list[AnyChart]:
    """The nominal front within what 5 to 95 % of the scenarios attain."""
    band = found.band
    main = next((o for o in found.objectives if band is not None and o.name == band.main), None)
    others = [o for o in found.objectives if o is not main]
    if band is None or main is None or len(others) != 1:
        return []
    other = others[0]
    rows = [row for row in band.levels if row.get(other.name) is not None]
    unit = _unit(meaning, found, main)

    def column(key: str) -> tuple[list[float], list[float]]:
        """Levels and values where there are both."""
        known = [(row[other.name] or 0.0, v) for row in rows if (v := row.get(key)) is not None]
        level = _unit(meaning, found, other)
        return ([meaning.number(x, other.unit, level) for x, _ in known],
                [meaning.number(y, band.unit, unit) for _, y in known])  # fmt: skip

    (low_x, low), (high_x, high), (middle_x, middle) = map(column, ("p5", "p95", "p50"))
    series = []
    if low and high:
        edge = [*high, *reversed(low)]
        series.append(Series("5 to 95 % of the scenarios attain", edge,
                             [*high_x, *reversed(low_x)], "shape", pale=True))  # fmt: skip
    if middle:
        series.append(Series("half of the scenarios attain", middle, middle_x, "line"))
    xs, ys = _values(meaning, found, other), _values(meaning, found, main)
    series.append(Series("nominal values", ys, xs, "points", 1))
    title = f"{sentence(words(main.name))} over {band.scenarios} scenarios"
    axes = (_axis(meaning, found, other), _axis(meaning, found, main))
    return [Chart("band", title, *axes, series, height=400.0, legend="keys")]
