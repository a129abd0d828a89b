"""Plan and prices near the shortest horizon, made to hold at every moment."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace

from optdesign.errors import SolveError, TimeLimitError
from optdesign.formulations.growth.arrays import Arrays, network_arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.solvers.growth.grids import refined
from optdesign.solvers.growth.programs import solve_plan, solve_prices
from optdesign.solvers.growth.slow_down import slow_down
from optdesign.solvers.growth.speed_up import speed_up
from optdesign.solvers.growth.state import State

ATTEMPTS = 5
SECURE_LEAD = 0.3
"""As `PLAN_LEAD`, on a grid that follows nothing yet: any plan will do."""
PLAN_LEAD, PRICE_LEAD = 0.02, 0.04
"""First guesses of what plan and prices miss, in shares of the target."""
GAIN = 0.1
"""Share of the bracket by which a finer grid is expected to move both of its ends, at least."""
CLOSE = 0.003
"""Logarithm of the share by which plan or prices may miss the mark where the gap is too wide."""
_LEAST = 1e-30


@dataclass
class Aim:
    """The horizon to try next: a secant on the logarithm of the share."""

    horizon: float
    slope: float
    tried: float = 0.0
    value: float = math.nan
    """logarithm of the share found at ``tried``; nan before the first try"""

    def found(self, share: float, mark: float) -> None:
        """Move towards the horizon at which the logarithm of the share is ``mark``."""
        value = math.log(max(share, _LEAST))
        if math.isfinite(self.value) and self.horizon != self.tried:
            # Where imports limit growth the slope is not what it was far off.
            slope = (value - self.value) / (self.horizon - self.tried)
            self.slope = min(max(slope, self.slope / 10), self.slope * 3)
        self.tried, self.value = self.horizon, value
        self.horizon += 1.05 * (mark - value) / self.slope


def certify(state: State, grid: Grid) -> None:
    """Plan and prices near the shortest horizon, repaired; moved until they prove something."""
    arrays = network_arrays(state.market.network)
    plan, bound = _aims(state, grid.horizon)
    with ThreadPoolExecutor(1) as pool:
        # The solver lets other threads run while it works; who listens hears both.
        waiting = pool.submit(copy_context().run, _try_plan, state, arrays, grid, plan)
        _try_bound(state, arrays, grid, bound)
        waiting.result()
    state.programs += 2
    for _ in range(2 * ATTEMPTS):
        state.options.check()
        wide = state.gap > state.options.gap
        if plan.value < 0 or (wide and plan.value > CLOSE):
            _try_plan(state, arrays, grid, plan)
        elif bound.value > 0 or (wide and bound.value < -CLOSE):
            _try_bound(state, arrays, grid, bound)
        else:
            break
        state.programs += 1


def secure(state: State, grid: Grid) -> None:
    """An executable plan with the designs at hand, in case time runs out before there is a better.

    Nothing is lost where none is found.
    """
    arrays = network_arrays(state.market.network)
    aim = Aim(grid.horizon + SECURE_LEAD / state.slope, state.slope)
    for _ in range(ATTEMPTS):
        state.programs += 1
        try:
            _try_plan(state, arrays, grid, aim)
        except SolveError as error:
            if isinstance(error, TimeLimitError):
                raise
            return
        if state.execution is not None:
            return


def _aims(state: State, horizon: float) -> tuple[Aim, Aim]:
    """Where plan and prices are tried first: a little closer than what coarser grids gave."""
    ends = horizon + PLAN_LEAD / state.slope, horizon - PRICE_LEAD / state.slope
    if state.execution is not None and state.bound is not None:
        margin = GAIN * (state.upper - state.lower)
        ends = state.upper - margin, state.lower + margin
    return Aim(ends[0], state.slope), Aim(ends[1], state.slope)


def _try_plan(state: State, arrays: Arrays, grid: Grid, aim: Aim) -> None:
    """An executable plan on a horizon; kept if it reaches the target sooner than those so far."""
    deadline = state.options.deadline
    plan = solve_plan(arrays, state.mission, grid.rescaled(aim.horizon), deadline=deadline)
    execution = slow_down(plan)
    state.options.log(
        f"{grid.periods} periods, {aim.horizon:.3f} years: plan reaches {execution.reached:.4f}"
    )
    if execution.finish is not None and execution.finish < state.upper:
        state.execution = execution
    aim.found(execution.reached, CLOSE / 4)


def _try_bound(state: State, arrays: Arrays, grid: Grid, aim: Aim) -> None:
    """Prices on a horizon; kept if they prove more time than those so far."""
    extra, options = state.extra, state.options
    prices = solve_prices(
        arrays,
        state.mission,
        grid.rescaled(aim.horizon),
        easing=state.easing,
        deadline=options.deadline,
    )
    bound = speed_up(prices)
    # Designs outside the pool are dear to price: only once the pool itself proves something.
    if bound.value <= 1.0 and extra is not None:
        bound = speed_up(prices, extra(prices))
    options.log(
        f"{grid.periods} periods, {aim.horizon:.3f} years: prices allow at most {bound.value:.4f}"
    )
    if bound.value <= 1.0 and bound.horizon > state.lower:
        state.bound, state.prices = bound, prices
    aim.found(bound.value, -CLOSE / 4)


def finer(state: State, periods: int) -> Grid:
    """A grid of so many periods, refined where plan and prices found so far disagree."""
    assert state.execution is not None
    assert state.prices is not None
    plan, prices = state.execution.plan, state.prices
    deadline = state.options.deadline
    if plan.grid.periods == prices.grid.periods:
        # Their horizons differ by little; they are compared node by node.
        prices = replace(prices, grid=plan.grid)
    else:
        prices = solve_prices(prices.arrays, state.mission, plan.grid, deadline=deadline)
        state.programs += 1
    return refined(plan, prices, periods).rescaled((state.upper + state.lower) / 2)
