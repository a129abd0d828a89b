"""Coarse solves of the growth network that several tests look at; each is made once a process."""

from __future__ import annotations

from functools import cache

from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.solution import Solution
from optdesign.solvers import solve_case

COARSE = Settings(periods=24, gap=0.05)


def bootstrap(*, settings: Settings = COARSE, **parameters: str) -> Case:
    """The case ``ceres-bootstrap``; ``__`` in a key stands for a dot."""
    given = {key.replace("__", "."): text for key, text in parameters.items()}
    return make_case(load_problem("ceres-bootstrap"), parameters=given, settings=settings)


@cache
def solved() -> tuple[Case, Solution]:
    """The default case on a coarse grid."""
    case = bootstrap()
    return case, solve_case(case)
