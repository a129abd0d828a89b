"""A mix of power units run hour by hour with its largest units out of order, and recomputed.

The simulation knows loads, surviving units and the heating that the plan sets; batteries and stores
do what the sunlight of the hour allows. Peaks come as often as they may, at several phases against
the shadows, the worst among them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy.stats import binom

from optdesign.network.concentrator_unit import commodity_energies
from optdesign.network.power_families import power_families
from optdesign.network.power_units import PowerUnit
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status, relative_difference
from optdesign.solvers.methods.power_mix import PowerPlan
from optdesign.verify.power import attempts
from optdesign.verify.power.simulation import Base, Worst, read_base, simulate

EXACT = 1e-6
TIGHT = 1e-9
_ELECTRIC = ("steady", "sunlit")
_GROUPS = (("heat",), ("batteries",), ("stores",), ("panels",))
_WHOLE = 1e-6
Counts = list[tuple[PowerUnit, int]]


def checks(case: Case, solution: Solution) -> list[Check]:
    """Simulations with failures, masses and energies again, spares, supply and the bound."""
    if solution.status is Status.INFEASIBLE:
        working = attempts.working_mixes(case)
        return [Check("simple mixes that would do", float(working), 0.0)]
    plan = solution.plan
    if plan is None:
        return []
    counts = [row for row in zip(plan.units, plan.counts, strict=True) if row[1]]
    base = read_base(case, plan.flows)
    found = [
        *_simulated(case, base, counts, plan),
        *_relied(case, plan),
        *_recomputed(case, solution, counts),
        *_solar(case, counts),
        *_supply(case, counts),
    ]
    if solution.bound is not None and solution.objective is not None:
        below = solution.bound - solution.objective
        found.append(Check("bound beyond the answer", below / max(solution.objective, 1.0), TIGHT))
    return [Check(check.name, float(check.value), check.limit, check.unit) for check in found]


def _without_largest(counts: Counts, kinds: tuple[str, ...], failures: int) -> Counts:
    """The units left when the largest of some kinds are out of order."""
    order = sorted(range(len(counts)), key=lambda n: -counts[n][0].capacity)
    left, lost = [count for _, count in counts], failures
    for n in order:
        if counts[n][0].kind in kinds:
            gone = min(lost, left[n])
            left[n], lost = left[n] - gone, lost - gone
    return [(unit, count) for (unit, _), count in zip(counts, left, strict=True)]


def _scenarios(case: Case, counts: Counts, plan: PowerPlan) -> Iterator[tuple[str, Counts]]:
    """Names of failures with the units left: of electricity in sunlight or steady, or spares."""
    failures = round(case["reliability.spare_units"])
    for name, kinds in (("any", _ELECTRIC), ("steady", ("steady",))):
        left = counts
        for group in (kinds, *_GROUPS):
            left = _without_largest(left, group, failures)
        yield f"largest units lost, {name}", left
    counted = [
        (unit, min(count, math.ceil(k - _WHOLE)))
        for unit, count, k in zip(plan.units, plan.counts, plan.counted, strict=True)
        if count
    ]
    yield "units counted on only", counted


def _simulated(case: Case, base: Base, counts: Counts, plan: PowerPlan) -> list[Check]:
    """Every failure at every phase of the peaks: nothing missing, stores full again in time."""
    found = []
    for name, left in _scenarios(case, counts, plan):
        worst = Worst()
        for phase in base.phases():
            worst = worst.joined(simulate(base, left, phase))
        found += [
            Check(f"electricity missing, {name}", worst.electricity, EXACT),
            Check(f"process heat missing, {name}", worst.heat, EXACT),
            Check(f"batteries not recharged, {name}", worst.uncharged, EXACT),
            Check(f"heat stores not refilled, {name}", worst.unfilled, EXACT),
            Check(f"heat not radiated, {name}", worst.unradiated, EXACT),
        ]
    return found


def _relied(case: Case, plan: PowerPlan) -> list[Check]:
    """Units counted on against the binomial distribution; whole numbers."""
    target, short = case["reliability.availability"], 0.0
    for unit, count, counted in zip(plan.units, plan.counts, plan.counted, strict=True):
        whole = math.ceil(counted - _WHOLE)
        surety = float(binom.sf(whole - 1, count, unit.availability)) if whole else 1.0
        short = max(short, target - surety, float(whole > count))
    negative = min([0, *plan.counts])
    return [
        Check("units counted on beyond their availability", short, TIGHT),
        Check("negative numbers of units", -float(negative), 0.0),
    ]


def _recomputed(case: Case, solution: Solution, counts: Counts) -> list[Check]:
    """Outcomes against sums over the units."""
    sums = {
        key: math.fsum(getattr(unit, part) * count for unit, count in counts)
        for key, part in (
            ("mass", "mass"), ("imported_mass", "imported_mass"),
            ("embodied_energy", "embodied_energy"), ("plutonium", "fuel"),
        )
    }  # fmt: skip
    sums["units"] = float(sum(count for _, count in counts))
    sums["reactors"] = float(sum(count for unit, count in counts if unit.reactor))
    used = solution.outcomes["mean_load"] + solution.outcomes["surplus_power"]
    if used > 0:
        sums["payback_time"] = sums["embodied_energy"] / used
    found = [
        Check(f"{key} against the sum of units", _apart(solution.outcomes[key], value), TIGHT)
        for key, value in sums.items()
    ]
    numbers: dict[str, float] = dict.fromkeys(case.problem.levers, 0.0)
    for unit, count in counts:
        numbers[unit.technology] = numbers.get(unit.technology, 0.0) + count
    wrong = [key for key, value in numbers.items() if solution.levers.get(key) != value]
    surplus = solution.outcomes["surplus_power"] - case["demand.surplus"]
    found.append(Check("levers against the units", float(len(wrong)), 0.0))
    found.append(Check("surplus beyond what may be used", surplus, EXACT, "W"))
    return found


def _apart(value: float, again: float) -> float:
    """Difference relative to the recomputed number, which may be nothing."""
    return relative_difference(value, again, least=1.0)


def _solar(case: Case, counts: Counts) -> list[Check]:
    """Solar units built again from their variables: power at the end of life, mass, energy."""
    years = case["base-power.mission_life"]
    growth = 1 + case["cosmic.gradient"] * (case["site.distance"] - _astronomical_unit(case))
    spare = case["base-power.electronics_decline"] * years * max(growth, 0.0)
    prices, short, wrong = commodity_energies(case), 0.0, 0.0
    families = {family.technology: family for family in power_families(case, case["site.distance"])}
    families["solar-concentrator"] = families["solar-concentrator-high_heat"]
    for unit, _ in counts:
        if not unit.variables:
            continue
        family = families[unit.technology]
        design = family.evaluate({key: np.array([x]) for key, x in unit.variables.items()})
        mirror = case["base-power.mirror_decline"]
        decline = case.value_or(f"{unit.technology}.decline", mirror)
        life = case[f"{unit.technology}.lifetime"]
        left = math.exp(-decline * min(years, life))
        sets = max(math.ceil(years / life - TIGHT), 1)
        extra = spare * float(design.bill.get("electronics", np.zeros(1))[0])
        mass = sets * float(design.mass[0]) * (1 + extra)
        energy = math.fsum(float(amount[0]) * prices[name] for name, amount in design.bill.items())
        energy = sets * float(design.mass[0]) * (energy + extra * prices["electronics"])
        short = max(short, 1 - left * float(design.power[0]) / unit.capacity)
        wrong = max(wrong, _apart(unit.mass, mass), _apart(unit.embodied_energy, energy))
    return [
        Check("solar units short of their rated power", short, EXACT),
        Check("mass and energy of solar units against their designs", wrong, EXACT),
    ]


def _astronomical_unit(case: Case) -> float:
    return case.problem.catalogue.value("universal.astronomical_unit")


def _supply(case: Case, counts: Counts) -> list[Check]:
    """Plutonium against stock and supply, reactors against what can be had."""
    fuel = math.fsum(
        case["mmrtg.fuel_mass"]
        * max(math.ceil(case["base-power.mission_life"] / case["mmrtg.lifetime"] - TIGHT), 1)
        * count
        for unit, count in counts
        if unit.technology == "mmrtg"
    )
    supply = case["plutonium.stock"] + case["plutonium.supply_rate"] * case["supply.time"]
    return [Check("plutonium beyond the supply", (fuel - supply) / max(supply, 1.0), EXACT)]
