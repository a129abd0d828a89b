"""Shadow prices of a habitat design by the envelope theorem, without solving again."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from optdesign.formulations.habitat import LEVERS, read_assumptions
from optdesign.physics.habitat_assessment import assess
from optdesign.problem import Case
from optdesign.solution import PER_CENT, ShadowPrice

Floats = NDArray[np.float64]
_ACTIVE = 1e-5
_STEP = 1e-6


def habitat_prices(case: Case, levers: dict[str, float]) -> list[ShadowPrice]:
    """Change of the objective per +1 % of each parameter and limit, largest first.

    At the optimum grad f = sum of multiplier x grad g over the active requirements g >= 0, so that
    df/dp = (df/dp at fixed levers) - sum of multiplier x dg/dp.
    """
    point = np.array([levers[name] for name in LEVERS])
    value, slacks = _evaluate(case, point)
    active = np.abs(slacks) < _ACTIVE
    gradients = []
    for position in range(len(LEVERS)):
        step = np.zeros(len(LEVERS))
        step[position] = _STEP * max(point[position], 1e-3)
        high, low = _evaluate(case, point + step), _evaluate(case, point - step)
        gradients.append([(h - b) / 2 for h, b in zip(_flat(high), _flat(low), strict=True)])
    rows = np.array(gradients)
    if not np.isfinite(rows).all():
        return []
    multipliers = np.zeros(len(slacks))
    if active.any():
        multipliers[active], _ = nnls(rows[:, 1:][:, active], rows[:, 0])
    prices = []
    for key, parameter in case.values.items():
        if not isinstance(parameter, float) or not math.isfinite(parameter) or parameter == 0:
            continue
        if case.leaves_lever(key, parameter * (1 + PER_CENT)):
            continue
        high = _evaluate(case.with_value(key, parameter * (1 + _STEP)), point)
        low = _evaluate(case.with_value(key, parameter * (1 - _STEP)), point)
        change = np.array(_flat(high)) - np.array(_flat(low))
        effect = (change[0] - multipliers @ change[1:]) / (2 * _STEP) * PER_CENT
        if abs(effect) > 1e-9 * abs(value):
            prices.append(ShadowPrice(key, float(effect) * (1 if case.sense == "min" else -1)))
    return sorted(prices, key=lambda price: -abs(price.effect))


def _flat(evaluated: tuple[float, Floats]) -> list[float]:
    return [evaluated[0], *evaluated[1]]


def _evaluate(case: Case, point: Floats) -> tuple[float, Floats]:
    """The objective to minimize and the room to every requirement, relative."""
    given = read_assumptions(case)
    levers = {name: float(x) for name, x in zip(LEVERS, point, strict=True)}
    outcome = assess(**levers, assumptions=given) | levers
    value = case.problem.catalogue.value
    room = [outcome["light_ratio"] - 1, outcome["cooling_ratio"] - 1]
    for name in ("pitch_ratio", "aspect_ratio"):
        low, high = value(f"sky-factor.{name}_low"), value(f"sky-factor.{name}_high")
        room += [outcome[name] / low - 1, 1 - outcome[name] / high]
    for key, limit in case.problem.limits.items():
        bound = case[key]
        if math.isfinite(bound):
            room.append(-limit.violation(float(outcome[limit.outcome]), bound))
    for key in LEVERS:
        low, high = case.lever_range(key)
        room += [(outcome[key] - low) / max(high, 1.0), (high - outcome[key]) / max(high, 1.0)]
    sign = 1 if case.sense == "min" else -1
    return sign * float(outcome[case.objective]), np.array(room, dtype=np.float64)
