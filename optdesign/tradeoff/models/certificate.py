"""The proof that a front is complete: boxes of objective space that the solver found empty.

A box is known by its corner: no feasible outcome lies below it in every objective by a step or
more. The checker shares no code with the engine that made the boxes: it walks the corners of what
the boxes leave open, from below, and asks that a point of the front lies there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Corner = tuple[float, ...]


@dataclass(frozen=True)
class Box:
    """One answered question: ``index`` was minimized below ``corner`` (infinite: no bound).

    ``found`` is the point that came, None if the question had no answer; the empty box has the
    found value, or infinity, in place of the corner's at ``index``.
    """

    index: int
    corner: Corner
    found: Corner | None

    @property
    def empty(self) -> Corner:
        """Corner of the open box in which nothing feasible lies."""
        value = math.inf if self.found is None else self.found[self.index]
        return (*self.corner[: self.index], value, *self.corner[self.index + 1 :])


@dataclass(frozen=True)
class Certificate:
    """Solved boxes in scaled outcomes, all minimized: ``outcome = scale x scaled + offset``.

    ``steps`` says how far apart two values of an objective are at least (1 on a grid), or else the
    width of what the boxes leave unproved.
    """

    scale: Corner
    offsets: Corner
    steps: Corner
    boxes: Sequence[Box]

    def document(self) -> dict[str, Any]:
        """Plain data; null stands for no bound."""
        return {
            "scale": list(self.scale),
            "offsets": list(self.offsets),
            "steps": list(self.steps),
            "boxes": [
                {
                    "index": box.index,
                    "corner": [value if math.isfinite(value) else None for value in box.corner],
                    "found": None if box.found is None else list(box.found),
                }
                for box in self.boxes
            ],
        }

    @classmethod
    def from_document(cls, found: dict[str, Any]) -> Certificate:
        """The inverse of `document`."""
        boxes = [
            Box(
                int(box["index"]),
                tuple(math.inf if value is None else float(value) for value in box["corner"]),
                None if box["found"] is None else tuple(float(value) for value in box["found"]),
            )
            for box in found["boxes"]
        ]
        scale, offsets, steps = (tuple(found[key]) for key in ("scale", "offsets", "steps"))
        return cls(scale, offsets, steps, tuple(boxes))


@dataclass(frozen=True)
class Verdict:
    """What the checker found; ``faults`` are sentences, none if the front is proved complete."""

    faults: Sequence[str]
    boxes: int
    solved_again: int = 0

    @property
    def passed(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults


def check_coverage(certificate: Certificate, points: Sequence[Sequence[float]]) -> Verdict:
    """Check from the list of boxes alone that no nondominated outcome is missing.

    Parameters
    ----------
    certificate : the solved boxes
    points : the front's outcomes in the units of the model, minimized

    Returns
    -------
    Verdict; a fault names where a point may be missing, or which points cannot both stand
    """
    scale, offsets = np.array(certificate.scale), np.array(certificate.offsets)
    scaled = (np.array(points, dtype=float).reshape(-1, len(scale)) - offsets) / scale
    steps = np.array(certificate.steps)
    faults = []
    for position, point in enumerate(scaled):
        others = np.delete(scaled, position, axis=0)
        if (others <= point).all(axis=1).any():
            faults.append(f"point {position + 1} is dominated by another, or twice there")
    empty = np.array([box.empty for box in certificate.boxes]).reshape(-1, len(scale))
    for position, point in enumerate(scaled):
        if (point < empty - 0.9 * steps).all(axis=1).any():
            faults.append(f"point {position + 1} lies in a box said to be empty")
    for corner in _open_corners(empty):
        if not (scaled <= corner + 0.51 * steps).all(axis=1).any():
            place = ", ".join(f"{v:g}" for v in corner * scale + offsets)
            faults.append(f"nothing is known at and above ({place})")
    return Verdict(faults, len(certificate.boxes))


def _open_corners(empty: Floats) -> Floats:
    """The lowest corners of what the boxes ``x < corner`` leave of the whole space."""
    corners = np.full((1, empty.shape[1]), -np.inf)
    order = np.argsort(-np.where(np.isfinite(empty), empty, 1e300).sum(axis=1), kind="stable")
    for box in empty[order]:
        hit = (corners < box).all(axis=1)
        if not hit.any():
            continue
        raised = []
        for index in np.flatnonzero(np.isfinite(box)):
            moved = corners[hit].copy()
            moved[:, index] = box[index]
            raised.append(moved)
        kept = corners[~hit]
        corners = np.vstack([kept, *raised]) if raised else kept
        corners = _lowest(np.unique(corners, axis=0))
    return corners


def _lowest(corners: Floats) -> Floats:
    """Those not at or above another."""
    above = np.ones((len(corners), len(corners)), dtype=bool)
    for index in range(corners.shape[1]):
        above &= corners[:, None, index] >= corners[None, :, index]
    return np.asarray(corners[above.sum(axis=1) == 1])
