"""From one habitat to a settlement: the shortest growth, what it waits for, and what it uses."""

from __future__ import annotations

import math
from dataclasses import replace
from time import perf_counter
from typing import Any

from optdesign.errors import ProblemError, TimeLimitError
from optdesign.formulations.megasatellite_growth import Program
from optdesign.formulations.megasatellite_program import growth_program
from optdesign.problem import Case
from optdesign.solution import Solution, Status
from optdesign.solvers.designs.way_back import way_back
from optdesign.solvers.linear import highs
from optdesign.solvers.megasatellite.conflict import explain_growth
from optdesign.solvers.megasatellite.habitats import explain_habitats, is_possible
from optdesign.solvers.megasatellite.plan import GrowthPlan, solve_growth
from optdesign.solvers.megasatellite.prices import shadow_prices
from optdesign.solvers.megasatellite.results import (
    notes,
    outcomes,
    schedule_table,
    settling_table,
    waiting_table,
)
from optdesign.subproblems.megasatellite import GrowthNumbers, read_numbers
from optdesign.subproblems.settlers import Settlers, read_settlers
from optdesign.units import format_quantity

FINER = (160, 400, 1000)
"""Periods of the grids tried one after the other."""
COARSE_PERIODS = 40
DEFAULT_GAP = 0.02
_LEAST_GROWTH = 1e-6


def program_of(case: Case) -> tuple[GrowthNumbers, Settlers | None, Program]:
    """The numbers of a case and the program they make."""
    numbers, settlers = read_numbers(case), read_settlers(case)
    if numbers.target <= numbers.housed * (1 + _LEAST_GROWTH):
        there = format_quantity(case["initial.habitats"] * numbers.kinds[0].people, "person")
        raise ProblemError(
            f"target.population | must be more than the {there} housed at the start, got "
            f"{format_quantity(numbers.target, 'person')} | raise it"
        )
    program = growth_program(
        numbers,
        settlers,
        processing=case.choice("processing.power"),
        restoring=case.choice("spin.restoration") == "allowed",
    )
    return numbers, settlers, program


def solve(case: Case) -> Solution:
    """Find the shortest growth with a bound, or say why there is none."""
    started = perf_counter()
    unfit = explain_habitats(case)
    if unfit is not None:
        return Solution(Status.INFEASIBLE, infeasibility=unfit, **highs())
    numbers, settlers, program = program_of(case)
    infeasibility = explain_growth(case, numbers, settlers)
    if infeasibility is not None:
        if not infeasibility.relaxation:
            mends = way_back(case, is_possible)
            infeasibility = replace(infeasibility, relaxation=mends)
        return Solution(Status.INFEASIBLE, infeasibility=infeasibility, **highs())
    plan = _plan(case, program)
    solved = perf_counter()
    prices = shadow_prices(case, plan, program_of) if case.settings.shadow_prices else []
    found = outcomes(case, numbers, settlers, plan)
    reached = 1.0 - plan.lower_bound / plan.horizon <= (case.settings.gap or DEFAULT_GAP)
    tables = {
        "schedule": schedule_table(numbers, plan),
        "waiting": waiting_table(plan),
        "settling": settling_table(case),
    }
    return Solution(
        status=Status.OPTIMAL if reached else Status.LIMIT,
        objective=plan.horizon,
        bound=plan.lower_bound,
        outcomes=found,
        tables=tables,
        shadow_prices=prices,
        notes=notes(found, tables["waiting"]),
        plan=plan,
        seconds={"solve": solved - started, "subproblems": perf_counter() - solved},
        **highs(),
    )


def _plan(case: Case, program: Program) -> GrowthPlan:
    """The plan, on finer grids until the gap is reached; on a coarse one if time runs out.

    Where people grow for centuries and power for years, one grid cannot follow both: one that
    follows either is tried, and the best plan goes with the best bound.
    """
    allowed, wanted = case.settings.time_limit, case.settings.gap or DEFAULT_GAP
    deadline = math.inf if allowed is None else perf_counter() + allowed
    power = [key for key in ("lifting_power", "orbit_power") if key in program.stocks]
    people = ["people"] if "people" in program.stocks else []
    ways: list[dict[str, Any]] = [{"leading": power + people}]
    if people:
        ways.append({"leading": power, "scaling": people})
    best: GrowthPlan | None = None
    try:
        for periods in [case.settings.periods] if case.settings.periods else FINER:
            for way in ways:
                plan = solve_growth(program, periods=periods, deadline=deadline, **way)
                best = plan if best is None else _better(best, plan)
                if 1.0 - best.lower_bound / best.horizon <= wanted:
                    return best
    except TimeLimitError:
        if best is None:
            best = solve_growth(program, periods=COARSE_PERIODS, **ways[0])
    assert best is not None
    return best


def _better(one: GrowthPlan, other: GrowthPlan) -> GrowthPlan:
    """The shorter plan with the higher of both bounds."""
    shorter = min(one, other, key=lambda plan: plan.horizon)
    bound = max(one.lower_bound, other.lower_bound)
    return replace(shorter, lower_bound=min(bound, shorter.horizon))
