"""Families of power designs as arrays: what one unit delivers, weighs and is made of.

What a technology does with its variables is in `photovoltaic` and `concentrator`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optdesign.network.model import COMMODITIES, PowerDesign

Floats = NDArray[np.float64]
Parts = list[tuple[Floats, Mapping[str, float]]]
"""Masses of the parts of each unit [kg] with the bill of a kilogram of each part."""

MATERIALS = tuple(name for name in COMMODITIES if name != "effort")
MOST_DESIGNS = 60_000


@dataclass(frozen=True)
class PowerDesigns:
    """Designs of one family, as arrays of one length."""

    variables: Mapping[str, Floats]
    """The bounds' keys, SI"""
    power: Floats
    """[W] of one unit, >= 0; 0 where the design does not work"""
    mass: Floats
    """[kg] of one unit, > 0"""
    bill: Mapping[str, Floats]
    """commodity: [kg/kg]; the materials add up to one, ``effort`` comes on top"""

    @property
    def specific_power(self) -> Floats:
        """Power per mass [W/kg]."""
        return self.power / self.mass

    def take(self, indices: NDArray[np.integer] | list[int]) -> PowerDesigns:
        """The designs at some positions."""
        return PowerDesigns(
            {key: values[indices] for key, values in self.variables.items()},
            self.power[indices],
            self.mass[indices],
            {key: values[indices] for key, values in self.bill.items()},
        )

    def __len__(self) -> int:
        return len(self.mass)


@dataclass(frozen=True)
class PowerFamily:
    """A technology whose units can be designed: the bounds of the variables and what comes out."""

    technology: str
    carrier: str
    """One of `model.CARRIERS`"""
    lifetime: float
    """[s], mean life of its power: units wear out, and fade"""
    lag: float
    """[s], from order to service"""
    bounds: Mapping[str, tuple[float, float]]
    """SI; empty where there is one design only"""
    evaluate: Callable[[Mapping[str, Floats]], PowerDesigns]
    """Designs from arrays of the variables"""
    logarithmic: frozenset[str] = field(default_factory=frozenset)
    """Variables better spaced by their logarithm"""

    def grid(self, points: int) -> PowerDesigns:
        """All combinations of about ``points`` values of each variable, at most `MOST_DESIGNS`."""
        if not self.bounds:
            return self.evaluate({})
        most = int(MOST_DESIGNS ** (1 / len(self.bounds)) + 1e-9)
        axes = [self.axis(key, max(2, min(points, most))) for key in self.bounds]
        mesh = np.meshgrid(*axes, indexing="ij")
        return self.evaluate(
            {key: part.reshape(-1) for key, part in zip(self.bounds, mesh, strict=True)}
        )

    def axis(self, key: str, points: int) -> Floats:
        """Evenly spaced values of one variable, ends included."""
        low, high = self.bounds[key]
        spaced = np.geomspace if key in self.logarithmic else np.linspace
        return np.asarray(spaced(low, high, points if high > low else 1), dtype=np.float64)

    def design(self, variables: Mapping[str, float]) -> PowerDesign:
        """One design per kilogram.

        Parameters
        ----------
        variables : SI, a value for each key of ``bounds``
        """
        found = self.evaluate({key: np.array([float(variables[key])]) for key in self.bounds})
        return PowerDesign(
            technology=self.technology,
            lifetime=self.lifetime,
            lag=self.lag,
            power={self.carrier: float(found.specific_power[0])},
            bill={key: float(values[0]) for key, values in found.bill.items()},
            variables={key: float(values[0]) for key, values in found.variables.items()},
            unit_mass=float(found.mass[0]),
        )


def combined_bill(parts: Parts) -> tuple[Floats, dict[str, Floats]]:
    """Mass of each unit and its bill per kilogram, from the parts of the unit."""
    masses = np.stack(np.broadcast_arrays(*(mass for mass, _ in parts)))
    total = masses.sum(axis=0)
    shares = masses / total
    bill = {}
    for name in COMMODITIES:
        amounts = np.array([part.get(name, 0.0) for _, part in parts])
        if amounts.any():
            bill[name] = amounts @ shares
    return total, bill


def part_bill(
    materials: Mapping[str, float], *, effort: float, irreducible_share: float
) -> dict[str, float]:
    """The bill of a kilogram of one part: materials brought to one, and what only imports supply.

    Parameters
    ----------
    materials : [kg/kg], relative amounts of any sum
    effort : [kg/kg]
    irreducible_share : [1], taken from every kilogram, the other materials shrinking in proportion
    """
    total = sum(materials.values())
    bill = {
        name: amount / total * (1 - irreducible_share)
        for name, amount in materials.items()
        if amount > 0
    }
    if irreducible_share > 0:
        bill["irreducible"] = bill.get("irreducible", 0.0) + irreducible_share
    return bill | {"effort": effort}
