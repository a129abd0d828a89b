"""What a case with several sites asks: sites, routes, families of designs, mission and limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from optdesign.errors import ProblemError
from optdesign.formulations.growth.arrays import year
from optdesign.formulations.growth.mission import Mission, TotalLimit
from optdesign.network.fleet import (
    FleetNetwork,
    FleetSite,
    bare,
    is_plant,
    local_design,
    local_habitat,
    place_of,
    placed_lines,
    shipped_design,
)
from optdesign.network.freight import Route, routes
from optdesign.network.lines import process_lines
from optdesign.network.measures import measures
from optdesign.network.model import HabitatDesign, Line, Network, PowerDesign
from optdesign.network.power_families import PowerFamily, power_families
from optdesign.network.site_case import fleet_sites, site_case
from optdesign.problem import Case
from optdesign.solvers.fleet.views import View, route_view
from optdesign.solvers.growth.pricing import DenseFamily

MINER_OUTPUTS = ("rock", "ore", "feedstock")
PER_BODY = ("angular_momentum", "iron", "nitrogen")


@dataclass(frozen=True)
class Pool:
    """Designs by the place of a view, by their bare names, and the habitats at the target."""

    power: dict[str, tuple[PowerDesign, ...]]
    habitats: tuple[HabitatDesign, ...]


@dataclass(frozen=True)
class FleetRequest:
    """A case as the search needs it.

    ``routes`` are what the plan may use. In the bound goods take the time of ``ideal`` routes, that
    of the fastest ship, whichever kind of ship takes them, and never wait for windows.
    """

    case: Case
    target: str
    sites: tuple[FleetSite, ...]
    every: tuple[Route, ...]
    """all kinds of ships on all routes to the target"""
    routes: tuple[Route, ...]
    ideal: tuple[Route, ...]

    @property
    def wait(self) -> float:
        """Share of the time between windows that the plan waits."""
        return self.case["transfer.wait"]

    @cached_property
    def families(self) -> dict[str, list[DenseFamily]]:
        """Power families by site."""
        return {
            site.name: [DenseFamily(f) for f in power_families(site.case, site.distance)]
            for site in self.sites
        }

    def site(self, name: str) -> FleetSite:
        """One of the sites."""
        return next(site for site in self.sites if site.name == name)

    def views(self, *, ideal: bool) -> list[View]:
        """Every place that designs are built at and for."""
        found = [View(site.name, site.name) for site in self.sites]
        return found + [route_view(route, self.waits(ideal)) for route in self.ways(ideal)]

    def ways(self, ideal: bool) -> tuple[Route, ...]:
        """The routes of the bound or of the plan."""
        return self.ideal if ideal else self.routes

    def fleets(self, chosen: Sequence[Route], ideal: bool) -> list[Route]:
        """Kinds of ships: every one for the bound, that of the plan for the plan."""
        names = [route.name for route in chosen]
        if not ideal:
            return list(chosen)
        return [route for route in self.every if route.possible and route.name in names]

    def waits(self, ideal: bool) -> float:
        """Share of the time between windows that is lost."""
        return 0.0 if ideal else self.wait

    @property
    def names(self) -> tuple[str, ...]:
        """All sites."""
        return tuple(site.name for site in self.sites)

    def part(
        self,
        pool: Pool,
        names: Sequence[str],
        *,
        ideal: bool = True,
        alone: bool = False,
        materials: bool = True,
    ) -> FleetNetwork:
        """The network of some sites; ``alone`` has the ships of a site but nothing that is sent."""
        wait = self.waits(ideal)
        sites = [site for site in self.sites if site.name in names]
        chosen = [
            route
            for route in self.ways(ideal)
            if route.origin in names and (alone or route.destination in names)
        ]
        if alone:
            lines = placed_lines(sites, (), self.fleets(chosen, ideal), wait=wait, storage=None)
        else:
            storage = self.case["transfer.storage"] if materials else None
            fleets = self.fleets(chosen, ideal)
            lines = placed_lines(sites, chosen, fleets, wait=wait, storage=storage)
        power = [
            local_design(site.name, design)
            for site in sites
            for design in pool.power.get(site.name, ())
        ]
        for route in () if alone else chosen:
            power += [
                shipped_design(route, design, wait) for design in pool.power.get(route.name, ())
            ]
        here = self.target in names
        habitats = tuple(local_habitat(self.target, h) for h in pool.habitats if here)
        return FleetNetwork(lines, tuple(power), habitats, tuple(site.name for site in sites))


def read_fleet(case: Case) -> FleetRequest:
    """Sites and routes of a case.

    Raises
    ------
    ProblemError
        if the target is none of the sites, or a site has no lines.
    """
    names, target = fleet_sites(case), case.choice("target.site")
    if target not in names:
        raise ProblemError(
            f"target.site | must be one of the sites, got {target} | choose {names[-1]}"
        )
    sites = []
    for name in names:
        own = site_case(case, name)
        lines = process_lines(own)
        if not lines:
            raise ProblemError(f"{case.problem.path.name} | items must name lines | add role:line")
        sites.append(FleetSite(name, own, lines))
    every = [route for name in names if name != target for route in routes(case, name, target)]
    ways = [
        [route for route in every if route.origin == name and route.possible]
        for name in names
        if name != target
    ]
    chosen = [min(way, key=lambda route: cheapness(case, route)) for way in ways if way]
    ideal = [ideal_route(way) for way in ways if way]
    return FleetRequest(case, target, tuple(sites), tuple(every), tuple(chosen), tuple(ideal))


def cheapness(case: Case, route: Route) -> float:
    """Kilograms of ship and propellant taken per kilogram sent, a year of ship as its wear."""
    wear = route.ship_mass * route.cycle(case["transfer.wait"]) / case[f"{route.ship}.lifetime"]
    return route.propellant + wear


def ideal_route(ways: Sequence[Route]) -> Route:
    """Goods as fast as on the fastest ship."""
    return min(ways, key=lambda route: route.time)


def fleet_mission(request: FleetRequest, network: FleetNetwork) -> Mission:
    """Target, seed, imports, the finite limits, and what each body has."""
    case = request.case
    limits = [*_whole_limits(request, network), *_body_limits(request, network)]
    return Mission(
        target=case["target.population"],
        seed=case["seed.mass"],
        import_rate=case["imports.rate"] * year(),
        import_total=case["imports.total"],
        limits=tuple(limit for limit in limits if math.isfinite(limit.bound)),
    )


def plan_sums(
    request: FleetRequest, sites: Sequence[str], lines: Sequence[str]
) -> list[TotalLimit]:
    """What running lines of a plan add up to, over all sites and at each body, unbounded or not."""
    own = [site for site in request.sites if site.name in sites]
    ways = [route for route in request.routes if route.origin in sites]
    storage = request.case["transfer.storage"]
    every = placed_lines(own, ways, ways, wait=request.wait, storage=storage)
    chosen = tuple(line for line in every if line.name in set(lines))
    network = FleetNetwork(chosen, (), (), tuple(site.name for site in own))
    sums = [*_whole_limits(request, network), *_body_limits(request, network)]
    return [limit for limit in sums if not limit.seed]


def _whole_limits(request: FleetRequest, network: FleetNetwork) -> list[TotalLimit]:
    """Limits on sums over all sites."""
    case = request.case
    energy = np.array([sum(line.energy.values()) for line in network.lines]) * year()
    lifted = np.array([line.lifted for line in network.lines]) * year()
    work = np.array(
        [line.energy.get("electricity", 0.0) * (line.lifted > 0) for line in network.lines]
    )
    nothing = np.zeros(len(network.lines))
    plant = np.array([float(is_plant(line.name)) for line in network.lines])
    found = {
        "total_energy": TotalLimit("", 0.0, nothing, 0.0, energy),
        "plant_mass": TotalLimit("", 0.0, plant, 1.0, nothing, 1.0),
        "lifted_mass": TotalLimit("", 0.0, nothing, 0.0, lifted),
        "lifting_energy": TotalLimit("", 0.0, nothing, 0.0, work * year()),
    }
    return [
        replace(limit, key=f"limit.{name}", bound=case[f"limit.{name}"])
        for name, limit in found.items()
        if f"limit.{name}" in case.values
    ]


def _body_limits(request: FleetRequest, network: FleetNetwork) -> list[TotalLimit]:
    """What each body has of spin, iron, nitrogen and mass."""
    nothing, found = np.zeros(len(network.lines)), []
    for site in request.sites:
        if site.name not in network.sites:
            continue
        local = {
            bare(line.name): column
            for column, line in enumerate(network.lines)
            if place_of(line.name) == (site.name, site.name)
        }
        sums = measures(site.case, Network(site.lines, ()))
        bounds = {
            name: (sums[name].run, request.case[f"limit.{name}"])
            for name in PER_BODY
            if name in sums and f"limit.{name}" in request.case.values
        }
        body = request.case[f"{site.name}.mass"] * request.case["site.mined_share"]
        bounds["mined"] = (dug(site.lines), body)
        for name, (run, bound) in bounds.items():
            row = nothing.copy()
            for line, value in run.items():
                row[local[line]] = value * year()
            found.append(TotalLimit(f"{site.name}.{name}", bound, nothing, 0.0, row))
    return found


def dug(lines: Sequence[Line]) -> dict[str, float]:
    """What lines without any input dig up, per second and kilogram that runs."""
    return {
        line.name: sum(line.output.get(name, 0.0) for name in MINER_OUTPUTS)
        for line in lines
        if not line.input
    }


def follow(
    families: Sequence[PowerFamily], designs: Sequence[PowerDesign]
) -> tuple[PowerDesign, ...]:
    """Designs of other families at the same variables, inside their bounds."""
    known = {family.technology: family for family in families}
    found = []
    for design in designs:
        family = known.get(design.technology)
        if family is None or design.seed_only:
            continue
        variables = {
            key: min(max(design.variables[key], low), high)
            for key, (low, high) in family.bounds.items()
        }
        again = family.design(variables)
        if max(again.power.values()) > 0:
            found.append(again)
    return tuple(found)
