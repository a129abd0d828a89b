"""Solving and verifying a case; nothing unverified leaves with a status of success."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import perf_counter

from optdesign import __version__
from optdesign.problem import Case
from optdesign.progress import report
from optdesign.solution import Check, Solution, Status
from optdesign.solvers import solve_case
from optdesign.verify import verify_solution


@dataclass(frozen=True)
class Provenance:
    """Where a result comes from: enough to run it again."""

    version: str
    commit: str | None
    problem_hash: str
    catalogue_hash: str
    solver: str
    solver_version: str
    seed: int
    started: str
    seconds: Mapping[str, float]


@dataclass(frozen=True)
class Result:
    """A verified answer: the case, the solution, the checks and the provenance."""

    case: Case
    solution: Solution
    checks: Sequence[Check]
    provenance: Provenance

    @property
    def status(self) -> Status:
        """The status after verification."""
        return self.solution.status

    @property
    def warm(self) -> object | None:
        """What a neighbouring case can start from; None where the method offers nothing."""
        return self.solution.warm

    @property
    def verified(self) -> bool:
        """Whether there were checks and all passed."""
        return bool(self.checks) and all(check.passed for check in self.checks)


def execute(case: Case, warm: object | None = None) -> Result:
    """Solve a case, verify the answer by the independent path and bind both.

    ``warm`` is the `Result.warm` of a neighbouring case: it saves time, and the answer is as good
    without.
    """
    started, clock = datetime.now(UTC), perf_counter()
    return verified_result(case, solve_case(case, warm), started, clock)


def verified_result(case: Case, solution: Solution, started: datetime, clock: float) -> Result:
    """Verify a solution of a case; ``clock`` is what `perf_counter` said when it was ``started``.

    A solution that fails a check gets the status ``UNVERIFIED``.
    """
    verifying = perf_counter()
    report("verifying")
    checks = verify_solution(case, solution)
    done = perf_counter()
    answered = solution.status is not Status.LIMIT or solution.objective is not None
    if answered and (not checks or not all(check.passed for check in checks)):
        solution = replace(solution, status=Status.UNVERIFIED)
    seconds = {
        "build": 0.0,
        "solve": 0.0,
        "subproblems": 0.0,
        **solution.seconds,
        "verify": done - verifying,
        "total": done - clock,
    }
    provenance = Provenance(
        version=__version__,
        commit=_commit(),
        problem_hash=case.problem.digest,
        catalogue_hash=case.problem.catalogue.digest,
        solver=solution.solver,
        solver_version=solution.solver_version,
        seed=case.settings.seed,
        started=started.isoformat(timespec="milliseconds"),
        seconds={key: round(value, 6) for key, value in seconds.items()},
    )
    return Result(case, solution, checks, provenance)


@cache
def _commit() -> str | None:
    """The commit of the checkout the package runs from; None if it was installed."""
    return commit_of(Path(__file__).parents[2])


def commit_of(root: Path) -> str | None:
    """The commit of a checkout, with ``-dirty`` if its files differ; None if there is none."""
    if not (root / ".git").exists():
        return None
    git = ["git", "--no-optional-locks", "-C", str(root)]
    commands = [[*git, "rev-parse", "HEAD"], [*git, "status", "--porcelain", "-uno"]]
    try:
        commit, changes = (
            subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout
            for command in commands
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return commit.strip() + ("-dirty" if changes.strip() else "")
