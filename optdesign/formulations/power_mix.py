"""Pyomo MILP of a base's power: whole units that carry the loads through shadows and failures.

Every group of units (steady electricity, all electricity, heat, batteries, heat stores, radiators)
is counted twice: less its largest units, as many as may fail together; and less the spares that
make the units counted on available. The lower count is what the base relies on. Peaks may come at
any time that their interval allows, so energies hold for the worst overlap with shadows.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

from optdesign.formulations.power_choice import Choice
from optdesign.formulations.power_spares import spare_steps
from optdesign.formulations.power_units import plutonium_supply
from optdesign.modelling import pyo
from optdesign.network.power_units import (
    BATTERIES,
    HEAT,
    PANELS,
    STEADY,
    STORES,
    SUNLIT,
)
from optdesign.problem import Case
from optdesign.units import GIGA, HOUR, TONNE

ELECTRIC = "electric"
GROUPS: Mapping[str, tuple[str, ...]] = {
    STEADY: (STEADY,),
    ELECTRIC: (STEADY, SUNLIT),
    HEAT: (HEAT,),
    BATTERIES: (BATTERIES,),
    STORES: (STORES,),
    PANELS: (PANELS,),
}
"""Group: kinds of units in it; each group bears the loss of its own largest units."""
FLOWS = (
    "dark_heating", "sun_heating", "dark_discharge", "peak_discharge", "sun_discharge", "charge",
    "peak_charge", "store_output", "store_input", "dark_surplus", "sun_surplus",
)  # fmt: skip
"""Powers a plan sets [W]: electricity into heat, out of and into batteries, heat out of and into
stores, and what the surplus load takes."""
LOADS = ("demand.electric", "demand.heat", "demand.peak")
PLUTONIUM, REACTORS = "plutonium.stock", "limit.reactors"


def power_mix_model(case: Case, choice: Choice, *, ignored: Collection[str] = ()) -> Any:
    """Build the model without its objective.

    Parameters
    ----------
    case : the case; a pinned lever is a requirement of the lever's own key
    choice : of the same case
    ignored : keys of requirements to leave out, to find what is in conflict

    Returns
    -------
    a ConcreteModel: units ``count`` and those ``counted`` on, what each group is ``relied`` on for
    and the plan's ``flow`` (both over ``choice.scale``, energies in hours of it), and
    expressions ``mass``, ``imported_mass`` [t], ``embodied_energy`` [GJ], ``surplus`` [scale]
    """
    model = pyo.ConcreteModel()
    units = range(len(choice.units))
    model.count = pyo.Var(units, domain=pyo.NonNegativeIntegers,
                          bounds=lambda _, unit: (0, choice.ceilings[unit]))  # fmt: skip
    model.counted = pyo.Var(units, domain=pyo.NonNegativeReals)
    model.relied = pyo.Var(list(GROUPS), domain=pyo.NonNegativeReals)
    model.flow = pyo.Var(FLOWS, domain=pyo.NonNegativeReals)
    _failures(model, choice)
    _availability(model, choice)
    model.rows = pyo.ConstraintList()
    for row in [
        *_sunlight(model, choice, ignored),
        *_shadow(model, choice, ignored),
        *_batteries(model, choice),
        *_heat(model, choice, ignored),
    ]:
        model.rows.add(row)
    _totals(model, choice)
    _limits(model, case, choice, ignored)
    return model


def _capacity(choice: Choice, unit: int) -> float:
    """Capacity of one unit over the scale; of stores in hours of it."""
    one = choice.units[unit]
    hours = HOUR if one.kind in (BATTERIES, STORES) else 1.0
    return one.capacity / choice.scale / hours


def _members(choice: Choice, group: str) -> list[int]:
    return [n for n, unit in enumerate(choice.units) if unit.kind in GROUPS[group]]


def _failures(model: Any, choice: Choice) -> None:
    """What is left of every group without its largest units: s times the largest in service."""
    model.failures = pyo.ConstraintList()
    model.reaches = pyo.Var(pyo.Any, domain=pyo.Binary, dense=False)
    for group in GROUPS:
        members = _members(choice, group)
        total = sum(_capacity(choice, n) * model.count[n] for n in members)
        loss: Any = 0.0
        if choice.demand.spare_units:
            levels = sorted({_capacity(choice, n) for n in members})
            flags = [model.reaches[group, place] for place in range(len(levels))]
            for n in members:
                flag = flags[levels.index(_capacity(choice, n))]
                model.failures.add(model.count[n] <= choice.ceilings[n] * flag)
            for lower, higher in pairwise(flags):
                model.failures.add(higher <= lower)
            steps = [high - low for low, high in zip([0.0, *levels], levels, strict=False)]
            loss = choice.demand.spare_units * sum(
                step * flag for step, flag in zip(steps, flags, strict=True)
            )
        model.failures.add(model.relied[group] <= total - loss)


def _availability(model: Any, choice: Choice) -> None:
    """Units counted on: those that are there but for the spares that so many need."""
    model.spares = pyo.ConstraintList()
    model.step = pyo.Var(pyo.Any, domain=pyo.Binary, dense=False)
    for n, unit in enumerate(choice.units):
        steps = spare_steps(unit.availability, choice.demand.availability, choice.ceilings[n])
        (spares, most), *later = steps
        more = range(len(later))
        rise = [after[1] - before[1] for before, after in pairwise(steps)]
        extra = [after[0] - before[0] for before, after in pairwise(steps)]
        flags = [model.step[n, at] for at in more]
        model.spares.add(model.counted[n] <= most + sum(rise[at] * flags[at] for at in more))
        needed = sum(extra[at] * flags[at] for at in more)
        if spares:  # even one that is counted on needs spares
            first = model.step[n, "first"]
            model.spares.add(model.counted[n] <= choice.ceilings[n] * first)
            needed += spares * first
        model.spares.add(model.count[n] >= model.counted[n] + needed)
        for at in range(1, len(later)):
            model.spares.add(model.step[n, at] <= model.step[n, at - 1])
    for group in GROUPS:
        total = sum(_capacity(choice, n) * model.counted[n] for n in _members(choice, group))
        model.spares.add(model.relied[group] <= total)


def _load(choice: Choice, key: str, ignored: Collection[str]) -> float:
    """A load over the scale; none of it if its requirement is left out."""
    demand = choice.demand
    amounts = {
        "demand.electric": demand.electric,
        "demand.heat": demand.heat,
        "demand.peak": demand.peak,
    }
    return 0.0 if key in ignored else amounts[key] / choice.scale


def _sunlight(model: Any, choice: Choice, ignored: Collection[str]) -> list[Any]:
    """Electricity in sunlight, without a peak and with one; radiators for its heat."""
    flow, relied, demand = model.flow, model.relied, choice.demand
    steady, peak = (_load(choice, key, ignored) for key in ("demand.electric", "demand.peak"))
    used = steady + flow["sun_heating"]
    surplus = _surplus(model, choice)
    return [
        relied[ELECTRIC] >= used + flow["charge"] + flow["sun_surplus"],
        relied[ELECTRIC] + flow["sun_discharge"] >= used + peak + flow["peak_charge"],
        relied[PANELS] >= steady + peak * demand.peak_share + surplus,
        surplus <= demand.surplus / choice.scale,
    ]


def _surplus(model: Any, choice: Choice) -> Any:
    """What the surplus load gets on average; it stands back in peaks."""
    dark, free = choice.demand.shadow_share, 1 - choice.demand.peak_share
    flow = model.flow
    return free * (dark * flow["dark_surplus"] + (1 - dark) * flow["sun_surplus"])


def _shadow(model: Any, choice: Choice, ignored: Collection[str]) -> list[Any]:
    """Electricity in shadow, without a peak and with one."""
    flow, relied = model.flow, model.relied
    if choice.demand.shadow <= 0:
        return [flow[key] <= 0 for key in FLOWS if key.startswith(("dark", "peak", "store"))]
    steady, peak = (_load(choice, key, ignored) for key in ("demand.electric", "demand.peak"))
    used = steady + flow["dark_heating"]
    return [
        relied[STEADY] + flow["dark_discharge"] >= used + flow["dark_surplus"],
        relied[STEADY] + flow["peak_discharge"] >= used + peak,
        flow["peak_discharge"] >= flow["dark_discharge"],
    ]


def _batteries(model: Any, choice: Choice) -> list[Any]:
    """Power and energy of batteries, and their charging before they are needed again."""
    flow, demand, bank = model.flow, choice.demand, model.relied[BATTERIES]
    rate, efficiency = demand.battery_rate * HOUR, demand.battery_efficiency
    powers = ("dark_discharge", "peak_discharge", "sun_discharge", "charge", "peak_charge")
    rows = [rate * bank >= flow[key] for key in powers]
    one = flow["sun_discharge"] * demand.sunlit_peak / HOUR
    between = (demand.peak_interval - demand.peak_duration) / HOUR
    rows.append(efficiency * flow["charge"] * between >= one)
    if demand.shadow <= 0:
        return [*rows, bank >= one]
    within = demand.peak_time(demand.shadow) / HOUR
    night = flow["dark_discharge"] * (demand.shadow / HOUR - within)
    night += flow["peak_discharge"] * within
    busy = demand.peak_time(demand.sunlit) / HOUR
    stored = flow["charge"] * (demand.sunlit / HOUR - busy) + flow["peak_charge"] * busy
    return [
        *rows,
        bank >= night + 2 * one,
        efficiency * stored >= night + flow["sun_discharge"] * busy,
        flow["peak_charge"] <= flow["charge"],
    ]


def _heat(model: Any, choice: Choice, ignored: Collection[str]) -> list[Any]:
    """Process heat from concentrators, stores and electricity."""
    flow, demand, bank = model.flow, choice.demand, model.relied[STORES]
    heat, heater = _load(choice, "demand.heat", ignored), demand.heater_efficiency
    made = model.relied[HEAT] + heater * flow["sun_heating"]
    if demand.shadow <= 0:
        return [made >= heat]
    dark, sun = demand.shadow / HOUR, demand.sunlit / HOUR
    rate = demand.store_rate * HOUR
    return [
        made >= heat + flow["store_input"],
        flow["store_output"] + heater * flow["dark_heating"] >= heat,
        bank >= flow["store_output"] * dark,
        rate * bank >= flow["store_output"],
        rate * bank >= flow["store_input"],
        demand.store_efficiency * flow["store_input"] * sun >= flow["store_output"] * dark,
    ]


def _totals(model: Any, choice: Choice) -> None:
    """What is counted of all units together."""

    def total(key: str, scale: float) -> Any:
        return sum(
            getattr(unit, key) / scale * model.count[n] for n, unit in enumerate(choice.units)
        )

    model.mass = pyo.Expression(expr=total("mass", TONNE))
    model.imported_mass = pyo.Expression(expr=total("imported_mass", TONNE))
    model.embodied_energy = pyo.Expression(expr=total("embodied_energy", GIGA))
    model.plutonium = pyo.Expression(expr=total("fuel", 1.0))
    model.reactors = pyo.Expression(
        expr=sum(model.count[n] for n, unit in enumerate(choice.units) if unit.reactor)
    )
    model.surplus = pyo.Expression(expr=_surplus(model, choice))


def _limits(model: Any, case: Case, choice: Choice, ignored: Collection[str]) -> None:
    """Supply, limits and pins, each by the key a user can change."""
    model.limits = pyo.ConstraintList()
    sides = {
        PLUTONIUM: (model.plutonium, plutonium_supply(case), 1.0),
        REACTORS: (model.reactors, case[REACTORS], 1.0),
        "limit.mass": (model.mass, case["limit.mass"], TONNE),
        "limit.imported_mass": (model.imported_mass, case["limit.imported_mass"], TONNE),
    }
    for key, (side, bound, unit) in sides.items():
        if key not in ignored and math.isfinite(bound):
            model.limits.add(side <= bound / unit)
    for key, pinned in case.fixed.items():
        members = [n for n, unit in enumerate(choice.units) if unit.technology == key]
        if key in ignored:
            continue
        if members:
            model.limits.add(sum(model.count[n] for n in members) == pinned)
        elif pinned:
            model.limits.add(model.relied[PANELS] <= -1.0)
