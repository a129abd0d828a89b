"""What a search found as plain data and as a table; numbers in bare units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optdesign.exploration.quantities import headed, quantities, quantity
from optdesign.exploration.search.best import best_trial, front_trials, searched
from optdesign.exploration.trials.evaluation import BEATEN, Trial
from optdesign.exploration.trials.result import StudyResult
from optdesign.result.document import bare_unit

if TYPE_CHECKING:
    import pandas as pd


def ratio(result: StudyResult) -> float | None:
    """Best found over certified objective [1]; None if there is no certified one."""
    best = best_trial(result.study, result.trials)
    certified = None if result.nominal is None else result.nominal.trials[0]
    if best is None or certified is None or certified.status != "complete":
        return None
    if not certified.objective or best.objective is None:
        return None
    return best.objective / certified.objective


def search_document(result: StudyResult) -> dict[str, Any]:
    """The section ``search``: the best point, those that no other dominates, the certified one."""
    study, plan = result.study, searched(result.study)
    points = {task.index: task.sampled for task in result.tasks}
    certified = None if result.nominal is None else result.nominal.trials[0]

    def shown(trial: Trial) -> dict[str, Any]:
        keys = dict.fromkeys((*plan.objectives, *study.outcomes))
        levers = {key: value for key, value in trial.levers.items() if key not in keys}
        return {
            "trial": trial.index,
            "point": quantities(study, points.get(trial.index, {})),
            "outcomes": {key: quantity(study, key, trial.outcomes.get(key)) for key in keys},
            "levers": quantities(study, levers),
        }

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
            **quantity(study, study.case.objective, certified.objective),
        },
        "ratio": ratio(result),
        "beaten": sum(trial.kind == BEATEN for trial in result.trials),
    }  # fmt: skip


def best_table(result: StudyResult) -> pd.DataFrame:
    """One row a point that no other dominates."""
    import pandas as pd

    rows = [
        {"trial": part["trial"], **headed(part["point"]), **headed(part["outcomes"])}
        for part in search_document(result)["front"]
    ]
    return pd.DataFrame(rows)
