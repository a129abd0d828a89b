"""The best option and its best design: grid, zoom, and a bound by halving boxes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optdesign.network.power_design import Floats
from optdesign.subproblems.ring_option import Option

FINE, COARSE = 41, 21
_ZOOM = 17
_SHRINK = 0.35
_SMALLEST = 1e-10
_POLISHED = 6
_GAIN = 1e-9
_MOST_MOVES = 30
MOST_BOXES = 400_000


@dataclass(frozen=True)
class Found:
    """The best design of an option: a point of its unit cube."""

    option: Option
    point: Floats
    weight: float


def best_found(
    options: Sequence[Option],
    *,
    points: int = FINE,
    polished: int = _POLISHED,
    smallest: float = _SMALLEST,
) -> Found | None:
    """The best design of all options; None if no point of any grid works.

    Parameters
    ----------
    options : to choose from
    points : values of each variable on the first grid
    polished : how many options are looked at in detail
    smallest : width of the last grid, of the whole range's logarithm
    """
    firsts = sorted(
        (found for option in options if (found := _scanned(option, points)) is not None),
        key=lambda found: found.weight,
    )
    last = [_zoomed(found, 1.5 / points, smallest) for found in firsts[:polished]]
    return min(last, key=lambda found: found.weight, default=None)


def _scanned(option: Option, points: int) -> Found | None:
    axes = [np.linspace(0, 1, points if high > low else 1) for low, high in option.ranges.values()]
    cube = np.stack([part.ravel() for part in np.meshgrid(*axes, indexing="ij")], axis=1)
    weights = option.designs(option.variables(cube)).weight
    best = int(np.argmin(weights))
    return Found(option, cube[best], float(weights[best])) if np.isfinite(weights[best]) else None


def _zoomed(found: Found, width: float, smallest: float) -> Found:
    """Ever finer grids around the best point; they stop at edges where a link is saved."""
    free = [high > low for low, high in found.option.ranges.values()]
    steps = np.linspace(-1, 1, _ZOOM)
    axes = [steps if part else np.zeros(1) for part in free]
    star = np.stack([part.ravel() for part in np.meshgrid(*axes, indexing="ij")], axis=1)
    moves = 0
    while width > smallest:
        cube = np.clip(found.point + width * star, 0, 1)
        weights = found.option.designs(found.option.variables(cube)).weight
        best = int(np.argmin(weights))
        inside = np.abs(star[best]).max() < 1
        gain = 1 - float(weights[best]) / found.weight
        if gain > 0:
            found = Found(found.option, cube[best], float(weights[best]))
            if not inside and gain > _GAIN and moves < _MOST_MOVES:
                moves += 1
                continue
        width *= _SHRINK
    return found


def proven_weight(options: Sequence[Option], weight: float, *, gap: float) -> float:
    """A weight that no design of any option falls below; at best ``weight (1 - gap)``.

    Boxes are halved until none can hold a lighter design. Where that takes too many boxes, the
    bound is the least of those left.
    """
    target = weight * (1 - gap)  # infinite for an infinite weight: then nothing works
    return min((_proven(option, target) for option in options), default=target)


def _proven(option: Option, target: float) -> float:
    spans = np.array([math.log(high / low) for low, high in option.ranges.values()])
    free = spans > 0
    low, high = np.zeros((1, len(free))), np.ones((1, len(free)))
    looked = 0
    while len(low):
        bounds = option.lower(option.variables(low), option.variables(high))
        looked += len(low)
        left = bounds < target
        if looked > MOST_BOXES or not free.any():
            return float(min(bounds[left].min(initial=target), target))
        low, high = low[left], high[left]
        if not len(low):
            break
        widths = spans * (high - low)
        axis = widths.argmax(axis=1)
        rows = np.arange(len(low))
        middle = (low[rows, axis] + high[rows, axis]) / 2
        upper, lower = low.copy(), high.copy()
        upper[rows, axis] = middle
        lower[rows, axis] = middle
        low, high = np.concatenate([low, upper]), np.concatenate([lower, high])
    return target
