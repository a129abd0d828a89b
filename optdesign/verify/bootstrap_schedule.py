"""Execution of a bootstrap schedule in continuous time, and every outcome recomputed from it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.physics.bootstrap import optimal_time, sequential_time
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status

Floats = NDArray[np.float64]
TOLERANCE = 1e-6
_PARTS, _POINTS = 4, 32


def checks(case: Case, solution: Solution) -> list[Check]:
    """Integrate dP/dt = k x (power for growth), dA/dt = (power for habitats)/E as planned.

    The controls are the plan's, as functions of time; the powers are recomputed here, compared with
    what the controls ask for at several moments of every period, and with the caps.
    """
    if solution.status is Status.INFEASIBLE:
        return [Check("collectors allowed over the power the plan needs", *_shortage(case))]
    _, plans = solution.plan
    rate = math.log(2) / case["power.doubling_time"]
    area_wanted, cap = _target(case), _cap(case)
    power, area, elapsed = case["power.initial"], 0.0, 0.0
    overdraft, excess, peak = 0.0, 0.0, power
    for position, plan in enumerate(plans):
        unit = case["power.initial"] if position == 0 else case["power.final"]
        powers, demand, built = _execute(plan, power, unit, rate)
        overdraft = max(overdraft, float(np.max(demand / powers)) - 1.0)
        excess = max(excess, float(np.max(powers)) / cap - 1.0)
        power, area = float(powers[-1, -1]), area + built / case["habitat.energy"]
        peak, elapsed = max(peak, float(powers[:, -1].max())), elapsed + _length(plan)
    outcomes = solution.outcomes
    closed = _closed_form(case, rate)
    return [
        Check("power demanded over power at hand, worst moment", overdraft, TOLERANCE),
        Check("power over the collectors allowed", excess, TOLERANCE),
        Check("living area missing", 1.0 - area / area_wanted, TOLERANCE),
        Check.agreement(
            "executed time against reported", elapsed, outcomes["bootstrap_time"], 1e-9
        ),
        Check.agreement("executed peak power against reported", peak, outcomes["peak_power"], 1e-6),
        Check.agreement("executed area against reported", area, outcomes["living_area"], 1e-6),
        Check("bound over closed form", outcomes["bootstrap_time_lower"] / closed - 1.0, 1e-9),
        Check("closed form over time", 1.0 - outcomes["bootstrap_time"] / closed, 1e-9),
        Check("time against closed form", outcomes["bootstrap_time"] / closed - 1.0, 1e-3),
    ]


def _length(plan: Any) -> float:
    """Time a plan takes [s]."""
    return float(np.maximum(plan.grid.lengths, 0.0).sum()) * float(plan.horizon)


def _execute(plan: Any, power: float, unit: float, rate: float) -> tuple[Floats, Floats, float]:
    """Integrate the controls over the parts of every period, by Gauss's rule in each part.

    Returns the power at hand and the power asked for at the ends of the parts, (periods, parts +
    1), and the energy of the habitats.
    """
    lengths = np.maximum(plan.grid.lengths, 0.0) * plan.horizon
    exponents = np.maximum(plan.grid.lengths, 0.0) * plan.grid.growth
    start = unit * plan.grid.scale[:-1]
    points, weights = np.polynomial.legendre.leggauss(_POINTS)
    inside = (np.arange(_PARTS)[:, None] + (points + 1.0) / 2.0) / _PARTS
    parts = np.exp(exponents[:, None, None] * inside) @ weights / (2.0 * _PARTS)
    grown = np.pad(np.cumsum(parts, axis=1), ((0, 0), (1, 0)))
    gains = (rate * start * plan.build * lengths)[:, None] * grown
    powers = power + np.append(0.0, np.cumsum(gains[:-1, -1]))[:, None] + gains
    at_ends = np.exp(exponents[:, None] * np.arange(_PARTS + 1) / _PARTS)
    spent = np.where(lengths > 0.0, start * (plan.build + plan.work), 0.0)
    demand = spent[:, None] * at_ends
    return powers, demand, float((start * plan.work * lengths) @ grown[:, -1])


def _shortage(case: Case) -> tuple[float, float]:
    """The collectors allowed relative to the need, which must be too few, and the limit of that."""
    initial, final = case["power.initial"], case["power.final"]
    if case.choice("policy") == "optimal":
        return _cap(case) / initial, 1.0
    return min(_cap(case), final) / max(initial, final), 1.0


def _target(case: Case) -> float:
    area = case.optional("target.area")
    return case["power.final"] / case["habitat.own_power"] if area is None else area


def _cap(case: Case) -> float:
    return case["collector.area_ratio"] * case["habitat.own_power"] * _target(case)


def _closed_form(case: Case, rate: float) -> float:
    initial, energy = case["power.initial"], case["habitat.energy"]
    common = {"energy_per_area": energy, "growth_rate": rate}
    if case.choice("policy") == "sequential":
        final = case["power.final"]
        return float(sequential_time(initial, final, _target(case), **common))
    return float(optimal_time(initial, _target(case), power_cap=_cap(case), **common))
