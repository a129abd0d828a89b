"""Networks of two sites whose best time is known by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optdesign.formulations.fleet.arrays import fleet_arrays
from optdesign.formulations.growth.arrays import year
from optdesign.formulations.growth.grid import Grid
from optdesign.formulations.growth.mission import Mission
from optdesign.network.fleet import FleetNetwork, bare, local_line, place_of, shipped_line
from optdesign.network.freight import Route
from optdesign.network.model import HabitatDesign, Line
from optdesign.solvers.growth.grids import first_grid, refined
from optdesign.solvers.growth.programs import Plan, Prices, solve_plan, solve_prices
from optdesign.solvers.growth.slow_down import slow_down
from optdesign.solvers.growth.speed_up import speed_up
from tests.solvers.growth.closed_cases import make_line, one_asset

SEED = 1000.0


def free_route(time: float = 0.0, survival: float = 1.0) -> Route:
    """From a to b in so many years, with ships that cost nothing."""
    return Route("a", "b", "raft", time * year(), 0.0, 0.0, 0.0, 0.0, survival)


def carrier(rate: float = 1e4) -> Line:
    """Ships that carry so much a year for next to nothing."""
    line = make_line("raft", {}, {"metal": 1.0}, decay=0.01)
    return Line(
        "a:b-raft", line.lifetime, 0.0, {"a>b:transport": rate / year()}, {}, {}, {"a:metal": 1.0}
    )


def goal(needs: float = 20.0) -> tuple[HabitatDesign, ...]:
    return (HabitatDesign({"b:metal": needs}, {}),)


def bracket(network: FleetNetwork, mission: Mission, time: float, growth: float) -> list[float]:
    """Proven lower and executable upper time, from programs near a time."""
    arrays = fleet_arrays(network)
    grid: Grid = first_grid(time, growth, 40)
    for _ in range(2):
        plan: Plan = solve_plan(arrays, mission, grid)
        prices: Prices = solve_prices(arrays, mission, grid)
        grid = refined(plan, prices, 64).rescaled(time)
    lead = 0.02 / growth
    executed = slow_down(solve_plan(arrays, mission, grid.rescaled(time + lead)))
    bound = speed_up(solve_prices(arrays, mission, grid.rescaled(time - lead)))
    assert bound.value <= 1.0
    assert executed.finish is not None
    return [bound.horizon, executed.finish]


def test_two_equal_sites_with_free_transfer_are_one() -> None:
    case = one_asset(1.0, 0.1, 0.2, 3e4, seed=SEED)
    (line,) = case.network.lines
    lines = (
        local_line("a", line),
        local_line("b", line),
        shipped_line(free_route(), line, 0.0),
        carrier(),
    )
    network = FleetNetwork(lines, (), goal(), ("a", "b"))
    mission = Mission(case.mission.target, SEED)
    low, high = bracket(network, mission, case.time, case.growth)
    assert low <= case.time * (1 + 1e-9)
    assert low == pytest.approx(case.time, rel=0.02)
    assert high == pytest.approx(case.time, rel=0.02)
    # Two sites that may help each other are never slower than one.
    assert high <= case.time * 1.005


@pytest.mark.parametrize("lag", [0.0, 0.7])
def test_migration_at_the_time_computed_by_hand(lag: float) -> None:
    """Machines copy themselves at a and work for the goal at b only, where none is made.

    Sending pays from two mean copying times before the last useful arrival:
    T = lag + 2 / r + ln(G r / (2 q)) / r.
    """
    rate, work, wanted = 1.2, 5.0, 1e5
    maker = make_line("maker", {"metal": rate}, {"metal": 1.0})
    worker = make_line("maker", {"metal": work}, {"metal": 1.0})
    sent = shipped_line(free_route(lag), worker, 0.0)
    sent = Line(sent.name, sent.lifetime, sent.lag, sent.output, {}, {}, {"a:metal": 1.0})
    network = FleetNetwork((local_line("a", maker), sent), (), goal(), ("a", "b"))
    mission = Mission(wanted * SEED / 20.0, SEED)
    time = lag + 2 / rate + math.log(wanted * rate / (2 * work)) / rate
    low, high = bracket(network, mission, time, rate)
    assert low <= time * (1 + 1e-9)
    assert time * (1 - 1e-9) <= high
    assert high - low < 0.02 * time


def test_what_is_lost_on_the_way_costs_as_much_more() -> None:
    line = make_line("maker", {"metal": 1.0}, {"metal": 0.6, "silicate": 0.4})
    sent = shipped_line(free_route(survival=0.8), line, 0.0)
    assert sent.bill["a:metal"] == pytest.approx(0.75)
    assert sent.bill["a>b:transport"] == pytest.approx(1.25)
    assert place_of(sent.name) == ("a", "b")
    assert bare(sent.name) == "maker"


def test_a_dominated_site_gets_nothing() -> None:
    good = make_line("maker", {"metal": 1.0}, {"metal": 1.0}, decay=0.1)
    poor = make_line("maker", {"metal": 0.6}, {"metal": 1.0}, decay=0.1)
    lines = (
        local_line("a", poor),
        local_line("b", good),
        shipped_line(free_route(0.5), good, 0.0),
        carrier(),
    )
    network = FleetNetwork(lines, (), goal(), ("a", "b"))
    plan = solve_plan(fleet_arrays(network), Mission(5e4, SEED), first_grid(12.0, 0.9, 40))
    assert plan.seed[0] == pytest.approx(0.0, abs=1e-9)
    assert plan.seed[1] == pytest.approx(1.0)
    assert plan.intake[[0, 2]].max() == pytest.approx(0.0, abs=1e-9)


def test_a_seed_holds_nothing_that_is_still_to_be_sent() -> None:
    line = make_line("maker", {"metal": 1.0}, {"metal": 1.0}, decay=0.1)
    sent = shipped_line(free_route(1.0), line, 0.0)
    network = FleetNetwork((local_line("a", line), sent, carrier()), (), goal(), ("a", "b"))
    arrays = fleet_arrays(network)
    assert list(arrays.most_seed(SEED)) == [1.0, 0.0, 1.0]
    prices = solve_prices(arrays, Mission(1e3, SEED), first_grid(8.0, 0.9, 30))
    plan = solve_plan(arrays, Mission(1e3, SEED), first_grid(8.0, 0.9, 30))
    assert plan.seed[1] == 0.0
    assert 0.9 * prices.value <= plan.reached <= prices.value * (1 + 1e-9)
    assert np.isfinite(prices.worth).all()
