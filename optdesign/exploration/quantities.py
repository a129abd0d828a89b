"""Numbers of a study as plain data, in the units of bare numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from optdesign.exploration.statistics import Estimate
from optdesign.exploration.study.grid import Number
from optdesign.exploration.study.model import Study
from optdesign.result.document import bare_unit, number
from optdesign.units import from_si, si_unit


def bare_value(study: Study, key: str, value: Number) -> Number:
    """A value in the unit of bare numbers of its key; a choice as it is."""
    return value if isinstance(value, str) else from_si(value, bare_unit(study.case, key))


def bare_values(study: Study, values: Mapping[str, Number]) -> dict[str, Number]:
    """Values by key in the units of bare numbers."""
    return {key: bare_value(study, key, value) for key, value in values.items()}


def quantity(study: Study, key: str, value: Number | None) -> dict[str, Any]:
    """A value with its unit; infinite, which is how a limit is absent, as JSON has it."""
    unit = bare_unit(study.case, key)
    if isinstance(value, str):
        return {"value": value, "unit": unit}
    if value is not None and math.isinf(value):
        return {"value": "inf", "unit": unit}
    return {"value": number(value, unit), "unit": unit}


def quantities(study: Study, values: Mapping[str, Number]) -> dict[str, dict[str, Any]]:
    """Values by key with their units."""
    return {key: quantity(study, key, value) for key, value in values.items()}


def headed(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The cells of a table from values with units; the unit stands in the head."""
    return {f"{key} [{part['unit']}]": part["value"] for key, part in values.items()}


def estimate_document(estimate: Estimate, unit: str) -> dict[str, float | None]:
    """An estimate [SI] with its interval in a unit."""
    return {end: number(getattr(estimate, end), unit) for end in ("value", "low", "high")}


def parameter_unit(study: Study, key: str) -> str:
    """The SI unit of a sampled parameter or lever."""
    problem = study.case.problem
    found = problem.parameters.get(key) or problem.levers[key]
    return si_unit(found.unit)
