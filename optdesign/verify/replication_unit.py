"""A unit's times again by adding up one doubling after the other, and against other apertures."""

from __future__ import annotations

import math

from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status

TOLERANCE = 1e-9
_SAMPLES = 2000


def checks(case: Case, solution: Solution) -> list[Check]:
    """Every time and energy without the closed forms, and no better aperture among many."""
    best = _best_sample(case)
    if solution.status is Status.INFEASIBLE:
        return [Check("apertures found that keep every limit", float(best is not None), 0.0)]
    if solution.objective is None:
        return []
    scale = float(solution.levers["aperture_scale"])
    again, outcomes = _execute(case, scale), solution.outcomes
    found = [
        Check.agreement(f"{key} executed against reported", again[key], outcomes[key], TOLERANCE)
        for key in again
    ]
    missing = _missing(case, scale, outcomes["replica_time"])
    found.append(Check("energy missing at the end of the first copy", missing, TOLERANCE))
    if best is not None:
        better = 1.0 - best / solution.objective
        found.append(Check("better aperture among samples", better, TOLERANCE))
    return found


def _power(case: Case, scale: float) -> float:
    distance = case["site.distance"] / ASTRONOMICAL_UNIT
    return case["unit.power"] * scale / distance**2


def _energy(case: Case, scale: float) -> float:
    sunlight = case["sun.solar_constant"] * case["aperture.efficiency"]
    added = (scale - 1) * case["unit.power"] / sunlight
    return case["unit.energy"] + case["aperture.energy"] * added


def _missing(case: Case, scale: float, time: float) -> float:
    earned = (_power(case, scale) - case["baseline.power"]) * time
    return abs(1.0 - earned / _energy(case, scale))


def _execute(case: Case, scale: float) -> dict[str, float]:
    """Double the fleet again and again; a part of a doubling is left to the closed form."""
    surplus = _power(case, scale) - case["baseline.power"]
    first = _energy(case, scale)
    found = {"first_unit_energy": first, "surplus_power": surplus}
    doublings = case["doublings"]
    if doublings != math.floor(doublings):
        return found
    floor, excess = case["learning.floor"] * first, (1 - case["learning.floor"]) * first
    units, time, energy, each = 1.0, 0.0, 0.0, first
    for _ in range(int(doublings)):
        each = floor + excess
        time += each / surplus
        energy += units * each
        units *= 2
        excess *= case["learning.rate"]
    return found | {"total_time": time, "total_energy": energy, "last_unit_energy": each}


def _best_sample(case: Case) -> float | None:
    """The best objective among many apertures that keep every limit; None if none does."""
    low, high = case.lever_range("aperture_scale")
    best = None
    for sample in range(_SAMPLES + 1):
        scale = low + (high - low) * sample / _SAMPLES
        power = _power(case, scale)
        surplus = power - case["baseline.power"]
        if power > case["limit.delivered_power"] or surplus <= 0:
            continue
        time = _energy(case, scale) / surplus
        if time > case["limit.replica_time"]:
            continue
        value = scale if case.objective == "aperture_scale" else time
        best = value if best is None else min(best, value)
    return best
