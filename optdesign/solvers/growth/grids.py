"""Choosing grids: growth that follows the plan, nodes where plan and prices disagree.

By weak duality the gap is the integral of slack times price and of activity times reduced cost; its
part in each period falls with the cube of the period's length.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.grid import (
    Grid,
    integration,
    lookup,
    partial_integration,
)
from optdesign.formulations.growth.primal import importable, storable
from optdesign.solvers.growth.programs import Plan, Prices

Floats = NDArray[np.float64]

LONGEST = 0.05
RAMP = 0.2
LEAST = 1e-3
"""[seed], mass of lines below which it does not set the grid's growth: it may be noise."""


def first_grid(horizon: float, growth: float, periods: int) -> Grid:
    """Equal periods; constant growth, falling to zero linearly over the last fifth."""
    times = np.linspace(0.0, horizon, periods + 1)
    middle = (times[1:] + times[:-1]) / 2 / horizon
    return Grid(times, growth * np.clip((1 - middle) / RAMP, 0.0, 1.0))


def following(plan: Plan, times: Floats) -> Grid:
    """A grid with the given nodes, scaled to the plan's horizon, whose growth is the plan's."""
    grid = plan.grid
    mass = np.log(np.maximum(plan.mass, 1e-300)) + grid.logarithm
    mass = np.maximum(mass, np.log(LEAST))
    times = times * (grid.horizon / times[-1])
    values = np.interp(times, grid.times, mass)
    rates = np.maximum(np.diff(values) / np.diff(times), 0.0)
    return Grid(times, rates)


def refined(plan: Plan, prices: Prices, periods: int) -> Grid:
    """A grid of about so many periods, dense where plan and prices on their grid disagree."""
    grid = plan.grid
    density = np.cbrt(np.maximum(gap_by_period(plan, prices), 1e-12)) / grid.lengths
    density = density / (density @ grid.lengths)
    # A floor on the density is a ceiling on the longest period.
    density = np.maximum(density * periods, 1.0 / (LONGEST * grid.horizon))
    steps = np.concatenate([[0.0], np.cumsum(density * grid.lengths)])
    count = max(round(float(steps[-1])), 2)
    times = np.interp(np.linspace(0.0, steps[-1], count + 1), steps, grid.times)
    return following(plan, times)


def gap_by_period(plan: Plan, prices: Prices) -> Floats:
    """Part of the gap that arises in each period of the common grid, (periods,)."""
    arrays, grid = plan.arrays, plan.grid
    shares, weights = np.polynomial.legendre.leggauss(3)
    times = grid.times[:-1, None] + grid.lengths[:, None] * (shares + 1) / 2
    flat = times.ravel()

    def at(nodal: Floats) -> Floats:
        return grid.values_at(nodal, flat)

    service, order = _services(plan, flat), order_worths(prices, flat)
    energy, rent, price = at(prices.energy), at(prices.rent), at(prices.price)
    run, lines = at(plan.run), len(arrays.lines)
    slack = np.abs((service[:lines] - run) * rent).sum(axis=0)
    if arrays.designs:
        slack += np.abs((arrays.supply @ service - arrays.use @ run) * energy).sum(axis=0)
    build = np.concatenate([plan.intake[:lines], plan.design])
    mission = plan.mission
    reduced = arrays.bill.T @ price - arrays.intake.T @ order
    for value, limit in zip(prices.limit_value, mission.limits, strict=True):
        reduced += value * np.outer(
            limit.unit(mission.seed) * limit.build(arrays), grid.scale_at(flat)
        )
    slack += np.abs(at(build) * reduced).sum(axis=0)
    persons = arrays.persons * mission.seed / mission.target
    reduced = arrays.needs.T @ price - np.outer(persons, grid.scale_at(flat))
    slack += np.abs(at(plan.live) * reduced).sum(axis=0)
    inside = (slack.reshape(times.shape) @ weights) * grid.lengths / 2
    return np.asarray(inside + _holding(plan, prices, shares, weights))


def _holding(plan: Plan, prices: Prices, shares: Floats, weights: Floats) -> Floats:
    """What is lost while goods and imports lie in store: stock times the fall of the price."""
    arrays, grid = plan.arrays, plan.grid
    kept, sent = storable(arrays), importable(arrays)
    price = prices.price / grid.scale
    flows = [(price[m], plan.put[i] - plan.take[i], 0.0 * grid.lengths) for i, m in enumerate(kept)]
    if len(plan.imported):
        value = np.maximum.accumulate(price[sent].max(axis=0)[::-1])[::-1]
        flows.append((value, -plan.imported.sum(axis=0), plan.arrive))
    lost = np.zeros(grid.periods)
    for value, flow, arriving in flows:
        start = np.zeros(grid.periods + 1)
        left, right = integration(grid)
        change = left * flow[:-1] + right * flow[1:] + arriving * grid.lengths
        start[1:] = np.cumsum(change)
        fall = np.maximum(-np.diff(value), 0.0)
        for share, weight in zip((shares + 1) / 2, weights / 2, strict=True):
            theta = share * grid.lengths
            left, right = partial_integration(grid, theta)
            stored = grid.scale[:-1] * (left * flow[:-1] + right * flow[1:]) + arriving * theta
            lost += weight * fall * np.maximum(start[:-1] + stored, 0.0)
    return lost


def _services(plan: Plan, times: Floats) -> Floats:
    found = []
    for k, stock in enumerate(plan.arrays.stocks):
        at = lookup(plan.grid, times, decay=stock.decay, lag=stock.lag)
        found.append(at.by_stock @ plan.stock[k] + at.by_intake @ plan.intake[k])
    return np.array(found)


def order_worths(prices: Prices, times: Floats) -> Floats:
    """Worth of an order of a unit of each stock, times s."""
    backward, arrays = prices.grid.reversed_grid(), prices.arrays
    income = arrays.supply.T @ prices.energy
    income[: len(arrays.lines)] += prices.rent
    found = []
    for k, stock in enumerate(arrays.stocks):
        at = lookup(backward, prices.grid.horizon - times, decay=stock.decay, lag=stock.lag)
        found.append(at.by_stock @ prices.worth[k, ::-1] + at.by_intake @ income[k, ::-1])
    return np.array(found)
