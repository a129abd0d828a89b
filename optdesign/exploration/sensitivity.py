"""Which parameters drive an outcome: variance-based indices of a study.

Indices need a sampling plan of their own; the trials of a plain study do not hold them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sensitivity:
    """First-order and total index of one parameter, with the interval of the total [1]."""

    parameter: str
    first_order: float
    total: float
    low: float
    high: float
