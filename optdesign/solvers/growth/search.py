"""The shortest horizon: a centred secant, designs by pricing, then plan and prices."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import SolveError, TimeLimitError
from optdesign.formulations.growth.arrays import Arrays, network_arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.formulations.growth.mission import Mission
from optdesign.network.model import HabitatDesign
from optdesign.solvers.growth.certificate import certify, finer, secure
from optdesign.solvers.growth.grids import first_grid, following, refined
from optdesign.solvers.growth.pricing import new_habitats, new_power_designs
from optdesign.solvers.growth.programs import Plan, Prices, solve_plan, solve_prices
from optdesign.solvers.growth.speed_up import speed_up
from optdesign.solvers.growth.state import Market, Options, OutOfReachError, Pricer, State
from optdesign.solvers.growth.warm import Warm

__all__ = ["Market", "Options", "OutOfReachError", "State", "minimum_time"]

COARSE = 40
PRICED = 32
FINER = 1.4
"""By so much the number of periods grows where the gap is too wide."""
NARROWED = 0.9
"""A finer grid must leave less than this of the gap, or no finer one is tried."""
LONGEST = 300.0
"""[year], beyond which a target counts as out of reach"""
ROUNDS = 8
_STEP = 0.3
"""Share of the horizon by which it changes at most between pricing and certificate."""
_LARGEST = 60.0
"""Logarithm of the largest scale of a first grid."""
_MORE, _SLOWER = 1.5, 4.0
"""A first grid grows little faster than the last plan did: where imports limit growth, a plan far
below its scale is lost in the solver's tolerances."""
CLOSED = 1e-3
"""Designs may be worth this much more than they cost when pricing ends; the bound allows for it."""
NEAR = 4e-3
"""Where the best design outside pays no more than this, those found join and pricing ends."""


def minimum_time(
    market: Market,
    mission: Mission,
    *,
    growth: float,
    options: Options,
    extra: Pricer | None = None,
    easing: float = CLOSED,
    warm: Warm | None = None,
) -> State:
    """The shortest time to the target with an executable plan and a proven bound.

    Parameters
    ----------
    market : pool and families of designs
    mission : target, seed, imports and limits
    growth : [1/year], a guess of the growth rate
    options : how exact and for how long
    extra : prices of the final program to the designs outside the pool, for the bound
    easing : how much better than the pool these may be without weakening the bound much
    warm : where a neighbouring case ended; it saves steps and proves nothing, and where a program
        fails on the way from there, the search starts from nothing

    Raises
    ------
    OutOfReachError
        with the proof, if no horizon up to `LONGEST` will do.
    TimeLimitError
        if time ran out before there was a plan.
    """
    state = State(market, mission, options, slope=growth, extra=extra)
    state.easing = 0.0 if extra is None else easing
    if warm is not None:
        try:
            return _searched(replace(state, history=[]), growth, warm)
        except (TimeLimitError, OutOfReachError):
            raise
        except SolveError:
            options.log("no answer from where the neighbouring case ended, so from nothing")
    return _searched(state, growth, None)


def _searched(state: State, growth: float, warm: Warm | None) -> State:
    """The whole search, at one state."""
    arrays = network_arrays(state.market.network)
    horizon, plan = _centred(state, arrays, growth, warm)
    grid = following(plan, horizon * _first_nodes(warm)).rescaled(horizon)
    try:
        if math.isfinite(state.options.deadline):
            secure(state, grid)
        _refine(state, _price_designs(state, grid, warm))
    except TimeLimitError:
        if state.execution is None:
            raise
    return state


