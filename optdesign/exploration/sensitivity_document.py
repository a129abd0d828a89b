"""Sensitivities and the tornado of a study as plain data and as tables, in bare units."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from optdesign.exploration.blocks import block_size, is_block_plan
from optdesign.exploration.result import StudyResult
from optdesign.exploration.sensitivity import Analysis, Sensitivity
from optdesign.exploration.tornado import Swing, nominal_objective, swings
from optdesign.result.document import bare_unit, number
from optdesign.units import from_si

if TYPE_CHECKING:
    import pandas as pd

_EFFECTS = ("mu", "mu_star", "mu_star_margin", "sigma")
_PAIRS = ("priced", "solved", "fitted")


def sensitivity_document(result: StudyResult) -> dict[str, Any]:
    """The parts of the document of a study that tell what drives it.

    ``sensitivity`` is of the objective if it is among the outcomes, else of the first outcome;
    ``sensitivities`` holds all outcomes, with groups and what was left out.
    """
    analyses = result.analyses
    first = _parts(result, analyses[0].outcome, analyses[0].parameters) if analyses else []
    return {
        "sensitivity": first,
        "sensitivities": {found.outcome: _analysis(result, found) for found in analyses},
        "tornado": _tornado(result),
    }


def _analysis(result: StudyResult, found: Analysis) -> dict[str, Any]:
    study = result.study
    return {
        "method": found.method,
        "unit": bare_unit(study.case, found.outcome),
        "counted": "blocks" if is_block_plan(study) else "trials",
        "trials_per_block": block_size(study),
        "used": found.used,
        "dropped": found.dropped,
        "explained": found.explained,
        "note": found.note,
        "parameters": _parts(result, found.outcome, found.parameters),
        "groups": {
            kind: _parts(result, found.outcome, parts) for kind, parts in found.groups.items()
        },
    }


def _parts(
    result: StudyResult, outcome: str, parts: tuple[Sensitivity, ...]
) -> list[dict[str, Any]]:
    unit = bare_unit(result.study.case, outcome)
    rows = []
    for part in parts:
        row = asdict(part)
        # A difference of an outcome: the zero of its unit is that of SI.
        row |= {name: number(row[name], unit) for name in _EFFECTS}
        rows.append(row)
    return rows


def _tornado(result: StudyResult) -> dict[str, Any]:
    objective = result.study.case.objective
    unit = bare_unit(result.study.case, objective)
    return {
        "outcome": objective,
        "unit": unit,
        "nominal": number(nominal_objective(result), unit),
        "swings": [_swing(result, swing, unit) for swing in swings(result)],
    }


def _swing(result: StudyResult, swing: Swing, unit: str) -> dict[str, Any]:
    bare = result.study.case.problem.parameters[swing.parameter].bare
    values: dict[str, Any] = {
        name: value if isinstance(value, str) else from_si(value, bare)
        for name, value in (("low", swing.low), ("nominal", swing.nominal), ("high", swing.high))
    }
    pairs = {name: [number(end, unit) for end in getattr(swing, name)] for name in _PAIRS}
    return {"parameter": swing.parameter, "unit": bare, **values, **pairs}


def sensitivity_table(result: StudyResult) -> pd.DataFrame:
    """One row an outcome and a parameter, or a group of parameters."""
    import pandas as pd

    rows = []
    for found in result.analyses:
        unit = bare_unit(result.study.case, found.outcome)
        kind = result.study.sensitivity.groups or "parameter"
        for name, parts in {kind: found.parameters, **found.groups}.items():
            for row in _parts(result, found.outcome, parts):
                key = row.pop("parameter")
                head = {"outcome": found.outcome, "unit": unit, "method": found.method}
                rows.append({**head, "kind": name, "key": key, **row})
    names = [name for name in Sensitivity.__dataclass_fields__ if name != "parameter"]
    return pd.DataFrame(rows, columns=["outcome", "unit", "method", "kind", "key", *names])


def tornado_table(result: StudyResult) -> pd.DataFrame:
    """One row a parameter: its range in bare units, changes of the objective by each method."""
    import pandas as pd

    rows = []
    for row in _tornado(result)["swings"]:
        ends = {
            f"{name}_{end}": row[name][place]
            for name in _PAIRS
            for place, end in enumerate(("low", "high"))
        }
        rows.append({**{k: v for k, v in row.items() if k not in _PAIRS}, **ends})
    return pd.DataFrame(rows)
