"""The power design of a family that grows fastest at given prices: dense grid, then polish.

Local searches alone miss the best designs; every start is the best of a grid over all variables.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from optdesign.network.model import PowerDesign
from optdesign.network.power_families import PowerDesigns, PowerFamily
from optdesign.subproblems.internal_rate import internal_rate, value
from optdesign.units import to_si

Floats = NDArray[np.float64]

GRID_POINTS = 40
_STEP = 1e-5
_STARTS = 2


class PricedFamily:
    """A family with its dense grid, evaluated once and priced as often as wanted."""

    def __init__(self, family: PowerFamily, *, points: int = GRID_POINTS) -> None:
        self.family = family
        self._grid = family.grid(points)

    def rates(self, designs: PowerDesigns, prices: dict[str, float]) -> Floats:
        """Internal rates of designs [1/s], (designs,)."""
        income = value({self.family.carrier: designs.specific_power}, prices)
        cost = value(designs.bill, prices)
        rates = internal_rate(income, cost, lifetime=self.family.lifetime, lag=self.family.lag)
        return np.asarray(rates, dtype=np.float64)

    def strongest(self) -> PowerDesign | None:
        """The design of the grid with the most power per mass; None if none works."""
        power = self._grid.specific_power
        best = int(np.argmax(power))
        return self._design(self._grid, best) if power[best] > 0 else None

    def best(self, prices: dict[str, float]) -> tuple[float, PowerDesign]:
        """The greatest internal rate [1/s] and its design.

        Parameters
        ----------
        prices : [1/kg] and [1/J], >= 0; infinite for what cannot be had
        """
        rates = self.rates(self._grid, prices)
        order = np.argsort(-rates)[:_STARTS]
        rate, design = float(rates[order[0]]), self._design(self._grid, int(order[0]))
        for start in order if self._free() else ():
            polished = self._polished(self._position(int(start)), prices)
            found = self.family.evaluate(self._variables(polished[None, :]))
            better = float(self.rates(found, prices)[0])
            if better > rate:
                rate, design = better, self._design(found, 0)
        return rate, design

    def _design(self, designs: PowerDesigns, position: int) -> PowerDesign:
        found = designs.take([position])
        return self.family.design({k: float(v[0]) for k, v in found.variables.items()})

    def _free(self) -> list[str]:
        return [key for key, (low, high) in self.family.bounds.items() if high > low]

    def _position(self, index: int) -> Floats:
        """Place of a design of the grid in the unit cube of the free variables."""
        place = []
        for key in self._free():
            low, high, x = *self.family.bounds[key], float(self._grid.variables[key][index])
            if key in self.family.logarithmic:
                low, high, x = np.log([low, high, x])
            place.append((x - low) / (high - low))
        return np.array(place)

    def _variables(self, places: Floats) -> dict[str, Floats]:
        """SI variables from places in the unit cube, (designs, free variables)."""
        found = {key: np.full(len(places), low) for key, (low, _) in self.family.bounds.items()}
        for column, key in enumerate(self._free()):
            low, high = self.family.bounds[key]
            share = places[:, column]
            found[key] = (
                low * (high / low) ** share
                if key in self.family.logarithmic
                else low + (high - low) * share
            )
        return found

    def _polished(self, start: Floats, prices: dict[str, float]) -> Floats:
        """A local optimum of the internal rate in the unit cube."""
        count, year = len(start), to_si(1.0, "year")

        def loss(place: Floats) -> tuple[float, Floats]:
            high = np.minimum(place + _STEP * np.eye(count), 1.0)
            low = np.maximum(place - _STEP * np.eye(count), 0.0)
            designs = self.family.evaluate(self._variables(np.vstack([place, high, low])))
            rates = self.rates(designs, prices) * year
            change = rates[1 : count + 1] - rates[count + 1 :]
            return -float(rates[0]), -change / (np.diag(high) - np.diag(low))

        found: Any = minimize(
            loss, start, jac=True, bounds=[(0.0, 1.0)] * count, method="TNC",
            options={"ftol": 1e-15, "gtol": 1e-9, "maxfun": 400},
        )  # fmt: skip
        return np.clip(np.asarray(found.x, dtype=np.float64), 0.0, 1.0)
