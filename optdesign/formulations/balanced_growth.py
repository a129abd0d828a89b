"""LP of balanced growth: can a network sustain a given rate, and with how much to spare?

Time is in years and power in units of the strongest design's, so that numbers are near one.
Energy is balanced cumulatively (electricity; with high heat; with low heat as well): better
carriers may serve for worse ones, and no conversion needs a variable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.blocks import Blocks
from optdesign.network.model import CARRIERS, COMMODITIES, IMPORTABLE, Line, Network, PowerDesign
from optdesign.units import to_si

Floats = NDArray[np.float64]

LARGEST_EXPONENT = 600.0
"""A lag of so many e-foldings is charged like this one, which no asset pays either."""


@dataclass(frozen=True)
class GrowthArrays:
    """A network as matrices: rows are commodities, then cumulative carriers; lines come first."""

    network: Network
    rows: tuple[str, ...]
    """a cumulative energy row has the name of its last carrier"""
    running: Floats
    """(rows, lines), made or used by a kilogram of running line [kg/yr, power units]"""
    standing: Floats
    """(rows, assets), delivered by a kilogram that stands [power units]"""
    bill: Floats
    """(rows, assets), used up to build a kilogram"""
    decay: Floats
    """(assets,) [1/yr]"""
    lag: Floats
    """(assets,) [yr]"""
    power_unit: float
    """[W/kg]"""

    def charge(self, rate: float) -> Floats:
        """Bills charged a year per bill of the mass that stands, (g + d) exp(g lag), (assets,)."""
        lagging = np.exp(np.minimum(rate * self.lag, LARGEST_EXPONENT))
        return np.asarray(np.maximum(rate + self.decay, 0.0) * lagging)

    def charge_slope(self, rate: float) -> Floats:
        """Derivative of `charge` with the rate, (assets,)."""
        lagging = np.exp(np.minimum(rate * self.lag, LARGEST_EXPONENT))
        inside = (1.0 + self.lag * (rate + self.decay)) * lagging
        return np.where(rate + self.decay >= 0.0, inside, 0.0)

    def surplus(self, mass: Floats, running: Floats, rate: float) -> Floats:
        """What is left in each row, (rows,)."""
        return np.asarray(
            self.running @ running + self.standing @ mass - self.bill @ (self.charge(rate) * mass)
        )


def year() -> float:
    """Seconds in a year."""
    return to_si(1.0, "year")


def makeable(network: Network, *, imports: bool) -> frozenset[str]:
    """Commodities and carriers that some asset that can itself be sustained delivers.

    The largest set such that each of its members is delivered by an asset whose bill and inputs
    lie inside the set.
    """
    found = frozenset((*COMMODITIES, *CARRIERS))
    while True:
        lines, designs = _sustained(network, found)
        made = {key for line in lines for key, rate in line.output.items() if rate > 0}
        supplied = {key for design in designs for key, power in design.power.items() if power > 0}
        best = min((CARRIERS.index(key) for key in supplied), default=len(CARRIERS))
        smaller = found & (made | set(CARRIERS[best:]) | (IMPORTABLE if imports else set()))
        if smaller == found:
            return found
        found = smaller


def sustainable(network: Network, *, imports: bool = False) -> Network:
    """The network without assets that need what nothing makes."""
    lines, designs = _sustained(network, makeable(network, imports=imports))
    return Network(tuple(lines), tuple(designs), network.habitats)


def _sustained(network: Network, available: frozenset[str]) -> tuple[list[Line], list[PowerDesign]]:
    lines = [
        line for line in network.lines if _within(available, line.bill, line.input, line.energy)
    ]
    return lines, [design for design in network.power if _within(available, design.bill)]


def _within(available: frozenset[str], *needs: Any) -> bool:
    return all(key in available for need in needs for key, amount in need.items() if amount > 0)


def growth_arrays(network: Network, *, imports: bool = False) -> GrowthArrays:
    """Put a network into matrices; rows that nothing uses are left out, as are imports."""
    lines, designs = network.lines, network.power
    assets: Sequence[Any] = (*lines, *designs)
    unit = max((max(design.power.values()) for design in designs), default=1.0)
    used = {key for asset in assets for key, amount in asset.bill.items() if amount > 0}
    used |= {key for line in lines for key, amount in line.input.items() if amount > 0}
    used -= IMPORTABLE if imports else set()
    carriers = {key for line in lines for key, power in line.energy.items() if power > 0}
    commodities = tuple(key for key in COMMODITIES if key in used)
    rows = (*commodities, *(key for key in CARRIERS if key in carriers))
    running = np.zeros((len(rows), len(lines)))
    standing, bill = (np.zeros((len(rows), len(assets))) for _ in range(2))
    for row, key in enumerate(rows):
        included = CARRIERS[: CARRIERS.index(key) + 1] if key in CARRIERS else ()
        for column, line in enumerate(lines):
            net = line.output.get(key, 0.0) - line.input.get(key, 0.0)
            energy = sum(line.energy.get(carrier, 0.0) for carrier in included)
            running[row, column] = net * year() - energy / unit
        for column, design in enumerate(designs, len(lines)):
            standing[row, column] = sum(design.power.get(c, 0.0) for c in included) / unit
        if not included:
            bill[row] = [asset.bill.get(key, 0.0) for asset in assets]
    return GrowthArrays(
        network,
        rows,
        running,
        standing,
        bill,
        decay=np.array([year() / asset.lifetime for asset in assets]),
        lag=np.array([asset.lag / year() for asset in assets]),
        power_unit=unit,
    )


def balanced_growth_blocks(arrays: GrowthArrays, rate: float) -> Blocks:
    """Build the LP: the largest surplus of every row at once, for a kilogram in all.

    Parameters
    ----------
    arrays : the network
    rate : [1/yr], growth rate asked for

    Returns
    -------
    blocks with ``mass[asset]`` and ``runs[line]`` (shares of a kilogram), ``spare[0]`` (the surplus
    in each row; the rate is attainable if it is not negative), rows ``balance[row]``
    """
    rows, assets = arrays.bill.shape
    lines = len(arrays.network.lines)
    blocks = Blocks()
    blocks.variables("mass", assets)
    blocks.variables("runs", lines)
    blocks.variables("spare", 1, lower=-np.inf)
    blocks.rows("whole", {"mass": np.ones((1, assets))}, low=1.0, high=1.0)
    blocks.rows("capacity", {"runs": np.ones(lines), "mass": -np.eye(lines, assets)}, high=0.0)
    left = arrays.standing - arrays.bill * arrays.charge(rate)
    surplus = {"runs": arrays.running, "mass": left, "spare": -np.ones((rows, 1))}
    blocks.rows("balance", surplus, low=0.0)
    blocks.minimize({"spare": -np.ones(1)})
    return blocks


def charged_coefficients(arrays: GrowthArrays) -> list[list[tuple[str, str, float]]]:
    """Row, column and weight of the coefficients weight x charge, a list for each asset."""
    return [
        [
            (f"balance[{row}]", f"mass[{asset}]", -float(arrays.bill[row, asset]))
            for row in np.flatnonzero(arrays.bill[:, asset])
        ]
        for asset in range(len(arrays.decay))
    ]
