"""Solvers: a case goes in, an unverified `Solution` comes out.

`methods` has one module a formulation; `growth`, `fleet`, `balanced`, `megasatellite` and `designs`
are what these need. For all: `linear` and `mixed` (persistent HiGHS), `nonlinear` (SCIP), `ratio`
and `minimum_time` (the search for a horizon).
"""

from __future__ import annotations

from inspect import signature
from types import ModuleType
from typing import cast

from optdesign.errors import ProblemError, SolveError
from optdesign.formulations.names import formulation_module
from optdesign.problem import Case
from optdesign.solution import Solution, Status


def method_of(case: Case) -> ModuleType:
    """The module that solves the cases of a formulation, with all that it loads."""
    return formulation_module("optdesign.solvers.methods", case.problem.header.formulation)


def solve_case(case: Case, warm: object | None = None) -> Solution:
    """Solve a case by the method of its formulation; the answer is not yet verified.

    ``warm`` is that of the solution of a neighbouring case, for methods that can make use of it.
    A solver that fails is a limit reached without an answer, not an error of the user's.
    """
    method = method_of(case)
    known = getattr(method, "OBJECTIVES", (case.objective,))
    if case.objective not in (*known, *getattr(method, "EXTREMES", ())):
        raise ProblemError(
            f"--objective {case.objective} | is held, not optimized, when {case.problem.name} is "
            f"solved | trade it: pareto {case.problem.name} --objectives "
            f"{known[0]},{case.objective}"
        )
    try:
        if warm is not None and "warm" in signature(method.solve).parameters:
            return cast(Solution, method.solve(case, warm=warm))
        return cast(Solution, method.solve(case))
    except SolveError as error:
        return Solution(Status.LIMIT, notes=[f"No answer: {error}"])
