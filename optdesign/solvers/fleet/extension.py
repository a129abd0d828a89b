"""Whether a site pays: prices of the target carried over to it, with what it may send.

Prices of the target alone say what a machine, a plant or a kilogram is worth there at every moment.
Least prices are sought at another site under which nothing it makes, sends or keeps is worth more
than it costs. If the seed is then worth no more there than at the target, the site is proven
useless, and the prices of both are valid for both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.core.expr.numeric_expr import LinearExpression

from optdesign.formulations.fleet.arrays import fleet_arrays
from optdesign.formulations.growth.arrays import Arrays
from optdesign.formulations.growth.dual import dual_model
from optdesign.formulations.growth.grid import Grid
from optdesign.formulations.growth.mission import Mission, TotalLimit
from optdesign.formulations.growth.primal import importable
from optdesign.network.fleet import FleetNetwork, place_of
from optdesign.solvers.fleet.request import FleetRequest, Pool, fleet_mission
from optdesign.solvers.growth.attempts import solve_program
from optdesign.solvers.growth.grids import order_worths
from optdesign.solvers.growth.programs import Prices, falling, integrate_worth, line_rents

Floats = NDArray[np.float64]

ATTEMPTS: tuple[dict[str, Any], ...] = (
    {"solver": "ipx", "ipm_iteration_limit": 250},
    {"solver": "simplex", "presolve": "off"},
)
GOOD = 1e-7
LATE = 0.5
"""Share of what a shipment is worth half a period earlier that counts as its worth at a node."""
TINY = 1e-2
"""Weight of the worth of a seed as far as it costs nothing."""


@dataclass(frozen=True)
class Known:
    """Prices of some sites by name: of commodities, cumulative energy rows and limits."""

    price: Mapping[str, Floats]
    energy: Mapping[str, Floats]
    """by site, (3, nodes), for a power unit of one watt a kilogram"""
    limit_value: Mapping[str, float]


def known_of(prices: Prices, sites: Sequence[str]) -> Known:
    """The prices of a fleet by name."""
    unit = prices.arrays.power_unit
    return Known(
        dict(zip(prices.arrays.commodities, prices.price, strict=True)),
        {site: prices.energy[3 * row : 3 * row + 3] / unit for row, site in enumerate(sites)},
        {
            limit.key: float(value)
            for limit, value in zip(prices.mission.limits, prices.limit_value, strict=True)
        },
    )


def single_known(prices: Prices, site: str, shared: Sequence[str]) -> Known:
    """The prices of a site that was solved alone, by the names of a fleet; ``shared`` limits."""
    found = {
        f"{site}:{name}": row
        for name, row in zip(prices.arrays.commodities, prices.price, strict=True)
    }
    limits = {}
    for limit, value in zip(prices.mission.limits, prices.limit_value, strict=True):
        name = limit.key.removeprefix("limit.")
        limits[limit.key if limit.key in shared else f"{site}.{name}"] = float(value)
    return Known(found, {site: prices.energy / prices.arrays.power_unit}, limits)


def joined(one: Known, other: Known) -> Known:
    """Both together; where both have a price, that of the first."""
    return Known(
        {**other.price, **one.price},
        {**other.energy, **one.energy},
        {**other.limit_value, **one.limit_value},
    )


def assemble(network: FleetNetwork, mission: Mission, grid: Grid, known: Known) -> Prices:
    """Prices of a whole fleet, with rents and worths that follow from them; unknown ones are 0."""
    arrays, nodes = fleet_arrays(network), grid.periods + 1
    nothing = np.zeros(nodes)
    price = np.array([known.price.get(name, nothing) for name in arrays.commodities])
    none = np.zeros((3, nodes))
    energy = np.vstack([known.energy.get(site, none) for site in network.sites])
    energy = energy * arrays.power_unit
    values = np.array([known.limit_value.get(limit.key, 0.0) for limit in mission.limits])
    rent = line_rents(arrays, mission, grid, price, energy, values)
    worth = integrate_worth(arrays, grid, energy, rent)
    return Prices(arrays, mission, grid, price, energy, rent, worth, values, math.nan)


@dataclass(frozen=True)
class Extension:
    """Prices at one more site, and what a seed is worth there over what it is at the target."""

    site: str
    known: Known
    ratio: float
    """what a kilogram of seed is worth at the site, at most, over one at the target"""
    added: float
    """share of the target by which site and body raise the value of seed, imports and limits"""

    @property
    def proven(self) -> bool:
        """Whether there are prices."""
        return math.isfinite(self.added)


def unproven(site: str) -> Extension:
    """What is known of a site for which no prices were found: nothing."""
    return Extension(site, Known({}, {}, {}), math.nan, math.inf)


def extend(
    request: FleetRequest,
    pool: Pool,
    base: tuple[Grid, Known],
    site: str,
    *,
    easing: float,
    margins: tuple[float, float] = (0.0, 0.0),
    deadline: float = math.inf,
) -> Extension:
    """Least prices at a site next to those of the target.

    Parameters
    ----------
    request : sites and routes
    pool : designs of both and of the way between them
    base : grid and prices of the target
    site : the other site
    easing : how much better than they are power designs count
    margins : how much better than it is everything counts that is built at the site, and all that
        is sent, so that prices hold between the nodes of a grid made for another site

    Raises
    ------
    SolveError
        if there is no such program's answer.
    """
    grid, known = base
    both = request.part(pool, (site, request.target))
    mission = fleet_mission(request, both)
    given = assemble(both, mission, grid, known)
    alone = request.part(pool, (site,), alone=True)
    arrays = fleet_arrays(alone)
    arrays = replace(arrays, intake=(1 + margins[0]) * arrays.intake)
    model, kept = _site_model(arrays, fleet_mission(request, alone), grid, known, easing)
    _value_beyond(model, kept, known, _start(given, request))
    _exports(model, arrays, given, grid, site, (easing, margins[1]))
    _import_ceiling(model, arrays, given, grid)
    form, answer = solve_program(model, f"prices at {site}", ATTEMPTS, GOOD, deadline=deadline)
    values = {key: float(value) for key, value in zip(form.columns, answer.values, strict=True)}

    def rows(name: str, count: int) -> Floats:
        nodes = grid.periods + 1
        found = [max(values.get(f"{name}[{k}]", 0.0), 0.0) for k in range(count * nodes)]
        return np.array(found).reshape(count, nodes)

    price = falling(arrays, grid, rows("price", len(arrays.commodities)))
    limits = {
        limit.key: max(values.get(f"limit_value[{k}]", 0.0), 0.0) for k, limit in enumerate(kept)
    }
    own = Known(
        dict(zip(arrays.commodities, price, strict=True)),
        {site: rows("energy", 3) / arrays.power_unit},
        limits,
    )
    ratio = values.get("seed_value[0]", 0.0) / _start(given, request)
    return Extension(site, own, ratio, values.get("excess[0]", 0.0) + _rest(limits, kept, known))


def _rest(limits: Mapping[str, float], kept: Sequence[TotalLimit], known: Known) -> float:
    """What limits of a body itself are worth."""
    own = [limit for limit in kept if limit.key not in known.limit_value]
    return sum(limits[limit.key] * limit.left(1.0) for limit in own)


def _start(given: Prices, request: FleetRequest) -> float:
    """What the best kilogram of a seed is worth at the target."""
    worth = given.arrays.intake.T @ given.worth[:, 0]
    return float(worth[_local(given.arrays, request)].max())


def _local(arrays: Arrays, request: FleetRequest) -> list[int]:
    """Columns that a seed at the target may be."""
    names = [*arrays.lines, *(design.technology for design in arrays.designs)]
    here = (request.target, request.target)
    return [column for column, name in enumerate(names) if place_of(name) == here]


def _site_model(
    arrays: Arrays, mission: Mission, grid: Grid, known: Known, easing: float
) -> tuple[Any, Sequence[TotalLimit]]:
    """Prices of one site without goal and imports; shared limits keep their values."""
    own = replace(mission, import_rate=0.0, import_total=0.0)
    model = dual_model(arrays, own, grid, easing=easing)
    for position, limit in enumerate(own.limits):
        if limit.key in known.limit_value:
            model.limit_value[position].setlb(known.limit_value[limit.key])
            model.limit_value[position].setub(known.limit_value[limit.key])
    return model, own.limits


def _value_beyond(model: Any, kept: Sequence[TotalLimit], known: Known, start: float) -> None:
    """Minimize what the seed is worth beyond its worth at the target, and limits of the body."""
    model.excess = pyo.Var(range(1), bounds=(0.0, None))
    model.beyond = pyo.Constraint(expr=model.seed_value[0] - model.excess[0] <= start)
    own = [k for k, limit in enumerate(kept) if limit.key not in known.limit_value]
    model.objective.deactivate()
    costs = [1.0, TINY, *(kept[k].left(1.0) for k in own)]
    variables = [model.excess[0], model.seed_value[0], *(model.limit_value[k] for k in own)]
    model.least = pyo.Objective(expr=LinearExpression(linear_coefs=costs, linear_vars=variables))


def _exports(
    model: Any,
    arrays: Arrays,
    given: Prices,
    grid: Grid,
    site: str,
    slack: tuple[float, float],
) -> None:
    """Nothing that is sent is worth more at the target than it costs here."""
    whole = given.arrays
    names = [*whole.lines, *(design.technology for design in whole.designs)]
    sent = [column for column, name in enumerate(names) if place_of(name)[0] != place_of(name)[1]]
    sent = [column for column in sent if place_of(names[column])[0] == site]
    middle = (grid.times[1:] + grid.times[:-1]) / 2
    easing, margin = slack
    # What is sent meets the kinks of the target's plan a journey earlier, off the nodes.
    gain = (1 + margin) * whole.intake[:, sent].T
    gain[np.array(sent) >= len(whole.lines)] *= 1 + easing
    worths = [gain @ order_worths(given, times) for times in (grid.times, middle)]
    # The last useful order falls between two nodes: the price of the later one is not to vanish.
    worths[0][:, 1:] = np.maximum(worths[0][:, 1:], LATE * worths[1])
    costs = [
        limit.build(whole)[sent] * limit.unit(given.mission.seed) for limit in given.mission.limits
    ]
    taken = given.limit_value @ np.array(costs).reshape(len(costs), len(sent))
    bills = [
        {
            arrays.commodities.index(whole.commodities[m]): float(whole.bill[m, column])
            for m in np.flatnonzero(whole.bill[:, column])
        }
        for column in sent
    ]
    nodes = grid.periods + 1
    scales = (grid.scale, grid.scale_at(middle))
    model.export = pyo.ConstraintList()
    for position, bill in enumerate(bills):
        for part, (worth, scale) in enumerate(zip(worths, scales, strict=True)):
            rest = worth[position] - taken[position] * scale
            for n in np.flatnonzero(rest > 0):
                shares = [(int(n), 1.0)] if part == 0 else [(int(n), 0.5), (int(n) + 1, 0.5)]
                body = LinearExpression(
                    linear_coefs=[need * share for need in bill.values() for _, share in shares],
                    linear_vars=[model.price[m * nodes + k] for m in bill for k, _ in shares],
                )
                model.export.add(body >= float(rest[n]))


def _import_ceiling(model: Any, arrays: Arrays, given: Prices, grid: Grid) -> None:
    """No import is worth more here than it is, now or later, at the target."""
    if not given.mission.imports:
        return
    rows = importable(given.arrays)
    highest = (given.price[rows] / grid.scale).max(axis=0)
    highest = np.maximum.accumulate(highest[::-1])[::-1] * grid.scale
    # Between nodes a price is linear, the ceiling no lower than the line between its nodes.
    nodes = grid.periods + 1
    for m in importable(arrays):
        for n in range(nodes):
            model.price[m * nodes + n].setub(float(highest[n]))
