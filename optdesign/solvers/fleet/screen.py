"""Screening: which other sites may shorten the time at all, proven by prices at each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from optdesign.errors import SolveError, TimeLimitError
from optdesign.formulations.growth.grid import Grid
from optdesign.network.model import Network, PowerDesign
from optdesign.solvers.balanced.growth import BalancedGrowth, balanced_growth
from optdesign.solvers.fleet.extension import (
    Extension,
    Known,
    assemble,
    extend,
    joined,
    unproven,
)
from optdesign.solvers.fleet.outside import families_of
from optdesign.solvers.fleet.request import FleetRequest, Pool, fleet_mission
from optdesign.solvers.fleet.views import View, view_prices
from optdesign.solvers.growth.pricing import new_power_designs
from optdesign.solvers.growth.programs import Prices

MARGINS = ((0.05, 0.2), (0.025, 0.2), (0.01, 0.2), (0.0, 0.0))
"""Margins tried in turn, on what is built and what is sent: prices then hold between nodes too."""
ROUNDS = 4
PAYS = 1e-3
"""Share of the target by which a site must raise the value of the whole to count as paying."""
ENOUGH = 0.03
"""Designs outside the pool may pay so much more: less than the margins."""


@dataclass
class Screening:
    """What each site alone grows at, and what prices carried over to it say."""

    growth: dict[str, BalancedGrowth]
    found: dict[str, Extension] = field(default_factory=dict)
    programs: int = 0

    @property
    def paying(self) -> list[str]:
        """Sites not proven useless, that of the most valuable seed first."""

        def worth(site: str) -> float:
            ratio = self.found[site].ratio
            return ratio if math.isfinite(ratio) else math.inf

        found = [site for site, known in self.found.items() if known.added > PAYS]
        return sorted(found, key=worth, reverse=True)

    def known(self, base: Known) -> Known:
        """Prices of all sites screened, next to those of the target."""
        for extension in self.found.values():
            base = joined(base, extension.known)
        return base


def site_growth(request: FleetRequest) -> dict[str, BalancedGrowth]:
    """Balanced growth of every site alone, without imports."""
    found = {}
    for site in request.sites:
        families = [dense.family for dense in request.families[site.name]]
        found[site.name] = balanced_growth(Network(site.lines, ()), families, tolerance=0.01)
    return found


def screen(
    request: FleetRequest,
    pool: Pool,
    grid: Grid,
    base: Known,
    *,
    growth: dict[str, BalancedGrowth],
    easing: float,
    skipped: tuple[str, ...] = (),
    deadline: float = math.inf,
) -> tuple[Screening, Pool]:
    """Carry the prices of the target over to every other site, with designs that suit them.

    Parameters
    ----------
    request : sites and routes
    pool : designs so far; more join
    grid, base : prices at the target
    growth : of every site alone
    easing : how much better than they are power designs count
    skipped : sites that ``base`` has prices of already
    """
    screening = Screening(growth)
    names = [name for name in request.names if name != request.target and name not in skipped]
    names = [name for name in names if any(route.origin == name for route in request.ideal)]

    def one(site: str) -> tuple[Extension, Pool, int]:
        return _screened(request, pool, (grid, base), site, easing=easing, deadline=deadline)

    with ThreadPoolExecutor(2) as workers:
        for extension, own, programs in workers.map(one, names):
            screening.found[extension.site] = extension
            screening.programs += programs
            pool = replace(pool, power=pool.power | own.power)
    return screening, pool


def _screened(
    request: FleetRequest,
    pool: Pool,
    base: tuple[Grid, Known],
    site: str,
    *,
    easing: float,
    deadline: float,
) -> tuple[Extension, Pool, int]:
    """Prices at one site for which no design of it pays, and its part of the pool."""
    grid, known = base
    route = next(route for route in request.ideal if route.origin == site)
    power = {site: pool.power[site], route.name: pool.power[route.name]}
    views = [view for view in request.views(ideal=True) if view.origin == site]
    programs, extension = 0, None
    for _ in range(ROUNDS):
        own = replace(pool, power=pool.power | power)
        extension, tried = _least(request, own, base, site, easing, deadline)
        programs += tried
        if not extension.proven:
            return extension, Pool(power, pool.habitats), programs
        network = request.part(own, (site, request.target), materials=False)
        mission = fleet_mission(request, network)
        prices = assemble(network, mission, grid, joined(extension.known, known))
        if not _grown(request, views, power, prices):
            break
    assert extension is not None
    own = replace(pool, power=pool.power | power)
    if extension.added <= PAYS:
        # What the site is worth without margins is for people, not for the proof.
        least = extend(request, own, base, site, easing=0.0, deadline=deadline)
        extension, programs = replace(extension, ratio=least.ratio), programs + 1
    return extension, Pool(power, pool.habitats), programs


def _least(
    request: FleetRequest,
    pool: Pool,
    base: tuple[Grid, Known],
    site: str,
    easing: float,
    deadline: float,
) -> tuple[Extension, int]:
    """Prices with the widest margin under which the site adds nothing, else without any.

    A site that is worth far more than the target has none that a solver finds.
    """
    tried = 0
    for margins in MARGINS:
        tried += 1
        try:
            found = extend(
                request, pool, base, site, easing=easing, margins=margins, deadline=deadline
            )
        except TimeLimitError:
            raise
        except SolveError:
            found = unproven(site)
            continue
        if found.added <= PAYS:
            break
    return found, tried


def _grown(
    request: FleetRequest,
    views: list[View],
    power: dict[str, tuple[PowerDesign, ...]],
    prices: Prices,
) -> bool:
    """Let designs enter that pay; whether there were any worth the while."""
    grew = False
    for view in views:
        families = families_of(request, view)
        seen = view_prices(prices, view)
        found, ratio = new_power_designs(families, seen.arrays.designs, seen)
        if ratio > 1 + ENOUGH and found:
            power[view.prefix] += unshifted(request, view, found)
            grew = True
    return grew


def unshifted(
    request: FleetRequest, view: View, designs: Sequence[PowerDesign]
) -> tuple[PowerDesign, ...]:
    """Designs with the lag of their technology alone."""
    known = {dense.family.technology: dense.family for dense in request.families[view.destination]}
    return tuple(known[design.technology].design(design.variables) for design in designs)


def doubling_time(growth: BalancedGrowth) -> float:
    """[s]; infinite where nothing grows without imports."""
    return math.log(2) / growth.rate if growth.rate > 0 else math.inf
