"""All assets of a fleet evaluated afresh from its case, by their placed names, in SI.

What is sent costs its bill at the origin and transport, both over the share that survives, and
serves after the lag of its kind, the way and the wait. Nothing here is taken from the search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.freight import Route, routes, ship_line
from optdesign.network.habitats import HabitatFamily, habitat_family
from optdesign.network.imported_units import unit_designs
from optdesign.network.lines import process_lines
from optdesign.network.model import CARRIERS, COMMODITIES, HabitatDesign, Line, PowerDesign
from optdesign.network.power_families import PowerFamily, power_families
from optdesign.network.site_case import fleet_sites, site_case
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.units import to_si
from optdesign.verify.growth.assets import AGREEMENT, difference, times_apart

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asset:
    """Something that is built in one place and works in another: placed amounts in SI."""

    name: str
    origin: str
    site: str
    bill: Mapping[str, float]
    output: Mapping[str, float]
    input: Mapping[str, float]
    energy: Mapping[str, float]
    power: Mapping[str, float]
    lifetime: float
    lag: float


@dataclass(frozen=True)
class Site:
    """A site with its lines and families."""

    case: Case
    lines: Mapping[str, Line]
    power: Mapping[str, PowerFamily]
    units: Mapping[str, PowerDesign]


@dataclass(frozen=True)
class FleetFamilies:
    """What a case offers at every site."""

    case: Case
    target: str
    sites: Mapping[str, Site]
    ships: Mapping[str, list[Route]]
    """by origin, all to the target that can carry anything"""
    habitats: HabitatFamily = field(repr=False)

    def line(self, name: str, route: Route | None, wait: float) -> Asset:
        """A line, ship or material by its placed name; ``route`` is that of its origin."""
        place, _, bare = name.rpartition(":")
        origin, _, destination = place.partition(">")
        site = destination or origin
        if bare.startswith(f"{self.target}-") and not destination:
            assert route is not None
            line = ship_line(self.sites[origin].case, route, wait)
            output = {f"{origin}>{self.target}:{k}": v for k, v in line.output.items()}
            return _asset(name, (origin, site), line, output, route, wait)
        lines = self.sites[site].lines
        if bare in lines:
            line = lines[bare]
        else:
            storage = self.case["transfer.storage"]
            line = Line(bare, storage, 0.0, {bare: 1 / storage}, {}, {}, {bare: 1.0})
        return _asset(name, (origin, site), line, _placed(site, line.output), route, wait)

    def design(self, placed: PowerDesign, route: Route | None, wait: float) -> Asset:
        """A power design by its placed technology and its variables."""
        place, _, bare = placed.technology.rpartition(":")
        origin, _, destination = place.partition(">")
        site = self.sites[destination or origin]
        found = (
            site.units[bare] if bare in site.units else site.power[bare].design(placed.variables)
        )
        bill, lag = _delivered(found.bill, found.lag, (origin, destination), route, wait)
        where = destination or origin
        return Asset(
            placed.technology, origin, where, bill, {}, {}, {}, found.power, found.lifetime, lag
        )


def dug(line: Asset | Line) -> float:
    """Mass taken out of the ground [1/s per kilogram that runs]: all that is made of nothing.

    What mining sets free besides, work and transport are no mass of the ground's.
    """
    aside = ("nitrogen", "effort", "transport")
    made = {name.rpartition(":")[2]: rate for name, rate in line.output.items()}
    return 0.0 if line.input else sum(rate for kind, rate in made.items() if kind not in aside)


def _placed(site: str, amounts: Mapping[str, float]) -> dict[str, float]:
    return {f"{site}:{name}": amount for name, amount in amounts.items()}


def _delivered(
    bill: Mapping[str, float],
    lag: float,
    places: tuple[str, str],
    route: Route | None,
    wait: float,
) -> tuple[dict[str, float], float]:
    """Bill and lag of something built at the first place for the second, if there is one."""
    origin, destination = places
    if not destination or destination == origin:
        return _placed(origin, bill), lag
    assert route is not None
    found = _placed(origin, {name: amount / route.survival for name, amount in bill.items()})
    found[f"{origin}>{destination}:transport"] = 1 / route.survival
    waiting = wait * route.window if wait > 0 else 0.0
    return found, lag + route.time + waiting


def _asset(
    name: str,
    places: tuple[str, str],
    line: Line,
    output: Mapping[str, float],
    route: Route | None,
    wait: float,
) -> Asset:
    origin, site = places
    bill, lag = _delivered(line.bill, line.lag, places, route, wait)
    return Asset(
        name, origin, site, bill, output, _placed(site, line.input), line.energy, {},
        line.lifetime, lag,
    )  # fmt: skip


def read_fleet_families(case: Case) -> FleetFamilies:
    """Sites, ships and habitats of a case, built anew."""
    target, sites = case.choice("target.site"), {}
    for name in fleet_sites(case):
        own = site_case(case, name)
        distance = own["site.distance"]
        sites[name] = Site(
            own,
            {line.name: line for line in process_lines(own)},
            {family.technology: family for family in power_families(own, distance)},
            {unit.technology: unit for unit in unit_designs(own)},
        )
    ships = {
        name: [route for route in routes(case, name, target) if route.possible]
        for name in sites
        if name != target
    }
    home = sites[target].case
    return FleetFamilies(case, target, sites, ships, habitat_family(home, home["site.distance"]))


@dataclass(frozen=True)
class FleetIndustry:
    """Assets of a plan or of prices as matrices over their commodities, lines first."""

    commodities: tuple[str, ...]
    sites: tuple[str, ...]
    lines: tuple[Asset, ...]
    designs: tuple[Asset, ...]
    habitats: tuple[HabitatDesign, ...]
    target: str

    @property
    def assets(self) -> tuple[Asset, ...]:
        """Lines, then power designs."""
        return self.lines + self.designs

    def table(self, columns: list[Mapping[str, float]]) -> Floats:
        """Amounts by commodity; what is not among them is left out."""
        place = {name: row for row, name in enumerate(self.commodities)}
        found = np.zeros((len(self.commodities), len(columns)))
        for column, amounts in enumerate(columns):
            for name, amount in amounts.items():
                if name in place:
                    found[place[name], column] = amount
        return found

    @cached_property
    def bill(self) -> Floats:
        """(commodities, assets)."""
        return self.table([asset.bill for asset in self.assets])

    @cached_property
    def made(self) -> Floats:
        """(commodities, lines) [1/s]."""
        return self.table([line.output for line in self.lines])

    @cached_property
    def used(self) -> Floats:
        """(commodities, lines) [1/s]."""
        return self.table([line.input for line in self.lines])

    @cached_property
    def homes(self) -> Floats:
        """(commodities, habitats) [kg/person]."""
        return self.table([_placed(self.target, habitat.needs) for habitat in self.habitats])

    @cached_property
    def needs(self) -> Floats:
        """(bare commodities, habitats) [kg/person]."""
        rows = [[habitat.needs.get(name, 0.0) for habitat in self.habitats] for name in COMMODITIES]
        return np.array(rows, dtype=float).reshape(len(COMMODITIES), len(self.habitats))

    @cached_property
    def draw(self) -> Floats:
        """(sites x carriers, lines) [W/kg]."""
        return self._energy([(line.site, line.energy) for line in self.lines])

    @cached_property
    def power(self) -> Floats:
        """(sites x carriers, designs) [W/kg]."""
        return self._energy([(design.site, design.power) for design in self.designs])

    def _energy(self, columns: list[tuple[str, Mapping[str, float]]]) -> Floats:
        found = np.zeros((len(self.sites) * len(CARRIERS), len(columns)))
        for column, (site, amounts) in enumerate(columns):
            first = self.sites.index(site) * len(CARRIERS)
            for carrier, amount in amounts.items():
                found[first + CARRIERS.index(carrier), column] = amount
        return found

    @cached_property
    def decay(self) -> Floats:
        """(assets,) [1/s]."""
        return np.array([1.0 / asset.lifetime for asset in self.assets])

    @cached_property
    def lag(self) -> Floats:
        """(assets,) [s]."""
        return np.array([asset.lag for asset in self.assets])

    @property
    def fading(self) -> float:
        """The fastest decay [1/s]."""
        return float(self.decay.max())


def fresh_fleet(
    families: FleetFamilies,
    arrays: Any,
    sites: tuple[str, ...],
    ways: Mapping[str, Route],
    wait: float,
) -> FleetIndustry:
    """The assets of some matrices by name and variables, with numbers that owe nothing to them.

    Parameters
    ----------
    families : of the case
    arrays : names of lines and commodities, designs and habitats
    sites : in the order of their rows of energy
    ways : route of each origin
    wait : share of the time between windows
    """

    def way(name: str) -> Route | None:
        return ways.get(name.partition(":")[0].partition(">")[0])

    lines = tuple(families.line(name, way(name), wait) for name in arrays.lines)
    designs = tuple(families.design(d, way(d.technology), wait) for d in arrays.designs)
    habitats: tuple[HabitatDesign, ...] = ()
    if arrays.habitats:
        keys = ("radius", "soil_depth")
        grid = {key: np.array([old.variables[key] for old in arrays.habitats]) for key in keys}
        found = families.habitats.evaluate(grid)
        habitats = tuple(found.design(row) for row in range(len(arrays.habitats)))
    return FleetIndustry(arrays.commodities, sites, lines, designs, habitats, families.target)


def coefficient_checks(industry: FleetIndustry, arrays: Any, what: str) -> list[Check]:
    """Matrices against fresh ones, entry by entry."""
    year, unit = to_si(1.0, "year"), float(arrays.power_unit)
    lines, mass = len(industry.lines), industry.needs[:-1].sum(axis=0)
    assert COMMODITIES[-1] == "effort"
    cumulative = industry.draw.reshape(-1, len(CARRIERS), lines).cumsum(axis=1)
    delivered = arrays.supply @ arrays.intake[:, lines:] * unit
    power = industry.power.reshape(-1, len(CARRIERS), len(industry.designs)).cumsum(axis=1)
    pairs = {
        "bills": (arrays.bill, industry.bill),
        "rates of lines": (arrays.run / year, industry.made - industry.used),
        "power of lines": (arrays.use * unit, cumulative.reshape(-1, lines)),
        "power of designs": (delivered, power.reshape(delivered.shape)),
        "mass of lines": (arrays.intake[:lines], np.eye(lines, arrays.intake.shape[1])),
        "needs of habitats": (arrays.needs * mass, industry.homes),
        "persons in habitats": (arrays.persons, 1.0 / mass),
    }
    found = [
        Check(f"{what}: {name} against fresh ones", difference(*pair), AGREEMENT)
        for name, pair in pairs.items()
    ]
    missing = [
        name
        for asset in industry.assets
        for part in (asset.bill, asset.output, asset.input)
        for name, amount in part.items()
        if amount > 0 and name not in industry.commodities
    ]
    times = times_apart(industry.decay, industry.lag, arrays)
    return [
        *found,
        Check(f"{what}: lives and lags against fresh ones", times, AGREEMENT),
        Check(f"{what}: commodities without a balance", float(len(missing)), 0.0),
    ]
