"""Shortest growth of a settlement: an executable plan and a proven lower bound of its time.

Passes of the centred model find the horizon and a grid that follows its own plan; then the feasible
model gives the plan and the relaxed one the bound by weak duality.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from optdesign.errors import SolveError, TimeLimitError
from optdesign.formulations.megasatellite_growth import Program, growth_model, rate_costs
from optdesign.formulations.schedule_grid import (
    Discretization,
    Floats,
    Grid,
    adapted_grid,
    effective_lengths,
    well_separated,
)
from optdesign.solvers.linear import (
    LinearAnswer,
    LinearStatus,
    PersistentLinear,
    compile_linear,
)
from optdesign.solvers.minimum_time import bracket_horizon, shortest_horizon

PASSES = 8
_FIRST_NODE = 1e-4
_STEPS = (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1)


@dataclass(frozen=True)
class GrowthPlan:
    """An executable plan: stocks at the nodes [SI] and rates per period, scaled by the grid [SI].

    ``rates[name][n]`` times the scale within period n is the rate. ``prices`` are the shares of
    what more time would bring that each row accounts for, by row and period.
    """

    program: Program
    grid: Grid
    horizon: float
    stocks: Mapping[str, Floats]
    rates: Mapping[str, Floats]
    prices: Mapping[str, Floats]
    lower_bound: float
    estimate: float


class GrowthSearch:
    """One compiled discretization; answers "which part of the goal" for any horizon."""

    def __init__(
        self,
        program: Program,
        grid: Grid,
        kind: Discretization,
        horizon: float,
        *,
        longest: float = np.inf,
        deadline: float = np.inf,
    ) -> None:
        self.program, self.grid, self.kind, self._deadline = program, grid, kind, deadline
        model = growth_model(program, grid, kind, horizon=horizon, longest=longest)
        form = compile_linear(model)
        self.linear = PersistentLinear(form)
        self._entries = rate_costs(program, grid, kind)
        self.answer: LinearAnswer | None = None

    def solve(self, horizon: float) -> LinearAnswer:
        """Solve for a horizon [s]."""
        if not 0.0 < horizon < np.inf:
            raise SolveError("growth | its horizon must be found | use more periods")
        if perf_counter() > self._deadline:
            raise TimeLimitError("growth | the time limit is reached | allow more seconds")
        self.linear.change_coefficients(self._entries, 1.0 / horizon)
        self.answer = self.linear.solve()
        if self.answer.status is not LinearStatus.OPTIMAL:
            raise SolveError(f"HiGHS | must solve the growth | it says {self.answer.status.value}")
        return self.answer

    def fraction(self, horizon: float) -> float:
        """Attainable part of the goal."""
        return -self.solve(horizon).objective

    def proven_fraction(self, horizon: float) -> float:
        """More than any plan attains."""
        return -self.solve(horizon).safe_bound

    def shortest(self, low: float, high: float, tolerance: float) -> float:
        """The horizon that just attains the goal; the answer kept is that of this horizon."""
        known: dict[float, float] = {}

        def fraction(horizon: float) -> float:
            if horizon not in known:
                known[horizon] = self.fraction(horizon)
            return known[horizon]

        horizon = shortest_horizon(fraction, low, high, tolerance=tolerance)
        if horizon != next(reversed(known)):
            self.solve(horizon)
        return horizon

    def values(self, variable: str) -> dict[str, Floats]:
        """A variable by stock, scaled."""
        assert self.answer is not None
        columns, values = self.linear.form.columns, self.answer.values
        count = len(self.grid.growth) + (variable == "stock")
        return {
            name: np.array([values[columns[f"{variable}[{name},{n}]"]] for n in range(count)])
            for name in self.program.stocks
        }

    def stocks(self) -> dict[str, Floats]:
        """Stocks at the nodes, SI."""
        scaled = self.values("stock")
        return {y: z * self.grid.scale * self.program.stocks[y].unit for y, z in scaled.items()}


def solve_growth(
    program: Program,
    *,
    periods: int,
    leading: Sequence[str],
    scaling: Sequence[str] = (),
    tolerance: float = 1e-6,
    deadline: float = np.inf,
) -> GrowthPlan:
    """Find the shortest executable plan of a program and a proven lower bound of its time.

    Parameters
    ----------
    program : in SI
    periods : of the grid
    leading : stocks whose growth sets the nodes of the grid
    scaling : stocks whose growth sets the growth inside its periods; the leading ones if none
    tolerance : relative, of the horizon
    deadline : of `perf_counter`
    """
    coarse = max(24, periods // 4)
    grid = _first_grid(coarse)
    guess = _guess(program)
    search = GrowthSearch(program, grid, "centred", guess, deadline=deadline)
    low, high = bracket_horizon(search.fraction, guess, factor=4.0)
    horizon = search.shortest(low, high, 1e-3)
    for count in range(PASSES):
        target = coarse if count < 2 else periods
        grid = _adapted(search, leading, scaling, target)
        search = GrowthSearch(program, grid, "centred", horizon, deadline=deadline)
        previous = horizon
        fine = 1e-2 * tolerance if count > 3 else 1e-5
        horizon = search.shortest(0.99 * horizon, 1.01 * horizon, fine)
        if count > 2 and abs(horizon / previous - 1.0) < 10 * tolerance:
            break
    plan = _executable(program, grid, horizon, tolerance, deadline)
    bound = _proven_bound(program, grid, plan.horizon, tolerance, deadline)
    return replace(plan, lower_bound=min(bound, plan.horizon), estimate=horizon)


def _guess(program: Program) -> float:
    """A time [s] of the right order: the fastest rate the balances allow at their ceilings."""
    times = []
    for row in program.balances.values():
        supply = row.constant + sum(
            max(a, 0.0) * program.stocks[y].ceiling for y, a in row.stocks.items()
        )
        used = sum(max(row.rates.get(y, 0.0), 0.0) for y in program.goal)
        if used > 0 and 0 < supply < np.inf:
            times.append(program.target * used / len(program.goal) / supply)
    return max([time for time in times if time > 0], default=1.0)


def _first_grid(periods: int) -> Grid:
    """Periods in geometric progression and no growth inside: fit for any course."""
    inner = np.geomspace(_FIRST_NODE, 1.0, periods)
    nodes = well_separated(np.concatenate([[0.0], inner]))
    return Grid(nodes, np.zeros(len(nodes) - 1))


def _adapted(
    search: GrowthSearch, leading: Sequence[str], scaling: Sequence[str], periods: int
) -> Grid:
    """A grid that follows the plan found: half the nodes for either group of stocks."""
    if not scaling:
        return adapted_grid(search.grid, _indicator(search, leading), periods)
    scale = _indicator(search, scaling)
    parts = [
        adapted_grid(search.grid, indicator, -(-periods // 2)).nodes
        for indicator in (scale, _indicator(search, leading))
    ]
    nodes = well_separated(np.unique(np.concatenate(parts)))
    logarithm = np.interp(nodes, search.grid.nodes, np.log(scale))
    return Grid(nodes, np.maximum(np.diff(logarithm) / np.diff(nodes), 0.0))


def _indicator(search: GrowthSearch, leading: Sequence[str]) -> Floats:
    """Leading stocks together, each over its final value; the grid follows its growth."""
    stocks = search.stocks()
    parts = [stocks[name] / max(float(stocks[name][-1]), 1e-300) for name in leading]
    together = np.maximum.accumulate(np.maximum(np.sum(parts, axis=0), 1e-12))
    gains = np.diff(np.log(together), prepend=np.log(together[0]))
    return np.asarray(np.exp(np.cumsum(np.where(gains > 1e-9, gains, 0.0))))


def _executable(
    program: Program, grid: Grid, guess: float, tolerance: float, deadline: float
) -> GrowthPlan:
    search = GrowthSearch(program, grid, "feasible", guess, deadline=deadline)
    horizon = search.shortest(0.999 * guess, 1.01 * guess, 1e-3 * tolerance)
    lengths = effective_lengths(grid, "feasible") * horizon
    gains = search.values("gain")
    rates = {
        name: np.maximum(gain, 0.0) * program.stocks[name].unit / lengths
        for name, gain in gains.items()
    }
    prices = _prices(search)
    return GrowthPlan(program, grid, horizon, search.stocks(), rates, prices, 0.0, horizon)


def _prices(search: GrowthSearch) -> dict[str, Floats]:
    """Value of each row by period: its dual times what it allows, as part of the goal."""
    answer, form, program = search.answer, search.linear.form, search.program
    assert answer is not None
    periods = len(search.grid.growth)
    activity = abs(form.matrix) @ np.abs(answer.values)
    found = {key: np.zeros(periods) for key in (*program.balances, *program.ceilings)}
    for name, row in form.rows.items():
        kind, _, rest = name.partition("[")
        if kind in ("balance_start", "balance_end", "ceiling"):
            key, _, position = rest.rstrip("]").rpartition(",")
            period = int(position) - (kind == "ceiling")
            found[key][period] += abs(float(answer.row_duals[row]) * float(activity[row])) / 2
    return found


def _proven_bound(
    program: Program, grid: Grid, upper: float, tolerance: float, deadline: float
) -> float:
    """The longest horizon tried on which the goal is proven out of reach.

    The bound of each trial holds by weak duality whatever the solver's tolerances; the search only
    decides where to try.
    """
    search = GrowthSearch(program, grid, "relaxed", upper, longest=1.01 * upper, deadline=deadline)
    horizon = search.shortest(0.99 * upper, 1.0005 * upper, 10 * tolerance)
    for step in _STEPS:
        trial = horizon * (1.0 - step)
        if search.proven_fraction(trial) < 1.0:
            return trial
    return 0.0
