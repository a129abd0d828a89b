"""Linear programs from blocks of sparse rows: variables by group, constraints by group.

The same blocks become a Pyomo model or, without the detour over expressions, plain matrices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.core.expr.numeric_expr import LinearExpression
from scipy import sparse

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """A group of rows ``low <= matrix @ groups <= high``; infinite where there is no bound."""

    name: str
    groups: tuple[str, ...]
    matrix: sparse.csr_matrix
    low: Floats
    high: Floats


@dataclass(frozen=True)
class LinearForm:
    """min cost x + offset, row_low <= matrix x <= row_high, low <= x <= high, with names."""

    cost: Floats
    matrix: sparse.csc_matrix
    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    rows: dict[str, int]
    columns: dict[str, int]
    offset: float = 0.0


class Blocks:
    """A minimization whose variables and rows come in named groups."""

    def __init__(self) -> None:
        self._groups: dict[str, Floats] = {}
        self._rows: list[Rows] = []
        self._costs: dict[str, Floats] = {}

    def variables(self, name: str, count: int, *, upper: Floats | float = np.inf) -> None:
        """Add ``count`` variables of at least zero."""
        self._groups[name] = np.broadcast_to(np.asarray(upper, dtype=float), count)

    def count(self, name: str) -> int:
        """Number of variables of a group."""
        return len(self._groups[name])

    def upper(self, name: str) -> Floats:
        """Upper bounds of a group."""
        return self._groups[name]

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
        groups = tuple(group for group in terms if self.count(group))
        matrix = sparse.csr_matrix(
            sparse.hstack([sparse.coo_matrix(terms[group]) for group in groups])
        )
        matrix.eliminate_zeros()
        bounds = [
            np.broadcast_to(end if bound is None else bound, matrix.shape[0]).astype(float)
            for bound, end in ((low, -np.inf), (high, np.inf))
        ]
        self._rows.append(Rows(name, groups, matrix, *bounds))

    def minimize(self, terms: Mapping[str, Floats]) -> None:
        """Set the objective, coefficients by group."""
        self._costs = {group: np.asarray(costs, dtype=float) for group, costs in terms.items()}

    @cached_property
    def model(self) -> Any:
        """The program as a ConcreteModel."""
        model: Any = pyo.ConcreteModel()
        variables: dict[str, list[Any]] = {}
        for name, upper in self._groups.items():
            group = pyo.Var(
                range(len(upper)), bounds={n: (0.0, u) for n, u in enumerate(_ends(upper))}
            )
            setattr(model, name, group)
            variables[name] = [group[position] for position in range(len(upper))]
        for rows in self._rows:
            count = rows.matrix.shape[0]
            setattr(model, rows.name, pyo.Constraint(range(count), rule=_rule(rows, variables)))
        coefficients = np.concatenate(list(self._costs.values()))
        named = [variable for group in self._costs for variable in variables[group]]
        used = np.flatnonzero(coefficients)
        model.objective = pyo.Objective(
            expr=LinearExpression(
                linear_coefs=coefficients[used].tolist(),
                linear_vars=[named[position] for position in used],
            )
        )
        return model

    def matrices(self) -> LinearForm:
        """The program as plain matrices; rows and columns in the order they were added."""
        starts, total = {}, 0
        for name, upper in self._groups.items():
            starts[name] = total
            total += len(upper)
        columns = {
            f"{name}[{position}]": start + position
            for name, start in starts.items()
            for position in range(self.count(name))
        }
        names: dict[str, int] = {}
        parts = []
        for rows in self._rows:
            kept = np.flatnonzero(np.diff(rows.matrix.indptr))
            names |= {f"{rows.name}[{row}]": len(names) + n for n, row in enumerate(kept)}
            places = [np.arange(self.count(group)) + starts[group] for group in rows.groups]
            found = rows.matrix[kept].tocoo()
            spread = (found.data, (found.row, np.concatenate(places)[found.col]))
            matrix = sparse.csr_matrix(spread, shape=(len(kept), total))
            parts.append((matrix, rows.low[kept], rows.high[kept]))
        cost = np.zeros(total)
        for name, costs in self._costs.items():
            cost[starts[name] : starts[name] + self.count(name)] = costs
        return LinearForm(
            cost,
            sparse.csc_matrix(sparse.vstack([matrix for matrix, _, _ in parts])),
            np.concatenate([low for _, low, _ in parts]),
            np.concatenate([high for _, _, high in parts]),
            np.zeros(total),
            np.concatenate(list(self._groups.values())),
            names,
            columns,
        )


def _rule(rows: Rows, variables: Mapping[str, list[Any]]) -> Any:
    """How Pyomo makes one row of a group."""
    matrix = rows.matrix
    named = [variable for group in rows.groups for variable in variables[group]]
    lows, highs = _ends(rows.low), _ends(rows.high)

    def rule(_: Any, row: int) -> Any:
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        if span.start == span.stop:
            return pyo.Constraint.Skip
        body = LinearExpression(
            linear_coefs=matrix.data[span].tolist(),
            linear_vars=[named[position] for position in matrix.indices[span]],
        )
        if lows[row] is not None and lows[row] == highs[row]:
            return body == lows[row]
        return (lows[row], body, highs[row])

    return rule


def _ends(bounds: Floats) -> list[float | None]:
    """Bounds as Pyomo has them: None where there is none."""
    return [bound if np.isfinite(bound) else None for bound in bounds.tolist()]
