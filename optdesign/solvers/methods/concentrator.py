"""One concentrator unit: grid and polish attain the optimum, interval subdivision proves it.

SCIP solves the Pyomo model besides, for a few seconds; what it finds is checked in verification.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from time import perf_counter
from typing import Any

import numpy as np

from optdesign.errors import ProblemError
from optdesign.formulations.concentrator import (
    LEVERS,
    concentrator_model,
    has_engine,
    is_possible,
    read_ranges,
)
from optdesign.network.concentrator_unit import read_unit, unit_outcomes, weights
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.problem import Case
from optdesign.solution import ShadowPrice, Solution, Status
from optdesign.solvers.designs.concentrator_conflict import diagnose
from optdesign.solvers.nonlinear import GlobalAnswer, solve_globally, solver_version
from optdesign.subproblems.concentrator import Search, best_design, best_near
from optdesign.subproblems.concentrator_bound import proven_bound
from optdesign.units import DAY, KILO

ENOUGH = 1e-3
DISTANCES = (0.9, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.25, 2.5, 2.77, 3.0, 3.25, 3.5, 4.0)
_RIVAL_SECONDS = 10.0
_RIVAL_NODES = 400
_STEP = 1e-3
_COARSE = 8_000
# Column of the table, key of the design or outcome, SI over the column's unit.
_COLUMNS = (
    ("aperture_diameter [m]", "aperture_diameter", 1.0),
    ("concentration [1]", "concentration", 1.0),
    ("slope_error [mrad]", "slope_error", 1e-3),
    ("hot_temperature [K]", "hot_temperature", 1.0),
    ("cold_temperature [K]", "cold_temperature", 1.0),
    ("stagnation_temperature [K]", "stagnation_temperature", 1.0),
    ("payback_time [day]", "payback_time", DAY),
    ("specific_power [W/kg]", "specific_power", 1.0),
    ("useful_power [kW]", "useful_power", KILO),
    ("mass [kg]", "mass", 1.0),
    ("efficiency [1]", "efficiency", 1.0),
)


@dataclass(frozen=True)
class Rival:
    """What the global solver found: weight per watt and bound, None where it found none."""

    cost: float | None
    bound: float | None


def solve(case: Case) -> Solution:
    """Solve the case; an infeasible one is explained."""
    if not has_engine(case) and "cold_temperature" in case.fixed:
        raise ProblemError(
            "--fix cold_temperature | a unit for heat has no cold side | "
            "leave it out, or --set mode=stirling"
        )
    started = perf_counter()
    solver: dict[str, Any] = {"solver": "SciPy", "solver_version": version("scipy")}
    if not is_possible(case):
        return Solution(Status.INFEASIBLE, infeasibility=diagnose(case), **solver)
    search = make_search(case)
    design = best_design(search)
    if design is None:
        return Solution(Status.LIMIT, notes=["No design of the grid delivers power."], **solver)
    cost = _cost(search, design)
    searched = perf_counter()
    bound = proven_bound(search.unit, search.weights, search.ranges, cost)
    proven = perf_counter()
    rival = _rival(case, search, cost)
    solved = perf_counter()
    outcomes = {key: float(value) for key, value in unit_outcomes(design, search.unit).items()}
    enough = 1 - bound / cost <= (case.settings.gap or ENOUGH)
    return Solution(
        status=Status.OPTIMAL if enough else Status.LIMIT,
        objective=outcomes[case.objective],
        bound=_objective(case, bound) if bound > 0 else None,
        levers={key: design[key] for key in LEVERS if key in design},
        outcomes=outcomes,
        tables={"distance": distance_table(case, design)},
        shadow_prices=shadow_prices(case, design),
        notes=_notes(outcomes),
        plan=rival,
        solver=f"SciPy, checked by SCIP {solver_version()}",
        solver_version=version("scipy"),
        seconds={
            "solve": searched - started,
            "bound": proven - searched,
            "rival": solved - proven,
            "subproblems": perf_counter() - solved,
        },
    )


def make_search(case: Case, distance: float | None = None) -> Search:
    """The search of a possible case, at its own distance or another one [m]."""
    unit = read_unit(case, distance)
    return Search(unit, weights(unit, case.objective), read_ranges(case, unit))


def _cost(search: Search, design: Mapping[str, float]) -> float:
    return float(search.cost({key: np.array([value]) for key, value in design.items()})[0])


def _objective(case: Case, cost: float) -> float:
    """Weight per watt as the objective: payback time itself, or the inverse of specific power."""
    return cost if case.sense == "min" else 1 / cost


def _rival(case: Case, search: Search, scale: float) -> Rival:
    """The optimum of the Pyomo model by branch and bound, as far as a few hundred nodes carry."""
    model = concentrator_model(search.unit, search.weights, search.ranges, scale=scale)
    seconds = min(case.settings.time_limit or _RIVAL_SECONDS, _RIVAL_SECONDS)
    found: GlobalAnswer = solve_globally(model, model.cost, seconds=seconds, nodes=_RIVAL_NODES)
    values = (found.objective, found.bound)
    return Rival(*(None if value is None else value * scale for value in values))


def shadow_prices(case: Case, design: Mapping[str, float]) -> list[ShadowPrice]:
    """Change of the objective per +1 % of each parameter, from optima next to this one."""
    base = make_search(case)
    prices = []
    for key, value in case.values.items():
        if not isinstance(value, float) or not math.isfinite(value) or value == 0:
            continue
        known = []
        for step in (-_STEP, _STEP):
            moved = case.with_value(key, value * (1 + step))
            if is_possible(moved):
                search = make_search(moved)
                found = None if search == base else best_near(search, design)
                if found is not None:
                    known.append((step, _objective(case, _cost(search, found))))
        if not known:
            continue
        if len(known) == 1:  # the other side is impossible
            known.append((0.0, _objective(case, _cost(base, design))))
        (first, before), (last, after) = sorted(known)
        effect = (after - before) / (last - first) * 0.01
        if abs(effect) > 1e-9 * abs(before):
            prices.append(ShadowPrice(key, effect))
    return sorted(prices, key=lambda price: -abs(price.effect))


def distance_table(case: Case, design: Mapping[str, float]) -> list[dict[str, float]]:
    """The best design at other distances, with the levers pinned as in the case."""
    rows = []
    for distance in DISTANCES:
        moved = case.with_value("site.distance", distance * ASTRONOMICAL_UNIT)
        row = {"distance [au]": distance}
        best = None
        if is_possible(moved):
            search = make_search(moved)
            best = best_design(search, starts=2, points=_COARSE, near=[design])
        if best is not None:
            found = {**best, **unit_outcomes(best, search.unit)}
            row |= {name: float(found[k]) / by for name, k, by in _COLUMNS if k in found}
        else:
            engine = has_engine(case)
            names = [n for n, k, _ in _COLUMNS if engine or k != "cold_temperature"]
            row |= dict.fromkeys(names, math.nan)
        rows.append(row)
    return rows


def _notes(outcomes: Mapping[str, float]) -> list[str]:
    stagnation, margin = outcomes["stagnation_temperature"], outcomes["stagnation_margin"]
    survives = "the receiver survives that" if margin >= 0 else "more than the receiver survives"
    counted = (
        "The energies are those of metal, silicates, polymers, silicon, electronics and assembly; "
        "energy of any kind counts alike."
    )
    return [
        f"When the flow stops the receiver reaches {stagnation:.0f} K: {survives}.",
        counted,
    ]
