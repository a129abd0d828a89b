"""Computations any source may name: reading an entry, and sums and ratios of other claims."""

from __future__ import annotations

import math

from optdesign.catalogue import Catalogue


def value(catalogue: Catalogue, *, of: float) -> float:
    """The argument itself: an entry of the catalogue or another claim."""
    return of


def product(catalogue: Catalogue, **factors: float) -> float:
    """All arguments multiplied."""
    return math.prod(factors.values())


def total(catalogue: Catalogue, **terms: float) -> float:
    """All arguments added."""
    return math.fsum(terms.values())


def ratio(catalogue: Catalogue, *, numerator: float, denominator: float) -> float:
    """One argument divided by the other."""
    return numerator / denominator


def mean(catalogue: Catalogue, **terms: float) -> float:
    """The mean of all arguments."""
    return math.fsum(terms.values()) / len(terms)


COMPUTATIONS = {function.__name__: function for function in (value, product, total, ratio, mean)}
