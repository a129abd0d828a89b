"""Shadow prices of the growth network against re-solved programs and closed forms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from optdesign.formulations.growth.arrays import network_arrays, year
from optdesign.formulations.growth.grid import Grid
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.primal import nodal_weights, primal_blocks
from optdesign.network.habitats import habitat_family
from optdesign.network.imported_units import unit_designs
from optdesign.network.lines import process_lines
from optdesign.network.model import Network
from optdesign.network.power_families import power_families
from optdesign.problem import Case, load_problem, make_case
from optdesign.solvers.growth.attempts import solve_program
from optdesign.solvers.growth.grids import first_grid
from optdesign.solvers.growth.pricing import DenseHabitats
from optdesign.solvers.growth.request import first_habitats, read_mission, read_request
from optdesign.solvers.growth.shadow import Rebuild, time_changes
from optdesign.solvers.growth.worths import Worths, make_worths, service

YEARS, PERIODS = 16.5, 24
LARGEST = 10
SPECIAL = (
    "assembly.construction_lag",
    "electronics-line.lifetime",
    "site.distance",
    "imports.rate",
    "seed.mass",
    "limit.urban_gravity",
    "limit.soil_depth",
    "smelter.productivity",
    "stirling.lifetime",
    "high-heat.temperature",
)


def bootstrap(**parameters: str) -> Case:
    given = {key.replace("__", "."): text for key, text in parameters.items()}
    return make_case(load_problem("ceres-bootstrap"), parameters=given)


def coarse(case: Case) -> Worths:
    """A pool of few designs on a grid of equal periods."""
    request = read_request(case)
    grid = first_grid(YEARS, request.growth, PERIODS)
    return make_worths(request.market.network, request.mission, grid)


@pytest.fixture(scope="module")
def case() -> Case:
    return bootstrap()


@pytest.fixture(scope="module")
def worths(case: Case) -> Worths:
    return coarse(case)


@pytest.fixture(scope="module")
def prices(case: Case, worths: Worths) -> dict[str, float]:
    """Effects in years, largest first."""
    return {price.key: price.effect / year() for price in time_changes(case, worths)}


@pytest.fixture(scope="module")
def limited() -> tuple[Case, Worths]:
    """With a limit on the plant, a tenth under what the plan would order."""
    free = bootstrap(limit__plant_mass="1e12 t")
    found = coarse(free)
    ordered = (found.build.sum(axis=0) @ nodal_weights(found.grid) + 1) * found.mission.seed
    bound = f"{0.9 * ordered} kg"
    tight = bootstrap(limit__plant_mass=bound)
    return tight, make_worths(found.network, read_mission(tight, found.network), found.grid)


def network_of(case: Case, worths: Worths) -> Network:
    """The network of another case: the same power designs, but the best habitats anew."""
    distance = case["site.distance"]
    families = {family.technology: family for family in power_families(case, distance)}
    units = {unit.technology: unit for unit in unit_designs(case)}
    power = [
        units[d.technology] if d.seed_only else families[d.technology].design(d.variables)
        for d in worths.network.power
    ]
    habitats = first_habitats(DenseHabitats(habitat_family(case, distance)))
    return Network(process_lines(case), tuple(power), habitats)


def share(network: Network, mission: Mission, grid: Grid) -> float:
    model = primal_blocks(network_arrays(network), mission, grid, executable=False).model
    return -solve_program(model, "the plan", ({"solver": "ipx", "presolve": "off"},))[1].objective


def time_to(worths: Worths, network: Network, mission: Mission, guess: float) -> float:
    """Years until the share of the first program is reached, by two steps of a secant."""
    first = share(network, mission, worths.grid.rescaled(guess))
    second = guess - (first - worths.share) / worths.growth
    if abs(second - guess) < 1e-5:
        return second
    later = share(network, mission, worths.grid.rescaled(second))
    slope = (later - first) / (second - guess)
    return second - (later - worths.share) / slope


def resolved(case: Case, worths: Worths, key: str, effect: float) -> float:
    """Change of the time per +1 % by two programs at 1 % more and less."""
    times = []
    for sign in (1, -1):
        changed = case.with_value(key, case[key] * (1 + 0.01 * sign))
        network = network_of(changed, worths)
        mission = read_mission(changed, network)
        times.append(time_to(worths, network, mission, worths.grid.horizon + sign * effect))
    return (times[0] - times[1]) / 2


def test_plan_and_prices_give_the_share_by_strong_duality(worths: Worths) -> None:
    assert worths.reached(worths.network, worths.mission) == pytest.approx(worths.share, rel=1e-6)


def test_growth_of_the_share_matches_two_programs(worths: Worths) -> None:
    ends = [
        share(worths.network, worths.mission, worths.grid.rescaled(YEARS * factor))
        for factor in (0.999, 1.001)
    ]
    assert worths.growth == pytest.approx((ends[1] - ends[0]) / (0.002 * YEARS), rel=5e-3)


@pytest.mark.parametrize("rank", range(LARGEST))
def test_the_largest_match_new_programs(
    case: Case, worths: Worths, prices: dict[str, float], rank: int
) -> None:
    key = list(prices)[rank]
    assert resolved(case, worths, key, prices[key]) == pytest.approx(prices[key], rel=0.02)


@pytest.mark.parametrize("key", SPECIAL)
def test_others_match_new_programs(
    case: Case, worths: Worths, prices: dict[str, float], key: str
) -> None:
    assert resolved(case, worths, key, prices[key]) == pytest.approx(prices[key], rel=0.03)


def test_a_larger_undertaking_of_all_sizes_takes_the_same_time(prices: dict[str, float]) -> None:
    sizes = ("target.population", "seed.mass", "imports.rate", "imports.total")
    effects = [prices.get(key, 0.0) for key in sizes]
    assert sum(effects) == pytest.approx(0.0, abs=2e-3 * max(map(abs, effects)))


def test_a_limit_of_plant_has_a_price(limited: tuple[Case, Worths]) -> None:
    tight, worths = limited
    prices = {price.key: price.effect / year() for price in time_changes(tight, worths)}
    key = "limit.plant_mass"
    assert prices[key] < 0
    assert resolved(tight, worths, key, prices[key]) == pytest.approx(prices[key], rel=0.03)
    sizes = ("target.population", "seed.mass", "imports.rate", "imports.total", key)
    effects = [prices.get(name, 0.0) for name in sizes]
    assert sum(effects) == pytest.approx(0.0, abs=2e-3 * max(map(abs, effects)))
    other = "assembly.productivity"
    assert resolved(tight, worths, other, prices[other]) == pytest.approx(prices[other], rel=0.03)


def test_units_in_the_seed_are_priced_with_their_number_kept() -> None:
    strong = bootstrap(mmrtg__power="50 kW")
    worths = coarse(strong)
    assert [unit.technology for unit in worths.network.power if unit.seed_only] == ["mmrtg"]
    ((_, count),) = worths.units.values()
    assert count == pytest.approx(7)
    assert worths.reached(worths.network, worths.mission) == pytest.approx(worths.share, rel=1e-6)
    prices = {price.key: price.effect / year() for price in time_changes(strong, worths)}
    for key in ("mmrtg.power", "mmrtg.mass", "seed.mass"):
        assert resolved(strong, worths, key, prices[key]) == pytest.approx(prices[key], rel=0.03)


def test_infinite_and_slack_limits_have_none(prices: dict[str, float]) -> None:
    assert not prices.keys() & {"limit.plant_mass", "limit.dose", "limit.rotation_rate"}


def test_a_design_on_a_bound_moves_with_it(case: Case, worths: Worths) -> None:
    families = power_families(case, case["site.distance"])
    family = next(
        f
        for f in families
        if "aperture_diameter" in f.bounds and f.bounds["aperture_diameter"][1] > 0
    )
    middle = {key: math.sqrt(low * high) for key, (low, high) in family.bounds.items()}
    pinned = middle | {"aperture_diameter": family.bounds["aperture_diameter"][1]}
    pool = replace(worths.network, power=(family.design(middle), family.design(pinned)))
    rebuild = Rebuild(case, pool, worths.mission)
    item = family.technology if family.technology == "thin-film-pv" else "solar-concentrator"
    key = f"{item}.largest_diameter"
    network, _ = rebuild.changed(key, case[key] * 1.01)
    free, moved = (design.variables["aperture_diameter"] for design in network.power)
    assert free == pytest.approx(middle["aperture_diameter"], rel=1e-12)
    assert moved == pytest.approx(1.01 * pinned["aperture_diameter"], rel=1e-12)


def test_only_what_reads_a_parameter_is_rebuilt(case: Case, worths: Worths) -> None:
    rebuild = Rebuild(case, worths.network, worths.mission)
    network, mission = rebuild.changed("target.population", 2 * case["target.population"])
    assert network == worths.network
    assert mission.target == 2 * worths.mission.target
    network, _ = rebuild.changed("smelter.productivity", 2 * case["smelter.productivity"])
    assert network.lines != worths.network.lines
    assert (network.power, network.habitats) == (worths.network.power, worths.network.habitats)


def test_service_of_constant_orders_in_closed_form() -> None:
    grid = Grid(np.linspace(0.0, 4.0, 9), np.zeros(8))
    lifetime, lag = 5.0, 1.0
    found = service(grid, lifetime * year(), lag * year(), 2.0, np.full(9, 3.0))
    age = np.maximum(grid.times - lag, 0.0)
    expected = 2.0 * np.exp(-grid.times / lifetime) + 3.0 * lifetime * -np.expm1(-age / lifetime)
    assert found == pytest.approx(expected, rel=1e-12)


def test_no_price_beyond_the_range_of_a_lever(case: Case, worths: Worths) -> None:
    deepest = case.problem.levers["soil_depth"].high
    for depth in (deepest, 0.995 * deepest):
        found = time_changes(case.with_value("limit.soil_depth", depth), worths)
        assert "limit.soil_depth" not in {price.key for price in found}
        assert len(found) > LARGEST
