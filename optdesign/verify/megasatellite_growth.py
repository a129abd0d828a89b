"""Execution of a settlement's growth in continuous time, and what it uses recomputed from physics.

The plan gives rates as functions of time; stocks, powers, masses and momentum are integrated here
from them, with energies and masses per person derived again, not taken from the model.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status
from optdesign.subproblems.megasatellite import read_numbers
from optdesign.verify.megasatellite.habitats import habitable, habitat_checks
from optdesign.verify.megasatellite.needs import Needs, read_needs
from optdesign.verify.megasatellite.shortages import shortages

Floats = NDArray[np.float64]

TOLERANCE = 1e-6
_POINTS = 4
_KINDS = ("habitats", "habitats_second")


def checks(case: Case, solution: Solution) -> list[Check]:
    """Integrate the plan and compare what it needs with what there is, at all times."""
    if solution.status is Status.INFEASIBLE:
        return [_impossible(case, solution)]
    plan, needs = solution.plan, read_needs(case)
    names = list(plan.stocks)
    state = np.array([_start(case, needs, name) for name in names])
    begun, worst, elapsed = state.copy(), dict.fromkeys(_RULES, -1.0), 0.0
    for n in range(len(plan.grid.growth)):
        length = float(plan.grid.lengths[n]) * plan.horizon
        growth = float(plan.grid.growth[n]) / plan.horizon
        rates = np.array([plan.rates[name][n] for name in names]) * float(plan.grid.scale[n])
        factors, states = _execute(state, rates, length, growth)
        for factor, now in zip(factors, states, strict=True):
            _compare(
                worst,
                needs,
                _named(names, rates * factor),
                _named(names, now),
                _named(names, begun),
            )
        state, elapsed = states[-1], elapsed + length
    return _report(case, solution, needs, worst, _named(names, state), elapsed)


def _impossible(case: Case, solution: Solution) -> Check:
    """Whether anything that is said to be in the way is so when found again."""
    if not habitable(case):
        return Check("reflectors that do for the habitats", 0.0, 0.0)
    told = (
        {part.key for part in solution.infeasibility.conflict} if solution.infeasibility else set()
    )
    short = shortages(case, read_needs(case))
    return Check("ways found to the target", float(not told & short), 0.0)


def _execute(state: Floats, rates: Floats, length: float, growth: float) -> tuple[Floats, Floats]:
    """Integrate one period; returns the factors of the rates and the states at some moments."""
    moments = np.linspace(0.0, 1.0, _POINTS)
    factors = np.exp(growth * length * moments)
    size = np.maximum(np.abs(state) + rates * length, 1e-300)

    def slope(moment: float, _: Floats) -> Floats:
        return np.asarray(rates * length / size * math.exp(growth * length * moment))

    run = solve_ivp(
        slope, (0.0, 1.0), state / size, t_eval=moments, rtol=1e-11, atol=1e-13, method="DOP853"
    )
    return factors, np.asarray(run.y.T * size)


def _named(names: list[str], values: Floats) -> dict[str, float]:
    return dict(zip(names, map(float, values), strict=True))


def _start(case: Case, needs: Needs, name: str) -> float:
    """What there is at the start, from the case."""
    housed = min(case["initial.habitats"] * needs.people[0], case["target.population"])
    first = {
        "habitats": housed,
        "people": housed,
        "lifting_power": min(case["initial.lifting_power"], needs.surface_power),
        "orbit_power": housed * needs.own_power[0],
    }
    return first.get(name, 0.0)


def _lifted(needs: Needs, amounts: dict[str, float]) -> float:
    """Mass that leaves the ground for orbit, for rates or for what has been gained."""
    orbit = needs.collector_mass * amounts.get("orbit_power", 0.0)
    for key, mass in zip(_KINDS, needs.mass, strict=False):
        orbit += mass * amounts.get(key, 0.0)
    orbit += needs.seat_mass * amounts.get("seats", 0.0)
    orbit += needs.voyage_mass * amounts.get("migrants", 0.0)
    return orbit / needs.arriving + amounts.get("surplus_ore", 0.0)


def _ground(needs: Needs, rates: dict[str, float], now: dict[str, float]) -> tuple[float, float]:
    climbing = _lifted(needs, rates) + needs.restoring_mass * rates.get("restored", 0.0)
    return needs.ground_energy * climbing, now["lifting_power"]


def _power(needs: Needs, rates: dict[str, float], now: dict[str, float]) -> tuple[float, float]:
    used = _ground(needs, rates, now)[0] + needs.orbit_energy * _lifted(needs, rates)
    used += needs.power_energy * (rates["lifting_power"] + rates.get("orbit_power", 0.0))
    for key, energy in zip(_KINDS, needs.energy, strict=False):
        used += energy * rates.get(key, 0.0)
    used += needs.restoring_energy * rates.get("restored", 0.0)
    used += needs.seat_energy * rates.get("seats", 0.0)
    used += needs.voyage_energy * rates.get("migrants", 0.0)
    return used, now["lifting_power"] + now.get("orbit_power", 0.0)


def _material(
    needs: Needs, gained: dict[str, float], amount: tuple[float, ...], share: float
) -> tuple[float, float]:
    used = sum(a * gained.get(key, 0.0) for key, a in zip(_KINDS, amount, strict=False))
    return used, share * _lifted(needs, gained)


def _collectors(
    needs: Needs, now: dict[str, float], gained: dict[str, float]
) -> tuple[float, float]:
    """Power in orbit, and the disk's panels: those so far times a ratio, or of the finished one.

    What there was beyond that at the start may stay.
    """
    power = now.get("orbit_power", 0.0)
    first = power - gained.get("orbit_power", 0.0)
    if math.isinf(needs.collectors):
        return power, max(needs.target * needs.mean(needs.own_power), first)
    pairs = list(zip(_KINDS, needs.own_power, strict=False))
    disk = sum(own * now.get(key, 0.0) for key, own in pairs)
    begun = disk - sum(own * gained.get(key, 0.0) for key, own in pairs)
    return power, needs.collectors * disk + max(first - needs.collectors * begun, 0.0)


# What is used and what there is: from needs, rates, stocks now and what has been gained.
_RULES: dict[str, Any] = {
    "power on the ground": lambda n, r, s, g: _ground(n, r, s),
    "power in all": lambda n, r, s, g: _power(n, r, s),
    "ground for power": lambda n, r, s, g: (s["lifting_power"], n.surface_power),
    "collectors": lambda n, r, s, g: _collectors(n, s, g),
    "nitrogen set free": lambda n, r, s, g: _material(n, g, n.nitrogen, n.nitrogen_share),
    "iron set free": lambda n, r, s, g: _material(n, g, n.steel, n.iron_share),
    "mass to be mined": lambda n, r, s, g: (
        _lifted(n, g) + n.restoring_mass * g.get("restored", 0.0), n.minable
    ),
    "angular momentum": lambda n, r, s, g: (
        n.lost_spin * (_lifted(n, g) - g.get("restored", 0.0)), n.spin_allowed
    ),
    "homes": lambda n, r, s, g: (
        s.get("people", 0.0), sum(s.get(key, 0.0) for key in _KINDS)
    ),
    "births and migrants": lambda n, r, s, g: (
        r.get("people", 0.0), n.birth_rate * s.get("people", 0.0) + r.get("migrants", 0.0)
    ),
    "seats": lambda n, r, s, g: (r.get("migrants", 0.0) * n.cycle, s.get("seats", 0.0)),
    "people leaving Earth": lambda n, r, s, g: (r.get("migrants", 0.0), n.migrant_rate),
}  # fmt: skip


def _compare(
    worst: dict[str, float],
    needs: Needs,
    rates: dict[str, float],
    now: dict[str, float],
    begun: dict[str, float],
) -> None:
    """Keep the largest excess of use over supply, relative to the supply."""
    gained = {key: value - begun[key] for key, value in now.items()}
    for name, rule in _RULES.items():
        used, there = rule(needs, rates, now, gained)
        # Of the first grams nothing can be told to a millionth.
        if used > 1e-9 * max(there, 1e-3):
            worst[name] = max(worst[name], used / max(there, 1e-300) - 1.0)


def _report(
    case: Case,
    solution: Solution,
    needs: Needs,
    worst: dict[str, float],
    end: dict[str, float],
    elapsed: float,
) -> list[Check]:
    outcomes, target = solution.outcomes, case["target.population"]
    housed = sum(end.get(key, 0.0) for key in _KINDS)
    there = end.get("people", housed)
    begun = {key: _start(case, needs, key) for key in end}
    gained = {key: value - begun[key] for key, value in end.items()}
    spin = needs.lost_spin * (_lifted(needs, gained) - gained.get("restored", 0.0)) / needs.spin
    mined = _lifted(needs, gained) + needs.restoring_mass * gained.get("restored", 0.0)
    second = end.get(_KINDS[1], 0.0) / housed
    # Even with all power on the ground from the first day, lifting takes so long.
    alone = needs.ground_energy * _lifted(needs, {k: gained.get(k, 0.0) for k in _KINDS})
    least = alone / needs.surface_power
    time = outcomes["bootstrap_time"]
    return [
        *[Check(f"{name}: used over what there is", value, TOLERANCE)
          for name, value in worst.items()],
        Check("people missing", 1.0 - there / target, TOLERANCE),
        Check("second kind missing", needs.second_share - second, TOLERANCE),
        *habitat_checks(case, read_numbers(case).kinds),
        Check("executed time against reported", abs(elapsed / time - 1.0), 1e-9),
        Check.agreement("mass mined against reported", mined, outcomes["mined_mass"], TOLERANCE),
        Check("momentum taken against reported", abs(spin - outcomes["spin_share"]), TOLERANCE),
        Check.agreement("mass of a person against reported",
                        needs.mean(needs.mass), outcomes["mass_per_person"], 1e-6),
        Check.agreement("energy of a person against reported",
                        needs.mean(needs.energy_all), outcomes["energy_per_person"], 1e-6),
        Check.agreement("bodies that pass a shield against reported",
                        max(needs.penetration_rate), outcomes["penetration_rate"], 1e-6),
        Check("bound over time", outcomes["bootstrap_time_lower"] / time - 1.0, 1e-9),
        Check("closed form of lifting over time", least / time - 1.0, TOLERANCE),
    ]  # fmt: skip
