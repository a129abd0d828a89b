"""How finely the values of an objective lie: on a grid, in a finite set, or anywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optdesign.solvers.mixed import MixedForm

Floats = NDArray[np.float64]
MAX_DECIMALS = 6
_LARGEST = 1e12


@dataclass(frozen=True)
class Spacing:
    """``step`` divides all differences of values (0 if none is known); finite or continuous."""

    step: float
    finite: bool


def spacing(form: MixedForm, index: int) -> Spacing:
    """The spacing of an objective from its coefficients: their greatest common divisor."""
    if index in form.ratios:
        return Spacing(0.0, False)
    row = form.objectives[index]
    used = row != 0.0
    if not used.any():
        return Spacing(1.0, True)
    if not form.integer[used].all():
        return Spacing(0.0, False)
    return Spacing(common_divisor(row[used]), True)


def common_divisor(numbers: Floats) -> float:
    """Greatest common divisor of decimal numbers; 0 if more than six decimals are needed.

    >>> common_divisor(np.array([4.0, 6.0])), common_divisor(np.array([0.25, 1.5]))
    (2.0, 0.25)
    >>> common_divisor(np.array([1.0, 2**0.5]))
    0.0
    """
    for decimals in range(MAX_DECIMALS + 1):
        scaled = numbers * 10.0**decimals
        if np.abs(scaled).max() > _LARGEST:
            return 0.0
        whole = np.round(scaled)
        if (np.abs(scaled - whole) <= 1e-9 * np.maximum(np.abs(scaled), 1e-3)).all():
            return float(math.gcd(*(int(number) for number in whole)) / 10**decimals)
    return 0.0
