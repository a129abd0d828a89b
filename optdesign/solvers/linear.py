"""From blocks or a Pyomo model to a persistent HiGHS object: compile once, then change numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from importlib.metadata import version
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optdesign.errors import SolveError
from optdesign.formulations.blocks import Blocks, LinearForm, Names

Floats = NDArray[np.float64]

# HiGHS drops matrix entries below 1e-9 by default, and its answers may violate rows by 1e-7: both
# are visible in stocks that grow over nine decades.
_OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "small_matrix_value": 1e-12,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


def highs() -> dict[str, Any]:
    """The name and version of this solver, as a `Solution` has them."""
    return {"solver": "HiGHS", "solver_version": version("highspy")}


class LinearStatus(Enum):
    """The one set of statuses used in the package, whatever a solver calls them."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    LIMIT = "limit"
    FAILED = "failed"


_STATUSES = {
    highspy.HighsModelStatus.kOptimal: LinearStatus.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: LinearStatus.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: LinearStatus.UNBOUNDED,
    highspy.HighsModelStatus.kTimeLimit: LinearStatus.LIMIT,
    highspy.HighsModelStatus.kIterationLimit: LinearStatus.LIMIT,
    highspy.HighsModelStatus.kSolutionLimit: LinearStatus.LIMIT,
}


def compile_linear(model: Any) -> LinearForm:
    """The matrices of blocks, or of a Pyomo model with one objective, minimized.

    Raises
    ------
    ValueError
        if the model maximizes: HiGHS has returned wrong duals for maximization.
    """
    if isinstance(model, Blocks):
        return model.matrices()
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

    compiled = LinearStandardFormCompiler().write(model, mixed_form=True)
    if any(objective.sense != 1 for objective in compiled.objectives):
        raise ValueError("models are minimized; negate the objective")
    bound = np.array([row.bound_type for row in compiled.rows])
    right = np.asarray(compiled.rhs, dtype=float)
    low = [-np.inf if v.lb is None else float(v.lb) for v in compiled.columns]
    high = [np.inf if v.ub is None else float(v.ub) for v in compiled.columns]
    row_low = np.where(bound <= 0, right, -np.inf)
    row_high = np.where(bound >= 0, right, np.inf)
    owners = [row.constraint for row in compiled.rows]
    # A constraint with two bounds is compiled to two rows, one after the other: they become one.
    kept = [n for n in range(len(owners)) if n == 0 or owners[n] is not owners[n - 1]]
    for n in set(range(len(owners))) - set(kept):
        row_low[n - 1] = max(row_low[n - 1], row_low[n])
        row_high[n - 1] = min(row_high[n - 1], row_high[n])
    return LinearForm(
        cost=np.asarray(compiled.c.todense(), dtype=float).ravel(),
        offset=float(np.asarray(compiled.c_offset).ravel()[0]),
        matrix=sparse.csc_matrix(sparse.csr_matrix(compiled.A)[kept]),
        row_low=row_low[kept],
        row_high=row_high[kept],
        low=np.array(low),
        high=np.array(high),
        rows=Names(lambda: (owners[row].name for row in kept), keep=model),
        columns=Names(lambda: (column.name for column in compiled.columns), keep=model),
    )


@dataclass(frozen=True)
class LinearAnswer:
    """Status, value and both solutions; ``safe_bound`` holds whatever the solver's tolerances."""

    status: LinearStatus
    objective: float
    values: Floats
    row_duals: Floats
    safe_bound: float


