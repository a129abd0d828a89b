"""The habitat problem as numbers for the enumeration of `subproblems.habitat`."""

from __future__ import annotations

import math
from typing import Literal

from optdesign.formulations.habitat import (
    LEVERS,
    largest_radius,
    read_assumptions,
    smallest_radius,
)
from optdesign.problem import Case
from optdesign.subproblems.habitat import HabitatDesign, optimize_habitat

__all__ = ["HabitatDesign", "search"]

Sense = Literal["min", "max"]


def search(
    case: Case, *, ignored: str = "", objective: str = "", sense: Sense | None = None
) -> HabitatDesign | None:
    """The best design by enumeration and polish; None if there is none.

    Parameters
    ----------
    case : the case
    ignored : key of a limit or pinned lever to leave out
    objective, sense : those of the case unless given
    """
    given, value = read_assumptions(case), case.problem.catalogue.value
    levers = case.problem.levers
    bounds = {
        name: (levers[name].low, levers[name].high) if name == ignored else case.lever_range(name)
        for name in LEVERS
    }
    low, high = bounds["radius"]
    low, high = max(low, smallest_radius(given)), min(high, largest_radius(given))
    if low > high:
        return None
    bounds["radius"] = (low, high)
    limits = {
        name: (value(f"sky-factor.{name}_low"), value(f"sky-factor.{name}_high"))
        for name in ("pitch_ratio", "aspect_ratio")
    }
    for key, limit in case.problem.limits.items():
        bound = case[key]
        if math.isfinite(bound) and key != ignored:
            old = limits.get(limit.outcome, (-math.inf, math.inf))
            limits[limit.outcome] = (bound, old[1]) if limit.sense == ">=" else (old[0], bound)
    return optimize_habitat(
        given,
        bounds=bounds,
        limits=limits,
        objective=objective or case.objective,
        sense=sense or case.sense,
    )
