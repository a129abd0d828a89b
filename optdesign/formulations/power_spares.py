"""k of n: how many of n like units can be counted on with a given probability."""

from __future__ import annotations

from functools import cache

from scipy.stats import binom

_EXACT = 5
_FACTOR = 1.5
_CERTAIN = 1e-12


def surely(count: int, counted: int, availability: float) -> float:
    """Probability that at least k of n units work.

    Parameters
    ----------
    count : [1], n, >= 0
    counted : [1], k, <= n
    availability : [1], of one unit, in (0, 1]

    Returns
    -------
    [1]

    Source
    ------
    Binomial distribution; units fail independently.
    """
    return float(binom.cdf(count - counted, count, 1 - availability)) if counted > 0 else 1.0


@cache
def most_counted(spares: int, availability: float, target: float, most: int) -> int:
    """The greatest k, up to ``most``, of which k work out of k + spares with the probability."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        enough = surely(middle + spares, middle, availability) >= target - _CERTAIN
        low, high = (middle, high) if enough else (low, middle - 1)
    return low


@cache
def spare_steps(availability: float, target: float, most: int) -> list[tuple[int, int]]:
    """Numbers of spares with the most units they allow to count on, up to ``most``.

    The first five are all there are, later ones are some, on the safe side in between.
    """
    if most <= 0:
        return [(0, 0)]
    found: list[tuple[int, int]] = []
    spares = 0
    while not found or found[-1][1] < most:
        counted = most_counted(spares, availability, target, most)
        if counted > (found[-1][1] if found else 0):
            found.append((spares, counted))
        spares = spares + 1 if len(found) < _EXACT else int(spares * _FACTOR) + 1
    return found