@dataclass(frozen=True)
class Entries:
    """Entries of a matrix and their weights."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    weights: Floats


class PersistentLinear:
    """A linear program kept in HiGHS with its basis; single numbers are changed between solves."""

    def __init__(self, form: LinearForm, **options: Any) -> None:
        self.form = form
        self._matrix = form.matrix.copy()
        self._matrix.sort_indices()
        self._high = form.high.copy()
        self._highs = highspy.Highs()
        self.set_options(**_OPTIONS | options)
        self._pass()

    def set_options(self, **options: Any) -> None:
        """Change options of HiGHS for the solves to come."""
        for name, value in options.items():
            if self._highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise SolveError(f"HiGHS | must accept option {name} | upgrade highspy")

    def _pass(self) -> None:
        form, program = self.form, highspy.HighsLp()
        program.num_col_, program.num_row_ = len(form.cost), len(form.row_low)
        program.col_cost_, program.offset_ = form.cost, form.offset
        program.col_lower_, program.col_upper_ = form.low, form.high
        program.row_lower_, program.row_upper_ = form.row_low, form.row_high
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = form.matrix.indptr
        program.a_matrix_.index_ = form.matrix.indices
        program.a_matrix_.value_ = form.matrix.data
        if self._highs.passModel(program) == highspy.HighsStatus.kError:
            raise SolveError("HiGHS | must accept the model | check it for infinite coefficients")

    def located(self, weights: Sequence[tuple[str, str, float]]) -> Entries:
        """Entries by (row name, column name, weight), found once to be changed often."""
        rows = [self.form.rows[row] for row, _, _ in weights]
        columns = [self.form.columns[column] for _, column, _ in weights]
        values = [weight for _, _, weight in weights]
        return Entries(
            np.array(rows, dtype=int), np.array(columns, dtype=int), np.array(values, dtype=float)
        )

    def change_coefficients(
        self, weights: Entries | Sequence[tuple[str, str, float]], factor: float
    ) -> None:
        """Set the coefficients at (row name, column name, weight) to weight x factor."""
        found = weights if isinstance(weights, Entries) else self.located(weights)
        values = found.weights * factor
        self._matrix.data[self._places(found)] = values
        changes = zip(found.rows.tolist(), found.columns.tolist(), values.tolist(), strict=True)
        for change in changes:
            self._highs.changeCoeff(*change)

    def _places(self, found: Entries) -> NDArray[np.int64]:
        """Where entries stand in our copy of the matrix, which gets those that it lacks."""
        keys, height = self._keys, self._matrix.shape[0]
        wanted = found.columns * height + found.rows
        places: NDArray[np.int64] = np.searchsorted(keys, wanted)
        there = keys[places] == wanted
        if not there.all():
            rows, columns = found.rows[~there], found.columns[~there]
            zeros = sparse.coo_matrix((np.zeros(len(rows)), (rows, columns)), self._matrix.shape)
            self._matrix = _with_entries(self._matrix, zeros)
            del self._keys
            return self._places(found)
        return places

    @cached_property
    def _keys(self) -> NDArray[np.int64]:
        """Column x height + row of every entry, in order; behind them what is past all."""
        height, width = self._matrix.shape
        columns = np.repeat(np.arange(width), np.diff(self._matrix.indptr))
        return np.append(columns * height + self._matrix.indices, height * width)

    def solve(self) -> LinearAnswer:
        """Solve from the last basis; the status is never trusted further than it goes."""
        self._highs.run()
        if self._highs.getModelStatus() not in _STATUSES:  # a stale basis; once more from scratch
            self._highs.clearSolver()
            self._highs.run()
        status = _STATUSES.get(self._highs.getModelStatus(), LinearStatus.FAILED)
        solution = self._highs.getSolution()
        values, duals = np.array(solution.col_value), np.array(solution.row_dual)
        if status is not LinearStatus.OPTIMAL:
            return LinearAnswer(status, np.nan, values, duals, -np.inf)
        objective = float(self.form.cost @ values + self.form.offset)
        return LinearAnswer(status, objective, values, duals, self._safe_bound(duals))

    def _safe_bound(self, duals: Floats) -> float:
        """Lower bound by weak duality from any multipliers, tolerances of the solver included.

        Multipliers of the wrong sign are dropped, then every column is put at its cheaper bound.
        """
        form = self.form
        usable = np.where(np.isfinite(form.row_low), duals, np.minimum(duals, 0.0))
        usable = np.where(np.isfinite(form.row_high), usable, np.maximum(usable, 0.0))
        right = np.where(usable > 0, form.row_low, form.row_high)
        right = np.where(usable == 0, 0.0, right)
        reduced = form.cost - self._matrix.T @ usable
        box = np.where(reduced > 0, form.low, form.high)
        box = np.where(reduced == 0, 0.0, box)
        return float(form.offset + usable @ right + reduced @ box)

    def lagrangian_change(self, other: LinearForm, answer: LinearAnswer) -> float:
        """First-order change of the optimum when the numbers become those of ``other``.

        d(objective) = dc x + y (db - dA x) + d(bounds), at the optimum of the current numbers.
        """
        form, duals = self.form, answer.row_duals
        change = (other.cost - form.cost) @ answer.values + other.offset - form.offset
        change -= duals @ ((other.matrix - self._matrix) @ answer.values)
        rows = _difference(other.row_low, form.row_low), _difference(other.row_high, form.row_high)
        change += float(duals @ np.where(duals > 0, *rows))
        reduced = form.cost - self._matrix.T @ duals
        bounds = _difference(other.low, form.low), _difference(other.high, form.high)
        return float(change + reduced @ np.where(reduced > 0, *bounds))


def _with_entries(matrix: sparse.csc_matrix, more: sparse.coo_matrix) -> sparse.csc_matrix:
    """The matrix with more entries, zeros too."""
    own = matrix.tocoo()
    places = np.append(own.row, more.row), np.append(own.col, more.col)
    return sparse.csc_matrix((np.append(own.data, more.data), places), matrix.shape)


def _difference(one: Floats, other: Floats) -> Floats:
    """``one - other``, zero where either is infinite."""
    finite = np.isfinite(one) & np.isfinite(other)
    return np.where(finite, np.where(finite, one, 0.0) - np.where(finite, other, 0.0), 0.0)
