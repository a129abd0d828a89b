"""The shortest horizon: a centred secant, designs by pricing, then plan and prices."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from optdesign.errors import SolveError, TimeLimitError
from optdesign.formulations.growth.arrays import Arrays, network_arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.formulations.growth.mission import Mission
from optdesign.network.model import Network
from optdesign.solvers.growth.grids import first_grid, following, order_worths, refined
from optdesign.solvers.growth.pricing import (
    DenseFamily,
    DenseHabitats,
    new_habitats,
    new_power_designs,
)
from optdesign.solvers.growth.programs import Plan, Prices, solve_plan, solve_prices
from optdesign.solvers.growth.slow_down import Execution, slow_down
from optdesign.solvers.growth.speed_up import Bound, Extra, speed_up

COARSE = 40
PRICED = 32
LONGEST = 300.0
"""[year], beyond which a target counts as out of reach"""
ROUNDS = 8
ATTEMPTS = 5
PLAN_LEAD, PRICE_LEAD = 0.02, 0.04
"""First guesses of what plan and prices miss, in shares of the target."""
CLOSE = 0.995
CLOSED = 1e-3
"""Designs may be worth this much more than they cost when pricing ends; the bound allows for it."""


@dataclass(frozen=True)
class Market:
    """The pool of designs and the families they come from."""

    network: Network
    families: Sequence[DenseFamily] = ()
    habitats: DenseHabitats | None = None
    closed: bool = False
    """No design may be added: the pool is all there is."""


@dataclass(frozen=True)
class Options:
    """Periods of the final grid, gap asked for, and the time by which to stop."""

    periods: int = 72
    gap: float = 0.005
    deadline: float = math.inf
    most_periods: int = 320
    log: Callable[[str], None] = lambda text: None

    def check(self) -> None:
        """Raise if time has run out."""
        if perf_counter() > self.deadline:
            raise TimeLimitError("--time-limit | is over | allow more time")


class OutOfReachError(SolveError):
    """No plan reaches the target within the longest horizon; ``bound`` proves it."""

    def __init__(self, bound: Bound) -> None:
        super().__init__(f"the target | is out of reach within {bound.horizon:.4g} years")
        self.bound = bound


@dataclass
class State:
    """What a search knows so far."""

    market: Market
    mission: Mission
    options: Options
    slope: float
    """d log(reached) / d horizon, [1/year]"""
    estimate: float = math.nan
    execution: Execution | None = None
    bound: Bound | None = None
    prices: Prices | None = None
    easing: float = 0.0
    """how much better than they are the pool's power designs count in the bound"""
    ratio: float = math.nan
    """largest worth over cost of a design outside the pool"""
    rounds: int = 0
    programs: int = 0
    history: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def upper(self) -> float:
        """Executable time [year]."""
        finish = None if self.execution is None else self.execution.finish
        return math.inf if finish is None else finish

    @property
    def lower(self) -> float:
        """Proven time [year]."""
        return 0.0 if self.bound is None else self.bound.horizon

    @property
    def outside(self) -> float:
        """About what the designs outside the pool cost the bound [year].

        The value of all power ordered, times the easing, is what easing adds to the value.
        """
        if self.execution is None or self.prices is None or not self.easing:
            return 0.0
        plan, prices = self.execution.plan, self.prices
        worth = order_worths(prices, prices.grid.times)
        power = prices.arrays.intake[:, len(prices.arrays.lines) :].T @ worth
        # Orders are over s and worths times s: their product is neither.
        lengths = plan.grid.lengths
        weights = (np.append(lengths, 0.0) + np.append(0.0, lengths)) / 2
        return self.easing * float(((plan.design * power) @ weights).sum()) / self.slope

    @property
    def gap(self) -> float:
        """(upper - lower) / upper."""
        return (self.upper - self.lower) / self.upper if math.isfinite(self.upper) else math.inf


