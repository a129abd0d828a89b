"""Linear models with several objectives in HiGHS: only costs and bounds change between solves.

Every objective is a row of the matrix as well, so that it can be bounded; whole-number variables
are allowed. An objective may be a ratio: a bound on it is a row as well, for it is divided by what
is positive. What to minimize in which order is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import process_time
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optdesign.errors import ProblemError, SolveError
from optdesign.solvers.linear import LinearStatus

Floats = NDArray[np.float64]

# Chosen by measurement on knapsacks, set packing and partitioning: symmetry detection, heuristics
# and strong branching cost more than they save where a model is solved hundreds of times.
LEAN: dict[str, Any] = {
    "mip_detect_symmetry": False,
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_allow_restart": False,
    "mip_allow_cut_separation_at_nodes": False,
    "mip_pscost_minreliable": 0,
}
_STATUSES = {
    highspy.HighsModelStatus.kOptimal: LinearStatus.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: LinearStatus.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: LinearStatus.UNBOUNDED,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: LinearStatus.UNBOUNDED,
    highspy.HighsModelStatus.kTimeLimit: LinearStatus.LIMIT,
    highspy.HighsModelStatus.kIterationLimit: LinearStatus.LIMIT,
    highspy.HighsModelStatus.kSolutionLimit: LinearStatus.LIMIT,
    highspy.HighsModelStatus.kInterrupt: LinearStatus.LIMIT,
}


@dataclass(frozen=True)
class Ratio:
    """An objective ``above / below``: linear expressions of a model, ``below`` always positive."""

    above: Any
    below: Any

    def __rmul__(self, factor: float) -> Ratio:
        return Ratio(factor * self.above, self.below)


@dataclass(frozen=True)
class Divisor:
    """A ratio is ``(objective x + above) / (row x + offset)``."""

    row: Floats
    offset: float
    above: float


@dataclass(frozen=True)
class MixedForm:
    """objectives x + offsets (all minimized), row_low <= A x <= row_high, low <= x <= high.

    Of an objective in ``ratios`` the row is what is divided, and its offset is zero.
    """

    objectives: Floats
    offsets: Floats
    matrix: sparse.csc_matrix
    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    integer: NDArray[np.bool_]
    columns: tuple[str, ...]
    ratios: Mapping[int, Divisor] = field(default_factory=dict)

    def measured(self, values: Floats) -> Floats:
        """The objectives without their offsets, array (objectives,) or (solutions, objectives)."""
        found = np.asarray(values @ self.objectives.T, dtype=float)
        for index, divisor in self.ratios.items():
            below = values @ divisor.row + divisor.offset
            found[..., index] = (found[..., index] + divisor.above) / below
        return found

    def outcomes(self, values: Floats) -> Floats:
        """The objectives at a solution, or at several, one a row."""
        return self.measured(values) + self.offsets


@dataclass(frozen=True)
class MixedAnswer:
    """Status, variables, and with whole numbers the bound that is proved."""

    status: LinearStatus
    values: Floats
    bound: float


def compile_objectives(model: Any, expressions: Sequence[Any]) -> MixedForm:
    """Compile a Pyomo model and several expressions, all to be minimized, to matrix form.

    An expression may be a `Ratio`. Objectives of the model's own are put aside meanwhile; the model
    is left as it came.

    Raises
    ------
    ProblemError
        if the model is not linear, or a ratio is divided by what may be zero.
    """
    import pyomo.environ as pyo
    from pyomo.common.errors import (
        InfeasibleConstraintException,
        InvalidConstraintError,
        InvalidExpressionError,
    )
    from pyomo.common.modeling import unique_component_name
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

    own = list(model.component_data_objects(pyo.Objective, active=True))
    for objective in own:
        objective.deactivate()
    name = unique_component_name(model, "several_objectives")
    several = pyo.ObjectiveList()
    model.add_component(name, several)
    try:
        for expression in [*_above(expressions), *_below(expressions)]:
            several.add(expr=expression + 0)
        compiled = LinearStandardFormCompiler().write(model, mixed_form=True)
    except InfeasibleConstraintException:
        return _impossible(len(expressions))
    except (InvalidConstraintError, InvalidExpressionError, ValueError) as error:
        if "nonlinear" not in str(error).lower():
            raise
        reason = str(error).strip().splitlines()[0][:200]
        raise ProblemError(
            f"model | constraints and objectives must be linear, {reason} | "
            "linearize it, or use method nsga2"
        ) from error
    finally:
        model.del_component(name)
        for objective in own:
            objective.activate()
    return _with_ratios(_form(compiled), expressions)


def _above(expressions: Sequence[Any]) -> list[Any]:
    return [part.above if isinstance(part, Ratio) else part for part in expressions]


def _below(expressions: Sequence[Any]) -> list[Any]:
    return [part.below for part in expressions if isinstance(part, Ratio)]


def _with_ratios(form: MixedForm, expressions: Sequence[Any]) -> MixedForm:
    """The form with the last objectives as what the ratios among the expressions divide by."""
    count, ratios = len(expressions), dict[int, Divisor]()
    offsets = form.offsets[:count].copy()
    places = [place for place, part in enumerate(expressions) if isinstance(part, Ratio)]
    for index, place in enumerate(places, start=count):
        row, offset = form.objectives[index], float(form.offsets[index])
        ratios[place] = Divisor(row, offset, float(offsets[place]))
        offsets[place] = 0.0
        if not least_activity(row, form) + offset > 0.0:
            raise ProblemError(
                f"objective {place + 1} | must be divided by what is positive within the bounds of "
                "the variables | bound them"
            )
    return replace(form, objectives=form.objectives[:count], offsets=offsets, ratios=ratios)


def scaled_objectives(form: MixedForm, units: Floats) -> tuple[MixedForm, Floats]:
    """The form with objectives over their units, and what one of each is worth in the old ones.

    Of a ratio what it is divided by is scaled as well, to one where it is least.
    """
    scale, ratios = units.astype(float), dict[int, Divisor]()
    for index, divisor in form.ratios.items():
        least = least_activity(divisor.row, form) + divisor.offset
        above = divisor.above / float(units[index])
        ratios[index] = Divisor(divisor.row / least, divisor.offset / least, above)
        scale[index] /= least
    return replace(form, objectives=form.objectives / units[:, None], ratios=ratios), scale


def least_activity(row: Floats, form: MixedForm) -> float:
    """The least value of ``row x`` between the bounds of the variables alone."""
    used = row != 0.0
    ends = np.where(row[used] > 0, form.low[used], form.high[used])
    return float(row[used] @ ends) if used.any() else 0.0


def _form(compiled: Any) -> MixedForm:
    bound = np.array([row.bound_type for row in compiled.rows], dtype=int)
    right = np.asarray(compiled.rhs, dtype=float)
    variables = compiled.columns
    return MixedForm(
        objectives=np.asarray(compiled.c.todense(), dtype=float).reshape(-1, len(variables))
        if variables
        else np.zeros((len(compiled.objectives), 0)),
        offsets=np.asarray(compiled.c_offset, dtype=float).ravel(),
        matrix=sparse.csc_matrix(compiled.A),
        row_low=np.where(bound <= 0, right, -np.inf),
        row_high=np.where(bound >= 0, right, np.inf),
        low=np.array([-np.inf if v.lb is None else float(v.lb) for v in variables]),
        high=np.array([np.inf if v.ub is None else float(v.ub) for v in variables]),
        integer=np.array([not v.is_continuous() for v in variables], dtype=bool),
        columns=tuple(str(v.name) for v in variables),
    )


def _impossible(count: int) -> MixedForm:
    """A model without variables and with a row that cannot hold."""
    none, one = np.zeros(0), np.ones(1)
    return MixedForm(
        objectives=np.zeros((count, 0)),
        offsets=np.zeros(count),
        matrix=sparse.csc_matrix((1, 0)),
        row_low=one,
        row_high=one,
        low=none,
        high=none,
        integer=np.zeros(0, dtype=bool),
        columns=(),
    )


class PersistentMixed:
    """A model with rows for its objectives (without offsets), solved again and again."""

    def __init__(self, form: MixedForm, **options: Any) -> None:
        self.form = form
        self.whole = bool(form.integer.any())
        self.solves = 0
        self._rows = len(form.row_low)
        self._columns = np.arange(len(form.low), dtype=np.int32)
        self._highs = highspy.Highs()
        self.set_options(output_flag=False, threads=1, **options)
        self._pass()

    def set_options(self, **options: Any) -> None:
        """Set options of HiGHS by name."""
        for name, value in options.items():
            if self._highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise SolveError(f"HiGHS | must accept option {name} | upgrade highspy")

    def _pass(self) -> None:
        form, program = self.form, highspy.HighsLp()
        count = len(form.objectives)
        matrix = sparse.csc_matrix(sparse.vstack([form.matrix, sparse.csc_matrix(form.objectives)]))
        matrix.eliminate_zeros()
        program.num_col_, program.num_row_ = len(form.low), self._rows + count
        program.col_cost_ = np.zeros(len(form.low))
        program.col_lower_, program.col_upper_ = form.low, form.high
        program.row_lower_ = np.concatenate([form.row_low, np.full(count, -np.inf)])
        program.row_upper_ = np.concatenate([form.row_high, np.full(count, np.inf)])
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = matrix.indptr
        program.a_matrix_.index_ = matrix.indices
        program.a_matrix_.value_ = matrix.data
        if self.whole:
            kinds = highspy.HighsVarType
            program.integrality_ = [
                kinds.kInteger if i else kinds.kContinuous for i in form.integer
            ]
        if self._highs.passModel(program) == highspy.HighsStatus.kError:
            raise SolveError("HiGHS | must accept the model | check it for infinite coefficients")

    def bound_objective(self, index: int, low: float, high: float) -> None:
        """Bound an objective (without its offset); a ratio from above only."""
        divisor, row = self.form.ratios.get(index), self._rows + index
        if divisor is not None and np.isfinite(high):
            for column in np.flatnonzero(divisor.row):
                above = float(self.form.objectives[index, column])
                below = float(divisor.row[column])
                self._highs.changeCoeff(row, int(column), above - high * below)
            low, high = -np.inf, high * divisor.offset - divisor.above
        self._highs.changeRowBounds(row, low, high)

    def minimize(
        self, cost: Floats, *, start: Floats | None = None, seconds: float | None = None
    ) -> MixedAnswer:
        """Minimize ``cost x`` within the bounds set before, perhaps from a known solution."""
        if not len(self._columns):
            return self._without_variables()
        self._highs.changeColsCost(len(self._columns), self._columns, cost)
        if start is not None and self.whole:
            solution = highspy.HighsSolution()
            solution.col_value = start.tolist()
            self._highs.setSolution(solution)
        used = self._highs.getRunTime()  # HiGHS counts all runs of an object together
        self.set_options(time_limit=np.inf if seconds is None else used + max(seconds, 1e-3))
        self.solves += 1
        self._highs.run()
        status = _STATUSES.get(self._highs.getModelStatus(), LinearStatus.FAILED)
        if status is LinearStatus.UNBOUNDED or status is LinearStatus.FAILED:
            status = self._once_more()
        solution = self._highs.getSolution()
        bound = float(self._highs.getInfo().mip_dual_bound) if self.whole else np.nan
        return MixedAnswer(status, np.array(solution.col_value), bound)

    def limit_processor(self, seconds: float) -> None:
        """Interrupt every solve once this process has used so many seconds from now.

        Beside a limit of time this does not depend on what else the machine does.
        """
        until = process_time() + seconds

        def interrupt(event: Any) -> None:
            if process_time() > until:
                event.interrupt()

        self._highs.cbMipInterrupt.subscribe(interrupt)

    def _without_variables(self) -> MixedAnswer:
        self.solves += 1
        holds = (self.form.row_low <= 0.0).all() and (self.form.row_high >= 0.0).all()
        status = LinearStatus.OPTIMAL if holds else LinearStatus.INFEASIBLE
        return MixedAnswer(status, np.zeros(0), 0.0)

    def _once_more(self) -> LinearStatus:
        """From scratch without presolve, which cannot always tell unbounded from infeasible."""
        self._highs.clearSolver()
        self.set_options(presolve="off")
        self._highs.run()
        self.set_options(presolve="choose")
        return _STATUSES.get(self._highs.getModelStatus(), LinearStatus.FAILED)
