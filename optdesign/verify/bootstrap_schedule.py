"""Execution of a bootstrap schedule in continuous time, and every outcome recomputed from it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from optdesign.physics.bootstrap import optimal_time, sequential_time
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status

Floats = NDArray[np.float64]
TOLERANCE = 1e-6
_POINTS = 5


def checks(case: Case, solution: Solution) -> list[Check]:
    """Integrate dP/dt = k x (power for growth), dA/dt = (power for habitats)/E as planned.

    The controls are the plan's, as functions of time; the powers are recomputed here, compared with
    what the controls ask for at several moments of every period, and with the caps.
    """
    if solution.status is Status.INFEASIBLE:
        return [Check("collectors allowed over the power the plan needs", *_shortage(case))]
    _, plans = solution.plan
    rate = math.log(2) / case["power.doubling_time"]
    area_wanted, energy, cap = _target(case), case["habitat.energy"], _cap(case)
    power, area, elapsed = case["power.initial"], 0.0, 0.0
    overdraft, excess, peak = 0.0, 0.0, power
    for position, plan in enumerate(plans):
        unit = case["power.initial"] if position == 0 else case["power.final"]
        for n in range(len(plan.build)):
            length = float(plan.grid.lengths[n]) * plan.horizon
            if length <= 0.0:
                continue
            growth = float(plan.grid.growth[n]) / plan.horizon
            start = unit * float(plan.grid.scale[n])
            build, work = start * float(plan.build[n]), start * float(plan.work[n])
            times, powers, areas = _execute(
                power, area, length, growth, (rate * build, work / energy)
            )
            demand = (build + work) * np.exp(growth * times)
            overdraft = max(overdraft, float(np.max(demand / powers)) - 1.0)
            excess = max(excess, float(np.max(powers)) / cap - 1.0)
            power, area = float(powers[-1]), float(areas[-1])
            peak, elapsed = max(peak, power), elapsed + length
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


def _execute(
    power: float, area: float, length: float, growth: float, rates: tuple[float, float]
) -> tuple[Floats, Floats, Floats]:
    """Integrate one period, relative to the state at its start; returns times, powers, areas."""
    gain, built = rates[0] * length / power, rates[1] * length

    def slope(moment: float, _: Floats) -> list[float]:
        factor = math.exp(growth * length * moment)
        return [gain * factor, factor]

    moments = np.linspace(0.0, 1.0, _POINTS)
    run = solve_ivp(
        slope, (0.0, 1.0), [1.0, 0.0], t_eval=moments, rtol=1e-10, atol=1e-12, method="DOP853"
    )
    return moments * length, power * run.y[0], area + built * run.y[1]


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
