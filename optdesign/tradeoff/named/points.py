"""From answers to points: what is nondominated, and what one objective costs in another."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from optdesign.problem import Case
from optdesign.result.document import bare_unit, number
from optdesign.solution import PER_CENT
from optdesign.tradeoff.dominance import nondominated_rows
from optdesign.tradeoff.front import Front, Objective, Point
from optdesign.tradeoff.named.answers import Answer
from optdesign.tradeoff.named.holding import holder
from optdesign.units import format_number, from_si

_SAME = 1e-6
_LEAST_SHOWN = 0.01


def minimized(answer: Answer, objectives: Sequence[Objective]) -> tuple[float, ...]:
    """SI values of the objectives, all minimized."""
    return tuple(o.sign * answer.values[o.name] for o in objectives)


def nondominated(answers: Sequence[Answer], objectives: Sequence[Objective]) -> list[Answer]:
    """Those none of which is worse than another, or nearly the same, in every objective."""
    if not answers:
        return []
    values = np.array([minimized(answer, objectives) for answer in answers])
    span = np.maximum(np.ptp(values, axis=0), 1e-9 * np.maximum(np.abs(values).max(axis=0), 1e-300))
    return [answers[position] for position in nondominated_rows(values, _SAME * span)]


def point_of(case: Case, answer: Answer, objectives: Sequence[Objective], main: str) -> Point:
    """An answer as a point, in the bare units of the problem."""
    numbers = {**answer.levers, **answer.outcomes}
    unit = bare_unit(case, main) if main else "1"
    # What another objective's optimum proves is nothing of the main one.
    bounded = bool(main) and answer.goal == main
    return Point(
        tuple(float(numbers[objective.name]["value"]) for objective in objectives),
        {key: part["value"] for key, part in answer.levers.items()},
        {k: part["value"] for k, part in answer.outcomes.items() if part["value"] is not None},
        _rates(case, answer, objectives, main) if bounded else {},
        bound=number(answer.bound, unit) if bounded else None,
        gap=answer.gap if bounded else None,
    )


def _rates(
    case: Case, answer: Answer, objectives: Sequence[Objective], main: str
) -> dict[str, float]:
    """What a unit of each other objective is worth in the main one, by shadow prices.

    A price of the wrong sign is left out: at the end of what is possible it means nothing.
    """
    found = {}
    sign = next(o.sign for o in objectives if o.name == main)
    for other in objectives:
        key = None if other.name == main else holder(case, other)
        price = None if key is None else answer.prices.get(key)
        held = None if key is None else answer.values.get(key)
        if price is None or not held or not math.isfinite(price):
            continue
        if sign * other.sign * price > 0:
            continue
        scale = from_si(1.0, bare_unit(case, main)) / from_si(1.0, other.unit)
        found[f"d {main} / d {other.name}"] = price / (PER_CENT * held) * scale
    return found


def with_slopes(front: Front) -> Front:
    """Between neighbours instead, where two objectives have no shadow prices at all."""
    if len(front.objectives) != 2 or len(front.points) < 2 or not front.main:
        return front
    if any(point.rates for point in front.points):
        return front
    place = front.names.index(front.main)
    other = front.objectives[1 - place]
    name = f"d {front.main} / d {other.name}"
    points = [replace(point, rates=dict(point.rates)) for point in front.points]
    for one, two in itertools.pairwise(points):
        run = two.objectives[1 - place] - one.objectives[1 - place]
        if run == 0:
            continue
        slope = (two.objectives[place] - one.objectives[place]) / run
        for point, side in ((one, "after"), (two, "before")):
            assert isinstance(point.rates, dict)
            point.rates[f"{name}, {side}"] = slope
    return replace(front, points=points)


def trade_sentences(front: Front) -> list[str]:
    """What one more of each other objective costs at the knee, or in the middle, in words."""
    if not front.points or not front.main:
        return []
    middle = len(front.points) // 2
    place = middle if front.knee is None else front.knee
    where = "At the knee" if front.knee is not None else f"At point {place + 1}"
    rates = front.points[place].rates
    main = next(o for o in front.objectives if o.name == front.main)
    found = []
    for other in front.objectives:
        name = f"d {front.main} / d {other.name}"
        sides = [rates[key] for key in (name, f"{name}, before", f"{name}, after") if key in rates]
        if sides and any(sides):
            found.append(f"{where}, {_trade(sum(sides) / len(sides), main, other)}.")
    return found


def _trade(rate: float, main: Objective, other: Objective) -> str:
    """One rate in the units people read, for a round amount of the other objective."""
    unit, other_unit = main.shown or main.unit, other.shown or other.unit
    scale = _factor(main.unit, unit) / _factor(other.unit, other_unit)
    per_unit = rate * scale
    amount = 1.0
    while abs(per_unit) * amount < _LEAST_SHOWN and amount < 1e12:
        amount *= 10.0
    better = (rate < 0) == (main.sense == "min")
    verb = (
        ("saves" if better else "costs")
        if main.sense == "min"
        else ("gains" if better else "loses")
    )
    worth = f"{format_number(abs(per_unit) * amount, 3)}{_spaced(unit)}"
    return (
        f"{format_number(amount)}{_spaced(other_unit)} more of {_words(other.name)} {verb} "
        f"{worth} of {_words(main.name)}"
    )


def _factor(unit: str, shown: str) -> float:
    """How many of the shown unit one of the unit is."""
    from optdesign.units import to_si

    return from_si(to_si(1.0, unit), shown)


def _spaced(unit: str) -> str:
    return "" if unit == "1" else f" {unit}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def error_share(
    answers: Sequence[Answer], objectives: Sequence[Objective], main: str
) -> float | None:
    """Largest distance of an answer from its bound, as a share of the main objective's range."""
    gaps = [
        abs(answer.objective - answer.bound)
        for answer in answers
        if answer.goal == main and answer.objective is not None and answer.bound is not None
    ]
    if not gaps or len(gaps) < len(answers):
        return None
    values = [answer.values[main] for answer in answers]
    span = max(values) - min(values)
    return float(max(gaps) / (span if span > 0 else max(abs(values[0]), 1e-300)))


def reasons(answer: Answer | None) -> dict[str, Any] | None:
    """Why there is no design, as a stored run says it."""
    found: Mapping[str, Any] | None = None if answer is None else answer.infeasibility
    return None if found is None else dict(found)
