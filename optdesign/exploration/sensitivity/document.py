"""Sensitivities of a study as plain data and as a table, in bare units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from optdesign.exploration.sensitivity.indices import Analysis, Sensitivity
from optdesign.exploration.study.blocks import block_size, is_block_plan
from optdesign.exploration.study.model import Study
from optdesign.result.document import bare_unit, number

if TYPE_CHECKING:
    import pandas as pd

_EFFECTS = ("mu", "mu_star", "mu_star_margin", "sigma")


def sensitivity_document(study: Study, analyses: Sequence[Analysis]) -> dict[str, Any]:
    """The parts of the document of a study that tell what drives it.

    ``sensitivity`` is of the objective if it is among the outcomes, else of the first outcome;
    ``sensitivities`` holds all outcomes, with groups and what was left out.
    """
    first = _parts(study, analyses[0].outcome, analyses[0].parameters) if analyses else []
    return {
        "sensitivity": first,
        "sensitivities": {found.outcome: _analysis(study, found) for found in analyses},
    }


def _analysis(study: Study, found: Analysis) -> dict[str, Any]:
    return {
        "method": found.method,
        "unit": bare_unit(study.case, found.outcome),
        "counted": "blocks" if is_block_plan(study) else "trials",
        "trials_per_block": block_size(study),
        "used": found.used,
        "dropped": found.dropped,
        "explained": found.explained,
        "note": found.note,
        "parameters": _parts(study, found.outcome, found.parameters),
        "groups": {
            kind: _parts(study, found.outcome, parts) for kind, parts in found.groups.items()
        },
    }


def _parts(study: Study, outcome: str, parts: tuple[Sensitivity, ...]) -> list[dict[str, Any]]:
    unit = bare_unit(study.case, outcome)
    rows = []
    for part in parts:
        row = asdict(part)
        # A difference of an outcome: the zero of its unit is that of SI.
        row |= {name: number(row[name], unit) for name in _EFFECTS}
        rows.append(row)
    return rows


def sensitivity_table(study: Study, analyses: Sequence[Analysis]) -> pd.DataFrame:
    """One row an outcome and a parameter, or a group of parameters."""
    import pandas as pd

    rows = []
    for found in analyses:
        unit = bare_unit(study.case, found.outcome)
        kind = study.sensitivity.groups or "parameter"
        for name, parts in {kind: found.parameters, **found.groups}.items():
            for row in _parts(study, found.outcome, parts):
                key = row.pop("parameter")
                head = {"outcome": found.outcome, "unit": unit, "method": found.method}
                rows.append({**head, "kind": name, "key": key, **row})
    names = [name for name in Sensitivity.__dataclass_fields__ if name != "parameter"]
    return pd.DataFrame(rows, columns=["outcome", "unit", "method", "kind", "key", *names])
