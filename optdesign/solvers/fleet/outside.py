"""What a bound of several sites must hold for besides: all designs, and materials sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.arrays import year
from optdesign.formulations.growth.grid import step_weights
from optdesign.network.fleet import shipped_materials
from optdesign.network.freight import Route
from optdesign.network.model import Line
from optdesign.solvers.fleet.request import FleetRequest
from optdesign.solvers.fleet.views import View, view_moments, view_prices
from optdesign.solvers.growth.between import Ends, service_bounds
from optdesign.solvers.growth.continuum import continuum
from optdesign.solvers.growth.pricing import DenseFamily, DenseHabitats
from optdesign.solvers.growth.programs import Prices
from optdesign.solvers.growth.speed_up import Extra, Moments

Floats = NDArray[np.float64]

SAVED = 0.1
"""[year], more than any speed-up of a bound saves in all; what is asked of the bound afterwards."""


def families_of(request: FleetRequest, view: View) -> list[DenseFamily]:
    """Families of the designs of a view: those of where they work, with the lag of the way."""
    dense = request.families[view.destination]
    if view.local:
        return dense
    return [DenseFamily(replace(d.family, lag=d.family.lag + view.shift)) for d in dense]


def outside(
    request: FleetRequest,
    views: Sequence[View],
    habitats: DenseHabitats,
    materials: Sequence[Route] = (),
) -> Callable[[Prices], Extra]:
    """What proves a bound for designs outside the pool, at every site and on every route.

    Parameters
    ----------
    request : sites and families
    views : where designs are built and for where
    habitats : those of the target
    materials : routes of the bound whose materials are in no program
    """
    pricers = []
    for view in views:
        own = request.site(view.destination)
        families = [dense.family for dense in families_of(request, view)]
        there = habitats if view.local and view.origin == request.target else None
        pricers.append((view, continuum(own.case, own.distance, families, there)))
    storage = request.case["transfer.storage"]
    sent = [
        line
        for route in materials
        for line in shipped_materials(route, request.site(route.origin).lines, storage, 0.0)
    ]

    def for_prices(prices: Prices) -> Extra:
        priced = [(view, pricer(view_prices(prices, view))) for view, pricer in pricers]

        def extra(moments: Moments) -> tuple[Floats, float]:
            ratio, start = np.zeros(len(moments.edges) - 1), 0.0
            for view, extra_of in priced:
                found, own = extra_of(view_moments(prices.arrays, moments, view))
                ratio, start = np.maximum(ratio, found), max(start, own)
            for line in sent:
                ratio = np.maximum(ratio, material_ratio(prices, moments, line))
            return ratio, start

        return extra

    return for_prices


def material_ratio(prices: Prices, moments: Moments, line: Line) -> Floats:
    """Largest worth of a material on its way over its cost, on each interval.

    It fades faster than plant, so it gains more from time saved: by `SAVED` at most.
    """
    names, grid = prices.arrays.commodities, prices.grid
    decay, lag = year() / line.lifetime, line.lag / year()
    backward = grid.reversed_grid()
    income = sum(
        rate * year() * prices.price[names.index(name)]
        for name, rate in line.output.items()
        if name in names
    )
    income = np.maximum(np.asarray(income) * np.ones(grid.periods + 1), 0.0)[::-1]
    worth = _integrate(prices, income, decay)
    edges = (grid.horizon - moments.edges)[::-1]
    _, high = service_bounds(backward, worth, income, edges, decay=decay, lag=lag)
    gain = np.exp(decay * SAVED)
    order = Ends(gain * high.right[::-1], gain * high.left[::-1])
    rows = [names.index(name) for name in line.bill]
    needs = np.array(list(line.bill.values()))
    cost = Ends(needs @ moments.price.left[rows], needs @ moments.price.right[rows])
    return order.largest_ratio(cost)


def _integrate(prices: Prices, income: Floats, decay: float) -> Floats:
    """Worth of a unit in service on the reversed grid, from what it earns there."""
    keep, left, right = step_weights(decay, prices.grid.reversed_grid())
    worth = np.zeros(len(income))
    for n in range(prices.grid.periods):
        worth[n + 1] = keep[n] * worth[n] + left[n] * income[n] + right[n] * income[n + 1]
    return worth
