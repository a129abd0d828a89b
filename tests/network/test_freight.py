"""Freight and sites of the named problem with several sites."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import pytest

from optdesign.errors import ProblemError
from optdesign.network.freight import heliocentric, routes, ship_line
from optdesign.network.lines import process_lines
from optdesign.network.model import Line
from optdesign.network.site_case import fleet_sites, site_case
from optdesign.physics.constants import STANDARD_GRAVITY
from optdesign.problem import Case, load_problem, make_case

YEAR = 365.25 * 86_400.0


@cache
def case() -> Case:
    return make_case(load_problem("leviathan"))


def test_windows_to_ceres() -> None:
    """Periods of 1.19 and 4.60 years meet every 1.61 years, 3.63 and 4.60 every 17.2."""
    near, far = (heliocentric(case(), site, "ceres") for site in ("bennu", "vesta"))
    assert near["window"] / YEAR == pytest.approx(1.61, abs=0.01)
    assert far["window"] / YEAR == pytest.approx(17.2, abs=0.1)
    assert far["hohmann"] == pytest.approx(2400, abs=100)


def test_steam_cannot_leave_the_inner_belt_and_ions_need_least_propellant() -> None:
    found = {route.ship: route for route in routes(case(), "bennu", "ceres")}
    assert not found["steam-freighter"].possible
    assert found["ion-freighter"].propellant < found["cryogenic-freighter"].propellant
    assert found["ion-freighter"].time > found["cryogenic-freighter"].time


def test_a_ship_burns_its_way_out_and_back() -> None:
    """Burn by burn: what it starts with is just enough, and its own share of what arrives fits."""
    found = [r for site in ("bennu", "eros", "vesta") for r in routes(case(), site, "ceres")]
    carrying = [route for route in found if route.possible]
    assert {route.origin for route in carrying} == {"bennu", "eros", "vesta"}
    for route in carrying:
        rocket = case().problem.catalogue.items[route.ship].labels["rocket"]
        burnt = math.exp(-route.delta_v / STANDARD_GRAVITY / case()[f"{rocket}.specific_impulse"])
        arriving = (1 + route.ship_mass + route.propellant) * burnt
        assert (arriving - 1) * burnt == pytest.approx(route.ship_mass, rel=1e-12)
        tanks = case()[f"{route.ship}.tank_ratio"] * arriving * (1 / burnt - 1)
        assert tanks <= route.ship_mass * (1 + 1e-12)
        if route.ship != "ion-freighter":
            assert tanks == pytest.approx(route.ship_mass)


def test_a_ship_makes_as_many_journeys_as_its_cycle_allows() -> None:
    route = next(r for r in routes(case(), "vesta", "ceres") if r.ship == "ion-freighter")
    line = ship_line(site_case(case(), "vesta"), route, 0.0)
    carried = line.output["transport"] * route.cycle(0.0) * route.ship_mass
    assert carried == pytest.approx(1.0)
    assert line.input["feedstock"] / line.output["transport"] == pytest.approx(route.propellant)
    late = ship_line(site_case(case(), "vesta"), route, 1.0)
    assert late.output["transport"] < line.output["transport"]


def test_a_cycle_with_waits_is_whole_windows() -> None:
    for origin in ("bennu", "eros", "vesta"):
        for route in routes(case(), origin, "ceres"):
            windows = route.cycle(1.0) / route.window
            assert windows == pytest.approx(round(windows))
            assert route.cycle(0.0) == pytest.approx(2 * route.time)
            assert route.cycle(1.0) >= route.cycle(0.0) + route.window * 0.999


def test_sites_have_the_lines_that_their_rock_allows() -> None:
    own = {site: site_case(case(), site) for site in fleet_sites(case())}
    lines = {site: {line.name: line for line in process_lines(c)} for site, c in own.items()}
    assert "elevator" in lines["ceres"]
    assert "elevator" in lines["vesta"]
    assert "elevator" not in lines["bennu"]
    assert "feedstock" in lines["bennu"]["miner"].output
    assert "ore" in lines["ceres"]["miner"].output
    assert own["ceres"]["polymer-line.input.feedstock"] == pytest.approx(30)
    assert own["eros"]["polymer-line.input.feedstock"] == pytest.approx(30 * 46)
    free = {name: _nitrogen_of(lines[name]["miner"]) for name in ("bennu", "eros")}
    held = {name: case()[f"{name}.nitrogen_fraction"] for name in free}
    assert free["eros"] / free["bennu"] == pytest.approx(held["eros"] / held["bennu"])


def _nitrogen_of(miner: Line) -> float:
    """Set free for each kilogram dug."""
    return miner.output["nitrogen"] / miner.output["feedstock"]


def test_a_body_without_an_element_has_no_such_line() -> None:
    barren = case().with_value("eros.carbon_fraction", 0.0)
    names = {line.name for line in process_lines(site_case(barren, "eros"))}
    assert "polymer-line" not in names
    assert "smelter" in names


def test_unknown_and_repeated_sites_are_named() -> None:
    header = case().problem.header
    for sites, said in ((("bennu", "cerse"), "ceres"), (("ceres", "ceres"), "once")):
        wrong = replace(case().problem, header=header.model_copy(update={"sites": sites}))
        with pytest.raises(ProblemError, match=said):
            fleet_sites(replace(case(), problem=wrong))


def test_equal_orbits_have_no_window_to_wait_for() -> None:
    assert math.isinf(heliocentric(case(), "ceres", "ceres")["window"])
