"""What a family of designs sees of a fleet: prices where it is built, worths where it works.

A view is the prices of one site, or of one route: goods at the origin with their transport, power
at the destination. Pricing and proofs over continuous designs then work as for a single site.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.arrays import Arrays
from optdesign.network.fleet import bare, place_of
from optdesign.network.freight import TRANSPORT, Route
from optdesign.solvers.growth.between import Ends
from optdesign.solvers.growth.programs import Prices
from optdesign.solvers.growth.speed_up import Moments

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """Designs built at ``origin`` that work at ``destination``."""

    origin: str
    destination: str
    shift: float = 0.0
    """[s], lag of the way, windows included"""
    survival: float = 1.0

    @property
    def local(self) -> bool:
        """Whether they are built where they work."""
        return self.origin == self.destination

    @property
    def prefix(self) -> str:
        """What names of its assets begin with."""
        return self.origin if self.local else f"{self.origin}>{self.destination}"

    def rows(self, arrays: Arrays) -> list[int]:
        """Commodities at the origin."""
        places = [name.partition(":")[0] for name in arrays.commodities]
        return [m for m, place in enumerate(places) if place == self.origin]

    def transport(self, arrays: Arrays) -> int | None:
        """Row of the transport, None where nothing is sent."""
        return None if self.local else arrays.commodities.index(f"{self.prefix}:{TRANSPORT}")

    def columns(self, arrays: Arrays) -> list[int]:
        """Designs of the view."""
        names = [design.technology.partition(":")[0] for design in arrays.designs]
        return [column for column, name in enumerate(names) if name == self.prefix]

    def stocks(self, arrays: Arrays) -> list[int]:
        """Stocks of power that the designs of the view are part of."""
        lines = len(arrays.lines)
        columns = [lines + column for column in self.columns(arrays)]
        return [int(k) for k in np.flatnonzero(arrays.intake[:, columns].any(axis=1))]

    def goods(self, arrays: Arrays, price: Floats) -> Floats:
        """Prices of what a design is made of, delivered, (rows, ..)."""
        rows, transport = self.rows(arrays), self.transport(arrays)
        found = price[rows]
        if transport is not None:
            matter = np.array([bare(arrays.commodities[m]) != "effort" for m in rows])
            found = found + matter[:, None] * price[transport]
        return np.asarray(found / self.survival)


def route_view(route: Route, wait: float) -> View:
    """The view of designs sent over a route."""
    shift = route.time + route.wait(wait)
    return View(route.origin, route.destination, shift, route.survival)


def view_arrays(arrays: Arrays, view: View) -> Arrays:
    """Power designs of a view alone, with the goods of its origin by their bare names."""
    rows, columns, stocks = view.rows(arrays), view.columns(arrays), view.stocks(arrays)
    lines, energy = len(arrays.lines), _energy(arrays, view)
    names = tuple(bare(arrays.commodities[m]) for m in rows)
    return Arrays(
        names,
        tuple(arrays.stocks[k] for k in stocks),
        (),
        tuple(
            replace(arrays.designs[column], technology=bare(arrays.designs[column].technology))
            for column in columns
        ),
        (),
        bill=arrays.bill[np.ix_(rows, [lines + column for column in columns])],
        intake=arrays.intake[np.ix_(stocks, [lines + column for column in columns])],
        run=np.zeros((len(rows), 0)),
        use=np.zeros((3, 0)),
        supply=arrays.supply[np.ix_(energy, stocks)],
        needs=np.zeros((len(rows), 0)),
        persons=np.zeros(0),
        power_unit=arrays.power_unit,
    )


def view_prices(prices: Prices, view: View) -> Prices:
    """The prices that designs of a view see."""
    arrays = prices.arrays
    own = view_arrays(arrays, view)
    return replace(
        prices,
        arrays=own,
        price=view.goods(arrays, prices.price),
        energy=prices.energy[_energy(arrays, view)],
        rent=np.zeros((0, prices.price.shape[1])),
        worth=prices.worth[view.stocks(arrays)],
    )


def view_moments(arrays: Arrays, moments: Moments, view: View) -> Moments:
    """Bounds on worths and prices that designs of a view see."""
    stocks = view.stocks(arrays)
    return Moments(
        moments.edges,
        Ends(moments.order.left[stocks], moments.order.right[stocks]),
        Ends(view.goods(arrays, moments.price.left), view.goods(arrays, moments.price.right)),
        moments.scale,
        # No seed holds what is still to be sent.
        moments.start[stocks] * view.local,
    )


def _energy(arrays: Arrays, view: View) -> list[int]:
    """Rows of energy at the destination."""
    there = [
        k
        for k, stock in enumerate(arrays.stocks)
        if stock.carrier and place_of(stock.name)[1] == view.destination
    ]
    return [int(row) for row in np.flatnonzero(arrays.supply[:, there].any(axis=1))]
