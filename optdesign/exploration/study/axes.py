"""Reading axes: the values of a parameter or lever, listed or spaced from low to high."""

from __future__ import annotations

import math
from typing import Any

from optdesign.errors import StudyError, suggestion
from optdesign.exploration.study.distribution import Distribution
from optdesign.exploration.study.faults import Faults
from optdesign.exploration.study.grid import Axis
from optdesign.exploration.study.schema import AxisTable, Written
from optdesign.problem import Problem
from optdesign.units import format_quantity

AXIS_KEYS = frozenset(AxisTable.model_fields)


class AxisReader:
    """Reads axes of a problem.

    Parameters
    ----------
    problem : whose parameters and levers they are
    taken : keys that stand in ``[set]`` or ``[fix]``
    faults : get a line a fault
    infinite : whether a value may be infinite, as a limit that is absent
    """

    def __init__(
        self, problem: Problem, taken: frozenset[str], faults: Faults, *, infinite: bool = False
    ) -> None:
        self._problem, self._taken, self._faults = problem, taken, faults
        self._infinite = infinite

    def read(self, where: str, key: str, table: AxisTable) -> Axis | None:
        """An axis; None with its fault noted."""
        with self._faults.noting(where):
            return self._axis(key, table)
        return None

    def _axis(self, key: str, table: AxisTable) -> Axis:
        known = {**self._problem.parameters, **self._problem.levers}
        if key not in known:
            name = self._problem.name
            raise StudyError(f"is no parameter or lever of {name} | {suggestion(key, known)}")
        if key in self._taken:
            raise StudyError("must not also stand in [set] or [fix] | remove one of the two")
        if bool(table.values) == (table.count is not None):
            raise StudyError("needs either values, or low, high and count | give one of the two")
        if table.count is not None:
            return self._spaced(key, table)
        if any(part is not None for part in (table.low, table.high)):
            raise StudyError("has values, not low and high | remove them")
        values = [self._value(key, written, table.unit) for written in table.values]
        if len(set(values)) < len(values):
            raise StudyError("the values must differ | remove those that stand twice")
        if not isinstance(values[0], str):
            values.sort()
        return Axis(key, tuple(values), table.spacing == "logarithmic")

    def _spaced(self, key: str, table: AxisTable) -> Axis:
        if table.low is None or table.high is None or table.count is None:
            raise StudyError("needs low and high beside count | add them")
        low, high = (self._value(key, end, table.unit) for end in (table.low, table.high))
        if isinstance(low, str) or isinstance(high, str):
            raise StudyError("is a choice and must have values | list them")
        unit = (self._problem.levers.get(key) or self._problem.parameters[key]).unit
        if not low < high:
            raise StudyError(
                f"the range must not be empty, got {format_quantity(low, unit)} to "
                f"{format_quantity(high, unit)} | widen it"
            )
        steps = [place / (table.count - 1) for place in range(table.count)]
        if table.spacing == "logarithmic":
            if low <= 0:
                shown = format_quantity(low, unit)
                raise StudyError(f"logarithmic needs low > 0, got {shown} | choose linear")
            values = [low * (high / low) ** step for step in steps]
        else:
            values = [low + (high - low) * step for step in steps]
        values = [low, *values[1:-1], high]
        lever = self._problem.levers.get(key)
        if lever is not None and lever.integer:
            values = sorted({float(round(value)) for value in values})
        return Axis(key, tuple(values), table.spacing == "logarithmic")

    def _value(self, key: str, written: Written, unit: str | None) -> Any:
        """A value of a parameter or lever, checked against what it may be; SI."""
        found = self._problem.levers.get(key) or self._problem.parameters[key]
        text = written if isinstance(written, str) else repr(written)
        if unit and not isinstance(written, str):
            text = f"{text} {unit}"
        value = found.read(text)
        if isinstance(value, float) and not math.isfinite(value) and not self._infinite:
            raise StudyError(f"must be finite, got {text} | choose a number")
        return value


def axis_distribution(axis: Axis) -> Distribution:
    """The range of an axis, as the storage and the tables of a study know it."""
    if axis.numeric and axis.values[0] != axis.values[-1]:
        return uniform(float(axis.values[0]), float(axis.values[-1]))
    return one_of(axis)


def one_of(axis: Axis) -> Distribution:
    """Any value of an axis, all alike."""
    return Distribution("discrete", values=axis.values, weights=(1.0,) * len(axis.values))


def uniform(low: float, high: float) -> Distribution:
    """Any number of a range, all alike."""
    return Distribution("uniform", low, high, (low + high) / 2)
