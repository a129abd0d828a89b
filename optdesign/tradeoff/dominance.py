"""What of a set of outcomes is nondominated, where values that nearly agree count as equal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def nondominated_rows(values: Floats, slack: Floats) -> list[int]:
    """Positions of the rows that no other row beats, nearly the same ones once; sorted by value.

    Parameters
    ----------
    values : array (rows, objectives), all minimized
    slack : array (objectives,), by how much a value may be worse and count as equal
    """
    kept: list[int] = []
    for position in np.lexsort(values.T[::-1]):
        row = values[position]
        if not any((values[k] <= row + slack).all() for k in kept):
            # One kept earlier may be better by less than counts, and worse by far elsewhere.
            kept = [k for k in kept if not (row <= values[k] + slack).all()]
            kept.append(int(position))
    return kept
