"""Minimum time of one phase of the paper's bootstrap, with a proven lower bound.

Passes of the centred model find the horizon and a grid that follows its own plan; then the feasible
model gives an executable plan and the relaxed one a bound by weak duality.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from optdesign.errors import SolveError, TimeLimitError
from optdesign.formulations.blocks import Blocks
from optdesign.formulations.bootstrap_schedule import Goal, bootstrap_program, gain_costs
from optdesign.formulations.schedule_grid import (
    MIN_LENGTH,
    Discretization,
    Floats,
    Grid,
    adapted_grid,
    effective_lengths,
    growth_integral,
    well_separated,
)
from optdesign.solvers.linear import (
    LinearAnswer,
    LinearStatus,
    PersistentLinear,
    compile_linear,
)
from optdesign.solvers.minimum_time import newton_horizon, shortest_horizon

PASSES = 8
MAX_GROWTH_IN_PERIOD = 30.0
# Below this growth, coefficients leave the range solvers take, and what growth may add is below
# every tolerance.
NEGLIGIBLE = 1e-8
LARGEST = 1e200
ROUNDING = 1e-13
SHORT_TAIL = 1e-6


@dataclass(frozen=True)
class Phase:
    """Numbers of one phase: e-folding rate, goal in units of the initial power (x s), power cap.

    For ``goal = "work"`` the target is energy over initial power [s]; for ``"power"`` it is the
    final power over the initial one.
    """

    rate: float
    target: float
    cap: float
    goal: Goal

    def scaled_target(self, horizon: float) -> float:
        """The target on a horizon of 1: in units of (initial power) x (horizon), or of power."""
        return self.target / horizon if self.goal == "work" else self.target

    @property
    def useful_growth(self) -> float:
        """Logarithm of the largest power, over the initial one, that can be of use."""
        useful = self.target * (self.rate if self.goal == "work" else 1.0)
        return float(np.log(max(min(useful, self.cap), 1.0)))

    @property
    def at_least(self) -> float:
        """A time [s] no plan beats: no power outgrows exp(rate t) or the cap."""
        if self.goal == "power":
            return float(np.log(self.target)) / self.rate
        if self.cap <= 1.0:
            return self.target
        return float(np.log1p(self.rate * self.target)) / self.rate

    @property
    def simple_time(self) -> float:
        """Length [s] of a plan that is at hand: growth to the largest useful power, then work."""
        work = 0.0 if self.goal == "power" else self.target * float(np.exp(-self.useful_growth))
        return self.useful_growth / self.rate + work

    @property
    def is_short(self) -> bool:
        """Whether the power may not grow, or not by a part that matters."""
        if self.goal == "power":
            return self.target <= 1.0 + NEGLIGIBLE
        return self.cap <= 1.0 or self.rate * self.target <= NEGLIGIBLE

    @property
    def short_time(self) -> float:
        """Length [s] of a short phase, which does one thing all the time."""
        return self.target if self.goal == "work" else float(np.log(self.target)) / self.rate


@dataclass(frozen=True)
class PhasePlan:
    """An executable plan: controls per period, scaled by the grid, and what it attains.

    ``start`` and ``horizon`` in s; ``build`` and ``work`` in units of the initial power;
    ``stock`` (periods + 1,) is the power at the nodes, unscaled, in the same units.
    """

    phase: Phase
    grid: Grid
    horizon: float
    build: Floats
    work: Floats
    stock: Floats
    lower_bound: float
    estimate: float


class _Search:
    """One compiled discretization; answers "which part of the goal" for any horizon."""

    def __init__(
        self,
        phase: Phase,
        grid: Grid,
        kind: Discretization,
        longest: float,
        *,
        deadline: float = np.inf,
    ) -> None:
        self.phase, self.longest, self._deadline = phase, longest, deadline
        self._program = _program(phase, grid, kind, longest)
        self.linear = PersistentLinear(compile_linear(self._program))
        self._entries = self.linear.located(gain_costs(grid, kind))
        self.answer: LinearAnswer | None = None

    def solve(self, horizon: float) -> LinearAnswer:
        if not 0.0 < horizon < np.inf:
            raise SolveError("schedule | its horizon must be found | use more periods")
        if perf_counter() > self._deadline:
            raise TimeLimitError("schedule | the time limit is reached | allow more seconds")
        self.linear.change_coefficients(self._entries, 1.0 / (self.phase.rate * horizon))
        self.answer = self.linear.solve()
        if self.answer.status is not LinearStatus.OPTIMAL:
            raise SolveError(f"HiGHS | must solve the schedule | it says {self.answer.status}")
        return self.answer

    def fraction(self, horizon: float) -> float:
        return -self.solve(horizon).objective * self._per_horizon(horizon)

    def proven_fraction(self, horizon: float) -> float:
        return -self.solve(horizon).safe_bound * self._per_horizon(horizon)

    def _per_horizon(self, horizon: float) -> float:
        return horizon / self.longest if self.phase.goal == "work" else 1.0

    def fraction_and_slope(self, horizon: float) -> tuple[float, float]:
        """The part of the goal, and its change with the horizon, from the duals."""
        fraction, answer, found = self.fraction(horizon), self.answer, self._entries
        assert answer is not None
        # The horizon enters through coefficients that are proportional to its inverse.
        spent = answer.row_duals[found.rows] * answer.values[found.columns]
        by_horizon = float(spent @ found.weights) / (self.phase.rate * horizon**2)
        slope = -by_horizon * self._per_horizon(horizon)
        return fraction, slope + (fraction / horizon if self.phase.goal == "work" else 0.0)

    def shortest(self, guess: float, reach: tuple[float, float], tolerance: float) -> float:
        """The shortest horizon, sought near a guess; ``reach`` is where to look if that fails."""
        horizon = newton_horizon(self.fraction_and_slope, guess, tolerance=tolerance)
        if horizon is None:
            low, high = guess * reach[0], guess * reach[1]
            horizon = shortest_horizon(self.fraction, low, high, tolerance=tolerance)
            self.solve(horizon)
        return horizon

    def values(self, name: str) -> Floats:
        assert self.answer is not None
        return self.answer.values[self._program.span(name)]


def _program(phase: Phase, grid: Grid, kind: Discretization, longest: float) -> Blocks:
    growth, target = phase.rate * longest, phase.scaled_target(longest)
    return bootstrap_program(
        grid, kind, goal=phase.goal, target=target, growth=growth, cap=phase.cap
    )


def solve_phase(
    phase: Phase, *, periods: int, tolerance: float = 1e-7, deadline: float = np.inf
) -> PhasePlan:
    """Find the shortest executable plan of a phase and a proven lower bound of its length."""
    numbers = phase.rate, phase.target, phase.rate * phase.target
    if not all(1.0 / LARGEST < number < LARGEST for number in numbers):
        raise SolveError("schedule | powers and times lie too far apart | bring them nearer")
    if phase.is_short:
        return _short_plan(phase)
    horizon, previous = phase.simple_time, np.inf
    grid = _first_grid(phase, max(24, periods // 3), horizon)
    for number in range(PASSES):
        search = _Search(phase, grid, "centred", 1.02 * horizon, deadline=deadline)
        horizon = search.shortest(horizon, (0.995, 1.005), 1e-2 * tolerance)
        grid = adapted_grid(grid, _without_noise(search.values("stock") * grid.scale), periods)
        if number > 1 and abs(horizon / previous - 1.0) < tolerance:
            break
        previous = horizon
    plan = _executable(phase, grid, horizon, tolerance, deadline)
    bound = _proven_bound(phase, grid, plan.horizon, tolerance, deadline)
    return replace(plan, lower_bound=min(bound, plan.horizon), estimate=horizon)


def _first_grid(phase: Phase, periods: int, horizon: float) -> Grid:
    """Growth at full rate until the largest useful power, none afterwards."""
    growth = phase.rate * horizon
    switch = min(phase.useful_growth / growth, 1.0)
    early = np.linspace(0.0, switch, periods // 2 + 1)
    late = np.linspace(switch, 1.0, periods - periods // 2 + 1)
    nodes = well_separated(np.unique(np.concatenate([early, late])))
    resolved = growth * np.diff(nodes) < MAX_GROWTH_IN_PERIOD
    return Grid(nodes, np.where((nodes[:-1] < switch - MIN_LENGTH) & resolved, growth, 0.0))


def _without_noise(stock: Floats) -> Floats:
    """The stock without gains below the solver's tolerance, whose jumps would draw the grid."""
    gains = np.diff(np.log(stock), prepend=0.0)
    return np.asarray(np.exp(np.cumsum(np.where(gains > 0.1 * NEGLIGIBLE, gains, 0.0))))


