"""Source bodies: their numbers in closed form, and what must hold of any ranking."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdesign.catalogue import load_catalogue
from optdesign.report.charts.sites import site_charts
from optdesign.subproblems.site_choice import rank_sites, read_site
from tests.commands import Command, command

run = pytest.fixture(command)
CATALOGUE = load_catalogue()
CERES = read_site(CATALOGUE, "ceres")


def test_the_papers_figures_of_ceres() -> None:
    assert CERES.escape_speed == pytest.approx(426, abs=1)
    assert CERES.stationary_altitude == pytest.approx(722e3, rel=5e-3)
    assert CERES.lift_energy == pytest.approx(54e3, rel=0.01)
    assert CERES.rotation_period / 2 == pytest.approx(4.5 * 3600, rel=0.01)


def test_the_release_point_is_where_the_speed_is_that_of_escape() -> None:
    body = "vesta"
    site = read_site(CATALOGUE, body)
    parameter = CATALOGUE.value("universal.gravitational_constant") * CATALOGUE.value("vesta.mass")
    release = site.release_altitude + CATALOGUE.value("vesta.radius")
    speed = 2 * math.pi / site.rotation_period * release
    assert speed == pytest.approx(math.sqrt(2 * parameter / release), rel=1e-9)


@pytest.mark.parametrize("body", ["ceres", "vesta"])
def test_the_spin_limit_is_a_balance_of_momentum(body: str) -> None:
    """All that is lifted, for its nitrogen too, takes the share of the momentum that may go."""
    site, needed = read_site(CATALOGUE, body), CATALOGUE.value("ceres.nitrogen_fraction")
    assert site.nitrogen is not None
    rate, radius = 2 * math.pi / site.rotation_period, CATALOGUE.value(f"{body}.radius")
    release = site.release_altitude + radius
    lifted = site.capacities["angular momentum"] * 1e7 * needed / site.nitrogen
    taken = lifted * rate * (release**2 - radius**2)
    whole = 0.4 * CATALOGUE.value(f"{body}.mass") * radius**2 * rate
    assert taken / whole == pytest.approx(CATALOGUE.value("settlement-growth.spin_share"))


@settings(max_examples=15, deadline=None)
@given(st.floats(1e2, 1e13))
def test_a_ranking_puts_what_is_possible_first(people: float) -> None:
    sites = rank_sites(CATALOGUE, people)
    possible = [site.capacity >= people for site in sites]
    assert possible == sorted(possible, reverse=True)
    known = [site.nitrogen is not None for site, ok in zip(sites, possible, strict=True) if ok]
    assert known == sorted(known, reverse=True)
    assert len({site.key for site in sites}) == len(sites) >= 9


def test_what_is_rarer_takes_as_much_longer() -> None:
    """Vesta lifts as much more as its rock has less nitrogen than that of Ceres."""
    site = read_site(CATALOGUE, "vesta")
    assert site.nitrogen is not None
    each = CATALOGUE.value("bootstrap-paper.mass_area") * CATALOGUE.value(
        "twin-cylinder.persons_area"
    )
    more = CATALOGUE.value("ceres.nitrogen_fraction") / site.nitrogen
    assert site.capacities["mass"] / site.capacities["nitrogen"] == pytest.approx(more)
    light = site.aphelion_flux * math.pi * CATALOGUE.value("vesta.radius") ** 2
    power = (
        light
        * CATALOGUE.value("ceres-lifting.surface_share")
        * CATALOGUE.value("ceres-lifting.panel_efficiency")
    )
    assert site.time(1e8) == pytest.approx(1e8 * each * more * site.lift_energy / power, rel=1e-6)


def test_the_ranking_is_drawn(run: Command, tmp_path: Path) -> None:
    run("sites", "--to", str(tmp_path), "--format", "svg")
    assert {path.name for path in tmp_path.iterdir()} == {"site-capacity.svg", "site-time.svg"}
    capacity, time = site_charts(rank_sites(CATALOGUE, 1e9), 1e9)
    points = {part.name: dict(zip(part.x, part.y, strict=True)) for part in capacity.series}
    assert points["nitrogen"][1.0] == pytest.approx(CERES.capacities["nitrogen"])
    assert set(points["mass"]) == set(range(1, len(capacity.x.names) + 1))
    assert sum(len(part.y) for part in time.series) == 4
    assert [chart.name for chart in site_charts(rank_sites(CATALOGUE, 1e13), 1e13)] == [
        "site-capacity"
    ]


def test_the_command_lists_and_refuses(run: Command) -> None:
    found = run("sites", "--people", "1e9", "--json").document()
    assert found[0]["site"] == "ceres"
    assert [row["rank"] for row in found] == list(range(1, len(found) + 1))
    assert run("sites", "--people", "none").code == 2
