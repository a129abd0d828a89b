"""The largest rate of one pool of assets: Newton's method on the LP, two certificates at each step.

A mix proves the rate that its own rows sustain, prices the greatest internal rate of any asset;
neither depends on the tolerances of the solver. Rates are in 1/yr inside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from optdesign.errors import SolveError
from optdesign.formulations.balanced_growth import (
    GrowthArrays,
    balanced_growth_blocks,
    charged_coefficients,
    year,
)
from optdesign.network.model import CARRIERS, IMPORTABLE
from optdesign.solvers.linear import LinearStatus, PersistentLinear, compile_linear
from optdesign.subproblems.internal_rate import greatest_rate

Floats = NDArray[np.float64]

_CLOSED = 1e-9  # relative width at which a pool's bracket is closed
_MOST_STEPS = 80
# Rows may be short by this share of what passes through them: rounding, not the LP's tolerance.
_ROUNDING = 1e-12
_FASTEST = 1e9  # [1/yr], beyond which nothing is looked for


@dataclass(frozen=True)
class PoolAnswer:
    """The best mix and the best prices of one pool; rates in SI."""

    arrays: GrowthArrays
    rate: float
    upper: float
    mass: Floats
    runs: Floats
    prices: dict[str, float]


class PoolRoot:
    """The root of the LP's surplus for one pool of assets; rates in 1/yr inside."""

    def __init__(self, arrays: GrowthArrays, imports: bool, *, enough: float) -> None:
        self.arrays, self.imports, self.enough = arrays, imports, enough
        form = compile_linear(balanced_growth_blocks(arrays, 0.0))
        self._linear = PersistentLinear(form)
        self._charged = charged_coefficients(arrays)
        columns, rows = form.columns, form.rows
        lines, assets = range(len(arrays.network.lines)), range(len(arrays.decay))
        self._mass = [columns[f"mass[{asset}]"] for asset in assets]
        self._runs = [columns[f"runs[{line}]"] for line in lines]
        self._rows = [rows[f"balance[{row}]"] for row in range(len(arrays.rows))]
        self._spare = columns["spare[0]"]
        # A mix of the longest-lived asset alone fades at its own pace: a rate always attained.
        self.low, self.high = -float(arrays.decay.min()), math.inf
        self.mass, self.runs = np.zeros(len(arrays.decay)), np.zeros(len(lines))
        self.mass[int(arrays.decay.argmin())] = 1.0
        self.prices: dict[str, float] = {}

    def solve(self, start: float) -> PoolAnswer:
        """Close the bracket from a first guess of the rate [1/yr], or up to a rate that is enough.

        Raises
        ------
        SolveError
            if the solver fails however near the rate is to one that is attained.
        """
        rate, nudge = max(start, self.low), _CLOSED
        for _ in range(_MOST_STEPS):
            proposed = self._step(rate)
            if proposed is None:  # beyond what the solver can represent
                rate = self.low + 0.5 * (rate - self.low)
                continue
            size = max(abs(proposed), 1e-6) if math.isfinite(proposed) else _FASTEST
            if self.high - self.low <= _CLOSED * size or self.low > self.enough:
                break
            if abs(proposed - rate) <= _CLOSED * size:
                # At the root one certificate may lag behind: to either side rows or prices relax.
                below = proposed - self.low > self.high - proposed
                rate, nudge = proposed + (-nudge if below else nudge) * size, 4 * nudge
            elif self.low < proposed < self.high:
                rate = proposed
            elif math.isinf(self.high):
                rate = min(max(2 * rate, 1.0), _FASTEST)
            else:
                rate = self.low + 0.5 * (self.high - self.low)
        if not self.prices:
            raise SolveError("HiGHS | must solve balanced growth | check for extreme numbers")
        return PoolAnswer(
            self.arrays, self.low / year(), self.high / year(), self.mass, self.runs, self.prices
        )

    def _step(self, rate: float) -> float | None:
        """Solve at a rate, keep what it proves, return Newton's next rate; None if that fails."""
        arrays = self.arrays
        for weights, factor in zip(self._charged, arrays.charge(rate), strict=True):
            self._linear.change_coefficients(weights, float(factor))
        answer = self._linear.solve()
        if answer.status is not LinearStatus.OPTIMAL:
            return None
        mass = np.maximum(answer.values[self._mass], 0.0)
        mass /= mass.sum()
        runs = feasible_running(arrays, mass, answer.values[self._runs])
        attained = mix_rate(arrays, mass, runs)
        if attained > self.low:
            self.low, self.mass, self.runs = attained, mass, runs
        duals = np.maximum(answer.row_duals[self._rows], 0.0)
        prices = self._in_si(duals)
        network = arrays.network
        proven = greatest_rate(network.lines, network.power, prices) * year()
        if proven < self.high:
            self.high, self.prices = proven, prices
        slope = float(duals @ arrays.bill @ (arrays.charge_slope(rate) * mass))
        spare = float(answer.values[self._spare])
        return rate + spare / slope if slope > 0 else math.inf

    def _in_si(self, duals: Floats) -> dict[str, float]:
        """Prices per kilogram and joule; a better carrier serves all rows from its own on."""
        arrays = self.arrays
        prices = {
            key: float(dual)
            for key, dual in zip(arrays.rows, duals, strict=True)
            if key not in CARRIERS
        }
        by_row = dict(zip(arrays.rows, duals, strict=True))
        for position, carrier in enumerate(CARRIERS):
            rows = [by_row.get(key, 0.0) for key in CARRIERS[position:]]
            prices[carrier] = float(sum(rows)) / (arrays.power_unit * year())
        if self.imports:
            prices |= dict.fromkeys(sorted(IMPORTABLE), 0.0)
        return prices


def feasible_running(arrays: GrowthArrays, mass: Floats, runs: Floats) -> Floats:
    """Running within capacity and within the power there is, cut in proportion."""
    runs = np.clip(runs, 0.0, mass[: len(runs)])
    for row, key in enumerate(arrays.rows):
        if key in CARRIERS:
            need, supply = -float(arrays.running[row] @ runs), float(arrays.standing[row] @ mass)
            if need > supply:
                runs = runs * (supply / need)
    return np.asarray(runs)


def mix_rate(arrays: GrowthArrays, mass: Floats, runs: Floats) -> float:
    """The largest rate at which every row of a mix holds [1/yr]; -inf if no rate will do."""
    made = arrays.running @ runs + arrays.standing @ mass
    through = np.abs(arrays.running) @ runs + arrays.standing @ mass
    made = made + _ROUNDING * through
    bills = arrays.bill * mass

    def room(rate: float) -> float:
        return float(np.min(made - bills @ arrays.charge(rate)))

    low, high = -float(arrays.decay.max()), 1.0
    if room(low) < 0:
        return -math.inf
    while room(high) >= 0 and high < _FASTEST:
        high *= 2.0
    if room(high) >= 0:
        return high
    return float(brentq(room, low, high, xtol=1e-15, rtol=1e-15))
