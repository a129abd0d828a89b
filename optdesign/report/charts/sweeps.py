"""Charts of a sweep: lines over one parameter, fields over two, stacks of shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from optdesign.report.charts.data import (
    AnyChart,
    Axis,
    Chart,
    Field,
    Mark,
    Scale,
    Series,
    fitting_scale,
)
from optdesign.report.charts.tables import sentence, slug
from optdesign.report.runs.documents.study import Crossing, Studied, SweepAxis, SweepPoint, Swept
from optdesign.report.runs.meaning import Meaning, amount, words
from optdesign.units import format_number

# So many values of the second parameter are drawn as lines, not as a field.
_MOST_LINES = 5
_TRACE = 0.004
_LEVELS = 6
# Lines of equal value say nothing where neighbours differ by such a share of all values.
_JUMP = 0.75
_WIDE = 1e-9
_COMPLETE = "complete"


def sweep_charts(found: Studied, meaning: Meaning) -> list[AnyChart]:
    """One chart an outcome, then the shares."""
    sweep = found.sweep
    if sweep is None or not 1 <= len(sweep.parameters) <= 2:
        return []
    numeric = [axis for axis in sweep.parameters if _is_numeric(axis)]
    if not numeric:
        return []
    lines = _lines_axis(sweep)
    charts: list[AnyChart | None] = []
    for key in found.outcomes:
        if len(sweep.parameters) == 2 and lines is None:
            charts.append(_field(found, sweep, key, meaning))
        else:
            charts.append(_over(found, sweep, lines, key, meaning))
    if len(sweep.parameters) == 1:
        rules = dict.fromkeys(rule for point in sweep.points for rule in point.shares)
        charts += [_stack(sweep, rule, meaning) for rule in rules]
    return [chart for chart in charts if chart is not None]


def _is_numeric(axis: SweepAxis) -> bool:
    return all(isinstance(value, float | int) for value in axis.values)


def _lines_axis(sweep: Swept) -> SweepAxis | None:
    """The parameter whose values become lines of their own, if there are few."""
    if len(sweep.parameters) < 2:
        return None
    few = [axis for axis in sweep.parameters if not _is_numeric(axis)]
    few += [axis for axis in reversed(sweep.parameters) if len(axis.values) <= _MOST_LINES]
    return few[0] if few else None


def _numbers(axis: SweepAxis, meaning: Meaning) -> tuple[Axis, dict[float, float]]:
    """The axis in the unit people read, and its stored values in it."""
    values = sorted(float(value) for value in axis.values if not isinstance(value, str))
    unit = meaning.unit(axis.parameter, axis.unit, max(map(abs, values), default=0.0))
    shown = {value: meaning.number(value, axis.unit, unit) for value in values}
    positive = values and values[0] > 0
    even = [b - a for a, b in pairwise(values)]
    growing = len(even) > 2 and positive and even[-1] > 4 * even[0]
    scale: Scale = "log" if growing else "linear"
    return Axis(words(axis.parameter), "" if unit == "1" else unit, scale), shown


def _outcome(
    found: Studied, key: str, meaning: Meaning, points: Sequence[SweepPoint]
) -> tuple[str, str, str]:
    """Label, shown unit and stored unit of an outcome."""
    stored = found.outcomes[key].unit
    size = max((abs(v) for p in points if (v := _answered(p, key)) is not None), default=0.0)
    unit = meaning.unit(key, stored, size)
    return words(key), unit, stored


def _answered(point: SweepPoint, key: str) -> float | None:
    """An outcome of a point; what failed its verification is no answer."""
    return point.outcomes.get(key) if point.status == _COMPLETE else None


def _over(
    found: Studied, sweep: Swept, lines: SweepAxis | None, key: str, meaning: Meaning
) -> Chart | None:
    across = next(axis for axis in sweep.parameters if axis is not lines)
    if not _is_numeric(across):
        return None
    label, unit, stored = _outcome(found, key, meaning, sweep.points)
    axis, _ = _numbers(across, meaning)
    series = []
    for color, value in enumerate(lines.values if lines else (None,)):
        pairs = []
        for point in sweep.points:
            at, y = point.values.get(across.parameter), _answered(point, key)
            if isinstance(at, str) or at is None or y is None:
                continue
            if lines is None or point.values.get(lines.parameter) == value:
                x = meaning.number(float(at), across.unit, axis.unit or across.unit)
                pairs.append((x, meaning.number(y, stored, unit)))
        name = label if lines is None else _named(lines, value, meaning)
        if pairs:
            xs, ys = zip(*sorted(pairs), strict=True)
            series.append(Series(name, ys, xs, "joined", color))
        elif lines is not None:
            series.append(Series(f"{name}: no design", [], [], "joined", color))
    every = [value for part in series for value in part.y]
    if not every:
        return None
    series += _missing(sweep, across, meaning, axis) if lines is None else []
    missing = sum(point.status != _COMPLETE for point in sweep.points)
    caption = f"{missing} points have no design or failed." if missing else ""
    up = Axis(label, "" if unit == "1" else unit, fitting_scale(every))
    title = f"{sentence(label)} over {axis.label}"
    marks = _marks(found.switches, across.parameter, meaning, axis.unit or across.unit)
    return Chart(slug(key), title, axis, up, series, marks, caption)


def _missing(sweep: Swept, across: SweepAxis, meaning: Meaning, axis: Axis) -> list[Series]:
    """Ticks at the lower edge where there is no design or a point failed."""
    found = []
    for status, color in (("infeasible", 1), ("failed", 7)):
        places = sorted({
            meaning.number(float(at), across.unit, axis.unit or across.unit)
            for point in sweep.points
            if point.status == status
            and not isinstance(at := point.values.get(across.parameter, ""), str)
        })  # fmt: skip
        if places:
            found.append(Series(status, [0.0] * len(places), places, "ticks", color))
    return found


def _named(axis: SweepAxis, value: float | str | None, meaning: Meaning) -> str:
    if isinstance(value, str) or value is None:
        return str(value)
    return f"{words(axis.parameter)} {meaning.value(axis.parameter, value, axis.unit, 4)}"


def _marks(found: Sequence[Crossing], key: str, meaning: Meaning, unit: str) -> list[Mark]:
    marks = []
    several = len({part.switch for part in found}) > 1
    for part in found:
        if part.parameter == key and not part.at:
            at = meaning.number(part.value, part.unit, unit)
            start = f"{words(part.switch)}: " if several else ""
            text = f"{start}{part.below.answer} | {part.above.answer} at {amount(at, unit)}"
            marks.append(Mark(at, text))
    return sorted(marks, key=lambda mark: mark.at)


def _field(found: Studied, sweep: Swept, key: str, meaning: Meaning) -> Field | None:
    across, up = sweep.parameters
    if not (_is_numeric(across) and _is_numeric(up)):
        return None
    label, unit, stored = _outcome(found, key, meaning, sweep.points)
    (x, xs), (y, ys) = _numbers(across, meaning), _numbers(up, meaning)
    values: dict[tuple[float | str | None, ...], float] = {}
    missing: dict[str, list[tuple[float, float]]] = {}
    for point in sweep.points:
        place = (point.values.get(across.parameter), point.values.get(up.parameter))
        value = _answered(point, key)
        if not point.on_grid:
            continue
        if value is not None:
            values[place] = meaning.number(value, stored, unit)
        elif place[0] in xs and place[1] in ys:
            missing.setdefault(point.status, []).append((xs[place[0]], ys[place[1]]))
    if not values:
        return None
    cells = [[values.get((at, height)) for at in xs] for height in ys]
    every = [value for row in cells for value in row]
    z = Axis(label, "" if unit == "1" else unit, fitting_scale(every))
    title = f"{sentence(label)} over {x.label} and {y.label}"
    lines = _boundary(found.switches, sweep, meaning, x, y)
    for status, places in missing.items():
        color = 7 if status == "infeasible" else 3
        across_at, up_at = zip(*places, strict=True)
        lines.append(Series(status, up_at, across_at, "crosses", color))
    return Field(slug(key), title, x, y, z, list(xs.values()), list(ys.values()), cells, lines,
                 _contours(list(xs.values()), list(ys.values()), cells, z))  # fmt: skip


def _contours(
    xs: Sequence[float], ys: Sequence[float], cells: Sequence[Sequence[float | None]], z: Axis
) -> list[Series]:
    """Lines of equal value, named by it; none where values are few and jump between them."""
    import numpy as np

    grid = np.array([[math.nan if v is None else v for v in row] for row in cells])
    known = grid[np.isfinite(grid)]
    low, high = float(known.min()), float(known.max())
    log = z.scale == "log"
    heights = np.log(grid) if log else grid
    steps = [np.abs(np.diff(heights, axis=axis)) for axis in (0, 1)]
    largest = max((float(np.nanmax(s)) for s in steps if np.isfinite(s).any()), default=0.0)
    span = float(np.nanmax(heights) - np.nanmin(heights))
    if min(grid.shape) < 2 or high - low <= _WIDE * abs(high) or largest > _JUMP * span:
        return []
    from contourpy import contour_generator

    shares = np.linspace(0.0, 1.0, _LEVELS + 2)[1:-1]
    levels = low * (high / low) ** shares if log else low + shares * (high - low)
    generator = contour_generator(xs, ys, np.ma.masked_invalid(grid))
    found = []
    for level in levels:
        for line in generator.lines(float(level)):
            x, y = np.asarray(line, dtype=float).T.tolist()
            found.append(Series(format_number(float(level), 3), y, x))
    return found


def _boundary(
    switches: Sequence[Crossing], sweep: Swept, meaning: Meaning, x: Axis, y: Axis
) -> list[Series]:
    """Switches over both parameters, one colour for each pair of answers."""
    across, up = sweep.parameters
    places: dict[str, list[tuple[float, float]]] = {}
    for part in switches:
        both = {**part.at, part.parameter: part.value}
        at, height = both.get(across.parameter), both.get(up.parameter)
        if isinstance(at, float | int) and isinstance(height, float | int):
            name = f"{words(part.switch)}: {part.below.answer} | {part.above.answer}"
            point = (
                meaning.number(at, across.unit, x.unit or across.unit),
                meaning.number(height, up.unit, y.unit or up.unit),
            )
            places.setdefault(name, []).append(point)
    found = []
    for color, (name, points) in enumerate(places.items(), start=1):
        xs, ys = zip(*sorted(points, key=lambda point: point[1]), strict=True)
        found.append(Series(name, ys, xs, "joined", color))
    return found


def _stack(sweep: Swept, rule: str, meaning: Meaning) -> Chart | None:
    across = sweep.parameters[0]
    axis, _ = _numbers(across, meaning)
    points = []
    for point in sweep.points:
        at = point.values.get(across.parameter)
        known = point.status == _COMPLETE and bool(point.shares.get(rule))
        if known and isinstance(at, float | int):
            x = meaning.number(float(at), across.unit, axis.unit or across.unit)
            points.append((x, point.shares[rule]))
    points.sort(key=lambda pair: pair[0])
    names = dict.fromkeys(name for _, part in points for name in part)
    large = [n for n in names if max((part.get(n) or 0.0) for _, part in points) > _TRACE]
    if len(points) < 2 or not large:
        return None
    mean = {n: sum((part.get(n) or 0.0) for _, part in points) for n in large}
    large.sort(key=lambda name: -mean[name])
    xs = [x for x, _ in points]
    series = [
        Series(name.replace("_", " "), [100 * (part.get(name) or 0.0) for _, part in points], xs,
               "stack", color)
        for color, name in enumerate(large)
    ]  # fmt: skip
    share = Axis("share", "%", low=0.0, high=100.0)
    title = f"Shares of {words(rule)} over {axis.label}"
    return Chart(slug(f"shares-{rule}"), title, axis, share, series)
