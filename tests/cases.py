"""Cases of one problem, and their verified optima, in few words."""

from __future__ import annotations

from typing import Protocol

from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.result import Result, execute
from optdesign.solution import Status


class Cases(Protocol):
    """Makes cases of one problem from changed parameters and pinned levers."""

    def __call__(
        self,
        parameters: dict[str, str] | None = None,
        levers: dict[str, str] | None = None,
        objective: str | None = None,
    ) -> Case: ...


def cases(name: str, settings: Settings | None = None) -> Cases:
    """What makes the cases of a named problem."""
    problem = load_problem(name)

    def case(
        parameters: dict[str, str] | None = None,
        levers: dict[str, str] | None = None,
        objective: str | None = None,
    ) -> Case:
        return make_case(
            problem, parameters=parameters, levers=levers, objective=objective, settings=settings
        )

    return case


def solved(case: Case) -> Result:
    """The result of a case, which has to be optimal and verified."""
    result = execute(case)
    assert result.status is Status.OPTIMAL, [c for c in result.checks if not c.passed]
    return result
