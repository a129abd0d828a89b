"""Charts of a search: every trial and the best so far, and the trade-off of its objectives."""

from __future__ import annotations

from pathlib import Path

from optdesign.report.charts.data import AnyChart, Axis, Chart, Series
from optdesign.report.charts.tables import sentence
from optdesign.report.runs.documents.parts import Objective
from optdesign.report.runs.documents.plan import Search, values_text
from optdesign.report.runs.meaning import Meaning, amount, words
from optdesign.report.runs.trials import Column, read_answers

_BEATEN = "beaten"
# Trials farther from the best than so many times the spread of the better half are not drawn.
_SPREADS = 4.0
_MISSING = (("infeasible", 1), ("failed", 3))


def search_charts(folder: Path, search: Search, meaning: Meaning) -> list[AnyChart]:
    """The best first objective so far; of several objectives also their trade-off."""
    if not search.objectives:
        return []
    names = [objective.name for objective in search.objectives]
    columns = read_answers(folder, names, ["kind", "trial"])
    charts: list[AnyChart] = []
    best = _best_so_far(columns, search, meaning)
    if best is not None:
        charts.append(best)
    if len(search.objectives) > 1:
        charts += _trade(columns, search, meaning)
    return charts


def _best_so_far(columns: dict[str, Column], search: Search, meaning: Meaning) -> Chart | None:
    """Every trial and the best up to it, with the certified optimum."""
    objective = search.objectives[0]
    shown = _shown(columns, objective, meaning)
    known = [value for value in shown.values if isinstance(value, float)]
    if not known:
        return None
    better = min if objective.sense == "min" else max
    kinds = columns["kind"].values if "kind" in columns else [None] * len(shown.values)
    status = columns["status"].values if "status" in columns else [None] * len(shown.values)
    at = [float(n) for n in range(1, len(shown.values) + 1)]
    best: list[float | None] = []
    for value in shown.numbers:
        both = [part for part in (best[-1] if best else None, value) if part is not None]
        best.append(better(both) if both else None)
    series = []
    for name, beaten in (("trials", False), ("beaten, ended early", True)):
        own = [v if (kind == _BEATEN) == beaten else None
               for v, kind in zip(shown.numbers, kinds, strict=True)]  # fmt: skip
        if any(value is not None for value in own):
            series.append(Series(name, own, at, "crosses" if beaten else "points", 7))
    series.append(Series("best so far", best, at, "step", 0))
    for text, color in _MISSING:
        places = [at[n] for n, part in enumerate(status) if part == text]
        if places:
            series.append(Series(text, [0.0] * len(places), places, "ticks", color))
    certified = search.certified
    if certified is not None and isinstance(certified.value, float):
        level = meaning.number(certified.value, certified.unit, shown.unit)
        name = f"certified {amount(level, shown.unit)}"
        series.append(Series(name, [level] * 2, [at[0], at[-1]], "dash", 2))
        known.append(level)
    low, high = _limits(known, better(known), objective.sense)
    axis = Axis(words(objective.name), "" if shown.unit == "1" else shown.unit, low=low, high=high)
    title = f"Best {words(objective.name)} so far"
    return Chart("best", title, Axis("trial"), axis, series, legend="keys")


def _shown(columns: dict[str, Column], objective: Objective, meaning: Meaning) -> Column:
    """The values of an objective in the unit people read."""
    found = columns.get(objective.name, Column(objective.unit, []))
    numbers = found.numbers
    size = max((abs(value) for value in numbers if value is not None), default=0.0)
    unit = meaning.unit(objective.name, found.unit, size)
    return Column(unit, [None if v is None else meaning.number(v, found.unit, unit)
                         for v in numbers])  # fmt: skip


def _limits(values: list[float], best: float, sense: str) -> tuple[float | None, float | None]:
    """Leave out what lies so far off that the rest could not be told apart."""
    distances = sorted(abs(value - best) for value in values)
    spread = distances[len(distances) // 2]
    if not spread or distances[-1] <= _SPREADS * spread:
        return None, None
    far, near = _SPREADS * spread, 0.1 * spread
    return (best - near, best + far) if sense == "min" else (best - far, best + near)


def _trade(columns: dict[str, Column], search: Search, meaning: Meaning) -> list[AnyChart]:
    """The first two objectives of all trials, and those that no other dominates."""
    pair = search.objectives[:2]
    shown = [_shown(columns, objective, meaning) for objective in pair]
    front = {point.trial: values_text(point.point, meaning) for point in search.front}
    numbers = columns.get("trial", Column("1", [])).numbers
    groups: dict[bool, list[tuple[float, float, str]]] = {False: [], True: []}
    for trial, x, y in zip(numbers, *(part.numbers for part in shown), strict=False):
        if trial is not None and x is not None and y is not None:
            groups[int(trial) in front].append((x, y, front.get(int(trial), "")))
    series = []
    for name, own, color in (("dominated", False, 7), ("not dominated", True, 0)):
        points = sorted(groups[own])
        if points:
            xs, ys, texts = zip(*points, strict=True)
            style = "joined" if own and len(search.objectives) == 2 else "points"
            series.append(Series(name, ys, xs, style, color, texts))  # type: ignore[arg-type]
    if not groups[True]:
        return []
    axes = [Axis(words(o.name), "" if part.unit == "1" else part.unit)
            for o, part in zip(pair, shown, strict=True)]  # fmt: skip
    title = sentence(f"{words(pair[1].name)} against {words(pair[0].name)}")
    return [Chart("front", title, axes[0], axes[1], series, height=400.0, legend="keys")]
