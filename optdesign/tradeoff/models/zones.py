"""Search zones: the part of objective space that no known point dominates, as open boxes.

A zone is the set of outcomes strictly below its corner in every objective; infinite entries bound
nothing. All objectives are minimized.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def split_zones(zones: Floats, point: Floats) -> Floats:
    """The zones left after a point: those that contain it lose what it dominates.

    Parameters
    ----------
    zones : array (zones, objectives) of corners
    point : array (objectives,)

    Returns
    -------
    array of corners, none inside another
    """
    hit = (zones > point).all(axis=1)
    if not hit.any():
        return zones
    kept, parents = zones[~hit], zones[hit]
    children = np.repeat(parents, len(point), axis=0)
    index = np.tile(np.arange(len(point)), len(parents))
    children[np.arange(len(children)), index] = point[index]
    return np.vstack([kept, _largest(np.unique(children, axis=0), kept)])


def _largest(children: Floats, kept: Floats) -> Floats:
    """The children inside no other child and no kept zone."""
    if not len(children):
        return children
    # No child equals another, so each lies inside itself only once.
    lone = inside_of(children, children).sum(axis=1) == 1
    return np.asarray(children[lone & ~inside_of(children, kept).any(axis=1)])


def inside_of(zones: Floats, boxes: Floats) -> NDArray[np.bool_]:
    """Array (zones, boxes): which zone lies in which box, both given by their corners."""
    found = np.ones((len(zones), len(boxes)), dtype=bool)
    for index in range(zones.shape[1]):
        found &= zones[:, None, index] <= boxes[None, :, index]
    return found


def uncovered(zones: Floats, boxes: Floats) -> NDArray[np.bool_]:
    """Which zones lie in none of the boxes (both given by their corners)."""
    return np.asarray(~inside_of(zones, boxes).any(axis=1))
