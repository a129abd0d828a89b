"""Reading the sections ``[search]`` and ``[robust]`` of a study file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optdesign.errors import suggestion
from optdesign.exploration.study.axes import AXIS_KEYS, AxisReader, one_of, uniform
from optdesign.exploration.study.distribution import Distribution
from optdesign.exploration.study.faults import Faults
from optdesign.exploration.study.plans import Decision, RobustPlan, SearchPlan, decision_of
from optdesign.exploration.study.schema import AxisTable, RobustTable, SearchTable
from optdesign.problem import Problem
from optdesign.textfile import flatten

PLAN_SECTIONS = ("search", "robust")
_MOST_CANDIDATES = 1000


class PlanReader:
    """Reads both sections; each fault is noted.

    Parameters
    ----------
    problem : whose levers and parameters are varied or decided
    taken : keys that stand in ``[set]`` or ``[fix]``
    faults : get a line a fault
    """

    def __init__(self, problem: Problem, taken: frozenset[str], faults: Faults) -> None:
        self._problem, self._taken, self._faults = problem, taken, faults
        self._axes = AxisReader(problem, taken, faults)
        self._decisions = AxisReader(problem, taken, faults, infinite=True)

    def search(
        self, section: Mapping[str, Any], objective: str
    ) -> tuple[SearchPlan, dict[str, Distribution]] | None:
        """The plan of a search, and the range of each key that it varies."""
        known = len(self._faults)
        table = self._faults.table(SearchTable, section, "search")
        if table is None:
            return None
        for key in table.objectives:
            if key not in self._problem.objectives():
                hint = suggestion(key, self._problem.objectives())
                self._faults.add(
                    "search.objectives", f"{key} is no objective of {self._problem.name} | {hint}"
                )
        objectives = tuple(dict.fromkeys(table.objectives)) or (objective,)
        space = self._space(table.space)
        if not space:
            self._faults.add(
                "search.space", "must hold a lever or parameter | name one with low, high"
            )
        self._check_search(table, len(objectives), len(space))
        if len(self._faults) > known:
            return None
        plan = SearchPlan(
            table.sampler, objectives, table.batch, table.coarse_periods, table.compare
        )
        return plan, space

    def _check_search(self, table: SearchTable, objectives: int, keys: int) -> None:
        if table.sampler == "nsga2" and objectives < 2:
            self._faults.add("search.objectives", "must be two or more for nsga2, got 1 | add one")
        if table.sampler in ("gp", "cmaes") and objectives > 1:
            self._faults.add(
                "search.sampler",
                f"{table.sampler} takes one objective, got {objectives} | choose nsga2 or tpe",
            )
        if table.sampler == "cmaes" and keys == 1:
            self._faults.add("search.sampler", "cmaes needs two keys to vary, got 1 | choose tpe")
        if table.coarse_periods is not None and objectives > 1:
            self._faults.add(
                "search.coarse_periods", "goes with one objective | remove it, or the others"
            )

    def _space(self, section: Mapping[str, Any]) -> dict[str, Distribution]:
        """Ranges of what is varied; the whole range of a lever without low and high."""
        levers = self._problem.levers
        if not section:
            free = {key: lever for key, lever in levers.items() if key not in self._taken}
            return {key: uniform(lever.low, lever.high) for key, lever in free.items()}
        found = {}
        for key, value in flatten(section, AXIS_KEYS):
            where = f"search.space.{key}"
            table = self._faults.table(AxisTable, value, where)
            if table is None:
                continue
            if not value and key in levers and key not in self._taken:
                found[key] = uniform(levers[key].low, levers[key].high)
                continue
            if not table.values and table.count is None:
                table = table.model_copy(update={"count": 2})
            axis = self._axes.read(where, key, table)
            if axis is not None and axis.numeric and not table.values:
                found[key] = uniform(float(axis.values[0]), float(axis.values[-1]))
            elif axis is not None:
                found[key] = one_of(axis)
        return found

    def robust(
        self, section: Mapping[str, Any], uncertain: Mapping[str, Distribution]
    ) -> RobustPlan | None:
        """The plan of a robust choice."""
        known = len(self._faults)
        table = self._faults.table(RobustTable, section, "robust")
        if table is None:
            return None
        decisions = []
        for key, value in flatten(table.decisions, AXIS_KEYS):
            decision = self._decision(key, value, uncertain)
            if decision is not None:
                decisions.append(decision)
        if not decisions and len(self._faults) == known:
            self._faults.add("robust.decisions", "must hold a lever or parameter | name one")
        plan = RobustPlan(
            tuple(decisions), table.scenarios, table.clusters, table.measure, table.level
        )
        if len(self._faults) == known and len(plan.grid()) > _MOST_CANDIDATES:
            self._faults.add(
                "robust.decisions",
                f"must have at most {_MOST_CANDIDATES} combinations, got {len(plan.grid())} | "
                "give fewer values",
            )
        return plan if len(self._faults) == known else None

    def _decision(
        self, key: str, value: object, uncertain: Mapping[str, Distribution]
    ) -> Decision | None:
        where = f"robust.decisions.{key}"
        table = self._faults.table(AxisTable, value, where)
        if table is None:
            return None
        is_lever = key in self._problem.levers
        if key in uncertain:
            self._faults.add(where, "must not also stand in [uncertain] | remove one of the two")
            return None
        if value == {} and is_lever and key not in self._taken:
            return Decision(key, is_lever)
        axis = self._decisions.read(where, key, table)
        return None if axis is None else decision_of(axis, is_lever=is_lever)
