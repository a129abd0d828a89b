"""Distributions of uncertain parameters, as inverse cumulative functions of plain numbers.

Every distribution is bounded by its low and high, so that no draw leaves the range it was given;
the normal and lognormal ones are truncated there. Nothing is drawn here: `sampling` supplies the
probabilities.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from statistics import NormalDist
from typing import Literal

Kind = Literal["triangular", "uniform", "lognormal", "normal", "discrete"]

DECADE = 10.0
# A range spans four standard deviations of an untruncated normal, 95 % of it.
DEVIATIONS_PER_RANGE = 4.0
_STANDARD = NormalDist()


@dataclass(frozen=True)
class Distribution:
    """A bounded distribution; numbers are SI. ``discrete`` has values and weights instead."""

    kind: Kind
    low: float = math.nan
    high: float = math.nan
    mode: float = math.nan
    values: tuple[float | str, ...] = ()
    weights: tuple[float, ...] = ()

    def quantile(self, probability: float) -> float | str:
        """Return the value that is not exceeded with the given probability.

        Parameters
        ----------
        probability : [1], [0, 1]

        Returns
        -------
        [SI of the parameter], low <= value <= high; one of the values if discrete
        """
        if self.kind == "discrete":
            steps = list(accumulate(self.weights))
            place = bisect_right(steps, probability * steps[-1])
            return self.values[min(place, len(self.values) - 1)]
        inverse = {
            "uniform": _uniform,
            "triangular": _triangular,
            "normal": _truncated_normal,
            "lognormal": _truncated_lognormal,
        }[self.kind]
        value = inverse(probability, self.low, self.high, self.mode)
        return min(max(value, self.low), self.high)


def default_kind(low: float, high: float) -> Kind:
    """Triangular; lognormal where the range spans more than a decade of positive values."""
    return "lognormal" if low > 0 and high / low > DECADE else "triangular"


def _uniform(probability: float, low: float, high: float, _mode: float) -> float:
    return low + probability * (high - low)


def _triangular(probability: float, low: float, high: float, mode: float) -> float:
    """Inverse of the cumulative function of a triangle with its top at the mode."""
    span = high - low
    below = (mode - low) / span
    if probability <= below:
        return low + math.sqrt(probability * span * (mode - low))
    return high - math.sqrt((1.0 - probability) * span * (high - mode))


def _truncated_normal(probability: float, low: float, high: float, mode: float) -> float:
    """Inverse of a normal about the mode, cut at low and high."""
    deviation = (high - low) / DEVIATIONS_PER_RANGE
    first, last = (_STANDARD.cdf((end - mode) / deviation) for end in (low, high))
    share = first + probability * (last - first)
    if not 0.0 < share < 1.0:
        return low if share <= 0.0 else high
    return mode + deviation * _STANDARD.inv_cdf(share)


def _truncated_lognormal(probability: float, low: float, high: float, mode: float) -> float:
    """The truncated normal of the logarithm; the mode is the median before it is cut."""
    return math.exp(_truncated_normal(probability, *(math.log(end) for end in (low, high, mode))))
