"""The shortest horizon on which a goal is reached: a monotone root, found on the logarithm."""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy.optimize import brentq

from optdesign.errors import SolveError

MAX_STEPS = 200
MAX_NEWTON_STEPS = 12


def bracket_horizon(
    fraction: Callable[[float], float], guess: float, *, factor: float = 2.0
) -> tuple[float, float]:
    """Find horizons on which the goal is just missed and just reached, by steps of a factor.

    ``fraction(horizon)`` is the attainable part of the goal, nondecreasing in the horizon.
    """
    low = high = guess
    for _ in range(MAX_STEPS):
        if fraction(high) >= 1.0:
            break
        low, high = high, factor * high
    else:
        raise SolveError("minimum time | the goal must be in reach | no horizon was long enough")
    for _ in range(MAX_STEPS):
        if low < high:
            return low, high
        low = high / factor
        if fraction(low) >= 1.0:
            high = low
    raise SolveError("minimum time | the goal must take time | it is reached at once")


def shortest_horizon(
    fraction: Callable[[float], float], low: float, high: float, *, tolerance: float
) -> float:
    """The horizon in [low, high] at which the fraction becomes 1, to a relative tolerance."""

    def excess(horizon: float) -> float:
        return math.log(max(fraction(horizon), 1e-300))

    for _ in range(60):
        if excess(low) <= 0.0:
            break
        low /= (high / low) ** 0.5 + 1e-9
    for _ in range(60):
        if excess(high) >= 0.0:
            break
        high *= (high / low) ** 0.5 + 1e-9
    return float(brentq(excess, low, high, xtol=1e-300, rtol=max(tolerance, 1e-14)))


def newton_horizon(
    fraction_and_slope: Callable[[float], tuple[float, float]], guess: float, *, tolerance: float
) -> float | None:
    """The horizon at which the fraction becomes 1, by Newton's method on its logarithm.

    The slope is that of the fraction in the horizon. The horizon returned is the last one asked
    for: its next step would have been below the relative tolerance. None where the steps do not
    settle; `shortest_horizon` is slower and sure.
    """
    horizon = guess
    for _ in range(MAX_NEWTON_STEPS):
        fraction, slope = fraction_and_slope(horizon)
        if not (fraction > 0.0 and slope > 0.0):
            return None
        step = -math.log(fraction) * fraction / slope
        if abs(step) <= tolerance * horizon:
            return horizon
        if not abs(step) < 0.5 * horizon:
            return None
        horizon += step
    return None
