"""Power that comes from Earth in whole units: reactors and radioisotope generators.

Such a unit is part of the seed, works at once and is never built on site, so it has no bill.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from optdesign.errors import ProblemError
from optdesign.network.model import CARRIERS, PowerDesign
from optdesign.network.power_families import lasting, power_items
from optdesign.problem import Case

MODEL = "unit"
NEEDED = ("power", "mass", "lifetime")
_WHOLE = 1e-9


def unit_designs(case: Case) -> tuple[PowerDesign, ...]:
    """Every power technology of a case whose label ``model`` is ``unit``, per kilogram.

    Power fades at 1 / lifetime + decline: what a unit loses while it works, and units that fail.
    Where the label ``fuel`` names an item with a ``stock``, there are only as many units as it
    fuels.

    Parameters
    ----------
    case : its parameters supply every number

    Raises
    ------
    ProblemError
        with a sentence for each number that is missing.
    """
    labels = {item: case.problem.catalogue.items[item].labels for item in power_items(case)}
    items = [item for item, label in labels.items() if label.get("model") == MODEL]
    faults = [
        f"{item}.{entry} | must be given for power in whole units, got nothing | "
        f"add it to the catalogue's file {item}.toml"
        for item in items
        for entry in NEEDED
        if f"{item}.{entry}" not in case.values
    ]
    if faults:
        raise ProblemError("\n".join(faults))
    return tuple(_unit(case, item, labels[item].get("fuel", "")) for item in items)


def _unit(case: Case, item: str, fuel: str) -> PowerDesign:
    mass = case[f"{item}.mass"]
    return PowerDesign(
        technology=item,
        lifetime=lasting(case, item),
        lag=0.0,
        power={CARRIERS[0]: case[f"{item}.power"] / mass},
        bill={},
        unit_mass=mass,
        seed_only=True,
        most_units=_most_units(case, item, fuel),
    )


def _most_units(case: Case, item: str, fuel: str) -> float:
    """Units that the stock of their fuel allows."""
    need = case.value_or(f"{item}.fuel_mass", 0.0)
    if need <= 0 or f"{fuel}.stock" not in case.values:
        return math.inf
    return float(math.floor(case[f"{fuel}.stock"] / need * (1 + _WHOLE)))


def useful_units(units: Sequence[PowerDesign], others: Sequence[PowerDesign]) -> list[PowerDesign]:
    """The units that may be worth their place in a seed beside other designs.

    Every kilogram of seed costs the same and works at once. A design of at least the unit's power
    per kilogram and life, in the same carrier or a better one, always does as well.
    """
    return [unit for unit in units if not any(_covers(other, unit) for other in others)]


def _covers(design: PowerDesign, unit: PowerDesign) -> bool:
    return (
        not design.seed_only
        and design.lifetime >= unit.lifetime
        and all(_best_for(design, carrier) >= power for carrier, power in unit.power.items())
        and len(unit.power) == 1
    )


def _best_for(design: PowerDesign, carrier: str) -> float:
    """Power of a design that may serve as one carrier [W/kg]."""
    better = CARRIERS[: CARRIERS.index(carrier) + 1]
    return sum(design.power.get(name, 0.0) for name in better)
