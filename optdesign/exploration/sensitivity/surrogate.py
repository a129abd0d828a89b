"""A sparse polynomial fitted to trials, whose variance splits into shares of the parameters.

Legendre polynomials on the unit cube are orthonormal under the distributions of a study, so the
variance of a sum of them is the sum of its squared coefficients. Terms are chosen one by one, as
many as predict points held out best. Plain arrays in, plain arrays out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Term = tuple[tuple[int, int], ...]
"""Positions of parameters with the degrees of their polynomials; empty for the constant."""

_MAX_DEGREE = 6
_CANDIDATES_PER_POINT = 2
_POINTS_PER_TERM = 3
_MAX_TERMS = 60
_FOLDS, _FOLD_SEED = 10, 0
_ROUNDING = 1e-9
_CONSTANT: Term = ()


@dataclass(frozen=True)
class Surrogate:
    """Terms with coefficients, the variance of the values, and the share the fit predicts.

    ``explained`` is 1 - (mean squared error at points held out, a tenth at a time) / variance,
    within [0, 1]; terms are chosen anew without them, as there are many to choose from.
    """

    terms: tuple[Term, ...]
    coefficients: Floats
    variance: float
    explained: float

    def first_order(self, members: Iterable[int], coefficients: Floats | None = None) -> float:
        """Share of the variance from terms of these parameters alone [1]."""
        inside = set(members)
        counted = [bool(t) and {place for place, _ in t} <= inside for t in self.terms]
        return self._share(counted, coefficients)

    def total(self, members: Iterable[int], coefficients: Floats | None = None) -> float:
        """Share of the variance from terms with any of these parameters [1]."""
        inside = set(members)
        return self._share([any(p in inside for p, _ in t) for t in self.terms], coefficients)

    def _share(self, counted: Sequence[bool], coefficients: Floats | None) -> float:
        squares = (self.coefficients if coefficients is None else coefficients) ** 2
        fitted = float(np.sum(squares[[bool(term) for term in self.terms]]))
        # What the fit has of its own and what it leaves: shares sum to the part explained.
        scale = fitted + (1.0 - self.explained) * self.variance
        return float(np.sum(squares[list(counted)])) / scale if scale > 0 else 0.0


def fit_surrogate(points: Floats, values: Floats) -> Surrogate:
    """Fit a sparse polynomial, y = sum of coefficient x product of Legendre polynomials.

    Parameters
    ----------
    points : [1], shape (trials, parameters), in [0, 1]
    values : shape (trials,), finite, not all equal

    Returns
    -------
    Surrogate

    Source
    ------
    Blatman and Sudret, Adaptive sparse polynomial chaos expansion based on least angle regression,
    2011; the terms are chosen by orthogonal matching pursuit instead.
    """
    count = len(values)
    candidates = candidate_terms(points.shape[1], count)
    columns = term_columns(points, candidates)
    most = min(_MAX_TERMS, max(1, count // _POINTS_PER_TERM), len(candidates) - 1)
    error = np.zeros(most + 1)
    for held in _folds(count):
        found = _pursuit(columns, values, most, ~held)[1]
        error += np.pad(found, (0, most + 1 - len(found)), constant_values=np.inf)
    chosen = _pursuit(columns, values, most, np.ones(count, dtype=bool))[0]
    best = chosen[: int(np.argmin(error[: len(chosen)])) + 1]
    variance = float(np.var(values, ddof=1))
    explained = min(max(1.0 - float(error[len(best) - 1]) / count / variance, 0.0), 1.0)
    coefficients = _least_squares(columns[:, best], values)
    terms = tuple(candidates[place] for place in best)
    return Surrogate(terms, coefficients, variance, explained)


def _folds(count: int) -> list[NDArray[np.bool_]]:
    """Points to hold out, a part at a time; drawn, as the order of a Sobol sequence has a shape."""
    parts = np.random.default_rng(_FOLD_SEED).permutation(count) % min(_FOLDS, count)
    return [parts == part for part in range(int(parts.max()) + 1)]


def _pursuit(
    columns: Floats, values: Floats, most: int, used: NDArray[np.bool_]
) -> tuple[list[int], Floats]:
    """Columns in the order in which they explain most of what is left, the constant first.

    Returns
    -------
    positions of the columns, and after each the squared errors of the points not used, summed
    """
    # Correlations are compared free of the columns' own spread in the sample.
    scale = np.linalg.norm(columns[used] - columns[used].mean(axis=0), axis=0)
    scale[scale <= _ROUNDING * np.sqrt(len(values))] = np.inf
    inside, residual = columns[used].T, values.astype(float)
    chosen, errors = list[int](), list[float]()
    basis = np.empty((len(values), most + 1))
    while len(chosen) <= most:
        strength = np.abs(inside @ residual[used]) / scale
        strength[chosen] = -1.0
        pick = int(np.argmax(strength)) if chosen else 0
        known, column = basis[:, : len(chosen)], columns[:, pick].copy()
        for _ in range(2):  # twice is enough against rounding
            column -= known @ (known[used].T @ column[used])
        length = float(np.linalg.norm(column[used]))
        if length <= _ROUNDING * np.sqrt(len(values)):
            break
        column /= length
        basis[:, len(chosen)] = column
        residual = residual - column * (column[used] @ residual[used])
        chosen.append(pick)
        errors.append(float(np.sum(residual[~used] ** 2)))
    return chosen, np.array(errors)


def resampled_coefficients(
    found: Surrogate, points: Floats, values: Floats, *, resamples: int, stream: Sequence[int]
) -> list[Floats]:
    """Coefficients of the same terms, fitted to trials drawn with replacement."""
    generator = np.random.default_rng(stream)
    columns = term_columns(points, found.terms)
    drawn = (generator.integers(0, len(values), len(values)) for _ in range(resamples))
    return [_least_squares(columns[rows], values[rows]) for rows in drawn]


def candidate_terms(dimension: int, count: int) -> list[Term]:
    """The constant, then terms of one or two parameters, up to the degree that the trials allow."""
    best: list[Term] = [_CONSTANT]
    for degree in range(1, _MAX_DEGREE + 1):
        single: list[Term] = [((p, d),) for d in range(1, degree + 1) for p in range(dimension)]
        pairs: list[Term] = [
            ((first, a), (second, b))
            for first, second in combinations(range(dimension), 2)
            for a in range(1, degree)
            for b in range(1, degree - a + 1)
        ]
        if degree > 1 and len(single) + len(pairs) > _CANDIDATES_PER_POINT * count:
            break
        best = [_CONSTANT, *single, *pairs]
    return best


def term_columns(points: Floats, terms: Sequence[Term]) -> Floats:
    """The value of each term at each point; shape (points, terms)."""
    highest = max((degree for term in terms for _, degree in term), default=0)
    single = legendre_values(points, highest)
    columns = np.ones((len(points), len(terms)))
    for position, term in enumerate(terms):
        for place, degree in term:
            columns[:, position] *= single[degree][:, place]
    return columns


def legendre_values(points: Floats, highest: int) -> list[Floats]:
    """Orthonormal Legendre polynomials on [0, 1], sqrt(2 n + 1) P_n(2 x - 1), by degree."""
    x = 2.0 * points - 1.0
    plain = [np.ones_like(x), x]
    for degree in range(2, highest + 1):
        plain.append(((2 * degree - 1) * x * plain[-1] - (degree - 1) * plain[-2]) / degree)
    return [np.sqrt(2 * degree + 1) * found for degree, found in enumerate(plain)]


def _least_squares(columns: Floats, values: Floats) -> Floats:
    found = np.linalg.lstsq(columns, values, rcond=None)[0]
    return np.asarray(found, dtype=np.float64)
