"""Where a grid is refined: the gap, told by period, adds up to the gap."""

from __future__ import annotations

import pytest

from optdesign.formulations.growth.arrays import network_arrays
from optdesign.solvers.growth.grids import gap_by_period
from optdesign.solvers.growth.programs import solve_plan, solve_prices
from tests.solvers.growth.closed_cases import ClosedCase, capped, one_asset, powered
from tests.solvers.growth.random_networks import sensible_grid

CASES = {
    "one asset": one_asset(1.0, 0.05, 0.0, 20.0),
    "under a limit": capped(1.0, 5.0, 20.0),
    "power": powered(1.0, 2.0, 1.0, 0.05, 0.0, 20.0),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("periods", [24, 48])
def test_parts_add_up_to_the_gap_between_plan_and_prices(case: ClosedCase, periods: int) -> None:
    arrays, grid = network_arrays(case.network), sensible_grid(periods, case.time, case.growth)
    plan, prices = solve_plan(arrays, case.mission, grid), solve_prices(arrays, case.mission, grid)
    assert gap_by_period(plan, prices).sum() == pytest.approx(prices.value - plan.reached, rel=0.05)
