"""Reading the sections ``[sweep]``, ``[switch]`` and ``[shares]`` of a study file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from optdesign.errors import StudyError, suggestion
from optdesign.exploration.study.axes import AXIS_KEYS, AxisReader
from optdesign.exploration.study.faults import Faults
from optdesign.exploration.study.grid import Axis, Shares, Sweep, Switch
from optdesign.exploration.study.schema import (
    MAX_POINTS,
    AxisTable,
    SharesTable,
    SwitchTable,
    Written,
)
from optdesign.problem import Problem
from optdesign.textfile import flatten
from optdesign.units import parse_quantity

SWEEP_SECTIONS = ("sweep", "switch", "shares")
_TWO = 2


def read_sweep(
    problem: Problem, sections: Mapping[str, dict[str, Any]], taken: frozenset[str], faults: Faults
) -> Sweep | None:
    """Read a sweep; None if the file has none, or with its faults noted.

    Parameters
    ----------
    problem : whose parameters and levers are swept
    sections : the three sections of the file
    taken : keys that stand in ``[set]`` or ``[fix]``
    faults : get a line a fault
    """
    if not any(sections[name] for name in SWEEP_SECTIONS):
        return None
    if not sections["sweep"]:
        faults.add("sweep", "must hold a parameter or lever | add one, or remove the switches")
        return None
    known = len(faults)
    axes = _axes(AxisReader(problem, taken, faults), sections["sweep"], faults)
    shares = {}
    for key, value in sections["shares"].items():
        found = faults.table(SharesTable, value, f"shares.{key}")
        if found is not None:
            shares[key] = Shares(found.table, found.name, found.weight)
    switches = []
    for key, value in sections["switch"].items():
        table = faults.table(SwitchTable, value, f"switch.{key}")
        if table is not None and axes:
            with faults.noting(f"switch.{key}"):
                switches.append(_switch(problem, key, table, axes))
    if len(faults) > known:
        return None
    return Sweep(tuple(axes), tuple(switches), shares)


def _axes(reader: AxisReader, section: Mapping[str, Any], faults: Faults) -> list[Axis]:
    """The axes in the order of the file."""
    found = []
    entries = list(flatten(section, AXIS_KEYS))
    if len(entries) > _TWO:
        faults.add("sweep", f"must have one or two keys, got {len(entries)} | fix the others")
    for key, value in entries:
        table = faults.table(AxisTable, value, f"sweep.{key}")
        axis = None if table is None else reader.read(f"sweep.{key}", key, table)
        if axis is not None:
            found.append(axis)
    points = math.prod(len(axis.values) for axis in found)
    if points > MAX_POINTS:
        faults.add("sweep", f"must have at most {MAX_POINTS} points, got {points}")
    return found


def _switch(problem: Problem, key: str, table: SwitchTable, axes: list[Axis]) -> Switch:
    """One discrete answer to follow."""
    named = {axis.key: axis for axis in axes}
    along = table.along or axes[0].key
    if along not in named or not named[along].numeric:
        raise StudyError(f"along must be a swept number, got {along} | choose another")
    swept = problem.levers.get(along) or problem.parameters[along]
    tolerance = _quantity(table.tolerance, swept.bare)
    if not 0 < tolerance < math.inf:
        raise StudyError("tolerance must be above zero | give one such as 0.001")
    kinds = [part for part in (table.table, table.lever, table.outcome) if part is not None]
    if len(kinds) + (table.feasible is not None) != 1:
        raise StudyError("needs one of table, lever, outcome and feasible | give one")
    if table.feasible:
        return Switch(key, along, tolerance)
    if table.table is not None:
        if table.name is None or not table.weight:
            raise StudyError("needs name and weight, columns of the table | add them")
        rule = Shares(table.table, table.name, table.weight)
        return Switch(key, along, tolerance, rule)
    group: Mapping[str, Any] = problem.levers if table.lever else problem.outcomes
    if kinds[0] not in group:
        what = "lever" if table.lever else "outcome"
        name = problem.name
        raise StudyError(f"{kinds[0]} is no {what} of {name} | {suggestion(kinds[0], group)}")
    threshold = None
    if table.threshold is not None:
        threshold = _quantity(table.threshold, group[kinds[0]].bare)
    return Switch(key, along, tolerance, key=kinds[0], threshold=threshold)


def _quantity(written: Written, bare: str) -> float:
    return parse_quantity(written if isinstance(written, str) else repr(written), bare)
