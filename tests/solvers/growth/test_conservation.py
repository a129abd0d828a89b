"""Executed plans add up: every commodity, import and watt, at every moment, on random networks.

The executed plan is followed here from its controls alone: orders are integrated, delays and decays
applied, and all flows added up, without the formulas of the package's own repair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from optdesign.errors import SolveError
from optdesign.formulations.growth.arrays import network_arrays, year
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.primal import importable, storable
from optdesign.network.model import Network
from optdesign.solvers.growth.history import history
from optdesign.solvers.growth.programs import solve_plan, solve_prices
from optdesign.solvers.growth.slow_down import Execution, slow_down
from optdesign.solvers.growth.speed_up import speed_up
from tests.solvers.growth.random_networks import (
    random_grid,
    random_mission,
    random_network,
    sensible_grid,
)

Floats = NDArray[np.float64]
GAUSS, WEIGHTS = np.polynomial.legendre.leggauss(8)


@dataclass(frozen=True)
class Follower:
    """An execution in real time: rates at any moment, amounts by interval."""

    execution: Execution

    @cached_property
    def clock(self) -> Floats:
        return self.execution.clock

    def plan_time(self, real: Floats) -> Floats:
        return np.asarray(np.interp(real, self.clock, self.execution.edges))

    def rates(self, nodal: Floats, real: Floats) -> Floats:
        """A control in real time: times m/r."""
        plan = self.execution.plan
        at = self.plan_time(real)
        interval = np.clip(np.searchsorted(self.clock, real, side="right") - 1, 0, None)
        slow = self.execution.slowdown[np.minimum(interval, len(self.execution.slowdown) - 1)]
        fade = np.exp(-self.execution.fading * (real - at))
        return plan.grid.values_at(nodal, at) * plan.grid.scale_at(at) * fade / slow

    def points(self) -> Floats:
        """Gauss points inside every interval, (intervals, points)."""
        return self.clock[:-1, None] + np.diff(self.clock)[:, None] * (GAUSS + 1) / 2

    def amounts(self, nodal: Floats) -> Floats:
        """What flows in each interval, (rows, intervals)."""
        points = self.points()
        flow = self.rates(nodal, points.ravel()).reshape(len(nodal), *points.shape)
        return np.asarray((flow @ WEIGHTS) * np.diff(self.clock) / 2)

    def service(self, k: int, real: Floats) -> Floats:
        """Capacity of a stock: what was delivered and what was ordered a lag ago, less decay."""
        plan = self.execution.plan
        stock = plan.arrays.stocks[k]
        given = float((plan.arrays.intake @ plan.seed)[k])
        orders, clock = plan.intake[[k]], self.clock
        points = self.points()
        flow = self.rates(orders, points.ravel()).reshape(points.shape)
        gained = (flow * np.exp(-stock.decay * (clock[1:, None] - points))) @ WEIGHTS
        gained *= np.diff(clock) / 2
        level = np.zeros(len(clock))
        for n in range(len(clock) - 1):
            level[n + 1] = level[n] * np.exp(-stock.decay * (clock[n + 1] - clock[n])) + gained[n]
        ordered = np.maximum(real - stock.lag, 0.0)
        n = np.clip(np.searchsorted(clock, ordered, side="right") - 1, 0, len(clock) - 2)
        span = ordered - clock[n]
        inner = clock[n][:, None] + span[:, None] * (GAUSS + 1) / 2
        flow = self.rates(orders, inner.ravel()).reshape(inner.shape)
        part = (flow * np.exp(-stock.decay * (ordered[:, None] - inner))) @ WEIGHTS * span / 2
        return given * np.exp(-stock.decay * real) + level[n] * np.exp(-stock.decay * span) + part


def executed(seed: int, periods: int, network: Network | None = None) -> Execution:
    network = random_network(seed) if network is None else network
    rng = np.random.default_rng(seed)
    horizon = rng.uniform(1.5, 3.5)
    grid = sensible_grid(periods, horizon, 1.5)
    if rng.random() < 0.3:
        grid = random_grid(seed, periods, horizon)
    arrays = network_arrays(network)
    return slow_down(solve_plan(arrays, random_mission(seed, network, 1e4), grid))


CASES = pytest.mark.parametrize("seed", range(12))
FOUND: dict[int, Execution] = {}


def shared(seed: int) -> Execution:
    if seed not in FOUND:
        FOUND[seed] = executed(seed, 6 + 2 * seed)
    return FOUND[seed]


@CASES
def test_commodities_add_up_and_stores_never_run_dry(seed: int) -> None:
    execution = shared(seed)
    plan, follower = execution.plan, Follower(execution)
    arrays = plan.arrays
    builds = np.concatenate([plan.intake[: len(arrays.lines)], plan.design])
    made = arrays.run @ follower.amounts(plan.run)
    bought = np.zeros_like(made)
    if len(plan.imported):
        bought[importable(arrays)] = follower.amounts(plan.imported)
    spent = arrays.bill @ follower.amounts(builds) + arrays.needs @ follower.amounts(plan.live)
    left = np.cumsum(made + bought - spent, axis=1)
    size = np.cumsum(np.abs(made) + bought + spent, axis=1)
    assert (left >= -1e-7 * np.maximum(size, 1.0)).all()
    # What cannot be stored must balance at once.
    now = np.setdiff1d(np.arange(len(arrays.commodities)), storable(arrays))
    flow = made + bought - spent
    assert (flow[now] >= -1e-7 * np.abs(spent[now]).max()).all()


@CASES
def test_power_and_lines_suffice_at_every_moment(seed: int) -> None:
    execution = shared(seed)
    plan, follower = execution.plan, Follower(execution)
    arrays = plan.arrays
    shares = np.random.default_rng(seed).random((len(follower.clock) - 1, 5))
    real = (follower.clock[:-1, None] + np.diff(follower.clock)[:, None] * shares).ravel()
    service = np.array([follower.service(k, real) for k in range(len(arrays.stocks))])
    run = follower.rates(plan.run, real)
    lines = len(arrays.lines)
    assert (run <= service[:lines] * (1 + 1e-9) + 1e-9 * run.max(axis=1)[:, None]).all()
    used, delivered = arrays.use @ run, arrays.supply @ service
    assert (used <= delivered * (1 + 1e-9) + 1e-9 * used.max(axis=1)[:, None]).all()


@CASES
def test_imports_have_arrived_before_they_are_used(seed: int) -> None:
    execution = shared(seed)
    plan, follower = execution.plan, Follower(execution)
    mission = plan.mission
    used = np.cumsum(follower.amounts(plan.imported).sum(axis=0)) * mission.seed
    assert used.max(initial=0.0) <= mission.import_total * (1 + 1e-7)
    if mission.imports:
        # Most is missing, if anything, inside intervals: the shortage is a short wait at the start.
        points = follower.points()
        flow = follower.rates(plan.imported, points.ravel()).sum(axis=0).reshape(points.shape)
        inside = np.cumsum(flow * WEIGHTS, axis=1) * np.diff(follower.clock)[:, None] / 2
        before = np.concatenate([[0.0], used[:-1]])[:, None]
        late = np.maximum(inside - flow * WEIGHTS * np.diff(follower.clock)[:, None] / 2, 0.0)
        short = before + late * mission.seed - mission.import_rate * points
        assert short.max() <= 2e-3 * mission.import_rate
        assert (used <= mission.import_rate * follower.clock[1:] * (1 + 1e-7) + 1e-9).all()


@CASES
def test_total_limits_hold(seed: int) -> None:
    execution = shared(seed)
    plan, follower = execution.plan, Follower(execution)
    lines, mission = len(plan.arrays.lines), plan.mission
    ordered = follower.amounts(np.concatenate([plan.intake[:lines], plan.design])).sum(axis=1)
    ran = follower.amounts(plan.run).sum(axis=1)
    for limit in mission.limits:
        total = limit.build(plan.arrays) @ ordered + limit.run @ ran + limit.seed
        assert total * mission.seed <= limit.bound * (1 + 1e-7)


@pytest.mark.parametrize("seed", [0, 4, 5])
def test_the_history_tells_the_same(seed: int) -> None:
    execution = shared(seed)
    execution = replace(execution, finish=None)
    plan, follower, told = execution.plan, Follower(execution), history(execution)
    lines, kilograms = len(plan.arrays.lines), plan.mission.seed
    np.testing.assert_allclose(told.times, follower.clock * year())
    builds = np.concatenate([plan.intake[:lines], plan.design])
    for mine, theirs in (
        (follower.amounts(builds), told.ordered),
        (follower.amounts(plan.run) * year(), told.ran),
        (follower.amounts(plan.live) * plan.arrays.persons[:, None], told.housed),
    ):
        np.testing.assert_allclose(mine * kilograms, theirs, rtol=1e-7, atol=1e-7 * theirs.max())
    share = told.housed.sum() / plan.mission.target
    assert share == pytest.approx(execution.reached, rel=1e-7)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), periods=st.integers(5, 24), more=st.floats(1.0, 1.08))
def test_no_plan_beats_any_prices(seed: int, periods: int, more: float) -> None:
    """Weak duality between different grids: a later time is never worse."""
    execution = executed(seed, periods)
    end = float(execution.clock[-1])
    grid = sensible_grid(periods + 8, end * more * 1.01, 1.5)
    try:
        bound = speed_up(solve_prices(execution.plan.arrays, execution.plan.mission, grid))
    except SolveError:
        return
    if bound.horizon >= end:
        assert bound.value >= execution.reached * (1 - 1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_more_of_anything_is_never_worse(seed: int) -> None:
    network = random_network(seed)
    mission = replace(random_mission(seed, network, 1e4), import_rate=100.0, import_total=300.0)
    grid = sensible_grid(14, 3.0, 1.5)

    def reached(mission: Mission, network: Network = network) -> float:
        return solve_plan(network_arrays(network), mission, grid).reached

    base = reached(mission)
    better = tuple(
        replace(design, power={key: 1.2 * value for key, value in design.power.items()})
        for design in network.power
    )
    for one in (
        reached(replace(mission, seed=1.3 * mission.seed)),
        reached(replace(mission, import_rate=200.0)),
        reached(replace(mission, import_total=600.0)),
        reached(replace(mission, limits=())),
        reached(mission, replace(network, power=better)),
        reached(mission, replace(network, habitats=(*network.habitats, network.habitats[0]))),
    ):
        assert one >= base * (1 - 1e-7)
