"""What a reader of a stored run needs besides its numbers: question, meanings, sources, marks.

Kept beside the run, so that a report stays true when the problem file or the catalogue changes.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from optdesign.problem import Case, Parameter
from optdesign.textfile import write_whole
from optdesign.units import from_si

CONTEXT_FILE = "context.json"


def write_context(case: Case, folder: Path) -> Path:
    """Write the context of a case into the folder of a run."""
    path = folder / CONTEXT_FILE
    text = json.dumps(context_document(case), allow_nan=False, ensure_ascii=False)
    write_whole(path, f"{text}\n")
    return path


def context_document(case: Case) -> dict[str, Any]:
    """Question, parameters, levers, outcomes and sources of a case, in the units people read."""
    problem = case.problem
    used = {key for p in problem.parameters.values() for key in p.source}
    sources = problem.catalogue.sources
    return {
        "problem": problem.name,
        "question": problem.header.question,
        "description": problem.header.description.strip(),
        "formulation": problem.header.formulation,
        "class": problem.header.problem_class,
        "problem_hash": problem.digest,
        "catalogue_hash": problem.catalogue.digest,
        "parameters": [_parameter(case, p) for p in problem.parameters.values()],
        "levers": [
            {
                "key": lever.key,
                "low": _written(case.lever_range(lever.key)[0], lever.unit),
                "high": _written(case.lever_range(lever.key)[1], lever.unit),
                "unit": lever.unit,
                "bare": lever.bare,
                "pinned": lever.key in case.fixed,
                "meaning": lever.meaning,
            }
            for lever in problem.levers.values()
        ],
        "outcomes": [
            {"key": o.key, "unit": o.unit, "bare": o.bare, "sense": o.sense, "meaning": o.meaning}
            for o in problem.outcomes.values()
        ],
        "sources": {
            key: {"title": sources[key].title, "year": sources[key].year, "url": sources[key].url}
            for key in sorted(used & sources.keys())
        },
    }


def _parameter(case: Case, parameter: Parameter) -> dict[str, Any]:
    return {
        "key": parameter.key,
        "value": _written(case.values.get(parameter.key), parameter.unit),
        "changed": parameter.key in case.changed,
        "low": _written(parameter.low, parameter.unit),
        "high": _written(parameter.high, parameter.unit),
        "unit": parameter.unit,
        "bare": parameter.bare,
        "source": list(parameter.source),
        "mark": parameter.mark,
        "meaning": parameter.meaning,
        "choice": bool(parameter.options),
        "otherwise": parameter.otherwise,
    }


def _written(value: float | str | None, unit: str) -> float | str | None:
    """A number in its unit; a text for a choice or what no JSON number can hold."""
    if not isinstance(value, float):
        return value
    converted = from_si(value, unit)
    return converted if math.isfinite(converted) else str(converted)
