"""Every outcome of a growth once more, from the execution and fresh assets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.model import COMMODITIES
from optdesign.problem import Case
from optdesign.solution import Check, Solution
from optdesign.units import to_si
from optdesign.verify.growth.balances import EXACT, TOLERANCE, totals
from optdesign.verify.growth.execution import Executed
from optdesign.verify.growth.pieces import at_ends

Floats = NDArray[np.float64]

TRACES = 1e-6
"""Share of a technology or of the people below which a design counts as not built."""
GROWN = 0.95
STARTED = 0.01
MATTERING = 0.1


def outcome_checks(case: Case, solution: Solution, executed: Executed) -> list[Check]:
    """Each outcome against the recomputed one; estimates only for lying where they must."""
    state = solution.plan.state
    again = recomputed(case, executed) | _times(executed) | _proof(state)
    given, upper = solution.outcomes, again["bootstrap_time_upper"]
    parts = [given.get(f"gap_{part}", 0.0) for part in ("grid", "designs", "integers")]
    gap = (upper - again["bootstrap_time_lower"]) / upper
    estimate = given.get("bootstrap_time_estimate", upper)
    low = again["bootstrap_time_lower"]
    return [
        *sum_checks(solution, again),
        Check("estimate outside the bracket", max(low - estimate, estimate - upper) / upper, EXACT),
        Check("parts of the gap against the whole", abs(sum(parts) - gap), EXACT),
        Check("parts of the gap below zero", -min(parts), TOLERANCE),
        Check("bound above the plan", low / upper - 1, EXACT),
        Check("doubling time against its growth", _doubling(solution), TOLERANCE),
    ]


def sum_checks(solution: Solution, again: Mapping[str, float]) -> list[Check]:
    """Outcomes against recomputed ones."""
    found = []
    for key, reported in solution.outcomes.items():
        if key in again:
            size = max(abs(again[key]), abs(reported), 1e-300)
            apart = 0.0 if again[key] == reported else abs(again[key] - reported) / size
            found.append(Check(f"{key} against the recomputed one", apart, TOLERANCE))
    return found


def recomputed(case: Case, executed: Executed) -> dict[str, float]:
    """Masses, energies and properties of what is built, in SI."""
    industry, people = executed.industry, executed.final("people")
    matter = [name != "effort" for name in COMMODITIES]
    steel = np.array([habitat.outcomes["energy_per_person"] for habitat in industry.habitats])
    found = totals(case, executed) | {
        "imported_mass": float(executed.final("imported").sum()),
        "energy_per_person": float(steel @ people / people.sum()),
        "habitat_mass": float(industry.needs[matter].sum(axis=0) @ people),
    }
    built = [
        {**habitat.outcomes, **habitat.variables}
        for habitat, count in zip(industry.habitats, people, strict=True)
        if count > TRACES * people.sum()
    ]
    for key in ("radius", "soil_depth", "urban_gravity"):
        found[key] = min(values[key] for values in built)
    for key in ("reflector_radius", "rotation_rate", "dose", "nitrogen_fraction"):
        found[key] = max(values[key] for values in built)
    counts = _designs(executed)
    found["power_designs"] = float(sum(counts.values()))
    found["designs"] = float(max([*counts.values(), len(built)]))
    return found


def _designs(executed: Executed) -> dict[str, int]:
    """Number of designs of each technology that are built in more than traces."""
    lines = len(executed.industry.lines)
    mass = (executed.final("orders") + executed.seed)[lines:]
    names = np.array([design.technology for design in executed.industry.designs])
    found = {}
    for name in dict.fromkeys(names.tolist()):
        own = mass[names == name]
        found[name] = int(np.sum(own > TRACES * own.sum())) if own.sum() > 0 else 0
    return found


def _times(executed: Executed) -> dict[str, float]:
    """Moments at which things begin or end, to the pieces of the clock."""
    edges, lines = executed.edges, len(executed.industry.lines)
    alive = at_ends(executed.alive)
    grown = alive[:, :lines].sum(axis=1)
    people = at_ends(executed.amount("people").sum(axis=1))
    started = int(np.searchsorted(people, STARTED * people[-1]))
    found = {
        "peak_plant_mass": float(alive.sum(axis=1).max()),
        "lines_end": float(edges[int(np.argmax(grown >= GROWN * grown.max()))]),
        "habitats_start": float(edges[min(started, len(edges) - 1)]),
        "imports_end": 0.0,
    }
    if "electronics" in executed.kinds:
        industry, row = executed.industry, COMMODITIES.index("electronics")
        used = executed.amount("orders") @ industry.bill[row]
        used = used + executed.amount("people") @ industry.needs[row]
        sent = executed.amount("imported")[:, executed.kinds.index("electronics")]
        matter = np.flatnonzero(at_ends(sent - MATTERING * used) > 0)
        if matter.size:
            found["imports_end"] = float(edges[matter[-1]])
    return found


def _proof(state: Any) -> dict[str, float]:
    year = to_si(1.0, "year")
    finish = state.execution.finish
    time = math.inf if finish is None else float(finish) * year
    low = 0.0 if state.bound is None else float(state.bound.horizon) * year
    return {
        "bootstrap_time": time,
        "bootstrap_time_upper": time,
        "bootstrap_time_lower": low,
    }


def _doubling(solution: Solution) -> float:
    """Relative difference of the doubling time from that of the mix it is said to come from."""
    rate, told = solution.plan.request.balanced.rate, solution.outcomes.get("doubling_time")
    if told is None or rate <= 0:
        return 0.0
    return float(abs(told * rate / math.log(2) - 1))
