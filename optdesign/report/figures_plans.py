"""Figures of a search (best so far, or its front) and of a robust choice (candidates)."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from optdesign.exploration.robust.comparison import Comparison, compare
from optdesign.exploration.robust.layout import planned
from optdesign.exploration.search.best import best_so_far, front_trials, minimized, searched, signs
from optdesign.exploration.trials.evaluation import BEATEN
from optdesign.exploration.trials.result import StudyResult
from optdesign.report.plans import measure_name
from optdesign.report.sweep import shown_unit
from optdesign.units import format_number, format_quantity, from_si

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SHOWN = 12
# Trials farther from the best than so many times the spread of the better half are not drawn.
_SPREADS = 4.0


def plan_figures(result: StudyResult) -> dict[str, Callable[[], Figure | None]]:
    """What draws each figure, by the name of its file."""
    if result.study.search is not None:
        found: dict[str, Callable[[], Figure | None]] = {"best": partial(progress_figure, result)}
        if len(result.study.search.objectives) > 1:
            found["front"] = partial(front_figure, result)
        return found
    return {"candidates": partial(candidates_figure, result)}


def progress_figure(result: StudyResult) -> Figure | None:
    """The objective of every trial, the best so far, and the certified solve.

    Returns
    -------
    Figure or None
        None if no trial has an answer
    """
    study, plan = result.study, searched(result.study)
    key, sign = plan.objectives[0], signs(study)[0]
    unit = shown_unit(study, key)
    points = {
        place: from_si(sign * values[0], unit)
        for place, trial in enumerate(result.trials)
        if (values := minimized(study, trial)) is not None
    }
    best = [None if v is None else from_si(v, unit) for v in best_so_far(study, result.trials)]
    if not points:
        return None
    figure, panel = _panel(f"{_words(key)} in {study.name}, {plan.sampler}")
    beaten = [place for place in points if result.trials[place].kind == BEATEN]
    full = [place for place in points if place not in beaten]
    panel.plot(full, [points[p] for p in full], ".", color="0.6", label="trials")
    if beaten:
        panel.plot(beaten, [points[p] for p in beaten], "x", color="0.6", label="beaten, coarse")
    panel.step([p for p, v in enumerate(best) if v is not None],
               [v for v in best if v is not None], where="post", label="best so far")  # fmt: skip
    _mark_missing(panel, result)
    certified = None if result.nominal is None else result.nominal.trials[0].objective
    if certified is not None:
        value = from_si(certified, unit)
        panel.axhline(value, color="C3", linestyle=":", label=f"certified {format_number(value)}")
    _limit(panel, [*points.values()], [v for v in best if v is not None][-1], sign)
    panel.set_xlabel("trial")
    panel.set_ylabel(_label(key, unit))
    panel.grid(alpha=0.3)
    panel.legend(frameon=False)
    return figure


def _mark_missing(panel: Any, result: StudyResult) -> None:
    for status, color in (("infeasible", "C1"), ("failed", "C4")):
        places = [place for place, trial in enumerate(result.trials) if trial.status == status]
        if places:
            panel.plot(places, [0.01] * len(places), "|", color=color, markersize=10,
                       transform=panel.get_xaxis_transform(), label=status)  # fmt: skip


def _limit(panel: Any, values: list[float], best: float, sign: float) -> None:
    """Leave out what lies so far off that the rest could not be told apart."""
    distances = sorted(sign * (value - best) for value in values)
    spread = distances[len(distances) // 2]
    if spread > 0 and distances[-1] > _SPREADS * spread:
        low, high = panel.get_ylim()
        end = best + sign * _SPREADS * spread
        panel.set_ylim((low, end) if sign > 0 else (end, high))


def front_figure(result: StudyResult) -> Figure | None:
    """The first two objectives of all trials, and those that no other dominates."""
    study, plan = result.study, searched(result.study)
    keys = plan.objectives[:2]
    units = [shown_unit(study, key) for key in keys]
    front = {trial.index for trial in front_trials(study, result.trials)}
    groups: dict[bool, list[tuple[float, ...]]] = {False: [], True: []}
    for trial in result.trials:
        if minimized(study, trial) is not None:
            point = tuple(
                from_si(trial.outcomes[key], u) for key, u in zip(keys, units, strict=True)
            )
            groups[trial.index in front].append(point)
    if not groups[True]:
        return None
    figure, panel = _panel(f"{_words(keys[0])} and {_words(keys[1])} in {study.name}")
    for is_front, color, name in ((False, "0.7", "dominated"), (True, "C0", "not dominated")):
        points = sorted(groups[is_front])
        style = ".-" if is_front and len(plan.objectives) == 2 else "."
        if points:
            panel.plot(*zip(*points, strict=True), style, color=color, label=name)
    panel.set_xlabel(_label(keys[0], units[0]))
    panel.set_ylabel(_label(keys[1], units[1]))
    panel.grid(alpha=0.3)
    panel.legend(frameon=False)
    return figure


def candidates_figure(result: StudyResult) -> Figure | None:
    """Each candidate's objective over the scenarios, with its measure, and its regrets.

    Returns
    -------
    Figure or None
        None if nothing can be compared yet
    """
    found = compare(result)
    if found is None:
        return None
    from matplotlib.figure import Figure

    study, key = result.study, result.study.case.objective
    unit, order = shown_unit(study, key), found.order[:_SHOWN]
    figure = Figure(figsize=(11, 1.9 + 0.42 * len(order)), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    title = f"{len(found.candidates)} candidates in {len(found.used)} scenarios of {study.name}"
    figure.suptitle(title if len(order) == len(found.candidates) else f"{title}, the best")
    for place, number in enumerate(order):
        _strip(left, found.sign * found.costs[number], place, unit)
        _strip(right, found.regrets[number], place, unit)
        row = found.rows[number]
        if math.isfinite(row.risk.value):
            name = measure_name(study) if place == 0 else None
            left.plot(from_si(row.risk.value, unit), place, "D", color="C3", label=name)
        if math.isfinite(row.regret.value):
            name = "worst" if number == found.least_regret else None
            right.plot(from_si(row.regret.value, unit), place, "D", color="C3", label=name)
        if row.nominal is not None:
            name = "nominal case" if place == 0 else None
            left.plot(from_si(row.nominal, unit), place, "|", color="k", markersize=14, label=name)
    left.set_yticks(range(len(order)), [_described(found, number) for number in order],
                    fontsize="small")  # fmt: skip
    left.set_ylim(len(order) - 0.4, -0.6)
    left.set_xlabel(_label(key, unit))
    right.set_xlabel(f"regret{'' if unit == '1' else f' [{unit}]'}")
    for panel in (left, right):
        panel.grid(axis="x", alpha=0.3)
        if panel.get_legend_handles_labels()[0]:
            panel.legend(frameon=False, fontsize="small", loc="lower right")
    return figure


def _strip(panel: Any, values: Any, place: int, unit: str) -> None:
    shown = [from_si(float(value), unit) for value in values if math.isfinite(value)]
    panel.plot(shown, [place] * len(shown), "o", color="C0", alpha=0.3, markersize=5,
               markeredgewidth=0)  # fmt: skip


def _described(found: Comparison, number: int) -> str:
    """Name, decisions and how often there is a design."""
    study, candidate = found.study, found.candidates[number]
    parts = []
    for decision in planned(study).decisions:
        value = candidate.values[decision.key]
        text = value if isinstance(value, str) else format_quantity(
            value, shown_unit(study, decision.key))  # fmt: skip
        parts.append(f"{_words(decision.key)} {text}")
    share = found.rows[number].feasible.value
    feasible = "" if share == 1.0 else f"; {share:.0%} feasible"
    return f"{candidate.name}: {', '.join(parts)}{feasible}"


def _panel(title: str) -> tuple[Figure, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 5), layout="constrained")
    figure.suptitle(title)
    return figure, figure.subplots()


def _label(key: str, unit: str) -> str:
    return _words(key) + ("" if unit == "1" else f" [{unit}]")


def _words(key: str) -> str:
    return key.replace("_", " ").replace(".", " ").replace("-", " ")
