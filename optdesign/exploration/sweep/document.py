"""What a sweep found as plain data and as tables; numbers in bare units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from optdesign.exploration.quantities import bare_value, bare_values
from optdesign.exploration.study.model import Study
from optdesign.exploration.sweep.bisection import Crossing, Side, crossings, label
from optdesign.exploration.trials.result import StudyResult
from optdesign.result.document import bare_unit, number
from optdesign.units import from_si

if TYPE_CHECKING:
    import pandas as pd


def sweep_document(result: StudyResult) -> dict[str, Any]:
    """The sections ``sweep`` and ``switches``; empty for a study that is no sweep."""
    study = result.study
    if study.sweep is None:
        return {}
    axes = [
        {
            "parameter": axis.key,
            "unit": bare_unit(study.case, axis.key),
            "values": [bare_value(study, axis.key, value) for value in axis.values],  # noqa: PD011
        }
        for axis in study.sweep.axes
    ]
    points = [_point(result, index) for index in range(len(result.trials))]
    return {
        "sweep": {"parameters": axes, "points": points},
        "switches": [_crossing(study, part) for part in crossings(result)],
    }


def _outcomes(study: Study, found: Mapping[str, float]) -> dict[str, float | None]:
    return {key: number(found.get(key), bare_unit(study.case, key)) for key in study.outcomes}


def _point(result: StudyResult, index: int) -> dict[str, Any]:
    study, trial = result.study, result.trials[index]
    switches = () if study.sweep is None else study.sweep.switches
    return {
        "values": bare_values(study, result.tasks[index].sampled),
        "on_grid": index < study.trials,
        "status": trial.status,
        "cause": trial.cause,
        "outcomes": _outcomes(study, trial.outcomes),
        "answers": {switch.name: label(switch, trial) for switch in switches},
        "shares": {key: dict(part) for key, part in trial.shares.items()},
    }


def _crossing(study: Study, found: Crossing) -> dict[str, Any]:
    key = found.switch.along
    unit = bare_unit(study.case, key)
    middle = (found.below.value + found.above.value) / 2
    return {
        "switch": found.switch.name,
        "parameter": key,
        "unit": unit,
        "at": bare_values(study, found.at),
        "value": from_si(middle, unit),
        "tolerance": from_si(found.switch.tolerance, unit),
        "resolved": found.resolved,
        "note": found.note,
        "below": _side(study, key, found.below),
        "above": _side(study, key, found.above),
    }


def _side(study: Study, key: str, side: Side) -> dict[str, Any]:
    outcomes = {} if side.trial is None else side.trial.outcomes
    return {
        "value": bare_value(study, key, side.value),
        "answer": side.label,
        "outcomes": _outcomes(study, outcomes),
    }


def switch_table(result: StudyResult) -> pd.DataFrame:
    """One row a switch: where it is, and the answer and outcomes on both sides."""
    import pandas as pd

    rows = []
    for part in sweep_document(result).get("switches", ()):
        row = {key: part[key] for key in ("switch", "parameter", "unit", "value", "resolved")}
        row |= {f"at {key}": value for key, value in part["at"].items()}
        for name in ("below", "above"):
            side = part[name]
            row |= {name: side["value"], f"answer {name}": side["answer"]}
            row |= {
                f"{key} {name} [{bare_unit(result.study.case, key)}]": value
                for key, value in side["outcomes"].items()
            }
        rows.append(row)
    columns = ["switch", "parameter", "unit", "value", "resolved", "below", "above"]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)
