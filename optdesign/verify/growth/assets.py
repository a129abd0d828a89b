"""All assets of a plan evaluated afresh from its case, as matrices in SI, against its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.habitats import HabitatFamily, habitat_family
from optdesign.network.imported_units import unit_designs
from optdesign.network.lines import process_lines
from optdesign.network.model import CARRIERS, COMMODITIES, HabitatDesign, Line, PowerDesign
from optdesign.network.power_families import PowerFamily, power_families
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.units import to_si

Floats = NDArray[np.float64]
Key = tuple[str, float, float]
"""carrier, lifetime and lag of power"""

AGREEMENT = 1e-9


@dataclass(frozen=True)
class Families:
    """What a case offers, at one distance from the Sun."""

    lines: tuple[Line, ...]
    power: Mapping[str, PowerFamily]
    habitats: HabitatFamily
    units: Mapping[str, PowerDesign] = field(default_factory=dict)
    """What comes in whole units with the seed, by technology"""

    def design(self, old: PowerDesign) -> PowerDesign:
        """A design with fresh numbers for its technology and variables."""
        if old.technology in self.units:
            return self.units[old.technology]
        return self.power[old.technology].design(old.variables)


@dataclass(frozen=True)
class Industry:
    """Assets as matrices over all commodities, in the order of the plan's own."""

    lines: tuple[Line, ...]
    designs: tuple[PowerDesign, ...]
    habitats: tuple[HabitatDesign, ...]

    @property
    def assets(self) -> list[Line | PowerDesign]:
        """Lines, then power designs."""
        return [*self.lines, *self.designs]

    @property
    def bill(self) -> Floats:
        """(commodities, lines + designs) [kg/kg]."""
        return _table([asset.bill for asset in self.assets], COMMODITIES)

    @property
    def made(self) -> Floats:
        """(commodities, lines) [1/s]."""
        return _table([line.output for line in self.lines], COMMODITIES)

    @property
    def used(self) -> Floats:
        """(commodities, lines) [1/s]."""
        return _table([line.input for line in self.lines], COMMODITIES)

    @property
    def needs(self) -> Floats:
        """(commodities, habitats) [kg/person]."""
        return _table([habitat.needs for habitat in self.habitats], COMMODITIES)

    @property
    def draw(self) -> Floats:
        """(carriers, lines) [W/kg]."""
        return _table([line.energy for line in self.lines], CARRIERS)

    @property
    def power(self) -> Floats:
        """(carriers, designs) [W/kg]."""
        return _table([design.power for design in self.designs], CARRIERS)

    @property
    def decay(self) -> Floats:
        """(lines + designs,) [1/s]."""
        return np.array([1.0 / asset.lifetime for asset in self.assets])

    @property
    def lag(self) -> Floats:
        """(lines + designs,) [s]."""
        return np.array([asset.lag for asset in self.assets])

    @property
    def fading(self) -> float:
        """The fastest decay [1/s]."""
        return float(self.decay.max())


def _table(columns: Sequence[Mapping[str, float]], rows: Sequence[str]) -> Floats:
    table = [[column.get(row, 0.0) for column in columns] for row in rows]
    return np.array(table, dtype=float).reshape(len(rows), len(columns))


def read_families(case: Case) -> Families:
    """Lines and families of a case, built anew."""
    distance = case["site.distance"]
    power = {family.technology: family for family in power_families(case, distance)}
    units = {unit.technology: unit for unit in unit_designs(case)}
    return Families(process_lines(case), power, habitat_family(case, distance), units)


def fresh_industry(families: Families, arrays: Any) -> Industry:
    """The plan's assets by name and variables, with numbers that owe nothing to the plan."""
    known = {line.name: line for line in families.lines}
    lines = tuple(known[name] for name in arrays.lines)
    designs = tuple(families.design(old) for old in arrays.designs)
    if not arrays.habitats:
        return Industry(lines, designs, ())
    found = families.habitats.evaluate(
        {
            key: np.array([old.variables[key] for old in arrays.habitats])
            for key in ("radius", "soil_depth")
        }
    )
    habitats = tuple(found.design(row) for row in range(len(arrays.habitats)))
    return Industry(lines, designs, habitats)


