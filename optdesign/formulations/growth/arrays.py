"""A growth network as matrices, in years, seeds and the strongest plant's power.

Energy is counted in cumulative rows: what is left of electricity and all better carriers may serve
the worse ones, so row c holds carriers 0 to c and no conversion is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.model import CARRIERS, COMMODITIES, HabitatDesign, Line, Network, PowerDesign
from optdesign.units import to_si

Floats = NDArray[np.float64]


@cache
def year() -> float:
    """Seconds in a year, the unit of time inside the programs."""
    return to_si(1.0, "year")


@dataclass(frozen=True)
class Stock:
    """What decays together: one line, or the power of one carrier with equal lives and lags."""

    name: str
    decay: float
    """[1/year]"""
    lag: float
    """[year]"""
    carrier: str = ""
    """of a power stock; empty for a line"""
    key: tuple[str, float, float] = ("", 0.0, 0.0)
    """carrier, life [s] and lag [s] of a power stock"""


@dataclass(frozen=True)
class Arrays:
    """Matrices of M commodities, K stocks, L lines, D power designs, H habitats and 3 carriers.

    The first L stocks are the lines', in their order. Builds are L + D columns, lines first.
    """

    commodities: tuple[str, ...]
    stocks: tuple[Stock, ...]
    lines: tuple[str, ...]
    designs: tuple[PowerDesign, ...]
    habitats: tuple[HabitatDesign, ...]
    bill: Floats
    """(M, L + D), commodity used up per kilogram built"""
    intake: Floats
    """(K, L + D), what a kilogram built adds to a stock"""
    run: Floats
    """(M, L), commodity made (positive) or used by a kilogram of running line, per year"""
    use: Floats
    """(3, L), cumulative power used by a kilogram of running line"""
    supply: Floats
    """(3, K), 1 where the stock's power counts in the cumulative row"""
    needs: Floats
    """(M, H), commodity in a kilogram of habitat"""
    persons: Floats
    """(H,), persons housed by a kilogram of habitat"""
    power_unit: float
    """[W/kg], power per kilogram that counts as one"""

    @property
    def decay(self) -> Floats:
        """(K,) [1/year]."""
        return np.array([stock.decay for stock in self.stocks])

    @property
    def lag(self) -> Floats:
        """(K,) [year]."""
        return np.array([stock.lag for stock in self.stocks])

    @property
    def buildable(self) -> NDArray[np.bool_]:
        """(L + D,), False for what comes with the seed only."""
        lines = np.ones(len(self.lines), dtype=bool)
        return np.append(lines, [not design.seed_only for design in self.designs]).astype(bool)

    @property
    def order_intake(self) -> Floats:
        """(K, L + D), what a kilogram built on site adds to a stock."""
        return self.intake * self.buildable

    def most_seed(self, seed: float) -> Floats:
        """(L + D,), the largest share of a seed [kg] that each may be: whole units or all of it."""
        found = np.ones(self.intake.shape[1])
        for column, design in enumerate(self.designs, len(self.lines)):
            if design.seed_only:
                units = min(design.most_units, math.floor(seed / design.unit_mass * (1 + 1e-9)))
                found[column] = min(units * design.unit_mass / seed, 1.0)
        return found

    def row(self, commodity: str) -> int | None:
        """Position of a commodity, None if nothing uses it."""
        return self.commodities.index(commodity) if commodity in self.commodities else None


def network_arrays(network: Network) -> Arrays:
    """Put a network into matrices."""
    lines, designs, habitats = network.lines, network.power, network.habitats
    used = used_commodities(lines, designs, habitats)
    commodities = tuple(name for name in COMMODITIES if name in used)
    unit = max((max(design.power.values()) for design in designs), default=1.0)
    stocks, intake = stocks_of(lines, designs, unit)
    sizes = [sum(v for k, v in habitat.needs.items() if k != "effort") for habitat in habitats]
    needs = [
        {k: v / size for k, v in h.needs.items()} for h, size in zip(habitats, sizes, strict=True)
    ]
    supply = np.zeros((len(CARRIERS), len(stocks)))
    for k, stock in enumerate(stocks[len(lines) :], len(lines)):
        supply[CARRIERS.index(stock.carrier) :, k] = 1.0
    use = np.cumsum([[line.energy.get(c, 0.0) / unit for line in lines] for c in CARRIERS], axis=0)
    run = [
        [(line.output.get(c, 0.0) - line.input.get(c, 0.0)) * year() for line in lines]
        for c in commodities
    ]
    return Arrays(
        commodities,
        stocks,
        tuple(line.name for line in lines),
        designs,
        habitats,
        bill=table([line.bill for line in lines] + [d.bill for d in designs], commodities),
        intake=intake,
        run=np.array(run).reshape(len(commodities), len(lines)),
        use=use,
        supply=supply,
        needs=table(needs, commodities),
        persons=np.array([1.0 / size for size in sizes]),
        power_unit=unit,
    )


def used_commodities(
    lines: Sequence[Line], designs: Sequence[PowerDesign], habitats: Sequence[HabitatDesign]
) -> set[str]:
    """All that is made, used or built of."""
    used: set[str] = set()
    for line in lines:
        used |= {*line.output, *line.input, *line.bill}
    for design in designs:
        used |= {*design.bill}
    for habitat in habitats:
        used |= {*habitat.needs}
    return used


def table(columns: Sequence[Mapping[str, float]], rows: Sequence[str]) -> Floats:
    """Amounts by name as (rows, columns); what a column does not name is none of it."""
    found = [[column.get(row, 0.0) for column in columns] for row in rows]
    return np.array(found, dtype=float).reshape(len(rows), len(columns))


def stocks_of(
    lines: Sequence[Line],
    designs: Sequence[PowerDesign],
    unit: float,
    site_of: Callable[[str], str] = lambda technology: "",
) -> tuple[tuple[Stock, ...], Floats]:
    """One stock a line; one for each site, carrier, life and lag among the power designs."""
    found: dict[Any, int] = {}
    stocks = [Stock(line.name, year() / line.lifetime, line.lag / year()) for line in lines]
    entries = [(position, position, 1.0) for position in range(len(lines))]
    for column, design in enumerate(designs, len(lines)):
        site = site_of(design.technology)
        for carrier, power in design.power.items():
            key = (site, carrier, design.lifetime, design.lag)
            if key not in found:
                found[key] = len(stocks)
                decay, lag = year() / design.lifetime, design.lag / year()
                name = f"{site}:{carrier}" if site else carrier
                stocks.append(Stock(f"{name} {len(found)}", decay, lag, carrier, key[1:]))
            entries.append((found[key], column, power / unit))
    intake = np.zeros((len(stocks), len(lines) + len(designs)))
    for row, column, value in entries:
        intake[row, column] += value
    return tuple(stocks), intake
