"""Points of a two-objective front found one bound at a time, where the gap is widest."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Ask = Callable[[float], "Sample | None"]
_SAME = 1e-6


@dataclass(frozen=True)
class Sample:
    """Both objectives, minimized, and whatever belongs to the point."""

    first: float
    second: float
    content: Any = None


def sample_front(ask: Ask, left: Sample, right: Sample, count: int) -> tuple[list[Sample], float]:
    """Find ``count`` distinct nondominated points between the two ends.

    Parameters
    ----------
    ask : least first objective with the second at most the bound given; None if that failed
    left, right : best in the first and best in the second objective, ties broken

    Returns
    -------
    points from left to right, and the widest gap left, as a share of the ranges
    """
    spans = (right.first - left.first, left.second - right.second)
    if spans[0] <= _SAME * abs(left.first) or spans[1] <= _SAME * abs(right.second):
        return [left if spans[1] <= _SAME * abs(right.second) else right], 0.0
    # A gap keeps its two points and the bounds on the second objective not yet asked in it.
    gaps = [(left, right, left.second, right.second)]
    points, failures = [left, right], 0

    def width(gap: tuple[Sample, Sample, float, float]) -> float:
        one, other, high, low = gap
        across = (other.first - one.first) / spans[0]
        return math.hypot(min(across, 1.0), (high - low) / spans[1])

    while gaps and len(points) < count and failures < count:
        gap = max(gaps, key=width)
        gaps.remove(gap)
        one, other, high, low = gap
        if high - low <= 1e-3 * _SAME * spans[1]:
            continue
        bound = (high + low) / 2
        found = ask(bound)
        if found is None:
            failures += 1
        elif found.second <= other.second + _SAME * spans[1]:
            # The best at the bound is the lower neighbour: nothing new below the bound.
            if bound - other.second > _SAME * spans[1] and high - bound > 1e-2 * spans[1]:
                gaps.append((one, other, high, bound))
        else:
            points.append(found)
            gaps += [(one, found, high, bound), (found, other, found.second, low)]
    points.sort(key=lambda sample: sample.first)
    return points, max(map(width, gaps), default=0.0)
