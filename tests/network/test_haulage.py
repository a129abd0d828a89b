"""Trucks as lines: figures by hand, and a chain from the mine to the elevator."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.network.lines import process_lines
from optdesign.network.model import Line
from optdesign.physics.haulage import haul_energy, haul_productivity
from optdesign.problem import Case, load_problem, make_case, shipped_folder

SHIPPED = (shipped_folder("problems") / "ceres-bootstrap.toml").read_text()


def lines_of(case: Case) -> dict[str, Line]:
    return {line.name: line for line in process_lines(case)}


@pytest.fixture(scope="module")
def with_trucks(tmp_path_factory: pytest.TempPathFactory) -> Case:
    path = tmp_path_factory.mktemp("problems") / "trucks.toml"
    path.write_text(SHIPPED.replace('"role:line",', '"role:line", "truck",', 1))
    return make_case(load_problem(Path(path)))


def test_without_trucks_nothing_changes() -> None:
    found = lines_of(make_case(load_problem("ceres-bootstrap")))
    assert "truck" not in found
    assert "ore" in found["miner"].output
    assert not any("rock" in line.output or "rock" in line.input for line in found.values())


def test_what_is_dug_goes_through_the_trucks(with_trucks: Case) -> None:
    found = lines_of(with_trucks)
    makers = {key: {n for n, line in found.items() if key in line.output}
              for key in ("rock", "ore", "feedstock")}  # fmt: skip
    assert makers == {"rock": {"miner"}, "ore": {"truck"}, "feedstock": {"elevator"}}
    truck = found["truck"]
    assert truck.output["ore"] == truck.input["rock"]
    assert sum(truck.bill[key] for key in ("metal", "silicate", "polymer", "electronics")) == (
        pytest.approx(1.0)
    )


def test_without_an_elevator_trucks_bring_feedstock(with_trucks: Case) -> None:
    values = {k: v for k, v in with_trucks.values.items() if not k.startswith("elevator.")}
    found = lines_of(replace(with_trucks, values=values))
    assert set(found["truck"].output) == {"feedstock"}


def test_a_truck_by_hand() -> None:
    """Six trips of 100 km in a tenth of 60 Ms at 10 m/s; two loads' and two trucks' weights."""
    assert haul_productivity(50e3, speed=10.0, payload_ratio=2.0, duty=0.1) * 6e5 == pytest.approx(
        12.0
    )
    energy = haul_energy(
        1e3, gravity=0.5, rolling_resistance=0.1, payload_ratio=2.0, efficiency=1.0
    )
    assert energy == pytest.approx(0.1 * 0.5 * 1e3 * (3 + 1) / 2)


@given(st.floats(1e3, 1e6), st.floats(1.01, 10.0))
def test_longer_ways_cost_more_and_move_less(distance: float, factor: float) -> None:
    def both(way: float) -> tuple[float, float]:
        return (
            haul_energy(way, gravity=0.3, rolling_resistance=0.1, payload_ratio=3, efficiency=0.8),
            haul_productivity(way, speed=4.0, payload_ratio=3.0, duty=0.4),
        )

    near, far = both(distance), both(factor * distance)
    assert far[0] == pytest.approx(factor * near[0])
    assert far[1] == pytest.approx(near[1] / factor)
