"""The tornado of a study as plain data and as a table, in bare units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optdesign.exploration.quantities import bare_value
from optdesign.exploration.tornado.swings import Swing, nominal_objective, swings
from optdesign.exploration.trials.result import StudyResult
from optdesign.result.document import bare_unit, number

if TYPE_CHECKING:
    import pandas as pd

_PAIRS = ("priced", "solved", "fitted")


def tornado_document(result: StudyResult) -> dict[str, Any]:
    """The section ``tornado``: how far each parameter alone moves the objective."""
    objective = result.study.case.objective
    unit = bare_unit(result.study.case, objective)
    return {
        "outcome": objective,
        "unit": unit,
        "nominal": number(nominal_objective(result), unit),
        "swings": [_swing(result, swing, unit) for swing in swings(result)],
    }


def _swing(result: StudyResult, swing: Swing, unit: str) -> dict[str, Any]:
    key = swing.parameter
    values: dict[str, Any] = {
        name: bare_value(result.study, key, value)
        for name, value in (("low", swing.low), ("nominal", swing.nominal), ("high", swing.high))
    }
    pairs = {name: [number(end, unit) for end in getattr(swing, name)] for name in _PAIRS}
    return {"parameter": key, "unit": bare_unit(result.study.case, key), **values, **pairs}


def tornado_table(result: StudyResult) -> pd.DataFrame:
    """One row a parameter: its range in bare units, changes of the objective by each method."""
    import pandas as pd

    rows = []
    for row in tornado_document(result)["swings"]:
        ends = {
            f"{name}_{end}": row[name][place]
            for name in _PAIRS
            for place, end in enumerate(("low", "high"))
        }
        rows.append({**{k: v for k, v in row.items() if k not in _PAIRS}, **ends})
    return pd.DataFrame(rows)
