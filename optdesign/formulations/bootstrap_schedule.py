"""Pyomo LP of the paper's bootstrap: one stock of power that builds itself or habitats.

On a horizon of 1, with power P in units of the initial power and s the scale of the grid:
P = s z and z grows by ``gain`` in a period, which costs gain / (k T x effective length) of the
power; the rest may do ``work``. The model maximizes the work integral (as a minimization); the
horizon enters only through the cost of ``gain``, so one compiled model serves the whole search for
the shortest horizon. Gains rather than rates are the variables because they stay near one when
doublings are millions of times shorter than the horizon.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pyomo.environ as pyo

from optdesign.formulations.schedule_grid import Floats, Grid, decay, growth_integral

Discretization = Literal["feasible", "centred", "relaxed"]
Goal = Literal["work", "power"]


def bootstrap_model(
    grid: Grid, kind: Discretization, *, goal: Goal, target: float, growth: float, cap: float
) -> Any:
    """Build the model for one grid.

    Parameters
    ----------
    grid : the time grid, horizon 1
    kind : ``feasible`` (its plan can be executed exactly), ``relaxed`` (its value bounds every
        plan's) or ``centred`` (second order, neither)
    goal : maximize the integral of ``work``, or the final power
    target : the goal, in units of (initial power) x (horizon), or of the initial power
    growth : k T, e-foldings of power in the horizon if all output builds power
    cap : largest power allowed, in units of the initial power; may be infinite

    Returns
    -------
    a ConcreteModel with variables stock[node], gain[period], work[period] (all scaled by s) and
    the objective ``-(attained / target)``
    """
    model = pyo.ConcreteModel()
    scale, periods = grid.scale, len(grid.growth)
    model.node = pyo.RangeSet(0, periods)
    model.period = pyo.RangeSet(0, periods - 1)
    ceiling = stock_ceiling(grid, growth, cap)
    model.stock = pyo.Var(model.node, bounds=lambda _, n: (0.0, float(ceiling[n])))
    highest = np.maximum(ceiling[:-1], ceiling[1:]) * np.exp(grid.growth * grid.lengths)
    model.gain = pyo.Var(model.period, bounds=lambda _, n: (0.0, float(ceiling[n + 1])))
    work_bound = highest if goal == "work" else 0 * highest
    model.work = pyo.Var(model.period, bounds=lambda _, n: (0.0, float(work_bound[n])))
    model.start = pyo.Constraint(expr=model.stock[0] == 1.0)
    _demand(model, grid, kind, growth)
    {"feasible": _feasible, "centred": _centred, "relaxed": _relaxed}[kind](model, grid)
    if goal == "power":
        attained = model.stock[periods] * float(scale[-1] / target)
    else:
        weight = (
            scale[1:] * grid.lengths
            if kind == "relaxed"
            else (scale[:-1] * growth_integral(grid.growth, grid.lengths))
        )
        attained = pyo.quicksum(float(weight[n] / target) * model.work[n] for n in model.period)
    model.objective = pyo.Objective(expr=-attained)
    return model


def stock_ceiling(grid: Grid, growth: float, cap: float) -> Floats:
    """Bounds on the scaled stock: no plan grows faster than exp(growth t), or past the cap."""
    # Looser than need be: a bound that binds would take the dual prices from the balances.
    fastest = np.exp(np.minimum(1.02 * growth * grid.nodes + 0.1 - np.log(grid.scale), 600.0))
    return np.minimum(fastest, cap / grid.scale) if np.isfinite(cap) else fastest


def effective_lengths(grid: Grid, kind: Discretization) -> Floats:
    """Gain of z over the rate that causes it, (periods,): shorter than the period if z fades."""
    return grid.lengths if kind == "relaxed" else decay(grid.growth, grid.lengths)


def gain_costs(grid: Grid, kind: Discretization) -> list[tuple[str, str, float]]:
    """Rows, columns and weights w of the coefficients w / (k T) of ``gain`` in the balances."""
    rows = ("balance_start", "balance_end") if kind == "feasible" else ("balance",)
    weights = 1.0 / effective_lengths(grid, kind)
    return [
        (f"{row}[{n}]", f"gain[{n}]", float(weight))
        for row in rows
        for n, weight in enumerate(weights)
    ]


def _demand(model: Any, grid: Grid, kind: Discretization, growth: float) -> None:
    """Power for building and work, scaled: the left side of every balance."""
    cost = 1.0 / (growth * effective_lengths(grid, kind))
    model.demand = pyo.Expression(
        model.period, rule=lambda m, n: float(cost[n]) * m.gain[n] + m.work[n]
    )


def _dynamics(model: Any, grid: Grid) -> None:
    """z' = rate - growth z inside each period, solved exactly for a constant rate."""
    fade = np.exp(-grid.growth * grid.lengths)
    model.dynamics = pyo.Constraint(
        model.period, rule=lambda m, n: m.stock[n + 1] == float(fade[n]) * m.stock[n] + m.gain[n]
    )


def _feasible(model: Any, grid: Grid) -> None:
    """Balances at both ends of each period: z is monotone between them."""
    _dynamics(model, grid)
    model.balance_start = pyo.Constraint(model.period, rule=lambda m, n: m.demand[n] <= m.stock[n])
    model.balance_end = pyo.Constraint(
        model.period, rule=lambda m, n: m.demand[n] <= m.stock[n + 1]
    )


def _centred(model: Any, grid: Grid) -> None:
    """Balances with the mean of both ends: the best estimate, not executable."""
    _dynamics(model, grid)
    model.balance = pyo.Constraint(
        model.period,
        rule=lambda m, n: m.demand[n] <= (m.stock[n] + m.stock[n + 1]) / 2,
    )


def _relaxed(model: Any, grid: Grid) -> None:
    """Balances in the mean over each period, with the bounds every true mean obeys.

    The unscaled stock never falls, so the mean of z lies between z_n (1 - e^-x)/x and
    z_(n+1) (e^x - 1)/x with x = growth rate x period length.
    """
    lengths, rates = grid.lengths, grid.growth
    lower, upper = decay(rates, lengths) / lengths, growth_integral(rates, lengths) / lengths
    model.mean = pyo.Var(model.period, bounds=lambda m, n: (0.0, m.stock[n + 1].ub * upper[n]))
    model.dynamics = pyo.Constraint(
        model.period,
        rule=lambda m, n: (
            m.stock[n + 1] - m.stock[n] == m.gain[n] - float(lengths[n] * rates[n]) * m.mean[n]
        ),
    )
    model.mean_low = pyo.Constraint(
        model.period, rule=lambda m, n: m.mean[n] >= float(lower[n]) * m.stock[n]
    )
    model.mean_high = pyo.Constraint(
        model.period, rule=lambda m, n: m.mean[n] <= float(upper[n]) * m.stock[n + 1]
    )
    model.balance = pyo.Constraint(model.period, rule=lambda m, n: m.demand[n] <= m.mean[n])
