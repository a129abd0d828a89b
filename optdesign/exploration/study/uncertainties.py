"""Which parameters of a problem are uncertain in a study, and how they are distributed."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from optdesign.errors import StudyError, suggestion
from optdesign.exploration.study.distribution import Distribution, default_kind
from optdesign.exploration.study.faults import Faults
from optdesign.exploration.study.schema import DistributionTable, SelectionTable
from optdesign.problem import Parameter, Problem
from optdesign.textfile import flatten
from optdesign.units import format_quantity, parse_quantity

_LEAF = frozenset(DistributionTable.model_fields)
# A range may end at an open bound such as 0, which no draw reaches.
_INSIDE = 1e-9


def has_range(parameter: Parameter) -> bool:
    """Whether a parameter has a range of its own: a value, and a low or a high apart from it."""
    value = parameter.value
    ends = [end for end in (parameter.low, parameter.high) if end is not None]
    return isinstance(value, float) and any(end != value for end in ends)


class Uncertainties:
    """Collects the distributions of a study, and the faults in them.

    Parameters
    ----------
    problem : whose parameters are uncertain
    changed : keys that are set to a value
    faults : get a line a fault
    """

    def __init__(self, problem: Problem, changed: frozenset[str], faults: Faults) -> None:
        self.problem, self.changed, self._faults = problem, changed, faults
        self.found = dict[str, Distribution]()

    def select(self, chosen: SelectionTable) -> None:
        """Take every parameter with a range that the patterns admit and the study leaves unset."""
        ranged = [key for key, found in self.problem.parameters.items() if has_range(found)]
        for name, patterns in (("include", chosen.include), ("exclude", chosen.exclude)):
            for pattern in patterns:
                if not any(fnmatchcase(key, pattern) for key in ranged):
                    hint = suggestion(pattern, ranged)
                    self._faults.add(
                        f"uncertain.{name}",
                        f"{pattern} fits no parameter of {self.problem.name} with a low or high | "
                        f"{hint}",
                    )
        for key in ranged:
            included = not chosen.include or _fits(key, chosen.include)
            if included and not _fits(key, chosen.exclude) and key not in self.changed:
                self._add(key, DistributionTable())

    def add(self, section: Mapping[str, Any]) -> None:
        """Take the distributions given by key."""
        for key, value in flatten(section, _LEAF):
            where = f"uncertain.{key}"
            table = self._faults.table(DistributionTable, value, where)
            known = self.problem.parameters
            if table is None:
                continue
            if key not in known:
                hint = suggestion(key, known)
                self._faults.add(where, f"is no parameter of {self.problem.name} | {hint}")
            elif key in self.changed:
                self._faults.add(where, "must not also stand in [set] | remove one of the two")
            else:
                self._add(key, table)

    def _add(self, key: str, table: DistributionTable) -> None:
        with self._faults.noting(f"uncertain.{key}"):
            self.found[key] = _resolve(self.problem.parameters[key], table)


def _fits(key: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(key, pattern) for pattern in patterns)


def _resolve(parameter: Parameter, table: DistributionTable) -> Distribution:
    if table.distribution == "discrete" or table.values:
        return _discrete(parameter, table)
    if parameter.options:
        raise StudyError(
            'is a choice and must have distribution = "discrete" and values | add them'
        )
    if table.weights:
        raise StudyError("weights are for a discrete distribution | remove them, or give values")
    value = parameter.value if isinstance(parameter.value, float) else None
    mode = value if table.mode is None else _number(parameter, table, table.mode)
    low = _end(parameter, table, table.low, parameter.low, mode)
    high = _end(parameter, table, table.high, parameter.high, mode)
    if low is None or high is None:
        raise StudyError("needs low and high, since it has no range of its own | add them")
    lowest, highest = (format_quantity(end, parameter.unit) for end in (low, high))
    if not low < high:
        raise StudyError(f"the range must not be empty, got {lowest} to {highest} | widen it")
    kind = table.distribution or default_kind(low, high)
    if mode is None or (kind == "uniform" and table.mode is None):
        mode = (low + high) / 2
    if not low <= mode <= high:
        what = "its value, the mode," if table.mode is None else "mode"
        raise StudyError(
            f"{what} must lie within the range, got {format_quantity(mode, parameter.unit)} "
            f"outside {lowest} to {highest} | "
            'give a mode, or distribution = "uniform"'
        )
    if kind == "lognormal" and low <= 0:
        raise StudyError(f"lognormal needs low > 0, got {lowest} | choose triangular")
    for end, inward in ((low, 1.0), (high, -1.0)):
        parameter.checked(end + inward * _INSIDE * (high - low))
    return Distribution(kind, low, high, mode)


def _end(
    parameter: Parameter,
    table: DistributionTable,
    written: float | str | None,
    own: float | None,
    mode: float | None,
) -> float | None:
    """One end of the range: as written, else the parameter's own, else its value."""
    if written is not None:
        return _number(parameter, table, written)
    return mode if own is None else own


def _number(parameter: Parameter, table: DistributionTable, written: float | str) -> float:
    text = written if isinstance(written, str) else repr(written)
    value = parse_quantity(text, table.unit or parameter.bare)
    if table.unit:
        parse_quantity(f"1 {table.unit}", parameter.bare)
    if value - value != 0:
        raise StudyError(f"must be finite, got {text} | choose a number")
    return value


def _discrete(parameter: Parameter, table: DistributionTable) -> Distribution:
    if table.distribution not in (None, "discrete"):
        raise StudyError(f"values are for a discrete distribution, got {table.distribution}")
    if len(table.values) < 2:
        raise StudyError("a discrete distribution needs at least two values | add them")
    if any(value is not None for value in (table.low, table.high, table.mode)):
        raise StudyError("a discrete distribution has values, not low, high or mode | remove them")
    weights = table.weights or (1.0,) * len(table.values)
    if len(weights) != len(table.values) or not all(0 < weight < 1e9 for weight in weights):
        raise StudyError("weights must be one positive number for each value | mend them")
    values: list[float | str] = []
    for written in table.values:
        if parameter.options:
            choice = parameter.read(str(written))
        else:
            choice = parameter.checked(_number(parameter, table, written))
        values.append(choice if isinstance(choice, str) else float(choice or 0.0))
    return Distribution("discrete", values=tuple(values), weights=tuple(weights))
