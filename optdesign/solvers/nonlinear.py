"""Small nonlinear Pyomo models solved to proven global optimality by SCIP.

The model travels as an AMPL ``.nl`` file, which keeps absolute values and every other function, and
needs none of Pyomo's own solver interfaces.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import pyomo.environ as pyo

from optdesign.solvers.linear import LinearStatus

# Tighter tolerances have made SCIP prove false optima and bounds; answers are polished elsewhere.
FEASIBILITY = 1e-6
GAP = 1e-4
DEFAULT_NODES = 20_000
_ENDLESS = 1e20

# Cuts at the root make some of these models a hundred times harder and others easier, as presolving
# does: a few nodes each tell. Every bound is a proof, whichever search found it.
_ATTEMPTS: tuple[tuple[float, dict[str, Any]], ...] = (
    (0.1, {"separating/maxroundsroot": 0}),
    (0.25, {"presolving/maxrounds": 0}),
    (1.0, {}),
)

_STATUSES = {
    "optimal": LinearStatus.OPTIMAL,
    "gaplimit": LinearStatus.OPTIMAL,
    "infeasible": LinearStatus.INFEASIBLE,
    "unbounded": LinearStatus.UNBOUNDED,
    "inforunbd": LinearStatus.INFEASIBLE,
    "timelimit": LinearStatus.LIMIT,
    "nodelimit": LinearStatus.LIMIT,
}


@dataclass(frozen=True)
class GlobalAnswer:
    """Status, best value, proven bound and the variables by name (empty without a solution)."""

    status: LinearStatus
    objective: float | None
    bound: float | None
    values: dict[str, float]


def solve_globally(
    model: Any,
    expression: Any,
    *,
    seconds: float | None = None,
    gap: float | None = None,
    nodes: int | None = None,
) -> GlobalAnswer:
    """Minimize an expression of a Pyomo model to a proven global optimum.

    Parameters
    ----------
    model : a ConcreteModel without an active objective
    expression : what to minimize; keep it near one
    seconds : time limit
    gap : relative gap to prove, at most the usual one
    nodes : end a search after so many nodes, the same on every machine however busy; if neither
        nodes nor seconds are given, after `DEFAULT_NODES`
    """
    started, allowed = perf_counter(), math.inf if seconds is None else seconds
    model.minimized = pyo.Objective(expr=expression)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.nl"
            model.write(str(path), io_options={"symbolic_solver_labels": True})
            found: GlobalAnswer | None = None
            for share, variant in _ATTEMPTS:
                limits = {
                    "limits/gap": min(gap or GAP, GAP),
                    "limits/nodes": max(int(share * (nodes or DEFAULT_NODES)), 1),
                    "limits/time": min(max(allowed - (perf_counter() - started), 0.0), _ENDLESS),
                }
                if share == 1 and nodes is None and seconds is not None:
                    limits["limits/nodes"] = -1
                attempt = _attempt(path, limits | variant)
                if attempt.status not in (LinearStatus.LIMIT, LinearStatus.FAILED):
                    return attempt
                found = attempt if found is None else _better(found, attempt)
                if perf_counter() - started >= allowed:
                    break
            assert found is not None
            return found
    finally:
        model.del_component("minimized")


def _attempt(path: Path, settings: dict[str, Any]) -> GlobalAnswer:
    """One search of SCIP's; it refuses coefficients that it takes for infinite.

    Other threads of the process go on meanwhile.
    """
    import pyscipopt

    solver = pyscipopt.Model()
    solver.hideOutput()
    solver.setParams({"numerics/feastol": FEASIBILITY, "misc/catchctrlc": False} | settings)
    with _silenced_errors():
        try:
            solver.readProblem(str(path))
        except Exception:  # pyscipopt raises the base class
            return GlobalAnswer(LinearStatus.FAILED, None, None, {})
        _optimize(solver)
    status = _STATUSES.get(solver.getStatus(), LinearStatus.FAILED)
    bound = float(solver.getDualbound())
    proven = bound if abs(bound) < solver.infinity() else None
    if solver.getNSols() == 0:
        return GlobalAnswer(status, None, proven, {})
    values = {v.name: float(solver.getVal(v)) for v in solver.getVars()}
    return GlobalAnswer(status, float(solver.getObjVal()), proven, values)


def _optimize(solver: Any) -> None:
    """Run SCIP on a thread of its own: this one stays open to the user's interrupt."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        running = thread.submit(solver.optimizeNogil)
        try:
            running.result()
        except KeyboardInterrupt:
            solver.interruptSolve()
            raise


def _better(one: GlobalAnswer, other: GlobalAnswer) -> GlobalAnswer:
    """The better design and the better bound of two searches that reached their limits."""
    designs = [found for found in (one, other) if found.objective is not None]
    best = min(designs, key=lambda found: found.objective or 0.0) if designs else other
    bounds = [found.bound for found in (one, other) if found.bound is not None]
    return replace(best, status=other.status, bound=max(bounds) if bounds else None)


@contextmanager
def _silenced_errors() -> Iterator[None]:
    """Hide what SoPlex writes to the error stream past every setting of SCIP's."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@cache
def solver_version() -> str:
    """Version of SCIP."""
    import pyscipopt

    model = pyscipopt.Model()
    return f"{model.getMajorVersion()}.{model.getMinorVersion()}.{model.getTechVersion()}"
