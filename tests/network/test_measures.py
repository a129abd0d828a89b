"""Measures of a whole growth, against sums by hand and the published use of the body's spin."""

from __future__ import annotations

import pytest

from optdesign.network.lines import process_lines
from optdesign.network.measures import body_stock, lifted_angular_momentum, measures
from optdesign.network.model import HabitatDesign, Network, PowerDesign
from optdesign.units import to_si
from tests.network.line_case import ELEVATOR, line_case

YEAR = to_si(1.0, "year")
CASE = line_case(items=ELEVATOR)
POWER = PowerDesign("solar", YEAR, 0.0, {"electricity": 20.0}, {"metal": 1.0})
HABITAT = HabitatDesign({"metal": 5e5, "nitrogen": 6e4}, {})
NETWORK = Network(process_lines(CASE), (POWER, POWER), (HABITAT, HABITAT))
FOUND = measures(CASE, NETWORK)


def test_every_measure_is_there() -> None:
    assert {name: measure.unit for name, measure in FOUND.items()} == {
        "total_energy": "J",
        "plant_mass": "kg",
        "lifted_mass": "kg",
        "lifting_energy": "J",
        "angular_momentum": "1",
        "iron": "1",
        "nitrogen": "1",
    }
    for measure in FOUND.values():
        assert min([*measure.build.values(), *measure.run.values()]) >= 0


def test_energy_is_that_of_running_lines() -> None:
    energy = FOUND["total_energy"]
    assert energy.run["smelter"] == pytest.approx(15 * 20e6 / YEAR)
    assert set(energy.run) == {line.name for line in NETWORK.lines}
    assert not energy.build
    lifting = FOUND["lifting_energy"].run["elevator"] / FOUND["lifted_mass"].run["elevator"]
    assert lifting == pytest.approx(54.10e3 * 1.1 / 0.8, rel=1e-4)


def test_plant_is_every_kilogram_built() -> None:
    assert FOUND["plant_mass"].build == dict.fromkeys(
        [*(line.name for line in NETWORK.lines), "solar"], 1.0
    )


def test_the_published_mass_takes_its_share_of_the_spin() -> None:
    """1e18 kg takes 2.69 % of the angular momentum of Ceres, 1.594e28."""
    assert 1e18 * lifted_angular_momentum(CASE) == pytest.approx(0.0269, rel=2e-3)
    spin, mass = FOUND["angular_momentum"], FOUND["lifted_mass"]
    assert spin.run["elevator"] / mass.run["elevator"] == pytest.approx(2.69e-20, rel=2e-3)


def test_iron_and_nitrogen_are_shares_of_the_body() -> None:
    assert body_stock(CASE, "iron") == pytest.approx(0.15 * 9.38e20)
    assert FOUND["iron"].run == {"smelter": pytest.approx(15 / YEAR / (0.15 * 9.38e20))}
    freed = 400 * 0.006 / YEAR / (0.0075 * 9.38e20)
    assert FOUND["nitrogen"].run == {"miner": pytest.approx(freed)}


def test_without_elevator_and_body_nothing_of_them_is_counted() -> None:
    case = line_case()
    found = measures(case, Network(process_lines(case), (POWER,)))
    assert set(found) == {"total_energy", "plant_mass", "lifted_mass", "lifting_energy"}
    assert not found["lifted_mass"].run
    assert lifted_angular_momentum(case) == 0.0
