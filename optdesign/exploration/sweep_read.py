"""Reading the sections ``[sweep]``, ``[switch]`` and ``[shares]`` of a study file."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from optdesign.catalogue.schema import Number, Strict, Unit
from optdesign.errors import OptdesignError, suggestion
from optdesign.exploration.distribution import Distribution
from optdesign.exploration.grid import Axis, Shares, Sweep, Switch
from optdesign.problem import Problem
from optdesign.problem.schema import Texts
from optdesign.textfile import describe_faults, flatten
from optdesign.units import parse_quantity

MAX_POINTS = 100_000
SECTIONS = ("sweep", "switch", "shares")
Written = Number | str
_TWO = 2


class AxisTable(Strict):
    """The values of one axis: a list, or ``count`` of them from ``low`` to ``high``."""

    values: Annotated[tuple[Written, ...], Field(strict=False)] = ()
    low: Written | None = None
    high: Written | None = None
    count: Annotated[int, Field(ge=2, le=MAX_POINTS)] | None = None
    spacing: Literal["linear", "logarithmic"] = "linear"
    unit: Unit | None = None


class SharesTable(Strict):
    """Which shares to keep: names in a column, weights in one column or the product of several."""

    table: str
    name: str
    weight: Texts


class SwitchTable(Strict):
    """A discrete answer: the name with most in a table, a lever, an outcome, or if feasible."""

    tolerance: Written
    along: str | None = None
    table: str | None = None
    name: str | None = None
    weight: Texts = ()
    lever: str | None = None
    outcome: str | None = None
    threshold: Written | None = None
    feasible: Literal[True] | None = None


_AXIS_KEYS = frozenset(AxisTable.model_fields)


def read_sweep(
    problem: Problem, sections: Mapping[str, dict[str, Any]], taken: frozenset[str],
    faults: list[str],
) -> Sweep | None:  # fmt: skip
    """Read a sweep; None if the file has none, or with its faults added to ``faults``.

    Parameters
    ----------
    problem : whose parameters and levers are swept
    sections : the three sections of the file
    taken : keys that stand in ``[set]`` or ``[fix]``
    faults : gets a line a fault
    """
    if not any(sections[name] for name in SECTIONS):
        return None
    if not sections["sweep"]:
        faults.append("sweep | must hold a parameter or lever | add one, or remove the switches")
        return None
    reader = SweepReader(problem, taken, faults)
    known = len(faults)
    axes = reader.axes(sections["sweep"])
    shares = {
        key: Shares(found.table, found.name, found.weight)
        for key, found in reader.tables(SharesTable, sections["shares"], "shares")
    }
    switches = [
        reader.switch(key, found, axes)
        for key, found in reader.tables(SwitchTable, sections["switch"], "switch")
        if axes
    ]
    if len(faults) > known:
        return None
    return Sweep(tuple(axes), tuple(found for found in switches if found), shares)


def axis_distributions(sweep: Sweep) -> dict[str, Distribution]:
    """The ranges of the axes, as the storage and the tables of a study know them."""
    found = {}
    for axis in sweep.axes:
        if axis.numeric and axis.values[0] != axis.values[-1]:
            low, high = float(axis.values[0]), float(axis.values[-1])
            found[axis.key] = Distribution("uniform", low, high, (low + high) / 2)
        else:
            weights = (1.0,) * len(axis.values)
            found[axis.key] = Distribution("discrete", values=axis.values, weights=weights)
    return found


class SweepReader:
    """Reads axes and switches; each fault is added to a list of lines."""

    def __init__(
        self, problem: Problem, taken: frozenset[str], faults: list[str], *, infinite: bool = False
    ) -> None:
        """Read for a problem; ``taken`` are keys that stand in other sections."""
        self._problem, self._taken, self._faults = problem, taken, faults
        self._infinite = infinite

    def tables(
        self, model: type[Strict], section: Mapping[str, Any], where: str
    ) -> list[tuple[str, Any]]:
        """The entries of a section, validated."""
        found = []
        for key, value in section.items():
            entry = self.model(model, value, f"{where}.{key}")
            if entry is not None:
                found.append((key, entry))
        return found

    def model(self, model: type[Strict], value: Any, where: str) -> Any:
        """One entry, validated; None with its faults noted."""
        try:
            return model.model_validate(value)
        except ValidationError as error:
            parts = describe_faults(error, sorted(model.model_fields))
            self._faults += [f"{where}.{part}".replace(". |", " |") for part in parts]
            return None

    def axes(self, section: Mapping[str, Any]) -> list[Axis]:
        """The axes in the order of the file."""
        found = []
        entries = list(flatten(section, _AXIS_KEYS))
        if len(entries) > _TWO:
            self._faults.append(
                f"sweep | must have one or two keys, got {len(entries)} | fix the others"
            )
        for key, value in entries:
            table = self.model(AxisTable, value, f"sweep.{key}")
            axis = None if table is None else self.checked(f"sweep.{key}", self.axis, key, table)
            if axis is not None:
                found.append(axis)
        points = math.prod(len(axis.values) for axis in found)
        if points > MAX_POINTS:
            self._faults.append(f"sweep | must have at most {MAX_POINTS} points, got {points}")
        return found

    def checked(self, where: str, make: Callable[..., Any], *arguments: Any) -> Any:
        """What ``make`` gives; None with its fault noted."""
        try:
            return make(*arguments)
        except (OptdesignError, ValueError) as error:
            text = str(error).removeprefix(f"{where.partition('.')[2]} | ")
            self._faults.append(f"{where} | {text}")
            return None

    def axis(self, key: str, table: AxisTable) -> Axis:
        """One axis; raises for what cannot be."""
        known = {**self._problem.parameters, **self._problem.levers}
        if key not in known:
            name = self._problem.name
            raise ValueError(f"is no parameter or lever of {name} | {suggestion(key, known)}")
        if key in self._taken:
            raise ValueError("must not also stand in [set] or [fix] | remove one of the two")
        if bool(table.values) == (table.count is not None):
            raise ValueError("needs either values, or low, high and count | give one of the two")
        if table.count is not None:
            return self._spaced(key, table)
        if any(part is not None for part in (table.low, table.high)):
            raise ValueError("has values, not low and high | remove them")
        values = [self._value(key, written, table.unit) for written in table.values]
        if len(set(values)) < len(values):
            raise ValueError("the values must differ | remove those that stand twice")
        if not isinstance(values[0], str):
            values.sort()
        return Axis(key, tuple(values), table.spacing == "logarithmic")

    def _spaced(self, key: str, table: AxisTable) -> Axis:
        if table.low is None or table.high is None or table.count is None:
            raise ValueError("needs low and high beside count | add them")
        low, high = (self._value(key, end, table.unit) for end in (table.low, table.high))
        if isinstance(low, str) or isinstance(high, str):
            raise ValueError("is a choice and must have values | list them")
        if not low < high:
            raise ValueError(f"the range must not be empty, got {low:g} to {high:g} in SI")
        steps = [place / (table.count - 1) for place in range(table.count)]
        if table.spacing == "logarithmic":
            if low <= 0:
                raise ValueError(f"logarithmic needs low > 0, got {low:g} in SI | choose linear")
            values = [low * (high / low) ** step for step in steps]
        else:
            values = [low + (high - low) * step for step in steps]
        return Axis(key, (low, *values[1:-1], high), table.spacing == "logarithmic")

    def _value(self, key: str, written: Written, unit: str | None) -> Any:
        """A value of a parameter or lever, checked against what it may be; SI."""
        found = self._problem.levers.get(key) or self._problem.parameters[key]
        text = written if isinstance(written, str) else repr(written)
        if unit and not isinstance(written, str):
            text = f"{text} {unit}"
        value = found.read(text)
        if isinstance(value, float) and not math.isfinite(value) and not self._infinite:
            raise ValueError(f"must be finite, got {text} | choose a number")
        return value

    def switch(self, key: str, table: SwitchTable, axes: list[Axis]) -> Switch | None:
        """One discrete answer to follow."""
        found: Switch | None = self.checked(f"switch.{key}", self._switch, key, table, axes)
        return found

    def _switch(self, key: str, table: SwitchTable, axes: list[Axis]) -> Switch:
        named = {axis.key: axis for axis in axes}
        along = table.along or axes[0].key
        if along not in named or not named[along].numeric:
            raise ValueError(f"along must be a swept number, got {along} | choose another")
        swept = self._problem.levers.get(along) or self._problem.parameters[along]
        tolerance = _quantity(table.tolerance, swept.bare)
        if not 0 < tolerance < math.inf:
            raise ValueError("tolerance must be above zero | give one such as 0.001")
        kinds = [part for part in (table.table, table.lever, table.outcome) if part is not None]
        if len(kinds) + (table.feasible is not None) != 1:
            raise ValueError("needs one of table, lever, outcome and feasible | give one")
        if table.feasible:
            return Switch(key, along, tolerance)
        if table.table is not None:
            if table.name is None or not table.weight:
                raise ValueError("needs name and weight, columns of the table | add them")
            rule = Shares(table.table, table.name, table.weight)
            return Switch(key, along, tolerance, rule)
        group: Mapping[str, Any] = self._problem.levers if table.lever else self._problem.outcomes
        if kinds[0] not in group:
            what = "lever" if table.lever else "outcome"
            name = self._problem.name
            raise ValueError(f"{kinds[0]} is no {what} of {name} | {suggestion(kinds[0], group)}")
        threshold = None
        if table.threshold is not None:
            threshold = _quantity(table.threshold, group[kinds[0]].bare)
        return Switch(key, along, tolerance, key=kinds[0], threshold=threshold)


def _quantity(written: Written, bare: str) -> float:
    return parse_quantity(written if isinstance(written, str) else repr(written), bare)
