"""Elementary functions that accept floats, arrays and Pyomo expressions alike.

NumPy's functions silently mishandle Pyomo nodes, so every formula of the package calls these.
``minimum``, ``maximum`` and ``positive_part`` are exact and free of branches: written with
``abs``, which Pyomo and the global solver understand.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

# Any stands for a Pyomo expression: Pyomo has no type hints.
Quantity: TypeAlias = float | NDArray[np.float64] | Any

PI = math.pi


def _apply(name: str, argument: Any) -> Any:
    if hasattr(argument, "is_expression_type"):
        import pyomo.environ as pyo

        return getattr(pyo, name)(argument)
    return getattr(np, {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}.get(name, name))(
        argument
    )


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
    """The lesser of two: ``(a + b - |a - b|)/2``."""
    return (one + other - abs(one - other)) / 2


def maximum(one: Quantity, other: Quantity) -> Any:
    """The greater of two: ``(a + b + |a - b|)/2``."""
    return (one + other + abs(one - other)) / 2


def positive_part(argument: Quantity) -> Any:
    """``max(argument, 0)``."""
    return (argument + abs(argument)) / 2
