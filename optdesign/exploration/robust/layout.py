"""Decisions made before the numbers are known: candidates, each solved in the same scenarios.

First every scenario is solved with all decisions free, as if it were foreseen; candidates come from
these optima and from a grid. Then each candidate is pinned and solved in every scenario, so that
differences between candidates are not those of their scenarios. `robust_choice` compares them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optdesign.errors import StudyError
from optdesign.exploration.study.grid import Number
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.plans import RobustPlan
from optdesign.exploration.study.sampling import (
    Task,
    named_task,
    nominal_value,
    sobol_points,
    values_at,
)
from optdesign.exploration.trials.evaluation import Trial

NOMINAL = "nominal"
# Candidates nearer than this part of their range are the same.
_SAME = 1e-6


@dataclass(frozen=True)
class Candidate:
    """Values of all decisions [SI], and where they come from."""

    name: str
    values: Mapping[str, Number]


@dataclass(frozen=True)
class Layout:
    """Which trial is which.

    ``foreseen`` are the trials with free decisions, the nominal case first, then each scenario;
    ``cells`` the trial of each candidate in each of these, by (candidate, column). Columns that
    have no design at all are not tried again.
    """

    tasks: tuple[Task, ...]
    foreseen: tuple[int, ...]
    candidates: tuple[Candidate, ...] = ()
    cells: Mapping[tuple[int, int], int] | None = None


def planned(study: Study) -> RobustPlan:
    """The plan of a robust choice.

    Raises
    ------
    StudyError
        if the study is none.
    """
    if study.robust is None:
        raise StudyError(f"{study.name} | must have a [robust] | add one")
    return study.robust


def columns(study: Study) -> list[dict[str, Number]]:
    """The nominal case, then each scenario: values of the uncertain parameters."""
    count = planned(study).scenarios
    points = sobol_points(count, len(study.uncertain), study.seed)
    nominal = {key: nominal_value(study, key) for key in study.uncertain}
    scenarios = (values_at(study.uncertain, point) for point in points)
    return [nominal, *scenarios]


def layout(study: Study, trials: Mapping[int, Trial]) -> Layout:
    """All trials to run, as far as those that are there decide it; in order.

    Scenario after scenario, all candidates in each, so that any beginning compares them alike.
    """
    values = columns(study)
    tasks = [named_task(study, index, column) for index, column in enumerate(values)]
    foreseen = tuple(range(len(tasks)))
    if any(index not in trials for index in foreseen):
        return Layout(tuple(tasks), foreseen)
    found = candidates(study, [trials[index] for index in foreseen])
    cells: dict[tuple[int, int], int] = {}
    for column, sampled in enumerate(values):
        if trials[column].status == "infeasible":
            continue
        for place, candidate in enumerate(found):
            cells[place, column] = len(tasks)
            tasks.append(named_task(study, len(tasks), {**sampled, **candidate.values}))
    return Layout(tuple(tasks), foreseen, tuple(found), cells)


def candidates(study: Study, foreseen: Sequence[Trial]) -> list[Candidate]:
    """The nominal optimum, middles of the scenarios' optima, and the grid; each once."""
    plan = planned(study)
    nominal = _decided(study, foreseen[0])
    found = [] if nominal is None else [Candidate(NOMINAL, nominal)]
    optima = [values for trial in foreseen[1:] if (values := _decided(study, trial)) is not None]
    for number, (values, members) in enumerate(_middles(study, optima, plan.clusters), start=1):
        found.append(Candidate(f"optimum {number} (of {members})", values))
    base = nominal or (optima[0] if optima else None)
    for number, values in enumerate(plan.grid(), start=1):
        if base is not None or len(values) == len(plan.decisions):
            found.append(Candidate(f"grid {number}", {**(base or {}), **values}))
    kept: list[Candidate] = []
    for candidate in found:
        if not any(_alike(study, candidate.values, other.values) for other in kept):
            kept.append(candidate)
    return kept


def _decided(study: Study, trial: Trial) -> dict[str, Number] | None:
    """What a solve with free decisions chose; a parameter keeps the value of the case."""
    if trial.status != "complete":
        return None
    found: dict[str, Number] = {}
    for decision in planned(study).decisions:
        value: Any = trial.levers.get(decision.key) if decision.is_lever else None
        if not decision.is_lever:
            value = study.case.values[decision.key]
        if value is None or (decision.is_lever and isinstance(value, str)):
            return None
        found[decision.key] = value
    return found


def _scales(study: Study) -> dict[str, float]:
    levers = study.case.problem.levers
    keys = [decision.key for decision in planned(study).decisions if decision.is_lever]
    return {key: (levers[key].high - levers[key].low) or 1.0 for key in keys}


def _alike(study: Study, one: Mapping[str, Number], other: Mapping[str, Number]) -> bool:
    scales = _scales(study)
    return all(
        abs(float(one[key]) - float(other[key])) <= _SAME * scales[key]
        if key in scales
        else one[key] == other[key]
        for key in one
    )


def _middles(
    study: Study, optima: Sequence[dict[str, Number]], clusters: int
) -> list[tuple[dict[str, Number], int]]:
    """The member nearest to the mean of each cluster (Ward's), the largest cluster first."""
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    scales = _scales(study)
    if not optima or not clusters or not scales:
        return []
    points = np.array([[float(o[key]) / scale for key, scale in scales.items()] for o in optima])
    names = np.ones(len(points), dtype=int)
    if len(points) > 1:
        names = fcluster(linkage(points, "ward"), clusters, "maxclust")
    found = []
    for name in sorted(set(names.tolist())):
        members = np.flatnonzero(names == name)
        distance = ((points[members] - points[members].mean(axis=0)) ** 2).sum(axis=1)
        found.append((optima[int(members[int(distance.argmin())])], len(members)))
    return sorted(found, key=lambda part: -part[1])