def _short_plan(phase: Phase) -> PhasePlan:
    """All power to the goal from the first moment to the last, with the bound of pure growth."""
    end = max(phase.target, 1.0) if phase.goal == "power" else 1.0
    grid = Grid(np.array([0.0, 1.0]), np.log(np.array([end])))
    horizon, bound = max(phase.short_time, 0.0), max(phase.at_least, 0.0)
    controls = (np.ones(1), np.zeros(1)) if phase.goal == "power" else (np.zeros(1), np.ones(1))
    return PhasePlan(phase, grid, horizon, *controls, np.array([1.0, end]), bound, horizon)


def _executable(
    phase: Phase, grid: Grid, guess: float, tolerance: float, deadline: float
) -> PhasePlan:
    search = _Search(phase, grid, "feasible", 1.05 * guess, deadline=deadline)
    horizon = search.shortest(guess, (0.999, 1.01), 1e-2 * tolerance)
    build, work, stock = _execute(
        phase, grid, horizon, search.values("gain"), search.values("work")
    )
    plan = PhasePlan(phase, grid, horizon, build, work, stock, 0.0, 0.0)
    return _completed(plan)


def _execute(
    phase: Phase, grid: Grid, horizon: float, gain: Floats, work: Floats
) -> tuple[Floats, Floats, Floats]:
    """Follow the controls period by period, cut to what the power really allows.

    The answer of a solver may exceed a balance by its tolerance; after this pass nothing does.
    Returns the power for building and for work, scaled by the grid, and the unscaled stock.
    """
    scale = grid.scale
    cost = 1.0 / (phase.rate * horizon * effective_lengths(grid, "feasible"))
    fade = np.exp(-grid.growth * grid.lengths)
    stock, build, work = np.ones(len(scale)), np.maximum(gain, 0.0) * cost, np.maximum(work, 0.0)
    for n in range(len(build)):
        room = max(phase.cap / scale[n + 1] - fade[n] * stock[n], 0.0)
        build[n] = min(build[n], room * cost[n])
        lowest = min(stock[n], fade[n] * stock[n] + build[n] / cost[n])
        demand = build[n] + work[n]
        factor = min(1.0, lowest / demand) if demand > 0 else 1.0
        build[n], work[n] = build[n] * factor, work[n] * factor
        stock[n + 1] = fade[n] * stock[n] + build[n] / cost[n]
    return build, work, stock * scale


