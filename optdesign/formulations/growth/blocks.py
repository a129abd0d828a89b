"""Pyomo models from blocks of sparse rows: variables by group, constraints by group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.core.expr.numeric_expr import LinearExpression
from scipy import sparse

Floats = NDArray[np.float64]


class Blocks:
    """A minimization whose variables and rows come in named groups."""

    def __init__(self) -> None:
        self.model: Any = pyo.ConcreteModel()
        self._variables: dict[str, list[Any]] = {}

    def variables(self, name: str, count: int, *, upper: float | None = None) -> None:
        """Add ``count`` variables of at least zero."""
        group = pyo.Var(range(count), bounds=(0.0, upper))
        setattr(self.model, name, group)
        self._variables[name] = [group[position] for position in range(count)]

    def rows(
        self,
        name: str,
        terms: Mapping[str, Any],
        *,
        low: Floats | float | None = None,
        high: Floats | float | None = None,
    ) -> None:
        """Add rows ``low <= sum of matrix @ group <= high``; empty rows are left out.

        Equal bounds make an equation. Rows that no variable enters must hold by themselves.
        """
        groups = [group for group in terms if self._variables[group]]
        matrix = sparse.csr_matrix(
            sparse.hstack([sparse.coo_matrix(terms[group]) for group in groups])
        )
        variables = [variable for group in groups for variable in self._variables[group]]
        count = matrix.shape[0]
        lows, highs = (
            [None] * count if bound is None else np.broadcast_to(bound, count).tolist()
            for bound in (low, high)
        )

        def rule(_: Any, row: int) -> Any:
            span = slice(matrix.indptr[row], matrix.indptr[row + 1])
            if span.start == span.stop:
                return pyo.Constraint.Skip
            body = LinearExpression(
                linear_coefs=matrix.data[span].tolist(),
                linear_vars=[variables[position] for position in matrix.indices[span]],
            )
            if lows[row] is not None and lows[row] == highs[row]:
                return body == lows[row]
            return (lows[row], body, highs[row])

        setattr(self.model, name, pyo.Constraint(range(count), rule=rule))

    def minimize(self, terms: Mapping[str, Floats]) -> None:
        """Set the objective, coefficients by group."""
        coefficients = np.concatenate([np.asarray(costs, dtype=float) for costs in terms.values()])
        variables = [variable for group in terms for variable in self._variables[group]]
        used = np.flatnonzero(coefficients)
        self.model.objective = pyo.Objective(
            expr=LinearExpression(
                linear_coefs=coefficients[used].tolist(),
                linear_vars=[variables[position] for position in used],
            )
        )
