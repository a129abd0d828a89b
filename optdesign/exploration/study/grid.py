"""What a sweep says: the grid of one or two keys, and the discrete answers to follow over it.

Plain frozen dataclasses with SI numbers. `sweep_read` makes them, `sweep` runs them. How weights
are taken from the tables of a solve is said here, since workers need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import isfinite
from typing import Any

Number = float | str
_NUMBERED = re.compile(r" \d+$")
ABOVE, BELOW = "above", "below"


@dataclass(frozen=True)
class Axis:
    """The values of one parameter or lever, in rising order unless they are choices."""

    key: str
    values: tuple[Number, ...]
    logarithmic: bool = False

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers, not choices."""
        return not isinstance(self.values[0], str)


@dataclass(frozen=True)
class Shares:
    """Weights of named things in a table of the solve: product of columns, summed by name.

    The number after the name of a design ("stirling 2") is dropped, so that weights are those of
    technologies. A row without one of the columns weighs nothing.
    """

    table: str
    name: str
    weight: tuple[str, ...]

    def of(self, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, float]:
        """Share of each name in the sum of all weights; empty if nothing weighs."""
        found: dict[str, float] = {}
        for row in tables.get(self.table, ()):
            weight = 1.0
            for column in self.weight:
                cell = row.get(column, 0.0)
                weight *= float(cell) if isinstance(cell, int | float) else 0.0
            if weight > 0 and isfinite(weight) and self.name in row:
                name = _NUMBERED.sub("", str(row[self.name]))
                found[name] = found.get(name, 0.0) + weight
        whole = sum(found.values())
        return {name: weight / whole for name, weight in sorted(found.items())}


@dataclass(frozen=True)
class Switch:
    """A discrete answer, followed along one axis and located to ``tolerance`` [SI of the axis].

    The answer is the name with the largest share if ``rule`` is `Shares`, else the value of
    ``key``: a lever or outcome as it is, or which side of ``threshold`` it lies on. With neither
    it is only whether there is a design at all.
    """

    name: str
    along: str
    tolerance: float
    rule: Shares | None = None
    key: str = ""
    threshold: float | None = None


@dataclass(frozen=True)
class Sweep:
    """A grid, what is followed over it, and the shares that are kept of each point."""

    axes: tuple[Axis, ...]
    switches: tuple[Switch, ...] = ()
    shares: Mapping[str, Shares] | None = None

    @property
    def rules(self) -> dict[str, Shares]:
        """All shares to take from a solve, those of switches included."""
        own = {switch.name: switch.rule for switch in self.switches if switch.rule is not None}
        return {**(self.shares or {}), **own}

    def points(self) -> Iterator[dict[str, Number]]:
        """The points of the grid; the last axis runs fastest."""
        for values in product(*(axis.values for axis in self.axes)):
            yield {axis.key: value for axis, value in zip(self.axes, values, strict=True)}

    def axis(self, key: str) -> Axis:
        """The axis of a key."""
        return next(axis for axis in self.axes if axis.key == key)
