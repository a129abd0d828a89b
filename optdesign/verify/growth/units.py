"""Whole units that come with the seed: those of the executed plan, and what they may be worth."""

from __future__ import annotations

import math
from collections.abc import Mapping

from optdesign.network.model import PowerDesign
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.verify.growth.assets import Families
from optdesign.verify.growth.balances import EXACT, TOLERANCE
from optdesign.verify.growth.execution import Executed


def unit_checks(case: Case, executed: Executed, families: Families) -> list[Check]:
    """The seed holds whole units, no more than there are, and none is built on site."""
    if not families.units:
        return []
    lines = len(executed.industry.lines)
    ordered = executed.final("orders")[lines:]
    part, beyond, built = 0.0, 0.0, 0.0
    for column, design in enumerate(executed.industry.designs):
        unit = families.units.get(design.technology)
        if unit is None:
            continue
        count = float(executed.seed[lines + column]) / unit.unit_mass
        part = max(part, abs(count - round(count)))
        beyond = max(beyond, count - most_units(case, unit.technology))
        built = max(built, float(ordered[column]) / case["seed.mass"])
    return [
        Check("parts of units in the seed", part, TOLERANCE),
        Check("units beyond those there are", beyond, TOLERANCE),
        Check("units built on site", built, 0.0),
    ]


def most_units(case: Case, technology: str) -> float:
    """Whole units that the fuel's stock and the seed allow, from the case itself."""
    found = case["seed.mass"] / case[f"{technology}.mass"]
    fuel = case.problem.catalogue.items[technology].labels.get("fuel", "")
    stock, need = f"{fuel}.stock", f"{technology}.fuel_mass"
    if stock in case.values and case.values.get(need):
        found = min(found, case[stock] / case[need])
    return float(math.floor(found * (1 + EXACT)))


def worth_of_units(
    case: Case,
    units: Mapping[str, PowerDesign],
    worth: Mapping[str, float],
    delivered: float,
) -> float:
    """What a seed gains from whole units over one of the best other kilograms.

    ``worth`` is that of a kilogram of each kind of unit at the start, ``delivered`` that of the
    best of the others. Parts of units are allowed, no more in all than there are.
    """
    kinds = sorted(worth, key=lambda name: -worth[name])
    gained, room = 0.0, float(case["seed.mass"])
    for name in kinds:
        part = min(room, most_units(case, name) * units[name].unit_mass)
        gained += part * max(worth[name] - delivered, 0.0)
        room -= part
    return gained