def _refine(state: State, grid: Grid) -> None:
    """Certify on finer grids until the gap is that asked for, or hardly narrows any more."""
    options = state.options
    periods = _first_periods(options)
    while True:
        before = state.gap
        certify(state, grid)
        if state.execution is None or state.bound is None:
            raise SolveError("the certificate | must hold plan and bound | try more --periods")
        if state.gap <= options.gap or periods >= options.most_periods:
            return
        if state.gap > NARROWED * before:
            options.log("a finer grid hardly narrows the bracket")
            return
        periods = max(round(FINER * periods), options.periods)
        periods = min(periods, options.most_periods)
        grid = finer(state, periods)


def _first_periods(options: Options) -> int:
    """Periods of the first certificate: few where time may run out, so that there is one."""
    return min(PRICED, options.periods) if math.isfinite(options.deadline) else options.periods


def _first_nodes(warm: Warm | None) -> NDArray[np.float64]:
    """Nodes of the grid for pricing, over its horizon."""
    if warm is None:
        return np.linspace(0.0, 1.0, PRICED + 1)
    shares = np.array(warm.shares)
    return np.append(shares[:-1:2], 1.0)


def first_horizon(mission: Mission, arrays: Arrays, growth: float) -> float:
    """A guess: the plant grows to a hundredth of the habitats' mass."""
    mass = 0.01 * mission.target / float(arrays.persons.max())
    doublings = math.log(max(mass / mission.seed, math.e))
    lag = 2 * float(arrays.lag.max())
    return min(doublings / growth + lag + 1.0 / growth, LONGEST / 2)


def _centred(
    state: State, arrays: Arrays, growth: float, warm: Warm | None = None
) -> tuple[float, Plan]:
    """Secant on the logarithm of the share reached, with centred programs."""
    horizon = first_horizon(state.mission, arrays, growth)
    if warm is not None:
        horizon, state.slope = min(warm.horizon, LONGEST / 2), warm.slope
    known: list[tuple[float, float]] = []
    for _ in range(30):
        plan = _first_plan(state, arrays, horizon, growth)
        growth = min(growth, _MORE * _grown(plan) / horizon)
        state.options.log(f"horizon {horizon:.2f} years reaches {100 * plan.reached:.3g} %")
        value = math.log(max(plan.reached, 1e-30))
        known = sorted([*known, (horizon, value)])
        state.slope = _slope_near(known, horizon, state.slope)
        if abs(value) < 0.1:
            state.estimate = horizon - value / state.slope
            return state.estimate, plan
        if horizon >= LONGEST and value < 0:
            raise _unreachable(state, arrays, plan.grid)
        horizon = _next_horizon(known, horizon, -value / state.slope)
    raise SolveError("the horizon | must be found in 30 steps | report this case")


def _first_plan(state: State, arrays: Arrays, horizon: float, growth: float) -> Plan:
    """The centred plan on a plain grid, whose growth is at most so fast."""
    options = state.options
    for rate in (growth, growth / _SLOWER, 0.0):
        options.check()
        grid = first_grid(horizon, min(rate, _LARGEST / horizon), COARSE)
        state.programs += 1
        try:
            return solve_plan(
                arrays, state.mission, grid, executable=False, deadline=options.deadline
            )
        except SolveError as error:
            if isinstance(error, TimeLimitError) or rate == 0.0:
                raise
    raise AssertionError("the last attempt either returns or raises")


def _grown(plan: Plan) -> float:
    """Logarithm of the largest mass of lines, in seeds; at least one."""
    mass = plan.mass * plan.grid.scale
    return max(math.log(max(float(mass.max(initial=0.0)), math.e)), 1.0)


def _slope_near(known: list[tuple[float, float]], horizon: float, slope: float) -> float:
    """Slope from a horizon to the nearest other; the last one known where there is none."""
    others = [pair for pair in known if abs(pair[0] - horizon) > 1e-9 * horizon]
    if not others:
        return slope
    value = dict(known)[horizon]
    near = min(others, key=lambda pair: abs(pair[0] - horizon))
    found = (near[1] - value) / (near[0] - horizon)
    return found if found > 1e-4 else slope


