"""Known solutions of binary models, to start the solver from: seen ones and their neighbours.

A start cannot make an answer wrong; it only lets the solver prune from the first node on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optdesign.solvers.mixed import MixedForm

Floats = NDArray[np.float64]
_MOST_KEPT = 3000
_MOST_COLUMNS = 400


class Incumbents:
    """Nondominated known solutions; grows by exchanging one or two variables of those learned."""

    def __init__(self, form: MixedForm) -> None:
        self.form = form
        binary = form.integer & (form.low == 0.0) & (form.high == 1.0)
        equal = (form.row_low == form.row_high).any()
        few = len(binary) <= _MOST_COLUMNS
        self.exchanges = bool(binary.all()) and not equal and few and not form.ratios
        self.matrix = form.matrix.toarray() if self.exchanges else np.zeros((0, 0))
        self._values = np.zeros((0, len(form.low)))
        self._outcomes = np.zeros((0, len(form.objectives)))

    def learn(self, values: Floats) -> None:
        """Remember a feasible solution and the neighbours that are feasible and not dominated."""
        outcomes = self.form.measured(values)
        known = (np.abs(self._outcomes - outcomes) < 0.5).all(axis=1).any()
        found = values[None, :]
        if self.exchanges and not known:
            found = np.vstack([found, self._neighbours(values)])
        self._add(found)

    def best(self, weights: Floats, high: Floats) -> Floats | None:
        """The known solution with the least weighted sum below the bounds; None without one."""
        allowed = (self._outcomes <= high).all(axis=1)
        if not allowed.any():
            return None
        sums = np.where(allowed, self._outcomes @ weights, np.inf)
        return np.array(self._values[int(np.argmin(sums))])

    def _neighbours(self, values: Floats) -> Floats:
        """Put one in, take one out, or exchange: those that satisfy every row."""
        count = len(values)
        out, into = np.flatnonzero(values > 0.5), np.flatnonzero(values < 0.5)
        leave, enter = np.append(out, count), np.append(into, count)
        first, second = (grid.ravel() for grid in np.meshgrid(leave, enter))
        wide = np.hstack([self.matrix, np.zeros((len(self.matrix), 1))])
        rows = (self.matrix @ values)[:, None] - wide[:, first] + wide[:, second]
        fits = (rows >= self.form.row_low[:, None] - 1e-9).all(axis=0)
        fits &= (rows <= self.form.row_high[:, None] + 1e-9).all(axis=0)
        goals = np.hstack([self.form.objectives, np.zeros((len(self.form.objectives), 1))])
        change = goals[:, second] - goals[:, first]
        fits &= (change < -1e-9).any(axis=0)
        first, second = first[fits], second[fits]
        found = np.hstack(
            [np.repeat(values[None, :], len(first), axis=0), np.zeros((len(first), 1))]
        )
        found[np.arange(len(first)), first] = 0.0
        found[np.arange(len(first)), second] = 1.0
        return found[:, :count]

    def _add(self, found: Floats) -> None:
        import moocore

        values = np.vstack([self._values, found])
        outcomes = self.form.measured(values)
        keep = moocore.is_nondominated(outcomes, keep_weakly=False)
        self._values, self._outcomes = values[keep][-_MOST_KEPT:], outcomes[keep][-_MOST_KEPT:]