def attained(plan: PhasePlan) -> float:
    """The part of the target an executable plan reaches on its grid."""
    grid = plan.grid
    if plan.phase.goal == "power":
        return float(plan.stock[-1] / plan.phase.target)
    integral = grid.scale[:-1] * growth_integral(grid.growth, grid.lengths) * plan.work
    return float(integral.sum()) / plan.phase.scaled_target(plan.horizon)


def _completed(plan: PhasePlan) -> PhasePlan:
    """Lengthen the plan by a last period at constant power until the target is reached exactly."""
    lacking = 1.0 - attained(plan)
    if lacking <= ROUNDING:  # a last period of no length would divide by zero
        return plan
    missing = lacking * plan.phase.target
    final = float(plan.stock[-1])
    if plan.phase.goal == "work":
        extra, end = missing / final, final
    else:
        extra, end = float(np.log1p(missing / final)) / plan.phase.rate, final + missing
    horizon = plan.horizon + extra
    nodes = np.append(plan.grid.nodes * (plan.horizon / horizon), 1.0)
    rate = np.log(end / final) / (1.0 - nodes[-2]) if end > final else 0.0
    old = plan.grid.growth * (horizon / plan.horizon)
    controls = (0.0, final) if plan.phase.goal == "work" else (final, 0.0)
    grid = Grid(nodes, np.append(old, rate))
    return replace(
        plan,
        grid=grid,
        horizon=horizon,
        build=np.append(plan.build, controls[0] / grid.scale[-2]),
        work=np.append(plan.work, controls[1] / grid.scale[-2]),
        stock=np.append(plan.stock, end),
    )


