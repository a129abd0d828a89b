"""At most so many designs of each power technology, and of habitats: which, and what it costs.

Given prices, the designs of a technology compete at every moment by what a watt costs. Choosing a
few of them is a median problem whose clients are the moments: greedy choice, then clusters of
moments, each served by the design that is cheapest for the whole cluster. The program is solved
again with the chosen pool closed, and once more with the prices that follow. The bound stays that
over all designs, so what is lost is known: it is the part of the gap that is due to integers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import SolveError
from optdesign.formulations.growth.arrays import Arrays, network_arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.primal import Range, nodal_weights
from optdesign.network.model import COMMODITIES, HabitatDesign, Network, PowerDesign
from optdesign.solvers.growth.pricing import DenseFamily, DenseHabitats, Tariff, polish
from optdesign.solvers.growth.programs import Plan, Prices, solve_plan, solve_prices
from optdesign.solvers.growth.search import Market, State
from optdesign.solvers.growth.slow_down import Execution, slow_down

Floats = NDArray[np.float64]

ROUNDS = 1
_CLUSTERINGS = 8
_STEPS = 6
_CLOSE = 1e-3


@dataclass(frozen=True)
class Restriction:
    """A plan of few designs: what a search ends with, and the years it takes longer."""

    state: State
    loss: float
    """[year]"""


@dataclass(frozen=True)
class Clients:
    """Moments at which designs of a kind are ordered: prices and how much is ordered.

    The last moment is the delivery of the seed, where every kilogram costs the same.
    """

    price: Floats
    """(all commodities, moments)"""
    added: Floats
    """(moments,), cost of a kilogram under the limits"""

    def tariff(self, family: DenseFamily, weights: Floats) -> Tariff:
        """The cost of orders with these weights, as of one moment, for a watt worth one."""
        key = (family.family.carrier, family.family.lifetime, family.family.lag)
        price = (self.price @ weights)[:, None]
        return Tariff(price, {key: np.ones(1)}, np.array([self.added @ weights]))


def restrict(state: State, *, most: int, balanced: Sequence[PowerDesign] = ()) -> Restriction:
    """The best executable plan found with at most so many designs of each kind.

    Parameters
    ----------
    state : the end of a search over all designs
    most : designs of each power technology, and habitat designs, at least one
    balanced : designs of balanced growth, one of the choices tried

    Raises
    ------
    SolveError
        if no choice of designs reaches the target near the horizon of the search.
    """
    assert state.execution is not None
    assert state.prices is not None
    plan, prices, market = state.execution.plan, state.prices, state.market
    pools = [
        most_used(plan, market, most),
        most_used(plan, market, most, first=balanced),
        cheapest(plan, prices, market, most),
    ]
    best = _best(state, pools, plan.grid)
    for _ in range(ROUNDS):
        found = network_arrays(best[0])
        grid = best[1].plan.grid
        pool = cheapest(best[1].plan, solve_prices(found, state.mission, grid), market, most)
        state.programs += 1
        other = _best(state, [pool], grid)
        if _finish(other[1]) >= _finish(best[1]) * (1 - 1e-5):
            break
        best = other
    if best[1].finish is None:
        raise SolveError(f"limit.designs | must leave a plan, got {most} | allow more designs")
    # The pool stays that of the bound and its prices; the plan has its own.
    ended = replace(state, execution=best[1])
    return Restriction(ended, max(best[1].finish - state.upper, 0.0))


def most_used(
    plan: Plan, market: Market, most: int, *, first: Sequence[PowerDesign] = ()
) -> Network:
    """The designs of which most is built over the bootstrap; those of ``first`` go before."""
    weights, arrays = nodal_weights(plan.grid), plan.arrays
    lines = len(arrays.lines)
    built = plan.design @ weights + plan.seed[lines:]
    power: list[PowerDesign] = []
    for technology in dict.fromkeys(design.technology for design in arrays.designs):
        columns = [k for k, d in enumerate(arrays.designs) if d.technology == technology]
        columns.sort(key=lambda column: -built[column])
        given = [design for design in first if design.technology == technology]
        power += [*given, *(arrays.designs[column] for column in columns)][:most]
    housed = arrays.persons * (plan.live @ weights)
    rows = np.argsort(-housed, kind="stable")[:most]
    habitats = tuple(arrays.habitats[row] for row in sorted(rows))
    return Network(market.network.lines, tuple(power), habitats)


def cheapest(plan: Plan, prices: Prices, market: Market, most: int) -> Network:
    """The designs, of the whole families, that serve what a plan orders at least cost."""
    arrays = plan.arrays
    times = prices.grid.times * (plan.grid.horizon / prices.grid.horizon)
    times = np.clip(times, 0.0, plan.grid.horizon)
    clients = _clients(prices)
    share = nodal_weights(prices.grid) / prices.grid.scale
    power: list[PowerDesign] = []
    known = {dense.family.technology: dense for dense in market.families}
    for technology in dict.fromkeys(design.technology for design in arrays.designs):
        columns = [k for k, d in enumerate(arrays.designs) if d.technology == technology]
        pool = [arrays.designs[k] for k in columns]
        watts = np.array([max(design.power.values()) for design in pool])
        seeds = plan.seed[len(arrays.lines) + np.array(columns)]
        ordered = plan.grid.values_at(watts @ plan.design[columns], times) * share
        weights = np.append(ordered, watts @ seeds)
        if weights.sum() <= 0:
            weights = np.append(share, 0.0)
        power += few_power(pool, known.get(technology), clients, weights, most)
    live = plan.grid.values_at(arrays.persons @ plan.live, times) * share
    habitats = few_habitats(arrays.habitats, market.habitats, clients, np.append(live, 0.0), most)
    return Network(market.network.lines, tuple(power), tuple(habitats))


def few_power(
    pool: Sequence[PowerDesign],
    dense: DenseFamily | None,
    clients: Clients,
    weights: Floats,
    most: int,
) -> list[PowerDesign]:
    """At most so many designs of one technology, cheap for power ordered by ``weights``."""
    table = np.array([[design.bill.get(c, 0.0) for c in COMMODITIES] for design in pool])
    watts = np.array([max(design.power.values()) for design in pool])

    def cost(bills: Floats, power: Floats) -> Floats:
        return np.asarray((bills @ clients.price + clients.added) / power[:, None])

    if dense is None or not len(dense.designs):
        rows = medians(cost(table, watts), weights, most)
        return [pool[row] for row in rows]
    designs = dense.designs
    costs = np.vstack([cost(table, watts), cost(dense.bills, designs.specific_power)])
    points = [dict(design.variables) for design in pool]
    chosen: list[PowerDesign] = []
    for row, served in clusters(costs, weights, most):
        inside = row - len(pool)
        start = (
            points[row]
            if inside < 0
            else {key: float(values[inside]) for key, values in designs.variables.items()}
        )
        tariff = clients.tariff(dense, np.where(served, weights, 0.0))
        variables, _ = polish(dense.family, start, tariff, 0)
        chosen.append(dense.family.design(variables))
    return chosen


def few_habitats(
    pool: Sequence[HabitatDesign],
    dense: DenseHabitats | None,
    clients: Clients,
    weights: Floats,
    most: int,
) -> list[HabitatDesign]:
    """At most so many habitat designs, cheap for people housed by ``weights``."""
    if dense is None or not len(dense.allowed):
        table = np.array([[h.needs.get(c, 0.0) for c in COMMODITIES] for h in pool])
        rows = medians(table @ clients.price, weights, most)
        return [pool[row] for row in rows]
    rows = medians(dense.needs @ clients.price, weights, most)
    return [dense.design(row) for row in rows]


def medians(cost: Floats, weights: Floats, most: int) -> list[int]:
    """At most so many rows that serve all columns at little cost, sum of weights times cost."""
    return [row for row, _ in clusters(cost, weights, most)]


def clusters(cost: Floats, weights: Floats, most: int) -> list[tuple[int, NDArray[np.bool_]]]:
    """Rows and the columns that each serves: greedy choice, then the best row of each cluster."""
    weighted = cost * weights
    chosen: list[int] = []
    served = np.full(cost.shape[1], np.inf)
    for _ in range(min(most, len(cost))):
        totals = np.minimum(weighted, served).sum(axis=1)
        row = int(totals.argmin())
        if row in chosen or totals[row] >= served.sum() * (1 - 1e-9):
            break
        chosen.append(row)
        served = np.minimum(served, weighted[row])
    for _ in range(_CLUSTERINGS):
        nearest = cost[chosen].argmin(axis=0)
        better = [
            int(weighted[:, nearest == k].sum(axis=1).argmin())
            for k in range(len(chosen))
            if (weights[nearest == k] > 0).any()
        ]
        better = list(dict.fromkeys(better))
        if not better or set(better) == set(chosen):
            break
        chosen = better
    nearest = cost[chosen].argmin(axis=0)
    return [(row, nearest == k) for k, row in enumerate(chosen)]


def _clients(prices: Prices) -> Clients:
    """Prices at the nodes and at the start, the latter in the worth of the best kilogram."""
    arrays, mission, grid = prices.arrays, prices.mission, prices.grid
    rows = [COMMODITIES.index(name) for name in arrays.commodities]
    price = np.zeros((len(COMMODITIES), grid.periods + 2))
    price[rows, :-1] = prices.price
    best = float((arrays.intake.T @ prices.worth[:, 0]).max(initial=0.0))
    price[:, -1] = best
    price[COMMODITIES.index("effort"), -1] = 0.0
    added = np.zeros(grid.periods + 2)
    for value, limit in zip(prices.limit_value, mission.limits, strict=True):
        added[:-1] += value * limit.unit(mission.seed) * limit.power * grid.scale
    return Clients(price, added)


def _finish(execution: Execution) -> float:
    return math.inf if execution.finish is None else execution.finish


def _best(state: State, pools: Sequence[Network], grid: Grid) -> tuple[Network, Execution]:
    """The pool that reaches most on a grid, with its shortest executable plan."""
    mission, slope = state.mission, state.slope

    def reached(pool: Network) -> float:
        state.options.check()
        state.programs += 1
        return solve_plan(network_arrays(pool), mission, grid).reached

    shares = [reached(pool) for pool in pools] if len(pools) > 1 else [1.0]
    best = int(np.argmax(shares))
    lost = -math.log(max(shares[best], 1e-30)) / slope
    return pools[best], executed(
        network_arrays(pools[best]),
        mission,
        grid.rescaled(grid.horizon + lost),
        slope,
        state.options.check,
    )


def executed(
    arrays: Arrays,
    mission: Mission,
    grid: Grid,
    slope: float,
    check: Callable[[], None],
    *,
    delivered: Mapping[int, Range] | None = None,
) -> Execution:
    """An executable plan that just reaches the target, found from a horizon nearby.

    ``slope`` is d log(reached) / d horizon, ``delivered`` bounds shares of the seed. Without
    success the finish is None.
    """
    horizon, best = grid.horizon, None
    for _ in range(_STEPS):
        check()
        plan = solve_plan(arrays, mission, grid.rescaled(horizon), delivered=delivered)
        execution = slow_down(plan)
        if best is None or _finish(execution) < _finish(best):
            best = execution
        excess = math.log(max(execution.reached, 1e-30))
        if 0.0 <= excess < _CLOSE:
            break
        horizon += 1.05 * (_CLOSE / 4 - excess) / slope
    assert best is not None
    return best
