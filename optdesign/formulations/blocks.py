"""Linear programs from blocks of sparse rows: variables by group, constraints by group.

The same blocks become a Pyomo model or, without the detour over expressions, plain matrices.
Pyomo is imported only for the former: it takes longer than many of the solves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Entries = tuple[NDArray[np.int64], NDArray[np.int64], Floats]
"""Rows, columns and values of a sparse matrix."""


@dataclass(frozen=True)
class Rows:
    """A group of rows ``low <= matrix @ groups <= high``; infinite where there is no bound.

    The matrix is kept as the entries of its parts, one for each of the groups.
    """

    name: str
    groups: tuple[str, ...]
    counts: tuple[int, ...]
    entries: tuple[Entries, ...]
    low: Floats
    high: Floats

    @cached_property
    def matrix(self) -> sparse.csr_matrix:
        """The parts side by side."""
        starts = np.cumsum([0, *self.counts])
        rows, columns, values = _joined(self.entries, starts)
        shape = len(self.low), starts[-1]
        matrix = sparse.csr_matrix((values, (rows, columns)), shape=shape)
        matrix.eliminate_zeros()
        return matrix


class Names(Mapping[str, int]):
    """Positions by name; the names are written when the first is asked for, which takes time.

    ``keep`` must live until then: the parts of a Pyomo model forget their names without it.
    """

    def __init__(self, write: Callable[[], Iterable[str]], keep: object = None) -> None:
        self._write, self._keep = write, keep

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self._write())}

    def __getitem__(self, name: str) -> int:
        return self._positions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._positions)

    def __len__(self) -> int:
        return len(self._positions)


@dataclass(frozen=True)
class LinearForm:
    """min cost x + offset, row_low <= matrix x <= row_high, low <= x <= high, with names."""

    cost: Floats
    matrix: sparse.csc_matrix
    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    offset: float = 0.0


class Blocks:
    """A minimization whose variables and rows come in named groups."""

    def __init__(self) -> None:
        self._groups: dict[str, Floats] = {}
        self._lowest: dict[str, float] = {}
        self._rows: list[Rows] = []
        self._costs: dict[str, Floats] = {}

    def variables(
        self, name: str, count: int, *, lower: float = 0.0, upper: Floats | float = np.inf
    ) -> None:
        """Add ``count`` variables between their bounds."""
        self._groups[name] = np.broadcast_to(np.asarray(upper, dtype=float), count)
        self._lowest[name] = lower

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

        A vector stands for the matrix that has it on its diagonal. Equal bounds make an equation.
        Rows that no variable enters must hold by themselves.
        """
        groups = tuple(group for group in terms if self.count(group))
        counts = tuple(self.count(group) for group in groups)
        shapes, entries = zip(*(_entries(terms[group]) for group in groups), strict=True)
        rows = shapes[0][0]
        if shapes != tuple((rows, count) for count in counts):
            raise ValueError(f"{name}: parts of {shapes} for groups of {counts}")
        bounds = [
            np.broadcast_to(end if bound is None else bound, rows).astype(float)
            for bound, end in ((low, -np.inf), (high, np.inf))
        ]
        self._rows.append(Rows(name, groups, counts, entries, *bounds))

    def minimize(self, terms: Mapping[str, Floats]) -> None:
        """Set the objective, coefficients by group."""
        self._costs = {group: np.asarray(costs, dtype=float) for group, costs in terms.items()}

    @cached_property
    def model(self) -> Any:
        """The program as a ConcreteModel."""
        import pyomo.environ as pyo
        from pyomo.core.expr.numeric_expr import LinearExpression

        model: Any = pyo.ConcreteModel()
        variables: dict[str, list[Any]] = {}
        for name, upper in self._groups.items():
            low = _end(self._lowest[name])
            group = pyo.Var(
                range(len(upper)), bounds={n: (low, u) for n, u in enumerate(_ends(upper))}
            )
            setattr(model, name, group)
            variables[name] = [group[position] for position in range(len(upper))]
        for rows in self._rows:
            rule = _rule(rows, variables)
            setattr(model, rows.name, pyo.Constraint(range(len(rows.low)), rule=rule))
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

    def span(self, name: str) -> slice:
        """Where the variables of a group stand among the columns of the matrices."""
        start = self._starts[name]
        return slice(start, start + self.count(name))

    @property
    def _starts(self) -> dict[str, int]:
        ends = np.cumsum([0, *(len(upper) for upper in self._groups.values())]).tolist()
        return dict(zip(self._groups, ends, strict=False))

    def matrices(self) -> LinearForm:
        """The program as plain matrices; rows and columns in the order they were added."""
        starts, total = self._starts, sum(map(len, self._groups.values()))
        parts, above = [], 0
        for rows in self._rows:
            at = [starts[group] for group in rows.groups]
            row, column, value = _joined(rows.entries, at)
            parts.append((row + above, column, value))
            above += len(rows.low)
        row, column, value = _joined(parts, [0] * len(parts))
        matrix = sparse.csc_matrix((value, (row, column)), shape=(above, total))
        matrix.eliminate_zeros()
        kept = np.bincount(matrix.indices, minlength=above) > 0
        place = (np.cumsum(kept) - 1).astype(matrix.indices.dtype)
        shape = int(kept.sum()), total
        matrix = sparse.csc_matrix((matrix.data, place[matrix.indices], matrix.indptr), shape=shape)
        cost = np.zeros(total)
        for name, costs in self._costs.items():
            cost[self.span(name)] = costs
        sizes = {rows.name: len(rows.low) for rows in self._rows}
        groups = {name: len(upper) for name, upper in self._groups.items()}
        return LinearForm(
            cost,
            matrix,
            np.concatenate([rows.low for rows in self._rows])[kept],
            np.concatenate([rows.high for rows in self._rows])[kept],
            np.repeat(list(self._lowest.values()), list(groups.values())),
            np.concatenate(list(self._groups.values())),
            Names(lambda: compress(_numbered(sizes), kept)),
            Names(lambda: _numbered(groups)),
        )


def _entries(matrix: Any) -> tuple[tuple[int, int], Entries]:
    """Shape and entries of a sparse or full matrix, or of a diagonal."""
    if not sparse.issparse(matrix):
        matrix = np.asarray(matrix, dtype=float)
        if matrix.ndim == 1:
            diagonal = np.arange(len(matrix))
            return (len(matrix), len(matrix)), (diagonal, diagonal, matrix)
        rows, columns = np.nonzero(matrix)
        return matrix.shape, (rows, columns, matrix[rows, columns])
    found = matrix.tocoo()
    return found.shape, (found.row, found.col, found.data)


def _joined(parts: Iterable[Entries], shifts: Iterable[int]) -> Entries:
    """The entries of all parts, their columns shifted."""
    moved = [
        (row, column + shift, value)
        for (row, column, value), shift in zip(parts, shifts, strict=False)
    ]
    row, column, value = (np.concatenate(found) for found in zip(*moved, strict=True))
    return row, column, value


def _numbered(counts: Mapping[str, int]) -> Iterator[str]:
    """``name[0]``, ``name[1]``, ... of every name."""
    return (f"{name}[{number}]" for name, count in counts.items() for number in range(count))


def _rule(rows: Rows, variables: Mapping[str, list[Any]]) -> Any:
    """How Pyomo makes one row of a group."""
    import pyomo.environ as pyo
    from pyomo.core.expr.numeric_expr import LinearExpression

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
    return [_end(bound) for bound in bounds.tolist()]


def _end(bound: float) -> float | None:
    return bound if np.isfinite(bound) else None
