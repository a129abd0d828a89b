"""The lightest (or least energetic) solar unit of a rated power at a distance from the Sun.

With the rated power given, everything but the aperture's diameter is free, and the diameter
follows, for power grows with its square. A nearer site can always make the same power with no more
mass, so choices among rated units never get worse towards the Sun.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from optdesign.network.power_design import PowerDesigns, PowerFamily

Floats = NDArray[np.float64]
Weigh = Callable[[PowerDesigns], Floats]
DIAMETER = "aperture_diameter"
_POINTS = {1: 60, 2: 40, 4: 11}
_STEP = 1e-5
_TOO_WIDE = 6.0


@dataclass(frozen=True)
class SizedUnit:
    """One unit of a rated power."""

    variables: Mapping[str, float]
    power: float
    """[W], what it delivers: the rated power, or more where the smallest diameter makes more"""
    mass: float
    bill: Mapping[str, float]


class Sizing:
    """A family with a grid of its free variables, evaluated once for all rated powers."""

    def __init__(self, family: PowerFamily, weigh: Weigh) -> None:
        self._family, self._weigh = family, weigh
        self._low, self._high = family.bounds[DIAMETER]
        self._free = [
            key for key, (low, high) in family.bounds.items() if key != DIAMETER and high > low
        ]
        points = _POINTS.get(len(self._free), 8)
        axes = [np.linspace(0.0, 1.0, points)] * len(self._free)
        mesh = np.meshgrid(*axes, indexing="ij") if axes else []
        self._places = (
            np.stack([part.reshape(-1) for part in mesh], axis=1) if axes else np.zeros((1, 0))
        )
        unit = self._evaluated(self._places, np.ones(len(self._places)))
        self._works = unit.power > 0
        self._densities = unit.power

    def best(self, power: float) -> SizedUnit | None:
        """The unit of least weight that delivers ``power`` [W]; None if none of the family can."""
        if not self._works.any():
            return None
        places = self._places[self._works]
        weights = self._weights(places, power)
        start = places[int(np.argmin(weights))]
        place = self._polished(start, power) if self._free else start
        diameter = self._diameters(place[None, :], power)
        if not np.isfinite(diameter[0]) or diameter[0] > self._high * (1 + 1e-9):
            return None
        found = self._evaluated(place[None, :], diameter)
        return SizedUnit(
            {key: float(values[0]) for key, values in found.variables.items()},
            float(found.power[0]),
            float(found.mass[0]),
            {key: float(values[0]) for key, values in found.bill.items()},
        )

    def _variables(self, places: Floats, diameters: Floats) -> dict[str, Floats]:
        found: dict[str, Floats] = {}
        for key, (low, high) in self._family.bounds.items():
            if key == DIAMETER:
                found[key] = diameters
            elif key in self._free:
                share = places[:, self._free.index(key)]
                found[key] = (
                    low * (high / low) ** share
                    if key in self._family.logarithmic
                    else low + (high - low) * share
                )
            else:
                found[key] = np.full(len(places), low)
        return found

    def _evaluated(self, places: Floats, diameters: Floats) -> PowerDesigns:
        return self._family.evaluate(self._variables(places, diameters))

    def _diameters(self, places: Floats, power: float) -> Floats:
        """Diameter that gives the power, not below the least; infinite if the design is dead."""
        density = self._evaluated(places, np.ones(len(places))).power
        with np.errstate(divide="ignore"):
            wanted = np.sqrt(power / density)
        return np.maximum(wanted, self._low)

    def _weights(self, places: Floats, power: float) -> Floats:
        """Weights of units of a power; steeply more beyond the greatest diameter."""
        diameters = self._diameters(places, power)
        inside = np.minimum(diameters, self._high)
        with np.errstate(invalid="ignore"):
            excess = np.where(np.isfinite(diameters), diameters / inside, np.inf)
        found = self._weigh(self._evaluated(places, inside))
        return np.asarray(np.where(np.isfinite(excess), found * excess**_TOO_WIDE, np.inf))

    def _polished(self, start: Floats, power: float) -> Floats:
        """A local optimum in the unit cube of the free variables, never worse than the start."""
        count = len(start)
        first = float(self._weights(start[None, :], power)[0])

        def loss(place: Floats) -> tuple[float, Floats]:
            high = np.minimum(place + _STEP * np.eye(count), 1.0)
            low = np.maximum(place - _STEP * np.eye(count), 0.0)
            weights = self._weights(np.vstack([place, high, low]), power)
            values = np.log(np.minimum(weights, 1e6 * first) / first)
            change = values[1 : count + 1] - values[count + 1 :]
            return float(values[0]), change / (np.diag(high) - np.diag(low))

        found = minimize(
            loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, 1.0)] * count,
            options={"ftol": 1e-13, "gtol": 1e-9, "maxiter": 200},
        )  # fmt: skip
        place = np.clip(np.asarray(found.x, dtype=np.float64), 0.0, 1.0)
        return place if float(self._weights(place[None, :], power)[0]) <= first else start
