"""Why the cylinders of a settlement could not be lived in, and the way back to ones that can."""

from __future__ import annotations

from optdesign.errors import ProblemError
from optdesign.network.habitat_case import REQUIREMENTS
from optdesign.problem import Case
from optdesign.solution import Conflict, Infeasibility
from optdesign.solvers.designs.way_back import way_back
from optdesign.solvers.megasatellite.conflict import explain_growth
from optdesign.subproblems.megasatellite import read_numbers
from optdesign.subproblems.megasatellite_habitat import chosen_radii, habitat_design, lacking
from optdesign.subproblems.settlers import read_settlers
from optdesign.units import format_quantity


def explain_habitats(case: Case) -> Infeasibility | None:
    """Light, cooling, steel and the range of the cooling fit; None if nothing is lacking."""
    missing = _missing(case)
    if not missing:
        return None
    conflict = [
        Conflict(key, f"with a radius of {format_quantity(case[radius], 'm')}, {REQUIREMENTS[key]}")
        for key, radius in missing.items()
    ]
    return Infeasibility(conflict, way_back(case, is_possible))


def is_possible(case: Case) -> bool:
    """Whether a case has cylinders to live in, and grows to its target with them."""
    if _missing(case):
        return False
    try:
        return explain_growth(case, read_numbers(case), read_settlers(case)) is None
    except ProblemError:
        return False


def _missing(case: Case) -> dict[str, str]:
    """Requirements that are not kept, each with the key of the radius it fails with."""
    return {
        key: radius
        for radius, _ in reversed(chosen_radii(case))
        for key in lacking(case, habitat_design(case, case[radius]))
    }
