"""What is asked of a network: target, seed, imports and the limits over the whole bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.arrays import Arrays

Floats = NDArray[np.float64]


NOTHING = 1e-12
"""Seeds, or seeds a year, below which imports are lost in rounding."""


@dataclass(frozen=True)
class TotalLimit:
    """An upper bound on what orders and running lines add up to over the bootstrap.

    Every coefficient is at least zero, so that whatever is done less or later stays inside.
    """

    key: str
    bound: float
    lines: Floats
    """(L,), per kilogram of line ordered"""
    power: float
    """per kilogram of power plant ordered"""
    run: Floats
    """(L,), per kilogram of line running a year"""
    seed: float = 0.0
    """per kilogram of seed"""

    def build(self, arrays: Arrays) -> Floats:
        """(L + D,), per kilogram ordered; nothing for what comes with the seed only."""
        build = np.concatenate([self.lines, np.full(len(arrays.designs), self.power)])
        return np.asarray(build * arrays.buildable)

    def unit(self, seed: float) -> float:
        """What coefficients per kilogram are multiplied with to be per seed and bound."""
        return seed / self.bound if self.bound > 0 else seed

    def left(self, seed: float) -> float:
        """The part of the bound that the seed leaves."""
        return (self.bound - self.seed * seed) * self.unit(seed) / seed


@dataclass(frozen=True)
class Mission:
    """Persons to house; kilograms of seed; kilograms imported a year and in total."""

    target: float
    seed: float
    import_rate: float = 0.0
    import_total: float = 0.0
    limits: Sequence[TotalLimit] = ()

    @property
    def imports(self) -> bool:
        """Whether anything worth counting is imported."""
        return min(self.import_rate, self.import_total) > NOTHING * self.seed
