"""Pricing in balanced growth: the rate at which an asset alone could grow at given prices.

Everything is in SI; prices are values per kilogram of a commodity and per joule of a carrier. A
price may be infinite: the commodity cannot be had.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import wrightomega

from optdesign.network.model import Line, PowerDesign

Floats = NDArray[np.float64]


def internal_rate(income: ArrayLike, cost: ArrayLike, *, lifetime: float, lag: float) -> Any:
    """Growth rate at which the income pays for renewal and growth.

    It solves income = cost (rho + 1/lifetime) exp(rho lag), with Lambert's W.

    Parameters
    ----------
    income : [1/kg/s], value earned per kilogram, >= 0; any shape
    cost : [1/kg], value of the bill of materials, >= 0; may be infinite
    lifetime : [s], mean life, > 0
    lag : [s], between paying the bill and the first income, >= 0

    Returns
    -------
    [1/s]; -1/lifetime without income, infinite if the bill is free

    Source
    ------
    Definition; an asset ordered at t works from t + lag and decays at 1/lifetime.
    """
    earned, paid = np.broadcast_arrays(np.asarray(income, float), np.asarray(cost, float))
    free = np.where(earned > 0, np.inf, 0.0)
    ratio = np.divide(earned, paid, out=free, where=paid > 0)
    decay = 1.0 / lifetime
    if lag > 0:
        # W(exp(L)) without the exponential, which a short life and a long lag would overflow.
        with np.errstate(divide="ignore"):
            ratio = np.real(wrightomega(np.log(ratio * lag) + lag * decay)) / lag
    return ratio - decay


def value(amounts: Mapping[str, Any], prices: Mapping[str, float]) -> Any:
    """Value of amounts by commodity or carrier; nothing of what cannot be had costs nothing."""
    total: Any = 0.0
    for key, amount in amounts.items():
        price = prices.get(key, 0.0)
        if math.isfinite(price):
            total = total + amount * price
        else:
            total = total + np.where(np.asarray(amount) > 0, math.inf, 0.0)
    return total


def line_income(line: Line, prices: Mapping[str, float]) -> float:
    """Value a kilogram of a running line adds a second; it may be negative [1/kg/s]."""
    return float(
        value(line.output, prices) - value(line.input, prices) - value(line.energy, prices)
    )


def line_rate(line: Line, prices: Mapping[str, float]) -> float:
    """Internal rate of a line, which runs only if that pays [1/s]."""
    income = max(line_income(line, prices), 0.0)
    cost = value(line.bill, prices)
    return float(internal_rate(income, cost, lifetime=line.lifetime, lag=line.lag))


def design_rate(design: PowerDesign, prices: Mapping[str, float]) -> float:
    """Internal rate of a power design [1/s]."""
    income, cost = value(design.power, prices), value(design.bill, prices)
    return float(internal_rate(income, cost, lifetime=design.lifetime, lag=design.lag))


def greatest_rate(
    lines: Iterable[Line], designs: Iterable[PowerDesign], prices: Mapping[str, float]
) -> float:
    """The greatest internal rate: no mix of these assets grows faster, whatever the prices [1/s].

    For any prices that are not negative, the value of what a balanced mix makes must pay for its
    renewal and growth, and no asset pays for more than its internal rate.
    """
    rates = [line_rate(line, prices) for line in lines]
    rates += [design_rate(design, prices) for design in designs]
    return max(rates)
