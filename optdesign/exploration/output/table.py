"""The trials of a study as a table, and its summaries; pandas is imported on use."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from optdesign.exploration.quantities import estimate_document, parameter_unit
from optdesign.exploration.robust.layout import layout
from optdesign.exploration.statistics import Estimate
from optdesign.exploration.study.model import Study
from optdesign.exploration.trials.result import StudyResult
from optdesign.result.document import bare_unit
from optdesign.units import from_si

if TYPE_CHECKING:
    import pandas as pd


def trial_table(result: StudyResult) -> pd.DataFrame:
    """One row a trial, in order; columns ``key [unit]``, parameters in SI, the rest in bare units.

    ``seconds`` and ``attempts`` tell of the run; all other columns depend on the study alone.
    """
    import pandas as pd

    study, trials = result.study, result.trials
    columns: dict[str, list[Any]] = {
        "trial": [trial.index for trial in trials],
        "id": [trial.identity for trial in trials],
        "status": [trial.status for trial in trials],
        "kind": [trial.kind for trial in trials],
        "cause": [trial.cause for trial in trials],
        "conflict": [", ".join(trial.conflict) for trial in trials],
    }
    if study.robust is not None:
        columns |= _robust_columns(result)
    for key in study.uncertain:
        values = [task.sampled[key] for task in result.tasks]
        columns[f"{key} [{parameter_unit(study, key)}]"] = values
    problem = study.case.problem
    outcomes = _keys(problem.outcomes, (trial.outcomes for trial in trials))
    levers = _keys(problem.levers, (trial.levers for trial in trials))
    for key in [key for key in levers if key not in outcomes]:
        _add(columns, study, key, [trial.levers.get(key) for trial in trials])
    for key in outcomes:
        _add(columns, study, key, [trial.outcomes.get(key) for trial in trials])
    named = {(rule, name) for t in trials for rule, part in t.shares.items() for name in part}
    for rule, name in sorted(named):
        weights = [trial.shares.get(rule) for trial in trials]
        columns[f"{rule}: {name} [1]"] = [
            math.nan if part is None else part.get(name, 0.0) for part in weights
        ]
    columns["seconds"] = [trial.seconds for trial in trials]
    columns["attempts"] = [trial.attempts for trial in trials]
    return pd.DataFrame(columns)


def _robust_columns(result: StudyResult) -> dict[str, list[Any]]:
    """Which candidate each trial pins (none: all is free) and its scenario, 0 for the nominal."""
    plan = layout(result.study, {trial.index: trial for trial in result.trials})
    names = dict.fromkeys(plan.foreseen, "")
    scenarios = {index: index for index in plan.foreseen}
    for (place, column), index in (plan.cells or {}).items():
        names[index], scenarios[index] = plan.candidates[place].name, column
    order = [trial.index for trial in result.trials]
    return {
        "candidate": [names[index] for index in order],
        "scenario": [scenarios[index] for index in order],
    }


def _keys(known: Iterable[str], found: Iterable[Mapping[str, Any]]) -> list[str]:
    """The keys any trial has, in the order of the problem file, others after them."""
    present = {key for part in found for key in part}
    ordered = [key for key in known if key in present]
    return ordered + sorted(present.difference(ordered))


def _add(columns: dict[str, list[Any]], study: Study, key: str, values: list[Any]) -> None:
    if any(isinstance(value, str) for value in values):
        columns[key] = [None if value is None else str(value) for value in values]
        return
    unit = bare_unit(study.case, key)
    columns[f"{key} [{unit}]"] = [
        math.nan if value is None else from_si(value, unit) for value in values
    ]


def summary_table(result: StudyResult) -> pd.DataFrame:
    """Mean and quantiles of each outcome with intervals, in bare units; one row a statistic."""
    import pandas as pd

    rows = []
    for key, estimates in result.estimates.items():
        unit = bare_unit(result.study.case, key)
        for name, estimate in estimates.items():
            ends = estimate_document(estimate, unit)
            rows.append({"outcome": key, "unit": unit, "statistic": name, **ends})
    return pd.DataFrame(rows, columns=["outcome", "unit", "statistic", "value", "low", "high"])


def probability_table(result: StudyResult) -> pd.DataFrame:
    """Probability of a design, and of meeting each threshold, with intervals."""
    import pandas as pd

    rows = [_probability("feasible", "", None, "1", result.feasibility)]
    for threshold in result.study.thresholds:
        unit = bare_unit(result.study.case, threshold.outcome)
        rows.append(
            _probability(
                threshold.outcome,
                threshold.sense,
                from_si(threshold.value, unit),
                unit,
                result.probability(threshold),
            )
        )
    return pd.DataFrame(rows)


def _probability(
    outcome: str, sense: str, value: float | None, unit: str, estimate: Estimate
) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "sense": sense,
        "threshold": value,
        "unit": unit,
        "probability": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
    }


def distribution_table(result: StudyResult) -> pd.DataFrame:
    """The empirical distribution of each outcome: its values in order and the share up to each."""
    import pandas as pd

    rows = []
    for key in result.study.outcomes:
        unit = bare_unit(result.study.case, key)
        sample = sorted(result.sample(key))
        for rank, value in enumerate(sample, start=1):
            rows.append(
                {
                    "outcome": key,
                    "unit": unit,
                    "value": from_si(value, unit),
                    "share": rank / len(sample),
                }
            )
    return pd.DataFrame(rows, columns=["outcome", "unit", "value", "share"])
