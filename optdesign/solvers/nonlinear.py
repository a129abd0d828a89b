"""Small nonlinear Pyomo models solved to proven global optimality by SCIP.

The model travels as an AMPL ``.nl`` file, which keeps absolute values and every other function, and
needs none of Pyomo's own solver interfaces.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyomo.environ as pyo

from optdesign.solvers.linear import LinearStatus

# Tighter tolerances have made SCIP prove false optima and bounds; answers are polished elsewhere.
FEASIBILITY = 1e-6
GAP = 1e-4
DEFAULT_NODES = 20_000

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
    seconds : time limit; without one only nodes count
    gap : relative gap to prove, at most the usual one
    nodes : stop after so many nodes; unlike seconds, the same on every machine however busy
    """
    import pyscipopt

    model.minimized = pyo.Objective(expr=expression)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.nl"
            model.write(str(path), io_options={"symbolic_solver_labels": True})
            solver = pyscipopt.Model()
            solver.hideOutput()
            solver.readProblem(str(path))
    finally:
        model.del_component("minimized")
    solver.setParam("numerics/feastol", FEASIBILITY)
    solver.setParam("limits/gap", min(gap or GAP, GAP))
    if seconds is not None:
        solver.setParam("limits/time", seconds)
    if nodes is not None or seconds is None:
        solver.setParam("limits/nodes", DEFAULT_NODES if nodes is None else nodes)
    with _silenced_errors():
        solver.optimize()
    status = _STATUSES.get(solver.getStatus(), LinearStatus.FAILED)
    bound = float(solver.getDualbound())
    proven = bound if abs(bound) < solver.infinity() else None
    if solver.getNSols() == 0:
        return GlobalAnswer(status, None, proven, {})
    values = {v.name: float(solver.getVal(v)) for v in solver.getVars()}
    return GlobalAnswer(status, float(solver.getObjVal()), proven, values)


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


def solver_version() -> str:
    """Version of SCIP."""
    import pyscipopt

    model = pyscipopt.Model()
    return f"{model.getMajorVersion()}.{model.getMinorVersion()}.{model.getTechVersion()}"
