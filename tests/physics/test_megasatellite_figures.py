"""Published and recomputed figures of the megasatellite and of what Ceres can supply."""

from __future__ import annotations

import math

import pytest

from optdesign.physics import angular_momentum, megasatellite
from optdesign.physics.sunlight import flux
from tests.physics.settlement_cases import AU, CERES, MASS, RADIUS, SPIN

PARAMETER = CERES["gravitational_parameter"]
YEAR = 365.25 * 86400
SUN = 1.98847e30


def test_frame() -> None:
    stress = megasatellite.tidal_compression(
        2.5e7, 1e8, gravitational_parameter=PARAMETER, density=7800.0
    )
    assert stress == pytest.approx(0.1526e6, rel=5e-4)
    height = megasatellite.effective_height(stress, density=7800.0, gravity=9.81)
    assert height == pytest.approx(1.99, abs=5e-3)
    field = megasatellite.body_gravity_ratio(1e8, gravitational_parameter=PARAMETER, gravity=9.81)
    assert field == pytest.approx(6.38e-7, rel=1e-3)


def test_bearings_weigh_a_hundred_millionth() -> None:
    """The paper: forces a ten millionth of those on Earth, so 1e-8 of the mass or less."""
    share = megasatellite.bearing_share(
        6.1155e6, 1e8, gravitational_parameter=PARAMETER, gravity=9.81, lift_ratio=10.0
    )
    field = megasatellite.body_gravity_ratio(1e8, gravitational_parameter=PARAMETER, gravity=9.81)
    assert share == pytest.approx(2 * 0.061155 * field / 10)
    assert share == pytest.approx(1e-8, rel=0.3)


@pytest.mark.parametrize(
    ("axis", "eccentricity", "hill_km", "degrees"),
    [(2.7666, 0.0758, 206_450, 8.69), (2.7656, 0.0796, 205_530, 9.13)],
)
def test_orbit(axis: float, eccentricity: float, hill_km: float, degrees: float) -> None:
    hill = megasatellite.hill_radius(
        axis * AU, eccentricity=eccentricity, body_mass=MASS, solar_mass=SUN
    )
    assert hill / 1e3 == pytest.approx(hill_km, rel=1e-4)
    angle = megasatellite.libration(eccentricity)
    assert math.degrees(angle) == pytest.approx(degrees, abs=0.011)


def test_libration_is_the_equation_of_the_centre() -> None:
    eccentricity = 0.0758

    def offset(anomaly: float) -> float:
        true = 2 * math.atan(
            math.sqrt((1 + eccentricity) / (1 - eccentricity)) * math.tan(anomaly / 2)
        )
        return true - (anomaly - eccentricity * math.sin(anomaly))

    largest = max(offset(math.pi * step / 1000) for step in range(1000))
    assert megasatellite.libration(eccentricity) == pytest.approx(largest, rel=2e-3)
    assert math.cos(largest) == pytest.approx(0.9885, abs=1e-4)


def test_people() -> None:
    people = megasatellite.disk_population(2.5e7, disk_area_per_person=1175.0)
    assert people == pytest.approx(1.67e12, rel=2e-3)
    diameter = megasatellite.disk_diameter(1e11, disk_area_per_person=1175.0)
    assert diameter == pytest.approx(12_231e3, rel=1e-4)
    area = megasatellite.supported_area(MASS, mass_per_living_area=5000.0)
    assert area / 1e6 == pytest.approx(188e9, rel=3e-3)
    assert area / 2000 == pytest.approx(9.4e13, rel=3e-3)


def test_spin() -> None:
    spin = angular_momentum.spin_angular_momentum(MASS, RADIUS, rotation_rate=SPIN)
    assert spin == pytest.approx(1.594e28, rel=5e-4)
    carried = angular_momentum.released_angular_momentum(1494.2e3, rotation_rate=SPIN)
    assert 1e18 * carried / spin == pytest.approx(0.0269, rel=2e-3)


def test_lifting() -> None:
    power = megasatellite.surface_power(
        RADIUS,
        flux=flux(2.8 * AU, solar_constant=1361.0),
        covered_share=0.2,
        panel_efficiency=0.2,
    )
    assert power == pytest.approx(4.82e12, rel=1e-3)
    rate = megasatellite.lifted_mass_rate(power, energy_per_mass=54.10e3)
    assert rate * YEAR == pytest.approx(2.81e15, rel=1e-3)
    people = megasatellite.settling_rate(rate, mass_per_person=1e7) * YEAR
    assert people == pytest.approx(280e6, rel=5e-3)
    assert 1e11 / people == pytest.approx(357, rel=5e-3)
    with_processing = megasatellite.lifted_mass_rate(power, energy_per_mass=1.0541e6)
    assert with_processing * YEAR / 1e7 == pytest.approx(14.4e6, rel=3e-3)
