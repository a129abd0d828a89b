"""A network of several sites as the matrices of one growth network.

Commodities and assets carry their place in their names; each site has its own rows of energy.
Programs, repairs and bounds are then those of a single site: what is sent is built at one site's
cost and serves at another, later.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.arrays import (
    Arrays,
    Stock,
    stocks_of,
    table,
    used_commodities,
    year,
)
from optdesign.network.fleet import FleetNetwork, place_of
from optdesign.network.model import CARRIERS

Floats = NDArray[np.float64]


class FleetArrays(Arrays):
    """Matrices of a network of several sites; what is sent between sites is no part of a seed."""

    def most_seed(self, seed: float) -> Floats:
        """(L + D,), the largest share of a seed [kg] that each may be."""
        names = [*self.lines, *(design.technology for design in self.designs)]
        local = [len(set(place_of(name))) == 1 for name in names]
        return np.where(local, super().most_seed(seed), 0.0)


def fleet_arrays(network: FleetNetwork) -> FleetArrays:
    """Put a network of several sites into matrices."""
    lines, designs, habitats = network.lines, network.power, network.habitats
    commodities = tuple(sorted(used_commodities(lines, designs, habitats)))
    unit = max((max(design.power.values()) for design in designs), default=1.0)
    stocks, intake = stocks_of(lines, designs, unit, lambda name: place_of(name)[1])
    sizes = [
        sum(v for k, v in habitat.needs.items() if not k.endswith(":effort"))
        for habitat in habitats
    ]
    needs = [
        {k: v / size for k, v in habitat.needs.items()}
        for habitat, size in zip(habitats, sizes, strict=True)
    ]
    run = [
        {
            c: (line.output.get(c, 0.0) - line.input.get(c, 0.0)) * year()
            for c in {*line.output, *line.input}
        }
        for line in lines
    ]
    # Without power the programs expect the three empty rows of a single site.
    rows = None if designs else len(CARRIERS)
    return FleetArrays(
        commodities,
        stocks,
        tuple(line.name for line in lines),
        designs,
        habitats,
        bill=table([line.bill for line in lines] + [d.bill for d in designs], commodities),
        intake=intake,
        run=table(run, commodities),
        use=_use(network, unit)[:rows],
        supply=_supply(network.sites, stocks)[:rows],
        needs=table(needs, commodities),
        persons=np.array([1.0 / size for size in sizes]),
        power_unit=unit,
    )


def _use(network: FleetNetwork, unit: float) -> Floats:
    """Cumulative power used, three rows a site."""
    rows = {site: 3 * row for row, site in enumerate(network.sites)}
    found = np.zeros((3 * len(network.sites), len(network.lines)))
    for column, line in enumerate(network.lines):
        first = rows[place_of(line.name)[1]]
        draw = [line.energy.get(carrier, 0.0) / unit for carrier in CARRIERS]
        found[first : first + 3, column] = np.cumsum(draw)
    return found


def _supply(sites: tuple[str, ...], stocks: tuple[Stock, ...]) -> Floats:
    rows = {site: 3 * row for row, site in enumerate(sites)}
    found = np.zeros((3 * len(sites), len(stocks)))
    for k, stock in enumerate(stocks):
        if stock.carrier:
            first = rows[place_of(stock.name)[1]]
            found[first + CARRIERS.index(stock.carrier) : first + 3, k] = 1.0
    return found
