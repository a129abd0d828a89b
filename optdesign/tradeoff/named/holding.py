"""Objectives held while another is optimized: by a limit, a parameter or a pinned lever."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from optdesign.errors import ProblemError, suggestion
from optdesign.formulations.names import formulation_module
from optdesign.problem import Case
from optdesign.result.document import bare_unit
from optdesign.tradeoff.front import Objective
from optdesign.tradeoff.models.exact import check_objectives

Hold = Callable[[float], Case]


def named_objectives(case: Case, names: Sequence[str]) -> tuple[Objective, ...]:
    """The objectives of a problem by name, with sense and unit as the problem file declares them.

    Raises
    ------
    ProblemError
        for fewer than two, doubles or unknown names.
    """
    known = case.problem.objectives()
    for name in names:
        if name not in known:
            raise ProblemError(
                f"--objectives {name[:60]} | is no objective of {case.problem.name} | "
                f"{suggestion(name, known)}"
            )
    outcomes = case.problem.outcomes
    found = tuple(
        Objective(name, known[name], bare_unit(case, name), shown=outcomes[name].unit)
        for name in names
    )
    check_objectives(found)
    return found


def main_objective(case: Case, objectives: Sequence[Objective]) -> Objective:
    """The one objective that is optimized; all others can be held.

    Raises
    ------
    ProblemError
        where two cannot be held, or none can be optimized.
    """
    for objective in objectives:
        if objective.name in case.fixed:
            raise ProblemError(
                f"--fix {objective.name} | must not pin an objective | leave one of the two out"
            )
    free = [objective for objective in objectives if hold(case, objective) is None]
    if len(free) > 1:
        text = " and ".join(objective.name for objective in free)
        raise ProblemError(
            f"--objectives {text} | must be levers or have a limit in {case.problem.name}, "
            f"all but one | choose other objectives, or add [limits] on them to the problem file"
        )
    solvable = [o for o in objectives if is_optimized(case, o.name)]
    main = next(iter(free or solvable), None)
    if main is None or main not in solvable:
        wanted = ", ".join(name for name in case.problem.objectives() if is_optimized(case, name))
        came = ", ".join(objective.name for objective in objectives)
        raise ProblemError(
            f"--objectives {came} | must have one that {case.problem.name} can optimize | "
            f"add {wanted}"
        )
    return main


def is_optimized(case: Case, name: str) -> bool:
    """Whether the problem's method can optimize an objective, not only hold it."""
    method = formulation_module("optdesign.solvers.methods", case.problem.header.formulation)
    known = getattr(method, "OBJECTIVES", None)
    return known is None or name in known


def holder(case: Case, objective: Objective) -> str | None:
    """The parameter that bounds an objective from its worse side; None if there is none."""
    wanted = "<=" if objective.sense == "min" else ">="
    for key, limit in case.problem.limits.items():
        if limit.outcome == objective.name and limit.sense == wanted:
            return key
    outcome = case.problem.outcomes.get(objective.name)
    return outcome.held_by or None if outcome is not None else None


def hold(case: Case, objective: Objective) -> Hold | None:
    """How to keep an objective at least as good as a (minimized, SI) value; None if it cannot be.

    A limit on the outcome of the right sense is used first, else a lever of that name is pinned.
    """
    name, key = objective.name, holder(case, objective)
    if key is not None:
        strictest = case.optional(key)

        def bounded(value: float) -> Case:
            wanted = objective.sign * value
            if strictest is not None:  # what the case itself asks for stays
                wanted = min(wanted, strictest) if objective.sign > 0 else max(wanted, strictest)
            return case.with_value(key, wanted)

        return bounded
    if name in case.problem.levers and name not in case.fixed:
        lever = case.problem.levers[name]

        def pinned(value: float) -> Case:
            inside = min(max(objective.sign * value, lever.low), lever.high)
            if lever.integer:
                inside = float(math.floor(inside) if objective.sign > 0 else math.ceil(inside))
            return replace(case, fixed={**case.fixed, name: inside})

        return pinned
    return None


def best_imaginable(case: Case, objective: Objective) -> float:
    """A (minimized, SI) value that an objective cannot surpass: the end of its lever, or nothing.

    Raises
    ------
    ProblemError
        for an outcome to be maximized that is no lever.
    """
    name = objective.name
    if name in case.problem.levers:
        low, high = case.lever_range(name)
        return low if objective.sign > 0 else -high
    if objective.sign < 0:
        raise ProblemError(
            f"--objectives {name} | must have a best value that is known | "
            "make it a lever of the problem file, or choose another objective"
        )
    return 1.0 if case.problem.outcomes[name].whole else 0.0