def minimum_time(
    market: Market,
    mission: Mission,
    *,
    growth: float,
    options: Options,
    extra: Callable[[Prices], Extra] | None = None,
    easing: float = CLOSED,
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

    Raises
    ------
    OutOfReachError
        with the proof, if no horizon up to `LONGEST` will do.
    TimeLimitError
        if time ran out before there was a plan and a bound.
    """
    state = State(market, mission, options, slope=growth)
    state.easing = 0.0 if extra is None else easing
    arrays = network_arrays(market.network)
    horizon, plan = _centred(state, arrays, growth)
    grid = following(plan, np.linspace(0.0, horizon, PRICED + 1))
    grid = _price_designs(state, grid.rescaled(horizon))
    periods = options.periods
    while True:
        try:
            _certify(state, grid, extra, easing)
        except TimeLimitError:
            if state.execution is None or state.bound is None:
                raise
            return state
        if state.execution is None or state.bound is None:
            raise SolveError("the certificate | must hold plan and bound | try more --periods")
        if state.gap <= options.gap or periods >= options.most_periods:
            return state
        grid = _finer(state, grid, periods)
        periods = min(round(1.4 * periods), options.most_periods)


def first_horizon(mission: Mission, arrays: Arrays, growth: float) -> float:
    """A guess: the plant grows to a hundredth of the habitats' mass."""
    mass = 0.01 * mission.target / float(arrays.persons.max())
    doublings = math.log(max(mass / mission.seed, math.e))
    lag = 2 * float(arrays.lag.max())
    return min(doublings / growth + lag + 1.0 / growth, LONGEST / 2)


def _centred(state: State, arrays: Arrays, growth: float) -> tuple[float, Plan]:
    """Secant on the logarithm of the share reached, with centred programs."""
    horizon = first_horizon(state.mission, arrays, growth)
    known: list[tuple[float, float]] = []
    for _ in range(30):
        state.options.check()
        grid = first_grid(horizon, min(growth, 60.0 / horizon), COARSE)
        plan = solve_plan(arrays, state.mission, grid, executable=False)
        state.programs += 1
        state.options.log(f"horizon {horizon:.2f} years reaches {100 * plan.reached:.3g} %")
        value = math.log(max(plan.reached, 1e-30))
        known = sorted([*known, (horizon, value)])
        state.slope = _slope_near(known, horizon, state.slope)
        if abs(value) < 0.1:
            state.estimate = horizon - value / state.slope
            return state.estimate, plan
        if horizon >= LONGEST and value < 0:
            raise OutOfReachError(_unreachable(state, arrays, grid))
        horizon = _next_horizon(known, horizon, -value / state.slope)
    raise SolveError("the horizon | must be found in 30 steps | report this case")


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


def _unreachable(state: State, arrays: Arrays, grid: Grid) -> Bound:
    """The proof that the longest horizon is too short, on a plain grid if need be."""
    for rates in (grid.rates, 0.0 * grid.rates):
        bound = speed_up(solve_prices(arrays, state.mission, Grid(grid.times, rates)))
        state.programs += 1
        if bound.value < 1.0:
            return bound
    raise SolveError(
        f"the target | is not reached within {LONGEST:.4g} years by any plan found, which proves "
        "nothing | ask for less"
    )


def _price_designs(state: State, grid: Grid) -> Grid:
    """Let designs enter until none outside the pool pays; refine the grid once on the way."""
    for round_ in range(ROUNDS):
        state.options.check()
        arrays = network_arrays(state.market.network)
        prices = solve_prices(arrays, state.mission, grid)
        state.programs += 1
        grew = _grow(state, prices)
        log = math.log(max(prices.value, 1e-30))
        state.options.log(
            f"{len(arrays.designs)} designs, {len(arrays.habitats)} habitats: "
            f"best outside pays {100 * (state.ratio - 1):.2g} % more than it costs"
        )
        if round_ == 1 or not grew:
            plan = solve_plan(arrays, state.mission, grid)
            state.programs += 1
            middle = (math.log(max(plan.reached, 1e-30)) + log) / 2
            grid = refined(plan, prices, PRICED + 16)
            grid = grid.rescaled(grid.horizon - middle / state.slope)
        state.rounds += 1
        if not grew:
            break
    arrays = network_arrays(state.market.network)
    plan = solve_plan(arrays, state.mission, grid)
    prices = solve_prices(arrays, state.mission, grid)
    state.programs += 2
    middle = (math.log(plan.reached) + math.log(prices.value)) / 2
    state.estimate = grid.horizon - middle / state.slope
    finer = refined(plan, prices, state.options.periods)
    return finer.rescaled(state.estimate)


def _grow(state: State, prices: Prices) -> bool:
    """Add the designs that pay; whether there were any worth the while."""
    market = state.market
    if market.closed:
        state.ratio = 1.0
        return False
    power, ratio = new_power_designs(market.families, market.network.power, prices)
    network = market.network
    if market.habitats is not None:
        habitats, other = new_habitats(market.habitats, network.habitats, prices)
        ratio = max(ratio, other)
        network = replace(network, habitats=(*network.habitats, *habitats))
    else:
        habitats = []
    state.ratio = ratio
    if ratio <= 1 + CLOSED or not (power or habitats):
        return False
    network = replace(network, power=(*network.power, *power))
    state.market = replace(market, network=network)
    return True


def _certify(
    state: State, grid: Grid, extra: Callable[[Prices], Extra] | None, easing: float
) -> None:
    """Plan and prices near the shortest horizon, repaired; moved until they prove something."""
    arrays = network_arrays(state.market.network)
    _find_plan(state, arrays, grid)
    _find_bound(state, arrays, grid, extra, easing)


def _find_plan(state: State, arrays: Arrays, grid: Grid) -> None:
    """An executable plan that just reaches the target."""
    horizon = grid.horizon + PLAN_LEAD / state.slope
    slope, last = state.slope, (0.0, 0.0)
    for _ in range(ATTEMPTS):
        state.options.check()
        plan = solve_plan(arrays, state.mission, grid.rescaled(horizon))
        state.programs += 1
        execution = slow_down(plan)
        state.options.log(
            f"{grid.periods} periods, {horizon:.3f} years: plan reaches {execution.reached:.4f}"
        )
        if execution.finish is not None:
            if execution.finish < state.upper:
                state.execution = execution
            if execution.reached < 1 / CLOSE**2:
                return
        value = math.log(max(execution.reached, 1e-30))
        slope = _local_slope(slope, last, (horizon, value))
        last = (horizon, value)
        horizon += 1.1 * (1e-4 - value) / slope


def _local_slope(slope: float, last: tuple[float, float], now: tuple[float, float]) -> float:
    """d log(share) / d horizon here: where imports limit growth it is not what it was far off."""
    if not last[0] or now[0] == last[0]:
        return slope
    found = (now[1] - last[1]) / (now[0] - last[0])
    return min(max(found, slope / 10), slope * 3)


def _find_bound(
    state: State,
    arrays: Arrays,
    grid: Grid,
    extra: Callable[[Prices], Extra] | None,
    easing: float,
) -> None:
    """Prices that prove as long a time as they can."""
    eased = 0.0 if extra is None else easing
    horizon = min(grid.horizon, state.upper) - PRICE_LEAD / state.slope
    slope, last = state.slope, (0.0, 0.0)
    for _ in range(ATTEMPTS):
        state.options.check()
        prices = solve_prices(arrays, state.mission, grid.rescaled(horizon), easing=eased)
        state.programs += 1
        bound = speed_up(prices)
        # Designs outside the pool are dear to price: only once the pool itself proves something.
        if bound.value <= 1.0 and extra is not None:
            bound = speed_up(prices, extra(prices))
        state.options.log(
            f"{grid.periods} periods, {horizon:.3f} years: prices allow at most {bound.value:.4f}"
        )
        if bound.value <= 1.0 and bound.horizon > state.lower:
            state.bound, state.prices = bound, prices
        if bound.value <= 1.0 and (bound.value > CLOSE or state.gap <= state.options.gap):
            return
        value = math.log(max(bound.value, 1e-30))
        slope = _local_slope(slope, last, (horizon, value))
        last = (horizon, value)
        horizon -= (0.9 * value if value <= 0 else 1.05 * (value + 1e-4)) / slope


def _finer(state: State, grid: Grid, periods: int) -> Grid:
    arrays = network_arrays(state.market.network)
    estimate = (state.upper + state.lower) / 2
    grid = grid.rescaled(estimate)
    plan = solve_plan(arrays, state.mission, grid)
    prices = solve_prices(arrays, state.mission, grid)
    state.programs += 2
    return refined(plan, prices, min(round(1.4 * periods), state.options.most_periods))
