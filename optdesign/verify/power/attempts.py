"""Simple mixes for a case said to be impossible: none of them may do."""

from __future__ import annotations

import math

from optdesign.formulations.power_units import power_units
from optdesign.network.power_units import PowerUnit
from optdesign.problem import Case
from optdesign.verify.power.simulation import Worst, read_base, simulate

_SIZE_CHOICES = 2
_MARGINS = (1.05, 1.5)
_ENOUGH = 1e-9


def working_mixes(case: Case) -> int:
    """How many of some mixes of one technology a kind carry the loads within all limits.

    Each kind of unit is there in one size, as often as the load needs with some margin; heat is
    made from electricity only, so that the plan has nothing to decide.
    """
    units = [unit for unit in power_units(case) if case.fixed.get(unit.technology, 1) > 0]
    kinds: dict[str, list[PowerUnit]] = {}
    for unit in units:
        kinds.setdefault(unit.kind, []).append(unit)
    found = 0
    for source in [*_choices(kinds.get("steady", [])), *_choices(kinds.get("sunlit", []))]:
        for margin in _MARGINS:
            mix = _mix(case, source, kinds, margin)
            found += mix is not None and _allowed(case, mix) and _carries(case, mix)
    return found


def _choices(units: list[PowerUnit]) -> list[PowerUnit]:
    """The lightest sizes per capacity of each technology."""
    found = []
    for technology in {unit.technology for unit in units}:
        own = [unit for unit in units if unit.technology == technology]
        found += sorted(own, key=lambda unit: unit.mass / unit.capacity)[:_SIZE_CHOICES]
    return found


def _mix(
    case: Case, source: PowerUnit, kinds: dict[str, list[PowerUnit]], margin: float
) -> list[tuple[PowerUnit, int]] | None:
    base, spare = read_base(case, {}), round(case["reliability.spare_units"])
    load = max(base.electric + base.peak + base.heat / base.heater, _ENOUGH)
    night = load * (base.shadow + 2 * base.peak_duration)
    sun = base.day - base.shadow
    power = load
    if source.kind == "sunlit" and base.shadow > 0:
        power += (
            load * (base.shadow + 2 * base.peak_duration) / sun / base.efficiencies["batteries"]
        )
    store = max(night, power / base.rates["batteries"]) if base.shadow > 0 else 0.0
    needs = [(source, power), *(
        (_lightest(kinds.get(kind, []), need), need)
        for kind, need in (("batteries", store), ("panels", load))
        if need > 0 and (kind != "batteries" or source.kind == "sunlit")
    )]  # fmt: skip
    mix = []
    for unit, need in needs:
        if unit is None:
            return None
        mix.append((unit, math.ceil(margin * need / unit.capacity / unit.availability) + spare))
    return [*mix, *_missing(case, mix, kinds)]


def _missing(
    case: Case, mix: list[tuple[PowerUnit, int]], kinds: dict[str, list[PowerUnit]]
) -> list[tuple[PowerUnit, int]]:
    """Lightest units of pinned technologies, as many as a mix lacks of them."""
    found = []
    for key, pinned in case.fixed.items():
        own = [unit for units in kinds.values() for unit in units if unit.technology == key]
        short = round(pinned) - sum(count for unit, count in mix if unit.technology == key)
        if own and short > 0:
            found.append((min(own, key=lambda unit: unit.mass), short))
    return found


def _lightest(units: list[PowerUnit], need: float) -> PowerUnit | None:
    return min(units, key=lambda unit: unit.mass * math.ceil(need / unit.capacity), default=None)


def _allowed(case: Case, mix: list[tuple[PowerUnit, int]]) -> bool:
    """Whether a mix keeps supply, limits and pins."""
    supply = case["plutonium.stock"] + case["plutonium.supply_rate"] * case["supply.time"]

    def total(key: str) -> float:
        return math.fsum(getattr(unit, key) * count for unit, count in mix)

    bounds = {
        "mass": case["limit.mass"],
        "imported_mass": case["limit.imported_mass"],
        "fuel": min(supply, case["limit.plutonium"]),
        "reactor": case["limit.reactors"],
    }
    if any(total(key) > bound for key, bound in bounds.items()):
        return False
    return all(
        sum(count for unit, count in mix if unit.technology == key) == pinned
        for key, pinned in case.fixed.items()
    )


def _carries(case: Case, mix: list[tuple[PowerUnit, int]]) -> bool:
    """Whether a mix less its spares runs the base with all heat from electricity."""
    heating = case["demand.heat"] / case["base-power.heater_efficiency"]
    flows = {"dark_heating": heating, "sun_heating": heating, "dark_surplus": 0.0}
    base = read_base(case, flows | {"sun_surplus": 0.0})
    spare = round(case["reliability.spare_units"])
    left = [(unit, count - spare) for unit, count in mix]
    worst = Worst()
    for phase in base.phases():
        worst = worst.joined(simulate(base, left, phase))
    return max(worst.electricity, worst.heat, worst.uncharged) <= _ENOUGH
