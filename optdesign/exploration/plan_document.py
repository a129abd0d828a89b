"""What a search or a robust choice found as plain data and as tables; numbers in bare units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from optdesign.exploration.evaluation import BEATEN, Trial
from optdesign.exploration.grid import Number
from optdesign.exploration.model import Study
from optdesign.exploration.result import StudyResult
from optdesign.exploration.robust_choice import Comparison, Row, compare
from optdesign.exploration.robust_layout import planned
from optdesign.exploration.search import best_trial, front_trials, searched
from optdesign.exploration.statistics import Estimate
from optdesign.result.document import bare_unit, number

if TYPE_CHECKING:
    import pandas as pd

RULE = (
    "A scenario without a design costs infinitely much. Ranked by the measure, then by how often "
    "there is no design, then by the mean over the rest; regrets by how often there is no design, "
    "then by the largest."
)


def plan_document(result: StudyResult) -> dict[str, Any]:
    """The section ``search`` or ``robust``; empty for a study that is neither."""
    if result.study.search is not None:
        return {"search": _search(result)}
    return {"robust": _robust(result)} if result.study.robust is not None else {}


def plan_frames(result: StudyResult) -> dict[str, pd.DataFrame]:
    """Tables of their own: the candidates of a robust choice, the best points of a search."""
    import pandas as pd

    found = plan_document(result)
    if "search" in found:
        rows = [
            {"trial": part["trial"], **_flat(part["point"]), **_flat(part["outcomes"])}
            for part in found["search"]["front"]
        ]
        return {"best": pd.DataFrame(rows)}
    rows = []
    for part in found["robust"]["candidates"]:
        row = {"candidate": part["name"], **_flat(part["values"])}
        for name in ("feasible", "mean", "risk"):
            row |= {
                f"{name}{end}": part[name][key]
                for end, key in (("", "value"), (" low", "low"), (" high", "high"))
            }
        rows.append({**row, **{key: part[key] for key in ("worst_regret", "nominal", "chosen")}})
    return {"candidates": pd.DataFrame(rows)}


def _flat(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {f"{key} [{part['unit']}]": part["value"] for key, part in values.items()}


def _quantity(study: Study, key: str, value: Number | None) -> dict[str, Any]:
    unit = bare_unit(study.case, key)
    if isinstance(value, str):
        return {"value": value, "unit": unit}
    # Infinite is how a limit is absent; JSON has no number for it.
    if value is not None and math.isinf(value):
        return {"value": "inf", "unit": unit}
    return {"value": number(value, unit), "unit": unit}


def ratio(result: StudyResult) -> float | None:
    """Best found over certified objective [1]; None if there is no certified one."""
    best = best_trial(result.study, result.trials)
    certified = None if result.nominal is None else result.nominal.trials[0]
    if best is None or certified is None or certified.status != "complete":
        return None
    if not certified.objective or best.objective is None:
        return None
    return best.objective / certified.objective


def _search(result: StudyResult) -> dict[str, Any]:
    study, plan = result.study, searched(result.study)
    points = {task.index: task.sampled for task in result.tasks}
    certified = None if result.nominal is None else result.nominal.trials[0]

    def shown(trial: Trial) -> dict[str, Any]:
        keys = dict.fromkeys((*plan.objectives, *study.outcomes))
        levers = {key: value for key, value in trial.levers.items() if key not in keys}
        return {
            "trial": trial.index,
            "point": {key: _quantity(study, key, value)
                      for key, value in points.get(trial.index, {}).items()},
            "outcomes": {key: _quantity(study, key, trial.outcomes.get(key)) for key in keys},
            "levers": {key: _quantity(study, key, value) for key, value in levers.items()},
        }  # fmt: skip

    best = best_trial(study, result.trials)
    return {
        "sampler": plan.sampler,
        "objectives": [
            {"name": key, "unit": bare_unit(study.case, key),
             "sense": study.case.problem.objectives()[key]} for key in plan.objectives
        ],
        "batch": plan.batch,
        "best": None if best is None else shown(best),
        "front": [shown(trial) for trial in front_trials(study, result.trials)],
        "certified": None if certified is None else {
            "status": certified.status,
            **_quantity(study, study.case.objective, certified.objective),
        },
        "ratio": ratio(result),
        "beaten": sum(trial.kind == BEATEN for trial in result.trials),
    }  # fmt: skip


def _robust(result: StudyResult) -> dict[str, Any]:
    study, plan = result.study, planned(result.study)
    found = compare(result)
    unit = bare_unit(study.case, study.case.objective)
    base: dict[str, Any] = {
        "objective": study.case.objective,
        "unit": unit,
        "measure": plan.measure,
        "level": plan.level,
        "rule": RULE,
        "decisions": [decision.key for decision in plan.decisions],
        "scenarios": {"asked": plan.scenarios, "used": 0, "hopeless": 0, "failed": 0},
        "candidates": [],
        "choice": None,
    }
    if found is None:
        return base
    names = [row.candidate.name for row in found.rows]
    scenarios = {"asked": plan.scenarios, "used": len(found.used),
                 "hopeless": found.hopeless, "failed": found.failed}  # fmt: skip
    return {
        **base,
        "scenarios": scenarios,
        "aside": list(found.aside),
        "candidates": [_row(study, found.rows[place], unit) for place in found.order],
        "choice": {
            "robust": names[found.order[0]],
            "least_regret": names[found.least_regret],
            "best_mean": names[found.best_mean],
        },
        **_worths(found, unit),
    }


def _worths(found: Comparison, unit: str) -> dict[str, Any]:
    names = {
        "perfect_information": found.perfect_information,
        "stochastic_solution": found.stochastic_solution,
    }
    return {
        "price_of_robustness": None if found.price is None else number(found.price, unit),
        **{name: None if part is None else _estimate(part, unit) for name, part in names.items()},
    }


def _row(study: Study, row: Row, unit: str) -> dict[str, Any]:
    return {
        "name": row.candidate.name,
        "values": {key: _quantity(study, key, v) for key, v in row.candidate.values.items()},  # noqa: PD011
        "feasible": _estimate(row.feasible, "1"),
        "mean": _estimate(row.mean, unit),
        "risk": _estimate(row.risk, unit),
        "worst_regret": number(row.regret.value, unit),
        "nominal": number(row.nominal, unit),
        "chosen": row.chosen,
    }


def _estimate(estimate: Estimate, unit: str) -> dict[str, float | None]:
    return {end: number(getattr(estimate, end), unit) for end in ("value", "low", "high")}
