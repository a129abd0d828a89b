"""Figures of a sweep: lines over one parameter, maps over two, and stacks of shares."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from optdesign.exploration.study.grid import Axis, Number
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.sweep.bisection import crossings, swept
from optdesign.exploration.trials.evaluation import Trial
from optdesign.exploration.trials.result import StudyResult
from optdesign.report.sweep import shown_unit
from optdesign.units import format_number, from_si

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

# Up to so many values of the second axis are drawn as lines, not as a map.
_MOST_LINES = 5
_SMALL_SHARE = 0.004
_LEVELS = 8
_WIDE = 1e-9
# Values that span more are drawn on a logarithmic scale.
_DECADE = 10.0
_DECADES = 100.0


def sweep_figures(result: StudyResult) -> dict[str, Callable[[], Figure | None]]:
    """What draws each figure of a sweep, by the name of its file."""
    study, sweep = result.study, swept(result.study)
    is_map = len(sweep.axes) > 1 and _as_lines(sweep.axes) is None
    draw = map_figure if is_map else line_figure
    found: dict[str, Callable[[], Figure | None]] = {
        re.sub(r"[^A-Za-z0-9_.-]", "-", key): partial(draw, result, key) for key in study.outcomes
    }
    if len(sweep.axes) == 1 and sweep.axes[0].numeric:
        for rule in sweep.rules:
            found[f"shares-{rule}"] = partial(shares_figure, result, rule)
    return found


def _as_lines(axes: tuple[Axis, ...]) -> Axis | None:
    """The axis whose values become lines of their own, if one has few."""
    few = [axis for axis in axes if not axis.numeric]
    few += [axis for axis in reversed(axes) if len(axis.values) <= _MOST_LINES]
    return few[0] if len(axes) > 1 and few else None


def line_figure(result: StudyResult, outcome: str) -> Figure | None:
    """An outcome over one parameter, with the switches; a line for each value of the other."""
    study, sweep = result.study, swept(result.study)
    lines = _as_lines(sweep.axes)
    across = next(axis for axis in sweep.axes if axis is not lines)
    points = [pair for pair in _points(result) if outcome in pair[1].outcomes]
    values = [trial.outcomes[outcome] for _, trial in points]
    if not values or (len(values) > 1 and math.isclose(min(values), max(values), rel_tol=_WIDE)):
        return None
    figure, panel = _panel(f"{_words(outcome)} in {study.name}")
    for value in lines.values if lines else (None,):
        line = sorted(
            (
                _shown(study, across.key, task.sampled[across.key]),
                _shown(study, outcome, trial.outcomes[outcome]),
            )
            for task, trial in points
            if lines is None or task.sampled[lines.key] == value
        )
        name = "" if lines is None or value is None else _named(study, lines.key, value)
        name += "" if line else ": no design"
        panel.plot(*zip(*line, strict=True) if line else ((), ()), ".-", label=name or None)
    if lines is None:
        _mark_missing(panel, result, across)
    _mark_switches(panel, result, across)
    if min(values) > 0 and max(values) > _DECADE * min(values):
        panel.set_yscale("log")
    _axis_scale(panel, "x", across)
    panel.set_xlabel(_label(study, across.key))
    panel.set_ylabel(_label(study, outcome))
    panel.grid(alpha=0.3)
    if panel.get_legend_handles_labels()[0]:
        panel.legend(edgecolor="none", framealpha=0.8, fontsize="small")
    return figure


def _points(result: StudyResult) -> list[tuple[Task, Trial]]:
    pairs = zip(result.tasks, result.trials, strict=True)
    return [(task, trial) for task, trial in pairs if trial.status == "complete"]


def _mark_missing(panel: Any, result: StudyResult, across: Axis) -> None:
    """Ticks at the lower edge where there is no design or a point failed."""
    for status, color in (("infeasible", "C3"), ("failed", "0.4")):
        values = sorted({
            _shown(result.study, across.key, task.sampled[across.key])
            for task, trial in zip(result.tasks, result.trials, strict=True)
            if trial.status == status
        })  # fmt: skip
        if values:
            panel.plot(values, [0.01] * len(values), "|", color=color, markersize=14,
                       transform=panel.get_xaxis_transform(), label=status)  # fmt: skip


def _mark_switches(panel: Any, result: StudyResult, across: Axis) -> None:
    several = len(swept(result.study).switches) > 1
    for found in crossings(result):
        if found.switch.along != across.key or found.at:
            continue
        middle = (found.below.value + found.above.value) / 2
        place = _shown(result.study, across.key, middle)
        panel.axvline(float(place), color="0.3", linestyle=":", linewidth=1)
        unit = shown_unit(result.study, across.key)
        start = f"{found.switch.name}: " if several else ""
        text = f"{start}{found.below.label} | {found.above.label} at {format_number(place)} {unit}"
        panel.annotate(text, (float(place), 0.97), xycoords=panel.get_xaxis_transform(),
                       xytext=(-9, 0), textcoords="offset points", rotation=90, va="top",
                       fontsize="small")  # fmt: skip


def shares_figure(result: StudyResult, rule: str) -> Figure | None:
    """Shares of named things over one parameter, stacked."""
    import numpy as np

    study, axis = result.study, swept(result.study).axes[0]
    points = sorted(
        ((float(task.sampled[axis.key]), trial.shares[rule]) for task, trial in _points(result)
         if trial.shares.get(rule)), key=lambda pair: pair[0],
    )  # fmt: skip
    names = sorted({name for _, part in points for name in part})
    if len(points) < 2 or not names:
        return None
    shares = {name: np.array([part.get(name, 0.0) for _, part in points]) for name in names}
    names = [name for name in names if shares[name].max() > _SMALL_SHARE]
    names.sort(key=lambda name: -float(shares[name].mean()))
    figure, panel = _panel(f"{_words(rule)} in {study.name}")
    places = [_shown(study, axis.key, value) for value, _ in points]
    colors = [f"C{place % 10}" if place < 10 else "0.6" for place in range(len(names))]
    panel.stackplot(places, *(shares[name] for name in names), labels=names, colors=colors,
                    alpha=0.8)  # fmt: skip
    _axis_scale(panel, "x", axis)
    panel.set_xlabel(_label(study, axis.key))
    panel.set_ylabel("share")
    panel.set_ylim(0, 1)
    panel.margins(x=0)
    handles, texts = panel.get_legend_handles_labels()
    figure.legend(handles[::-1], texts[::-1], loc="outside right center", fontsize="small")
    return figure


def map_figure(result: StudyResult, outcome: str) -> Figure | None:
    """An outcome over two parameters in colour with contours; crosses where there is none."""
    import numpy as np

    study, (across, up) = result.study, swept(result.study).axes
    grid = np.full((len(up.values), len(across.values)), math.nan)
    missing: dict[str, list[tuple[Number, Number]]] = {}
    pairs = list(zip(result.tasks, result.trials, strict=True))[: study.trials]
    for task, trial in pairs:
        x, y = task.sampled[across.key], task.sampled[up.key]
        value = trial.outcomes.get(outcome, math.nan) if trial.status == "complete" else math.nan
        if math.isfinite(value):
            shown = _shown(study, outcome, value)
            grid[up.values.index(y), across.values.index(x)] = shown
        else:
            place = (_shown(study, across.key, x), _shown(study, up.key, y))
            missing.setdefault(trial.status, []).append(place)
    if not np.isfinite(grid).any():
        return None
    figure, panel = _panel(f"{_words(outcome)} in {study.name}")
    for name, axis in (("x", across), ("y", up)):
        _axis_scale(panel, name, axis)  # first, as contours leave room for labels as drawn
    xs, ys = ([_shown(study, axis.key, v) for v in axis.values] for axis in (across, up))
    low, high = np.nanmin(grid), np.nanmax(grid)
    norm = "log" if low > 0 and high > _DECADE * low else "linear"
    edges = (_edges(across, xs), _edges(up, ys))
    image = panel.pcolormesh(*edges, np.ma.masked_invalid(grid), norm=norm)
    figure.colorbar(image, label=_label(study, outcome))
    if min(grid.shape) > 1 and high - low > _WIDE * abs(high):
        levels = np.geomspace(low, high, _LEVELS) if norm == "log" else _LEVELS
        lines = panel.contour(xs, ys, np.ma.masked_invalid(grid), levels, colors="white",
                              linewidths=0.8)  # fmt: skip
        panel.clabel(lines, fontsize="small", fmt=format_number)
    for status, places in missing.items():
        panel.plot(*zip(*places, strict=True), "x", color="C3", label=status)
    _boundary(panel, result, across, up)
    panel.set_xlim(edges[0][0], edges[0][-1])
    panel.set_ylim(edges[1][0], edges[1][-1])
    panel.set_xlabel(_label(study, across.key))
    panel.set_ylabel(_label(study, up.key))
    handles, texts = panel.get_legend_handles_labels()
    if texts:
        figure.legend(handles, texts, loc="outside lower center", ncols=3, fontsize="small")
    return figure


def _boundary(panel: Any, result: StudyResult, across: Axis, up: Axis) -> None:
    """The switches as points over both parameters, a colour for each pair of answers."""
    places: dict[str, list[tuple[float, float]]] = {}
    for found in crossings(result):
        middle = (found.below.value + found.above.value) / 2
        both = {**found.at, found.switch.along: middle}
        name = f"{found.switch.name}: {found.below.label} | {found.above.label}"
        x, y = (float(_shown(result.study, axis.key, both[axis.key])) for axis in (across, up))
        places.setdefault(name, []).append((x, y))
    for position, (name, points) in enumerate(places.items()):
        points.sort(key=lambda point: point[1])
        panel.plot(*zip(*points, strict=True), "o-", color=f"C{position + 1}", markersize=4,
                   label=name)  # fmt: skip


def _panel(title: str) -> tuple[Figure, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 5), layout="constrained")
    figure.suptitle(title)
    return figure, figure.subplots()


def _is_logarithmic(axis: Axis) -> bool:
    """Whether an axis is drawn so: as spaced, or where its values span decades."""
    first, last = axis.values[0], axis.values[-1]
    if isinstance(first, str) or isinstance(last, str):
        return False
    return axis.logarithmic or (first > 0 and last > _DECADES * first)


def _edges(axis: Axis, values: Sequence[float]) -> NDArray[Any]:
    """Edges of cells about values, halfway between them as drawn."""
    import numpy as np

    to, back = (np.log, np.exp) if _is_logarithmic(axis) else (np.asarray, np.asarray)
    places = to(np.array(values, dtype=float))
    if len(places) == 1:
        return np.asarray(back(places[0] + np.array([-0.5, 0.5])))
    halves = np.diff(places) / 2
    inner = places[:-1] + halves
    return np.asarray(back([places[0] - halves[0], *inner, places[-1] + halves[-1]]))


def _axis_scale(panel: Any, name: str, axis: Axis) -> None:
    if _is_logarithmic(axis):
        getattr(panel, f"set_{name}scale")("log")


def _shown(study: Study, key: str, value: Number) -> Any:
    return value if isinstance(value, str) else from_si(value, shown_unit(study, key))


def _named(study: Study, key: str, value: Number) -> str:
    shown, unit = _shown(study, key, value), shown_unit(study, key)
    if isinstance(shown, str):
        return f"{_words(key)} {shown}"
    return f"{_words(key)} {format_number(shown)}" + ("" if unit == "1" else f" {unit}")


def _label(study: Study, key: str) -> str:
    unit = shown_unit(study, key)
    return _words(key) + ("" if unit == "1" else f" [{unit}]")


def _words(key: str) -> str:
    return key.replace("_", " ").replace(".", " ").replace("-", " ")
