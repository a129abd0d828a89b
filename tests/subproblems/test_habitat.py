"""Habitat subproblem against brute force and against what can be worked out by hand."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pytest

from optdesign.physics.habitat_assessment import HabitatAssumptions, assess
from optdesign.subproblems.habitat import optimize_habitat
from tests.physics.settlement_cases import assumptions, paper

BOUNDS = {
    "radius": (500.0, 2000.0),
    "soil_depth": (1.5, 4.0),
    "reflector_radius": (1000.0, 24000.0),
}
LIMITS = {
    "urban_gravity": (0.8, math.inf),
    "rotation_rate": (0.0, 4 * 2 * math.pi / 60),
    "pitch_ratio": (2.0, 12.0),
    "aspect_ratio": (2.5, 10.0),
}
SMALLEST = 186.5 / 0.2  # where the urban floor has 0.8 of the rural gravity
Sense = Literal["min", "max"]


def _brute_force(case: HabitatAssumptions, objective: str, sign: float) -> tuple[float, float]:
    """Best value and the least reflector with it, on a grid that contains the corners."""
    radius, depth, pitch = np.meshgrid(
        np.append(np.linspace(500, 2000, 121), SMALLEST * (1 + 1e-12)),
        np.linspace(1.5, 4, 3),
        np.linspace(2, 12, 801),
        indexing="ij",
    )
    reflector = radius * pitch
    found = assess(radius, depth, reflector, case)
    found |= {"radius": radius, "soil_depth": depth, "reflector_radius": reflector}
    feasible = (found["light_ratio"] >= 1) & (found["cooling_ratio"] >= 1)
    for name, (low, high) in LIMITS.items():
        feasible &= (found[name] >= low) & (found[name] <= high)
    value = np.where(feasible, sign * np.broadcast_to(found[objective], radius.shape), np.inf)
    tied = value <= value.min() + 1e-9 * abs(value.min())
    return sign * float(value.min()), float(reflector[tied].min())


@pytest.mark.parametrize("distance_au", [1.0, 2.986])
@pytest.mark.parametrize(
    ("objective", "sense"),
    [
        ("energy_per_person", "min"),
        ("soil_depth", "max"),
        ("radius", "max"),
        ("reflector_radius", "min"),
        ("disk_area_per_person", "min"),
        ("electric_power_per_person", "max"),
        ("population", "max"),
    ],
)
def test_brute_force(objective: str, sense: Sense, distance_au: float) -> None:
    case = assumptions(distance_au)
    sign = 1.0 if sense == "min" else -1.0
    expected, reflector = _brute_force(case, objective, sign)
    best = optimize_habitat(case, bounds=BOUNDS, limits=LIMITS, objective=objective, sense=sense)
    assert best is not None
    levers = {lever: getattr(best, lever) for lever in BOUNDS}
    value = {**best.outcomes, **levers}[objective]
    assert sign * value <= sign * expected + 2e-9 * abs(expected)
    assert value == pytest.approx(expected, rel=5e-3)
    assert best.reflector_radius == pytest.approx(reflector, rel=1.5e-2)
    for name, (low, high) in LIMITS.items():
        assert low * (1 - 1e-9) <= best.outcomes[name] <= high * (1 + 1e-9)
    assert min(best.outcomes["light_ratio"], best.outcomes["cooling_ratio"]) >= 1 - 1e-9


def test_least_energy_sits_on_gravity_soil_and_light() -> None:
    best = optimize_habitat(assumptions(2.986), bounds=BOUNDS, limits=LIMITS)
    assert best is not None
    assert best.radius == pytest.approx(SMALLEST, rel=1e-8)
    assert best.soil_depth == pytest.approx(1.5, rel=1e-8)
    light = float(assess(SMALLEST, 1.5, 4e3, assumptions(2.986))["light_radius"])
    assert best.reflector_radius == pytest.approx(light, rel=1e-8)
    assert best.outcomes["energy_per_person"] == pytest.approx(
        float(assess(SMALLEST, 1.5, light, assumptions(2.986))["energy_per_person"]), rel=1e-8
    )


def test_ties_take_the_least_reflector() -> None:
    """Deepest soil leaves the radius free; the smallest habitat needs the smallest mirror."""
    best = optimize_habitat(
        assumptions(2.986), bounds=BOUNDS, limits=LIMITS, objective="soil_depth", sense="max"
    )
    assert best is not None
    assert best.radius == pytest.approx(SMALLEST, rel=1e-6)
    assert best.reflector_radius == pytest.approx(best.outcomes["light_radius"], rel=1e-6)


def test_paper_structure_is_lighter() -> None:
    virial = optimize_habitat(assumptions(2.986), bounds=BOUNDS, limits=LIMITS)
    fitted = optimize_habitat(paper(2.986), bounds=BOUNDS, limits=LIMITS)
    assert virial is not None
    assert fitted is not None
    assert fitted.outcomes["energy_per_person"] < virial.outcomes["energy_per_person"]


@pytest.mark.parametrize("pinned", [{"radius": 1e3}, {"radius": SMALLEST}, {"radius": 1.95e3}])
def test_pinned_levers_stay(pinned: dict[str, float]) -> None:
    bounds = {**BOUNDS, **{lever: (value, value) for lever, value in pinned.items()}}
    best = optimize_habitat(assumptions(2.986), bounds=bounds, limits=LIMITS)
    assert best is not None
    for lever, value in pinned.items():
        assert getattr(best, lever) == value
    needed = max(1 / best.outcomes["light_ratio"], 1 / best.outcomes["cooling_ratio"])
    assert needed == pytest.approx(1, abs=1e-8)


def test_all_levers_pinned() -> None:
    def pinned(reflector_radius: float) -> dict[str, tuple[float, float]]:
        values = {"radius": 1e3, "soil_depth": 1.5, "reflector_radius": reflector_radius}
        return {lever: (value, value) for lever, value in values.items()}

    assert optimize_habitat(assumptions(2.986), bounds=pinned(4.5e3), limits=LIMITS) is not None
    assert optimize_habitat(assumptions(2.986), bounds=pinned(4.3e3), limits=LIMITS) is None


def test_narrow_limits_are_found() -> None:
    """A feasible sliver far thinner than the grid."""
    sliver = {**LIMITS, "population": (60_000.0, 60_000.01), "total_per_person": (0.0, 9.9e6)}
    best = optimize_habitat(assumptions(2.986), bounds=BOUNDS, limits=sliver)
    assert best is not None
    assert best.outcomes["population"] == pytest.approx(60_000, abs=0.011)


@pytest.mark.parametrize(
    "impossible",
    [
        {"urban_gravity": (0.95, math.inf)},
        {"energy_per_person": (0.0, 1e12)},
        {"heat_flux": (0.0, 135.0)},
        {"pitch_ratio": (2.0, 3.0)},
    ],
)
def test_infeasible_is_none(impossible: dict[str, tuple[float, float]]) -> None:
    case = assumptions(2.986)
    assert optimize_habitat(case, bounds=BOUNDS, limits={**LIMITS, **impossible}) is None


def test_crossed_bounds_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="crossed"):
        optimize_habitat(assumptions(), bounds={**BOUNDS, "radius": (2e3, 1e3)}, limits=LIMITS)