def _next_horizon(known: list[tuple[float, float]], horizon: float, step: float) -> float:
    """A secant step, kept inside what is known to be too short and long enough.

    A share that levels off, under a limit, throws the plain secant to and fro.
    """
    low = max((t for t, value in known if value < 0), default=0.0)
    high = min((t for t, value in known if value >= 0), default=math.inf)
    if math.isfinite(high) and low > 0:
        margin = 0.1 * (high - low)
        return min(max(horizon + step, low + margin), high - margin)
    step = max(-0.6 * horizon, min(step, 1.5 * horizon))
    return min(max(horizon + step, 1e-3), LONGEST)


def _unreachable(state: State, arrays: Arrays, grid: Grid) -> OutOfReachError:
    """The proof that the longest horizon is too short, on a plain grid if need be."""
    for rates in (grid.rates, 0.0 * grid.rates):
        plain = Grid(grid.times, rates)
        state.programs += 1
        try:
            prices = solve_prices(
                arrays, state.mission, plain, easing=state.easing, deadline=state.options.deadline
            )
        except SolveError as error:
            if isinstance(error, TimeLimitError):
                raise
            continue
        bound = speed_up(prices)
        if bound.value < 1.0 and state.extra is not None:
            bound = speed_up(prices, state.extra(prices))
        if bound.value < 1.0:
            return OutOfReachError(bound, prices)
    raise SolveError(
        f"the target | is not reached within {LONGEST:.4g} years by any plan found, which proves "
        "nothing | ask for less"
    )


def _price_designs(state: State, grid: Grid, warm: Warm | None = None) -> Grid:
    """Let designs enter until hardly any outside the pool pays; refine the grid once on the way."""
    deadline = state.options.deadline
    for round_ in range(ROUNDS):
        state.options.check()
        arrays = network_arrays(state.market.network)
        prices = solve_prices(arrays, state.mission, grid, deadline=deadline)
        state.programs += 1
        grew = _grow(state, prices)
        state.options.log(
            f"{len(arrays.designs)} designs, {len(arrays.habitats)} habitats: "
            f"best outside pays {100 * (state.ratio - 1):.2g} % more than it costs"
        )
        state.rounds += 1
        last = not grew or state.ratio <= 1 + NEAR
        if round_ == 1 or last:
            plan = solve_plan(arrays, state.mission, grid, deadline=deadline)
            state.programs += 1
            step = -_middle(plan, prices) / state.slope
            horizon = grid.horizon * min(max(1 + step / grid.horizon, 1 - _STEP), 1 + _STEP)
        if last:
            break
        if round_ == 1:
            grid = refined(plan, prices, PRICED + 16).rescaled(horizon)
    state.estimate = horizon
    if warm is not None and round_ == 0 and warm.periods <= 1.2 * state.options.periods:
        return following(plan, horizon * np.array(warm.shares)).rescaled(horizon)
    return refined(plan, prices, _first_periods(state.options)).rescaled(horizon)


def _middle(plan: Plan, prices: Prices) -> float:
    """Logarithm of the share between what a plan reaches and what prices allow."""
    ends = (max(plan.reached, 1e-30), max(prices.value, 1e-30))
    return math.log(ends[0] * ends[1]) / 2


def _grow(state: State, prices: Prices) -> bool:
    """Add the designs that pay; whether there were any worth the while."""
    market = state.market
    if market.closed:
        state.ratio = 1.0
        return False
    power, ratio = new_power_designs(market.families, market.network.power, prices)
    network = market.network
    habitats: list[HabitatDesign] = []
    if market.habitats is not None:
        habitats, most = new_habitats(market.habitats, network.habitats, prices)
        ratio = max(ratio, most)
    state.ratio = ratio
    if ratio <= 1 + CLOSED or not (power or habitats):
        return False
    network = replace(
        network,
        power=(*network.power, *power),
        habitats=(*network.habitats, *habitats),
    )
    state.market = replace(market, network=network)
    return True
