"""Intervals of valid values, written as in mathematics: ``(0, 1]``, ``[2.5, 10]``, ``(0, inf)``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_TEXT = re.compile(r"\s*([\[(])\s*([^,]+?)\s*,\s*([^,]+?)\s*([\])])\s*")


@dataclass(frozen=True)
class Interval:
    """A range of numbers; a closed end at infinity, as in ``(0, inf]``, admits infinity itself."""

    low: float
    high: float
    low_closed: bool
    high_closed: bool

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read ``(0, 1]``; raises ValueError if the text is no interval."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not an interval such as (0, 1] or [0, inf)")
        low, high = float(match[2]), float(match[3])
        closed = match[1] == "[", match[4] == "]"
        if not (low < high or (low == high and all(closed))):
            raise ValueError(f"{text!r} is an empty interval")
        return cls(low, high, *closed)

    def __contains__(self, value: float) -> bool:
        above = value >= self.low if self.low_closed else value > self.low
        below = value <= self.high if self.high_closed else value < self.high
        return above and below

    def __str__(self) -> str:
        opening, closing = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        return f"{opening}{self.low:g}, {self.high:g}{closing}"


EVERYTHING = Interval(-math.inf, math.inf, low_closed=False, high_closed=False)
