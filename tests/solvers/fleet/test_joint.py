"""Plans with several sites that are executed as they are, and are sooner than staying."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optdesign.formulations.fleet.arrays import fleet_arrays
from optdesign.formulations.growth.mission import Mission
from optdesign.network.fleet import FleetNetwork, local_line, shipped_line
from optdesign.network.model import HabitatDesign
from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.solution import Solution, Status
from optdesign.solvers.fleet.joint import without_noise
from optdesign.solvers.growth.grids import first_grid
from optdesign.solvers.growth.programs import Plan, solve_plan
from optdesign.solvers.growth.slow_down import slow_down
from optdesign.solvers.methods.fleet_network import solve
from optdesign.verify.fleet_network import checks
from tests.solvers.fleet.test_migration import carrier, free_route
from tests.solvers.growth.closed_cases import make_line

TOLERATED = 1e-14
"""What a solver leaves of a line that is not to run."""
SCARCE = 10.0
"""Times the energy of every product: industry is limited by energy."""


def plan_of_one_site() -> Plan:
    """A plan for two sites in which the poor one has no plant at all."""
    good = make_line("maker", {"metal": 1.0}, {"metal": 1.0}, decay=0.1)
    poor = make_line("maker", {"metal": 0.6}, {"metal": 1.0}, decay=0.1)
    lines = (
        local_line("a", poor),
        local_line("b", good),
        shipped_line(free_route(0.5), good, 0.0),
        carrier(),
    )
    goal = (HabitatDesign({"b:metal": 20.0}, {}),)
    network = FleetNetwork(lines, (), goal, ("a", "b"))
    return solve_plan(fleet_arrays(network), Mission(5e4, 1e3), first_grid(12.0, 0.9, 40))


def test_what_a_tolerance_leaves_at_an_idle_site_stops_nothing() -> None:
    plan = plan_of_one_site()
    expected = slow_down(plan).reached
    assert expected > 0.5 * plan.reached
    run = plan.run.copy()
    run[0] = TOLERATED
    noisy = replace(plan, run=run)
    assert slow_down(noisy).reached == 0.0
    assert slow_down(without_noise(noisy)).reached == pytest.approx(expected, rel=1e-12)


def test_lines_that_run_are_left_as_they_are() -> None:
    plan = plan_of_one_site()
    assert (without_noise(plan).run[1] == plan.run[1]).all()


def scarce_energy() -> Case:
    """Bennu and Ceres, with ten times the energy for every product."""
    problem = load_problem("leviathan")
    header = problem.header.model_copy(update={"sites": ("bennu", "ceres")})
    problem = replace(problem, header=header)
    case = make_case(problem, settings=Settings(periods=24, gap=0.05))
    carriers = (".input.electricity", ".input.high_heat", ".input.low_heat")
    scarce = {key: SCARCE * case[key] for key in case.values if key.endswith(carriers)}
    return replace(case, values={**case.values, **scarce})


@pytest.mark.slow
def test_where_energy_is_scarce_goods_are_sent_and_all_is_sooner() -> None:
    case = scarce_energy()
    solution: Solution = solve(case)
    assert solution.status is Status.LIMIT
    assert [check.name for check in checks(case, solution) if not check.passed] == []
    found = solution.outcomes
    assert found["bootstrap_time_lower"] < found["bootstrap_time"]
    assert found["bootstrap_time"] < found["single_site_time"]
    assert found["sites_used"] == 2.0
    assert found["shipped_mass"] > 0.0
    sent = solution.tables["shipments"]
    assert {row["from"] for row in sent} == {"bennu"}
    assert {row["to"] for row in sent} == {"ceres"}
    assert {row["site"] for row in solution.tables["mix"]} == {"bennu", "ceres"}
