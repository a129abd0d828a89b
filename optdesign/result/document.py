"""The JSON document of a result: bare units, null for what is unknown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from optdesign.problem import Case
from optdesign.result.execute import Result
from optdesign.solution import Infeasibility, Status
from optdesign.units import from_si


def document(result: Result) -> dict[str, Any]:
    """Return the result as plain data, numbers in the bare units of the problem."""
    case, solution = result.case, result.solution
    unit = objective_unit(case)
    found: dict[str, Any] = {
        "problem": case.problem.name,
        "status": result.status.value,
        "objective": {
            "name": case.objective,
            "value": number(solution.objective, unit),
            "unit": unit,
            "sense": case.sense,
        },
        "bound": number(solution.bound, unit),
        "bound_proven": solution.bound_proven,
        "gap": number(solution.gap, "1"),
        "levers": {key: _lever(case, key, value) for key, value in solution.levers.items()},
        "outcomes": {
            key: {"value": number(solution.outcomes[key], outcome.bare), "unit": outcome.bare}
            for key, outcome in case.problem.outcomes.items()
            if key in solution.outcomes
        },
        "tables": {
            name: [{column: _plain(cell) for column, cell in row.items()} for row in rows]
            for name, rows in solution.tables.items()
        },
        "shadow_prices": [
            {"key": price.key, "effect": number(price.effect, unit), "unit": unit}
            for price in solution.shadow_prices
        ],
        "verification": {
            "passed": result.verified,
            "checks": [
                {
                    "name": check.name,
                    "passed": check.passed,
                    "value": number(check.value, "1"),
                    "limit": number(check.limit, "1"),
                    "unit": check.unit,
                }
                for check in result.checks
            ],
        },
        "provenance": asdict(result.provenance),
        "settings": settings(case),
        "notes": list(solution.notes),
    }
    if result.status is not Status.OPTIMAL:
        found["infeasibility"] = _infeasibility(case, solution.infeasibility)
    return found


def _infeasibility(case: Case, found: Infeasibility | None) -> dict[str, Any]:
    """What conflicts and what would help; both empty when a run ended for another reason."""
    if found is None:
        return {"conflict": [], "relaxation": []}
    return {
        "conflict": [asdict(part) for part in found.conflict],
        "relaxation": [
            {
                "key": part.key,
                "value": number(part.value, bare_unit(case, part.key)),
                "unit": bare_unit(case, part.key),
                "text": part.text,
            }
            for part in found.relaxation
        ],
    }


def _plain(cell: Any) -> Any:
    """A cell of a table as JSON has it: NumPy scalars unpacked, null for no finite number."""
    cell = cell.item() if hasattr(cell, "item") else cell
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def objective_unit(case: Case) -> str:
    """The bare unit of the objective, an outcome or a lever."""
    return bare_unit(case, case.objective)


def bare_unit(case: Case, key: str) -> str:
    """The unit of bare numbers for an outcome, lever or parameter."""
    problem = case.problem
    for group in (problem.outcomes, problem.levers, problem.parameters):
        if key in group:
            return str(group[key].bare)
    return "1"


def number(value: float | None, unit: str) -> float | None:
    """An SI value in ``unit``; None (JSON null) for what is unknown or not finite."""
    if value is None or not math.isfinite(value):
        return None
    return from_si(value, unit)


def settings(case: Case) -> dict[str, Any]:
    """What differs from the problem file: changed parameters, pinned levers, solver settings."""

    def written(key: str, value: Any) -> Any:
        if not isinstance(value, float):
            return value
        converted = from_si(value, bare_unit(case, key))
        return converted if math.isfinite(converted) else str(converted)

    chosen: Mapping[str, Any] = asdict(case.settings)
    return {
        "set": {key: written(key, value) for key, value in case.changed.items()},
        "fix": {key: written(key, value) for key, value in case.fixed.items()},
        **{key: value for key, value in chosen.items() if value is not None},
    }


def _lever(case: Case, key: str, value: float | str) -> dict[str, Any]:
    if isinstance(value, str):
        return {"value": value, "unit": "1"}
    unit = bare_unit(case, key)
    return {"value": number(value, unit), "unit": unit}
