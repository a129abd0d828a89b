"""The best of the trials of a search, and those that no other dominates."""

from __future__ import annotations

import math
from collections.abc import Sequence

from optdesign.errors import StudyError
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.plans import SearchPlan
from optdesign.exploration.trials.evaluation import Trial


def searched(study: Study) -> SearchPlan:
    """The plan of a search.

    Raises
    ------
    StudyError
        if the study is none.
    """
    if study.search is None:
        raise StudyError(f"{study.name} | must have a [search] | add one")
    return study.search


def signs(study: Study) -> tuple[float, ...]:
    """1 for each objective that is minimized, -1 for one that is maximized."""
    senses = study.case.problem.objectives()
    return tuple(1.0 if senses[key] == "min" else -1.0 for key in searched(study).objectives)


def minimized(study: Study, trial: Trial) -> tuple[float, ...] | None:
    """The objectives of a trial, all to be minimized [SI]; None without an answer."""
    if trial.status != "complete":
        return None
    keys = searched(study).objectives
    values = [trial.outcomes.get(key, math.nan) for key in keys]
    if keys == (study.case.objective,) and trial.objective is not None:
        values = [trial.objective]
    if not all(math.isfinite(value) for value in values):
        return None
    return tuple(sign * value for sign, value in zip(signs(study), values, strict=True))


def best_trial(study: Study, trials: Sequence[Trial]) -> Trial | None:
    """The trial with the best first objective, the earliest of equals."""
    found = [(values[0], trial.index, trial) for trial in trials
             if (values := minimized(study, trial)) is not None]  # fmt: skip
    return min(found, key=lambda part: part[:2])[2] if found else None


def front_trials(study: Study, trials: Sequence[Trial]) -> list[Trial]:
    """The trials that no other dominates, by their first objective."""
    points = [(values, t) for t in trials if (values := minimized(study, t)) is not None]
    points.sort(key=lambda part: (part[0], part[1].index))
    kept: list[tuple[tuple[float, ...], Trial]] = []
    for values, trial in points:
        beaten = any(all(a <= b for a, b in zip(other, values, strict=True)) for other, _ in kept)
        if not beaten:
            kept.append((values, trial))
    return [trial for _, trial in kept]