def coefficient_checks(families: Families, industry: Industry, arrays: Any) -> list[Check]:
    """The plan's matrices against fresh ones, and its designs inside what their families allow."""
    year, unit = to_si(1.0, "year"), float(arrays.power_unit)
    rows = [COMMODITIES.index(name) for name in arrays.commodities]
    lines = len(industry.lines)
    needs = industry.needs
    mass = needs[[name != "effort" for name in COMMODITIES]].sum(axis=0)
    stocks = arrays.stocks
    delivered = np.zeros_like(industry.power)
    for k, stock in enumerate(stocks[lines:], lines):
        delivered[CARRIERS.index(stock.carrier)] += arrays.intake[k, lines:] * unit
    pairs = {
        "bills": (arrays.bill, industry.bill[rows]),
        "rates of lines": (arrays.run / year, (industry.made - industry.used)[rows]),
        "power of lines": (arrays.use * unit, np.cumsum(industry.draw, axis=0)),
        "power of designs": (delivered, industry.power),
        "mass of lines": (arrays.intake[:lines], np.eye(lines, arrays.intake.shape[1])),
        "carriers": (arrays.supply, _supply(stocks, lines)),
        "needs of habitats": (arrays.needs * mass, needs[rows]),
        "persons in habitats": (arrays.persons, 1.0 / mass),
    }
    found = [
        Check(f"{name}, plan against fresh ones", difference(*pair), AGREEMENT)
        for name, pair in pairs.items()
    ]
    times = times_apart(industry.decay, industry.lag, arrays)
    return [
        *found,
        Check("lives and lags, plan against fresh ones", times, AGREEMENT),
        Check("commodities left out of the plan", _left_out(industry, rows), 0.0),
        Check("bills that do not add up to a kilogram", _incomplete(industry), AGREEMENT),
        Check("power designs outside their family", _outside(families, arrays), AGREEMENT),
        Check("habitats that are not allowed", _refused(families, industry, arrays), 0.0),
    ]


def difference(plan: Floats, fresh: Floats) -> float:
    """Largest difference, relative to each entry; a missing or extra entry counts as one."""
    if np.shape(plan) != np.shape(fresh):
        return float("inf")
    if not np.size(plan):
        return 0.0
    size = np.maximum(np.abs(plan), np.abs(fresh))
    # Sums and differences of terms cancel to no better than this.
    floor = 1e-12 * float(size.max(initial=0.0))
    return float(np.max(np.abs(plan - fresh) / np.maximum(size, max(floor, 1e-300))))


def _supply(stocks: Sequence[Any], lines: int) -> Floats:
    table = np.zeros((len(CARRIERS), len(stocks)))
    for k, stock in enumerate(stocks[lines:], lines):
        table[CARRIERS.index(stock.carrier) :, k] = 1.0
    return table


def times_apart(decays: Floats, lags: Floats, arrays: Any) -> float:
    """Largest difference of decay [1/s] and lag [s] from those of the stocks every asset enters."""
    year, worst = to_si(1.0, "year"), 0.0
    for column, (decay, lag) in enumerate(zip(decays, lags, strict=True)):
        for k in np.flatnonzero(arrays.intake[:, column]):
            stock = arrays.stocks[k]
            worst = max(worst, abs(stock.decay / year / decay - 1))
            worst = max(worst, abs(stock.lag * year - lag) / max(lag, 1.0))
    return worst


def _left_out(industry: Industry, rows: Sequence[int]) -> float:
    """Commodities that fresh assets need or make and the plan has no balance for."""
    parts = (industry.bill, industry.made, industry.used, industry.needs)
    needed = np.asarray(np.hstack(parts).any(axis=1))
    return float(needed.sum() - needed[list(rows)].sum())


def _incomplete(industry: Industry) -> float:
    materials = [name != "effort" for name in COMMODITIES]
    whole = [0.0 if is_unit(asset) else 1.0 for asset in industry.assets]
    return float(np.abs(industry.bill[materials].sum(axis=0) - whole).max(initial=0.0))


def is_unit(asset: Line | PowerDesign) -> bool:
    """Whether an asset comes with the seed only."""
    return isinstance(asset, PowerDesign) and asset.seed_only


def _outside(families: Families, arrays: Any) -> float:
    """Largest excess over a bound, relative to it."""
    worst = 0.0
    for design in arrays.designs:
        if design.technology in families.units and not design.variables:
            continue
        family = families.power.get(design.technology)
        if family is None or set(design.variables) != set(family.bounds):
            return float("inf")
        for key, (low, high) in family.bounds.items():
            value = design.variables[key]
            worst = max(worst, (low - value) / abs(low or 1), (value - high) / abs(high or 1))
    return worst


def _refused(families: Families, industry: Industry, arrays: Any) -> float:
    """Habitats that break a requirement, or have another reflector than they need."""
    if not arrays.habitats:
        return 0.0
    variables = {
        key: np.array([habitat.variables[key] for habitat in arrays.habitats])
        for key in ("radius", "soil_depth", "reflector_radius")
    }
    allowed = families.habitats.evaluate(variables).allowed
    fresh = np.array([habitat.variables["reflector_radius"] for habitat in industry.habitats])
    same = np.abs(variables["reflector_radius"] / fresh - 1) <= AGREEMENT
    return float(np.sum(~(allowed & same)))
