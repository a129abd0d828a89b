"""What a robust choice found as plain data and as a table; numbers in bare units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optdesign.exploration.quantities import estimate_document, headed, quantities
from optdesign.exploration.robust.comparison import Comparison, Row, compare
from optdesign.exploration.robust.layout import planned
from optdesign.exploration.study.model import Study
from optdesign.exploration.trials.result import StudyResult
from optdesign.result.document import bare_unit, number

if TYPE_CHECKING:
    import pandas as pd

RULE = (
    "A scenario without a design costs infinitely much. Ranked by the measure, then by how often "
    "there is no design, then by the mean over the rest; regrets by how often there is no design, "
    "then by the largest."
)


def robust_document(result: StudyResult) -> dict[str, Any]:
    """The section ``robust``: candidates by rank, the choice, and what knowing is worth."""
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
        **{
            name: None if part is None else estimate_document(part, unit)
            for name, part in names.items()
        },
    }


def _row(study: Study, row: Row, unit: str) -> dict[str, Any]:
    return {
        "name": row.candidate.name,
        "values": quantities(study, row.candidate.values),
        "feasible": estimate_document(row.feasible, "1"),
        "mean": estimate_document(row.mean, unit),
        "risk": estimate_document(row.risk, unit),
        "worst_regret": number(row.regret.value, unit),
        "nominal": number(row.nominal, unit),
        "chosen": row.chosen,
    }


def candidate_table(result: StudyResult) -> pd.DataFrame:
    """One row a candidate, in order of rank."""
    import pandas as pd

    rows = []
    for part in robust_document(result)["candidates"]:
        row = {"candidate": part["name"], **headed(part["values"])}
        for name in ("feasible", "mean", "risk"):
            row |= {
                f"{name}{end}": part[name][key]
                for end, key in (("", "value"), (" low", "low"), (" high", "high"))
            }
        rows.append({**row, **{key: part[key] for key in ("worst_regret", "nominal", "chosen")}})
    return pd.DataFrame(rows)
