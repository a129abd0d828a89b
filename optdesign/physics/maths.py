"""Elementary functions that accept floats, arrays and Pyomo expressions alike.

NumPy's functions silently mishandle Pyomo nodes, so every formula of the package calls these.
``minimum``, ``maximum`` and ``positive_part`` are exact: for Pyomo they are written with ``abs``,
which Pyomo and the global solver understand; numbers go to NumPy, so that an infinite limit works.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

# Any stands for a Pyomo expression: Pyomo has no type hints.
Quantity: TypeAlias = float | NDArray[np.float64] | Any

PI = math.pi


_INVERSE = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
_NUMBERS = (float, int, np.ndarray, np.floating)


def _is_symbolic(*arguments: Any) -> bool:
    for argument in arguments:
        if not isinstance(argument, _NUMBERS) and hasattr(argument, "is_expression_type"):
            return True
    return False


def _apply(name: str, argument: Any) -> Any:
    if _is_symbolic(argument):
        import pyomo.environ as pyo

        return getattr(pyo, name)(argument)
    return getattr(np, _INVERSE.get(name, name))(argument)


def exp(argument: Quantity) -> Any:
    """e to the power of ``argument``."""
    return _apply("exp", argument)


def log(argument: Quantity) -> Any:
    """Natural logarithm."""
    return _apply("log", argument)


def sqrt(argument: Quantity) -> Any:
    """Square root."""
    return _apply("sqrt", argument)


def sin(argument: Quantity) -> Any:
    """Sine of an angle in radians."""
    return _apply("sin", argument)


def cos(argument: Quantity) -> Any:
    """Cosine of an angle in radians."""
    return _apply("cos", argument)


def asin(argument: Quantity) -> Any:
    """Arc sine in radians."""
    return _apply("asin", argument)


def minimum(one: Quantity, other: Quantity) -> Any:
    """The lesser of two; for Pyomo ``(a + b - |a - b|)/2``."""
    if _is_symbolic(one, other):
        return (one + other - abs(one - other)) / 2
    return np.minimum(one, other)


def maximum(one: Quantity, other: Quantity) -> Any:
    """The greater of two; for Pyomo ``(a + b + |a - b|)/2``."""
    if _is_symbolic(one, other):
        return (one + other + abs(one - other)) / 2
    return np.maximum(one, other)


def positive_part(argument: Quantity) -> Any:
    """``max(argument, 0)``, in the unit of the argument."""
    return (argument + abs(argument)) / 2


def ratio(numerator: Quantity, denominator: Quantity) -> Any:
    """``numerator / denominator``, infinite for numbers where a zero divides a positive number."""
    if _is_symbolic(numerator, denominator):
        return numerator / denominator
    with np.errstate(divide="ignore"):
        return np.divide(numerator, denominator)


def geometric_sum(factor: Quantity, count: Quantity) -> Any:
    """``1 + q + ... + q^(n-1) = (1 - q^n)/(1 - q)``, which is ``n`` at ``q = 1``."""
    # Far below the spacing of floats near 1, so it acts only where both differences vanish.
    tiny = 1e-200
    return (1 - factor**count + tiny * count) / (1 - factor + tiny)
