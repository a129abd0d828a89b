"""Points of a two-objective front found one bound at a time, where the gap is widest."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Ask = Callable[[float], "Sample | None"]
AskSeveral = Callable[[Sequence[float]], Sequence["Sample | None"]]
Gap = tuple["Sample", "Sample", float, float]
_SAME = 1e-6


@dataclass(frozen=True)
class Sample:
    """Both objectives, minimized, and whatever belongs to the point."""

    first: float
    second: float
    content: Any = None


def sample_front(ask: Ask, left: Sample, right: Sample, count: int) -> tuple[list[Sample], float]:
    """Find ``count`` distinct nondominated points between the two ends, one after the other.

    Parameters
    ----------
    ask : least first objective with the second at most the bound given; None if that failed
    left, right : best in the first and best in the second objective, ties broken

    Returns
    -------
    points from left to right, and the widest gap left, as a share of the ranges
    """
    return sample_rounds(lambda bounds: list(map(ask, bounds)), left, right, count, together=1.0)


def sample_rounds(
    ask: AskSeveral, left: Sample, right: Sample, count: int, *, together: float = 0.5
) -> tuple[list[Sample], float]:
    """The same with several questions a round: all gaps nearly as wide as the widest.

    ``together`` is the share of the widest gap from which on others are asked with it; at 1 it is
    the widest alone. What is asked does not depend on how many answer at a time.
    """
    spans = (right.first - left.first, left.second - right.second)
    if spans[0] <= _SAME * abs(left.first) or spans[1] <= _SAME * abs(right.second):
        return [left if spans[1] <= _SAME * abs(right.second) else right], 0.0
    points, gaps, failures = _first_round(ask, left, right, count)
    lost: list[Gap] = []

    def width(gap: Gap) -> float:
        one, other, high, low = gap
        across = (other.first - one.first) / spans[0]
        return math.hypot(min(across, 1.0), (high - low) / spans[1])

    while gaps and len(points) < count and failures < count:
        gaps.sort(key=width, reverse=True)
        widest = width(gaps[0])
        most = count - len(points) if together < 1.0 else 1
        chosen = [gap for gap in gaps if width(gap) >= together * widest][:most]
        gaps = [gap for gap in gaps if gap not in chosen]
        chosen = [gap for gap in chosen if gap[2] - gap[3] > 1e-3 * _SAME * spans[1]]
        bounds = [_middle(gap, spans) for gap in chosen]
        for gap, bound, found in zip(chosen, bounds, ask(bounds) if bounds else [], strict=True):
            if found is None:
                failures += 1
                lost.append(gap)
                continue
            one, other, high, low = gap
            if found.second > other.second + _SAME * spans[1]:
                points.append(found)
                gaps += [(one, found, high, bound), (found, other, found.second, low)]
            elif bound - other.second > _SAME * spans[1] and high - bound > 1e-2 * spans[1]:
                # The best at the bound is the lower neighbour: nothing new below the bound.
                gaps.append((one, other, high, bound))
    points.sort(key=lambda sample: sample.first)
    return points, max(map(width, [*gaps, *lost]), default=0.0)


def _middle(gap: Gap, spans: tuple[float, float]) -> float:
    """The bound halfway, in decades where the front is steep: there half of a range is no step."""
    one, other, high, low = gap
    steep = (other.first - one.first) / spans[0] > 2 * (high - low) / spans[1]
    return math.sqrt(high * low) if steep and low > 0 else (high + low) / 2


def _first_round(
    ask: AskSeveral, left: Sample, right: Sample, count: int
) -> tuple[list[Sample], list[Gap], int]:
    """Bounds two steps apart: halved later, they are even where the front is straight.

    A gap keeps its two points and the bounds on the second objective not yet asked in it.
    """
    span = left.second - right.second
    bounds = [left.second - span * 2 * k / (count - 1) for k in range(1, (count - 1) // 2 + 1)]
    bounds = [bound for bound in bounds if bound > right.second + _SAME * span]
    points, gaps, failures = [left, right], list[Gap](), 0
    last, high = left, left.second
    for bound, found in zip(bounds, _ask_all_over(ask, bounds), strict=True):
        if found is None:
            failures += 1
        elif found.second <= right.second + _SAME * span:
            gaps.append((last, right, high, bound))
            return points, gaps, failures
        elif found.second < last.second - _SAME * span:
            points.append(found)
            gaps.append((last, found, high, bound))
            last, high = found, found.second
    gaps.append((last, right, high, right.second))
    return points, gaps, failures


def _ask_all_over(ask: AskSeveral, bounds: Sequence[float]) -> list[Sample | None]:
    """Ask in an order that covers the range from the start, so that a stop leaves no side empty."""
    if not bounds:
        return []
    digits = len(bounds).bit_length()
    order = sorted(range(len(bounds)), key=lambda place: f"{place + 1:0{digits}b}"[::-1])
    found: list[Sample | None] = [None] * len(bounds)
    for place, sample in zip(order, ask([bounds[place] for place in order]), strict=True):
        found[place] = sample
    return found
