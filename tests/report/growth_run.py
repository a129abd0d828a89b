"""A result of a growth network written by hand: two lines, one power technology, four periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optdesign.problem import load_problem, make_case
from optdesign.result import Result
from optdesign.result.execute import Provenance
from optdesign.solution import Check, Solution, Status
from optdesign.units import to_si

ENDS = (1.0, 2.0, 2.5, 3.0)


def schedule() -> list[Mapping[str, Any]]:
    """Growth by a factor of ten a year, and people at the end."""
    rows = []
    for start, end in zip((0.0, *ENDS), ENDS, strict=False):
        rows.append(
            {
                "start [year]": start,
                "end [year]": end,
                "smelter [t]": 2 * 10**end,
                "idle-line [t]": 0.0,
                "stirling [t]": 10**end,
                "people": 500.0 if end == ENDS[-1] else 0.0,
                "imported so far [t]": end,
            }
        )
    return rows


def design(share: float, diameter: float) -> Mapping[str, Any]:
    """A row of a Stirling design."""
    return {
        "technology": "stirling",
        "carrier": "electricity",
        "aperture_diameter [m]": diameter,
        "concentration": 500.0,
        "slope_error [mrad]": 5.0,
        "hot_temperature [K]": 700.0,
        "cold_temperature [K]": 300.0,
        "specific power [W/kg]": 20.0,
        "unit mass [kg]": 100.0,
        "units built": share * 1e4,
        "mass built [t]": share * 1e3,
        "share of technology": share,
    }


def tables() -> dict[str, list[Mapping[str, Any]]]:
    """Every table of such a result, as the solver makes them."""
    energy = [
        {
            "start [year]": row["start [year]"],
            "end [year]": row["end [year]"],
            "electricity in service [W]": 1e3 * row["stirling [t]"],
            "electricity used [W]": 4e2 * row["stirling [t]"],
        }
        for row in schedule()
    ]
    habitat = {
        "radius [m]": 900.0,
        "soil_depth [m]": 1.5,
        "reflector_radius [m]": 4000.0,
        "people": 500.0,
        "share": 1.0,
        "steel [t/person]": 500.0,
        "mass [t/person]": 9000.0,
        "urban gravity [g]": 0.8,
    }
    return {
        "schedule": schedule(),
        "orders": [{"asset": "smelter"}] * 7,
        "energy": energy,
        "designs": [design(0.7, 20.0), design(0.299, 21.0), design(0.001, 12.0)],
        "habitats": [habitat],
        "seed": [{"asset": "smelter", "mass [t]": 2.0}, {"asset": "stirling", "mass [t]": 1.0}],
        "phases": [{"phase": "half of the target is housed", "year": 2.9}],
    }


def growth_result(**changed: Any) -> Result:
    """The result; ``changed`` replaces tables."""
    case = make_case(load_problem("ceres-bootstrap"))
    year = to_si(1.0, "year")
    solution = Solution(
        Status.OPTIMAL,
        objective=3.0 * year,
        bound=2.97 * year,
        outcomes={
            "bootstrap_time_upper": 3.0 * year,
            "bootstrap_time_lower": 2.97 * year,
            "bootstrap_time_estimate": 2.99 * year,
            "imports_end": 0.5 * year,
            "habitats_start": 2.5 * year,
            "lines_end": 2.8 * year,
            "gap_grid": 0.006,
            "gap_designs": 0.004,
            "gap_integers": 0.0,
        },
        tables={**tables(), **changed},
    )
    provenance = Provenance("0", None, "", "", "HiGHS", "1", 0, "2026-01-01T00:00", {"total": 1.0})
    return Result(case, solution, [Check("one", 0.0, 1.0)], provenance)