def _proven_bound(
    phase: Phase, grid: Grid, upper: float, tolerance: float, deadline: float
) -> float:
    """The longest horizon tried on which the goal is proven out of reach.

    The bound of each trial holds by weak duality whatever the solver's tolerances; the search only
    decides where to try.
    """
    search = _Search(phase, grid, "relaxed", 1.02 * upper, deadline=deadline)
    horizon = search.shortest(upper, (0.98, 1.0005), 0.1 * tolerance)
    for step in (tolerance, 10 * tolerance, 1e-5, 1e-4, 1e-3, 1e-2, 0.1):
        trial = horizon * (1.0 - step)
        if search.proven_fraction(trial) < 1.0:
            return max(trial, phase.at_least)
    return phase.at_least


def _without_tail(grid: Grid) -> Grid:
    """The grid with a last period too short to matter joined to the one before."""
    if len(grid.growth) < 2 or grid.lengths[-1] > SHORT_TAIL:
        return grid
    return Grid(np.append(grid.nodes[:-2], 1.0), grid.growth[:-1])


class HorizonEffects:
    """d(horizon) of a plan for changes of its phase, from the duals of the feasible model.

    The effect of a parameter is -(d fraction / d parameter) / (d fraction / d horizon).
    """

    STEP = 1e-4

    def __init__(self, plan: PhasePlan) -> None:
        self.phase, self.horizon = plan.phase, plan.horizon
        if not self.phase.is_short:
            self._grid = _without_tail(plan.grid)
            self._search = _Search(self.phase, self._grid, "feasible", self.horizon)
            self._answer = self._search.solve(self.horizon)
            self._by_horizon = self._difference(
                lambda step: self._fraction(self.phase, self.horizon * (1 + step))
            )

    def of(self, changed: Callable[[float], Phase]) -> float:
        """Effect [s] per unit step; ``changed(step)`` is the phase after a relative step."""
        if self.phase.is_short:
            return self._difference(lambda step: changed(step).short_time)
        by_parameter = self._difference(lambda step: self._fraction(changed(step), self.horizon))
        return -by_parameter / self._by_horizon * self.horizon

    def _difference(self, function: Callable[[float], float]) -> float:
        return (function(self.STEP) - function(-self.STEP)) / (2 * self.STEP)

    def _fraction(self, other: Phase, length: float) -> float:
        # The grid follows the growth, or its error would change to first order.
        stretch = other.rate * length / (self.phase.rate * self.horizon)
        grid = Grid(self._grid.nodes, self._grid.growth * stretch)
        form = compile_linear(_program(other, grid, "feasible", length))
        answer = self._answer
        return -(answer.objective + self._search.linear.lagrangian_change(form, answer))
