"""Pyomo LP of a settlement's growth: stocks that never fall, rates that stocks allow, limits.

On a horizon of 1, every stock is (its unit) x s z with s the scale of the grid, and every rate is s
times a constant inside a period. Balances say which rates the stocks at hand allow, limits what the
stocks themselves may not exceed. All of these are linear, and in a period z = a + b exp(-growth t),
so that what holds at both ends of a period holds inside it: the plan of the ``feasible`` model can
be executed as it is. The ``relaxed`` model keeps only what every plan obeys in the mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from optdesign.formulations.schedule_grid import (
    Discretization,
    Floats,
    Grid,
    decay,
    effective_lengths,
    growth_integral,
)
from optdesign.modelling import pyo

_LONG = 1e9
"""Seconds in which a unit of a stock is slow but not negligible."""


@dataclass(frozen=True)
class Stock:
    """What is there at the start, the unit of its variables, and more than it can ever reach."""

    initial: float
    unit: float
    ceiling: float


@dataclass(frozen=True)
class Balance:
    """Sum of ``rates`` x rate <= sum of ``stocks`` x stock + ``constant``, at all times; SI."""

    rates: Mapping[str, float]
    stocks: Mapping[str, float]
    constant: float = 0.0


@dataclass(frozen=True)
class Ceiling:
    """Sum of ``stocks`` x stock <= ``constant``, at all times or only at the end; SI."""

    stocks: Mapping[str, float]
    constant: float
    final: bool = False


@dataclass(frozen=True)
class Program:
    """Everything a growth may and may not do; the goal is a sum of stocks at the end."""

    stocks: Mapping[str, Stock]
    balances: Mapping[str, Balance]
    ceilings: Mapping[str, Ceiling]
    goal: Mapping[str, float]
    target: float

    def norm(self, row: Balance | Ceiling) -> float:
        """What a row is divided by, so that its coefficients on stocks are near one."""
        sizes = [abs(a) * self.stocks[y].unit for y, a in row.stocks.items()]
        allowed = max(sizes, default=0.0) or abs(row.constant)
        if allowed or isinstance(row, Ceiling):
            return allowed or 1.0
        # Nothing is allowed: what is forbidden must still be seen, whatever its unit.
        return max(abs(a) * self.stocks[y].unit for y, a in row.rates.items()) / _LONG

    def fastest(self, name: str) -> float:
        """A rate of a stock that no plan exceeds, from the balances and the other ceilings."""
        found = [math.inf]
        for row in self.balances.values():
            if row.rates.get(name, 0.0) > 0 and min(row.rates.values()) >= 0:
                there = sum(max(a, 0.0) * self.stocks[y].ceiling for y, a in row.stocks.items())
                found.append((there + row.constant) / row.rates[name])
        return min(found)


def growth_model(
    program: Program,
    grid: Grid,
    kind: Discretization,
    *,
    horizon: float,
    longest: float = math.inf,
) -> Any:
    """Build the model for one grid.

    Parameters
    ----------
    program : stocks, balances, ceilings and goal, in SI
    grid : the time grid, horizon 1
    kind : ``feasible`` (its plan can be executed exactly), ``relaxed`` (its value bounds every
        plan's) or ``centred`` (second order, neither)
    horizon : [s]; it enters only the coefficients that `rate_costs` lists
    longest : [s], no horizon tried is longer; bounds of the stocks follow from it

    Returns
    -------
    a ConcreteModel with variables stock[name, node] and gain[name, period], scaled, and the
    objective ``-(goal / target)``
    """
    model = pyo.ConcreteModel()
    periods = len(grid.growth)
    model.node = pyo.RangeSet(0, periods)
    model.period = pyo.RangeSet(0, periods - 1)
    model.holding = pyo.Set(initialize=list(program.stocks), ordered=True)
    most = {name: _ceiling(program, name, grid, longest) for name in program.stocks}
    model.stock = pyo.Var(
        model.holding, model.node, bounds=lambda _, y, n: (0.0, float(most[y][n]))
    )
    model.gain = pyo.Var(
        model.holding, model.period, bounds=lambda _, y, n: (0.0, float(most[y][n + 1]))
    )
    model.start = pyo.Constraint(
        model.holding,
        rule=lambda m, y: m.stock[y, 0] == program.stocks[y].initial / program.stocks[y].unit,
    )
    _dynamics(model, grid, kind)
    _balances(model, program, grid, kind, horizon)
    _ceilings(model, program, grid)
    last = float(grid.scale[-1])
    model.objective = pyo.Objective(
        expr=-pyo.quicksum(
            weight * program.stocks[y].unit * last / program.target * model.stock[y, periods]
            for y, weight in program.goal.items()
        )
    )
    return model


def rate_costs(program: Program, grid: Grid, kind: Discretization) -> list[tuple[str, str, float]]:
    """Rows, columns and weights w of the coefficients w / horizon of ``gain`` in the balances."""
    rows = ("balance_start", "balance_end") if kind == "feasible" else ("balance",)
    weights = 1.0 / effective_lengths(grid, kind)
    return [
        (f"{row}[{key},{n}]", f"gain[{name},{n}]", float(weight) * rate * factor)
        for key, balance in program.balances.items()
        for name, rate in balance.rates.items()
        for factor in [program.stocks[name].unit / program.norm(balance)]
        for row in rows
        for n, weight in enumerate(weights)
    ]


def _ceiling(program: Program, name: str, grid: Grid, longest: float) -> Floats:
    """More than the scaled stock can be at each node."""
    stock, fastest = program.stocks[name], program.fastest(name)
    reached = np.full(len(grid.nodes), stock.ceiling)
    if math.isfinite(fastest * longest):
        reached = np.minimum(reached, stock.initial + fastest * longest * grid.nodes)
    # Looser than need be: a bound that binds would take the dual prices from the rows.
    scaled = 1.5 * np.maximum(reached, stock.initial) / (stock.unit * grid.scale) + 1e-6
    return np.asarray(np.minimum(scaled, 1e12), dtype=np.float64)


def _dynamics(model: Any, grid: Grid, kind: Discretization) -> None:
    """z' = rate - growth z inside each period; in the mean for the relaxed model.

    The unscaled stock never falls, so the mean of z lies between z_n (1 - e^-x)/x and
    z_(n+1) (e^x - 1)/x with x = growth rate x period length.
    """
    lengths, rates = grid.lengths, grid.growth
    if kind != "relaxed":
        fade = np.exp(-rates * lengths)
        model.dynamics = pyo.Constraint(
            model.holding,
            model.period,
            rule=lambda m, y, n: m.stock[y, n + 1] == float(fade[n]) * m.stock[y, n] + m.gain[y, n],
        )
        return
    lower, upper = decay(rates, lengths) / lengths, growth_integral(rates, lengths) / lengths
    model.mean = pyo.Var(
        model.holding,
        model.period,
        bounds=lambda m, y, n: (0.0, m.stock[y, n + 1].ub * float(upper[n])),
    )
    model.dynamics = pyo.Constraint(
        model.holding,
        model.period,
        rule=lambda m, y, n: (
            m.stock[y, n + 1] - m.stock[y, n]
            == m.gain[y, n] - float(lengths[n] * rates[n]) * m.mean[y, n]
        ),
    )
    model.mean_low = pyo.Constraint(
        model.holding,
        model.period,
        rule=lambda m, y, n: m.mean[y, n] >= float(lower[n]) * m.stock[y, n],
    )
    model.mean_high = pyo.Constraint(
        model.holding,
        model.period,
        rule=lambda m, y, n: m.mean[y, n] <= float(upper[n]) * m.stock[y, n + 1],
    )


def _balances(
    model: Any, program: Program, grid: Grid, kind: Discretization, horizon: float
) -> None:
    cost = 1.0 / (horizon * effective_lengths(grid, kind))
    scale = grid.scale
    mean = decay(grid.growth, grid.lengths) / grid.lengths / scale[:-1]

    def demand(m: Any, key: str, n: int) -> Any:
        row = program.balances[key]
        return pyo.quicksum(
            a * program.stocks[y].unit / program.norm(row) * float(cost[n]) * m.gain[y, n]
            for y, a in row.rates.items()
        )

    def supply(key: str, part: Any, share: float) -> Any:
        row = program.balances[key]
        norm = program.norm(row)
        return row.constant / norm * share + pyo.quicksum(
            a * program.stocks[y].unit / norm * part(y) for y, a in row.stocks.items()
        )

    model.balanced = pyo.Set(initialize=list(program.balances), ordered=True)
    ends = {"balance_start": 0, "balance_end": 1}
    if kind == "feasible":
        for name, offset in ends.items():
            model.add_component(
                name,
                pyo.Constraint(
                    model.balanced,
                    model.period,
                    rule=lambda m, key, n, d=offset: (
                        demand(m, key, n)
                        <= supply(key, lambda y: m.stock[y, n + d], float(1 / scale[n + d]))
                    ),
                ),
            )
        return

    def inside(m: Any, key: str, n: int) -> Any:
        if kind == "relaxed":
            return supply(key, lambda y: m.mean[y, n], float(mean[n]))
        middle = float(1 / scale[n] + 1 / scale[n + 1]) / 2
        return supply(key, lambda y: (m.stock[y, n] + m.stock[y, n + 1]) / 2, middle)

    model.balance = pyo.Constraint(
        model.balanced, model.period, rule=lambda m, key, n: demand(m, key, n) <= inside(m, key, n)
    )


def _ceilings(model: Any, program: Program, grid: Grid) -> None:
    scale, last = grid.scale, len(grid.growth)

    def rule(m: Any, key: str, n: int) -> Any:
        row = program.ceilings[key]
        if (row.final and n < last) or n == 0:
            return pyo.Constraint.Skip
        norm = program.norm(row)
        used = pyo.quicksum(
            a * program.stocks[y].unit / norm * m.stock[y, n] for y, a in row.stocks.items()
        )
        return used <= row.constant / norm / float(scale[n])

    model.limited = pyo.Set(initialize=list(program.ceilings), ordered=True)
    model.ceiling = pyo.Constraint(model.limited, model.node, rule=rule)
