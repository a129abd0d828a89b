"""What a base's power may be chosen from: units worth considering, and the most of each.

Units that another surpasses, or that are too large to be worth it, are left out: no best mix needs
them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from optdesign.formulations.power_spares import spare_steps
from optdesign.formulations.power_units import Demand, power_units, read_demand
from optdesign.network.power_units import (
    BATTERIES,
    HEAT,
    PANELS,
    STEADY,
    STORES,
    SUNLIT,
    PowerUnit,
)
from optdesign.problem import Case


@dataclass(frozen=True)
class Choice:
    """What a case may choose from and what it must carry."""

    demand: Demand
    units: Sequence[PowerUnit]
    ceilings: Sequence[int]
    """Most units of each that any sensible mix has"""

    @property
    def scale(self) -> float:
        """Size of the powers [W], so that the model's numbers are near one."""
        demand = self.demand
        return max(demand.electric + demand.peak + demand.heat, 1e-3)


def read_choice(case: Case, objectives: Collection[str] = ()) -> Choice:
    """Units, loads and ceilings of a case, for its own objective or for several."""
    objectives = objectives or (case.objective,)
    demand = read_demand(case)
    need = _needs(demand)
    known = power_units(case, objectives)
    units = [unit for unit in known if not _too_large(unit, known, need)]
    costs = _counted_costs(case, objectives)
    free = [unit for unit in units if unit.technology not in case.fixed]
    units = [unit for unit in units if unit not in free or not _surpassed(unit, free, costs)]
    ceilings = []
    for unit in units:
        counted = math.ceil(need[unit.kind] / unit.capacity * (1 + 1e-9))
        steps = spare_steps(unit.availability, demand.availability, counted)
        sensible = counted + (steps[-1][0] if counted else 0) + demand.spare_units + 1
        # A pinned number is asked for, sensible or not.
        ceilings.append(max(sensible, round(case.fixed.get(unit.technology, 0))))
    return Choice(demand, units, ceilings)


def _counted_costs(case: Case, objectives: Collection[str]) -> list[str]:
    """What matters of a unit beside its capacity: what objectives count, and what has a limit."""
    costs = [key for key in ("mass", "imported_mass") if math.isfinite(case[f"limit.{key}"])]
    own = ["embodied_energy" if key == "payback_time" else key for key in objectives]
    return [*dict.fromkeys([*own, *costs, "fuel", "reactor"])]


def _surpassed(one: PowerUnit, units: Sequence[PowerUnit], costs: Sequence[str]) -> bool:
    """Whether another unit does exactly the same for no more, as often available.

    Of two that are alike the first stays.
    """
    place = units.index(one)

    def better(other: PowerUnit, before: bool) -> bool:
        mine = [getattr(one, cost) for cost in costs]
        theirs = [getattr(other, cost) for cost in costs]
        return all(a <= b for a, b in zip(theirs, mine, strict=True)) and (before or theirs != mine)

    return any(
        other.kind == one.kind
        and math.isclose(other.capacity, one.capacity, rel_tol=1e-9)
        and other.availability >= one.availability
        and better(other, at < place)
        for at, other in enumerate(units)
        if at != place
    )


def _too_large(unit: PowerUnit, others: Sequence[PowerUnit], need: Mapping[str, float]) -> bool:
    """Whether a smaller unit of the technology is already enough alone and costs no more."""
    costs = ("mass", "imported_mass", "embodied_energy", "fuel")
    return any(
        other.technology == unit.technology
        and need[unit.kind] <= other.capacity < unit.capacity
        and all(getattr(other, cost) <= getattr(unit, cost) for cost in costs)
        for other in others
    )


def _needs(demand: Demand) -> dict[str, float]:
    """Capacity of each kind [W], of stores [J], beyond which more of it cannot help."""
    heating = demand.heat / demand.heater_efficiency
    surplus = demand.surplus / max(1 - demand.peak_share, 1e-9)
    load = demand.electric + demand.peak + heating
    dark, sun = demand.shadow, demand.sunlit
    charge = load * demand.peak_duration / (demand.peak_interval - demand.peak_duration)
    stored = 0.0
    if dark > 0:
        drawn = load * (dark + 2 * demand.sunlit_peak + demand.peak_time(sun))
        charge = max(charge, drawn / sun)
        stored = demand.heat * dark / (sun * demand.store_efficiency)
        surplus *= demand.day / sun
    power = load + surplus + charge / demand.battery_efficiency + stored / demand.heater_efficiency
    bank = load * (dark + 2 * demand.sunlit_peak) + load / demand.battery_rate
    bank += charge / demand.battery_efficiency / demand.battery_rate
    heat_bank = demand.heat * dark + (demand.heat + stored) / demand.store_rate if dark > 0 else 0.0
    return {
        STEADY: load + surplus + stored,
        SUNLIT: power,
        HEAT: demand.heat + stored,
        BATTERIES: bank if dark > 0 or demand.peak > 0 else 0.0,
        STORES: heat_bank,
        PANELS: demand.mean_electric + demand.surplus,
    }
