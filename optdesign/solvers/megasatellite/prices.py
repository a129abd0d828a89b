"""What +1 % of every parameter does to the time of a settlement's growth, from dual prices."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from optdesign.errors import OptdesignError
from optdesign.formulations.megasatellite_growth import Program
from optdesign.formulations.schedule_grid import effective_lengths
from optdesign.problem import Case
from optdesign.solution import ShadowPrice
from optdesign.solvers.megasatellite.plan import GrowthPlan, GrowthSearch

_STEP = 1e-4
_NEGLIGIBLE = 1e-10
Place = tuple[str, ...]


def shadow_prices(
    case: Case, plan: GrowthPlan, program_of: Callable[[Case], tuple[Any, Any, Program]]
) -> list[ShadowPrice]:
    """d(time) per +1 % of every number of the case that matters, largest first."""
    effects, by_horizon = coefficient_effects(plan)
    if by_horizon <= 0:
        return []
    base, prices = coefficients(plan.program), []
    for key in case.values:
        value = case.values[key]
        if isinstance(value, str) or value is None or not math.isfinite(value) or value == 0:
            continue
        try:
            stepped = coefficients(program_of(case.with_value(key, value * (1 + _STEP)))[2])
        except (OptdesignError, ArithmeticError):
            continue
        if stepped.keys() != base.keys():
            continue
        change = sum(effect * (stepped[place] - base[place]) for place, effect in effects.items())
        effect = -0.01 * change / _STEP / by_horizon
        if abs(effect) > _NEGLIGIBLE * plan.horizon:
            prices.append(ShadowPrice(key, effect))
    return sorted(prices, key=lambda price: -abs(price.effect))


def coefficients(program: Program) -> dict[Place, float]:
    """Every number of a program by its place."""
    found: dict[Place, float] = {("target",): program.target}
    for key, stock in program.stocks.items():
        found["initial", key] = stock.initial
    for key, balance in program.balances.items():
        found["constant", key] = balance.constant
        found |= {("rate", key, name): value for name, value in balance.rates.items()}
        found |= {("stock", key, name): value for name, value in balance.stocks.items()}
    for key, ceiling in program.ceilings.items():
        found["most", key] = ceiling.constant
        found |= {("held", key, name): value for name, value in ceiling.stocks.items()}
    return found


def coefficient_effects(plan: GrowthPlan) -> tuple[dict[Place, float], float]:
    """d(part of the goal) for every number of the program, and for the horizon [1/s].

    At the optimum of a linear program this is the dual of a row times what the number multiplies.
    """
    program, grid, horizon = plan.program, plan.grid, plan.horizon
    search = GrowthSearch(program, grid, "feasible", horizon)
    answer = search.solve(horizon)
    duals, rows = answer.row_duals, search.linear.form.rows
    stocks, gains = search.values("stock"), search.values("gain")
    cost = 1.0 / (horizon * effective_lengths(grid, "feasible"))
    periods = len(grid.growth)
    effects: dict[Place, float] = {("target",): answer.objective / program.target}

    def of(name: str, key: str, positions: range) -> np.ndarray[Any, Any]:
        found = [rows.get(f"{name}[{key},{n}]") for n in positions]
        return np.array([0.0 if row is None else -duals[row] for row in found])

    by_horizon = 0.0
    for key, balance in program.balances.items():
        norm = program.norm(balance)
        ends = [of(f"balance_{end}", key, range(periods)) for end in ("start", "end")]
        both = ends[0] + ends[1]
        scales = 1 / grid.scale[:-1], 1 / grid.scale[1:]
        effects["constant", key] = float(ends[0] @ scales[0] + ends[1] @ scales[1]) / norm
        for name in balance.rates:
            unit = program.stocks[name].unit / norm
            effects["rate", key, name] = -unit * float(both @ (cost * gains[name]))
            by_horizon -= effects["rate", key, name] * balance.rates[name] / horizon
        for name in balance.stocks:
            unit, held = program.stocks[name].unit / norm, stocks[name]
            effects["stock", key, name] = unit * float(ends[0] @ held[:-1] + ends[1] @ held[1:])
    for key, ceiling in program.ceilings.items():
        norm, duals_here = program.norm(ceiling), of("ceiling", key, range(periods + 1))
        effects["most", key] = float(duals_here @ (1 / grid.scale)) / norm
        for name in ceiling.stocks:
            unit = program.stocks[name].unit / norm
            effects["held", key, name] = -unit * float(duals_here @ stocks[name])
    for key, stock in program.stocks.items():
        effects["initial", key] = -float(duals[rows[f"start[{key}]"]]) / stock.unit
    return effects, by_horizon
