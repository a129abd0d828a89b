"""LP of the paper's bootstrap: one stock of power that builds itself or habitats.

On a horizon of 1, with power P in units of the initial power and s the scale of the grid:
P = s z and z grows by ``gain`` in a period, which costs gain / (k T x effective length) of the
power; the rest may do ``work``. The model maximizes the work integral (as a minimization); the
horizon enters only through the cost of ``gain``, so one compiled model serves the whole search for
the shortest horizon. Gains rather than rates are the variables because they stay near one when
doublings are millions of times shorter than the horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from optdesign.formulations.blocks import Blocks
from optdesign.formulations.growth.grid import averaging, banded
from optdesign.formulations.schedule_grid import (
    Discretization,
    Floats,
    Grid,
    decay,
    effective_lengths,
    growth_integral,
)

Goal = Literal["work", "power"]
Matrices = Mapping[str, Any]


def bootstrap_program(
    grid: Grid, kind: Discretization, *, goal: Goal, target: float, growth: float, cap: float
) -> Blocks:
    """The program for one grid; its attribute ``model`` is the Pyomo model.

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
    variables stock[node], gain[period], work[period] (all scaled by s) and the objective
    ``-(attained / target)``
    """
    program, scale, periods = Blocks(), grid.scale, len(grid.growth)
    ceiling = stock_ceiling(grid, growth, cap)
    program.variables("stock", periods + 1, upper=ceiling)
    program.variables("gain", periods, upper=ceiling[1:])
    highest = np.maximum(ceiling[:-1], ceiling[1:]) * np.exp(grid.growth * grid.lengths)
    program.variables("work", periods, upper=highest if goal == "work" else 0.0)
    first = np.eye(1, periods + 1)
    program.rows("start", {"stock": first}, low=1.0, high=1.0)
    {"feasible": _feasible, "centred": _centred, "relaxed": _relaxed}[kind](program, grid, growth)
    if goal == "power":
        program.minimize({"stock": np.append(np.zeros(periods), -scale[-1] / target)})
    else:
        weight = (
            scale[1:] * grid.lengths
            if kind == "relaxed"
            else (scale[:-1] * growth_integral(grid.growth, grid.lengths))
        )
        program.minimize({"work": -weight / target})
    return program


def stock_ceiling(grid: Grid, growth: float, cap: float) -> Floats:
    """Bounds on the scaled stock: no plan grows faster than exp(growth t), or past the cap."""
    # Looser than need be: a bound that binds would take the dual prices from the balances.
    fastest = np.exp(np.minimum(1.02 * growth * grid.nodes + 0.1 - np.log(grid.scale), 600.0))
    return np.minimum(fastest, cap / grid.scale) if np.isfinite(cap) else fastest


def gain_costs(grid: Grid, kind: Discretization) -> list[tuple[str, str, float]]:
    """Rows, columns and weights w of the coefficients w / (k T) of ``gain`` in the balances."""
    rows = ("balance_start", "balance_end") if kind == "feasible" else ("balance",)
    weights = 1.0 / effective_lengths(grid, kind)
    return [
        (f"{row}[{n}]", f"gain[{n}]", float(weight))
        for row in rows
        for n, weight in enumerate(weights)
    ]


def _balance(program: Blocks, name: str, grid: Grid, growth: float, supply: Matrices) -> None:
    """Rows: power for building and work, scaled, is at most the supply."""
    kind: Discretization = "relaxed" if "mean" in supply else "feasible"
    cost = 1.0 / (growth * effective_lengths(grid, kind))
    demand = {"gain": cost, "work": np.ones(len(cost))}
    less = {group: -matrix for group, matrix in supply.items()}
    program.rows(name, demand | less, high=0.0)


def _dynamics(program: Blocks, grid: Grid) -> None:
    """z' = rate - growth z inside each period, solved exactly for a constant rate."""
    one = np.ones(len(grid.growth))
    fade = np.exp(-grid.growth * grid.lengths)
    program.rows("dynamics", {"stock": banded(-fade, one), "gain": -one}, low=0.0, high=0.0)


def _feasible(program: Blocks, grid: Grid, growth: float) -> None:
    """Balances at both ends of each period: z is monotone between them."""
    one = np.ones(len(grid.growth))
    _dynamics(program, grid)
    _balance(program, "balance_start", grid, growth, {"stock": banded(one)})
    _balance(program, "balance_end", grid, growth, {"stock": banded(one, first=1)})


def _centred(program: Blocks, grid: Grid, growth: float) -> None:
    """Balances with the mean of both ends: the best estimate, not executable."""
    _dynamics(program, grid)
    _balance(program, "balance", grid, growth, {"stock": averaging(len(grid.growth))})


def _relaxed(program: Blocks, grid: Grid, growth: float) -> None:
    """Balances in the mean over each period, with the bounds every true mean obeys.

    The unscaled stock never falls, so the mean of z lies between z_n (1 - e^-x)/x and
    z_(n+1) (e^x - 1)/x with x = growth rate x period length.
    """
    lengths, rates = grid.lengths, grid.growth
    lower, upper = decay(rates, lengths) / lengths, growth_integral(rates, lengths) / lengths
    one = np.ones(len(rates))
    program.variables("mean", len(rates), upper=program.upper("stock")[1:] * upper)
    program.rows(
        "dynamics",
        {"stock": banded(-one, one), "gain": -one, "mean": lengths * rates},
        low=0.0,
        high=0.0,
    )
    program.rows("mean_low", {"mean": one, "stock": banded(-lower)}, low=0.0)
    program.rows("mean_high", {"mean": one, "stock": banded(-upper, first=1)}, high=0.0)
    _balance(program, "balance", grid, growth, {"mean": one})
