"""Lines, beams, ring orbits, meteoroids and heat pipes: known figures and closed forms."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.physics import beam, hazards, heat_pipe, line, ring_orbit, transmission

EARTH: dict[str, Any] = {
    "body_radius": 6.378137e6,
    "gravitational_parameter": 3.986e14,
    "oblateness": 1.0826e-3,
}


def test_a_satellite_at_700_km_follows_the_sun_at_98_degrees() -> None:
    cosine = ring_orbit.sun_synchronous_cosine(7.078137e6, year=365.25 * 86400, **EARTH)
    assert math.degrees(math.acos(cosine)) == pytest.approx(98.19, abs=0.02)
    turned = ring_orbit.nodal_precession(7.078137e6, cosine=cosine, **EARTH)
    assert turned * 365.25 * 86400 == pytest.approx(2 * math.pi)


def test_an_equatorial_orbit_is_in_shadow_for_the_known_share() -> None:
    share = ring_orbit.shadow_share(6.378e6 + 4e5, body_radius=6.378e6, sun_angle=0.0)
    assert share == pytest.approx(math.asin(6378 / 6778) / math.pi)
    assert ring_orbit.shadow_share(2.0, body_radius=1.0, sun_angle=0.53) == 0
    assert ring_orbit.shadow_share(2.0, body_radius=1.0, sun_angle=0.52) > 0


def test_the_sun_stands_over_an_equatorial_orbit_as_its_declination() -> None:
    solstice: dict[str, Any] = {"longitude": math.pi / 2, "node": 0.7, "obliquity": 0.4}
    assert ring_orbit.sun_angle(inclination_cosine=1.0, **solstice) == pytest.approx(0.4)
    equinox = solstice | {"longitude": 0.0}
    assert ring_orbit.sun_angle(inclination_cosine=1.0, **equinox) == pytest.approx(0.0, abs=1e-12)
    # Over the poles, the node a right angle from the Sun: it shines square on the orbit.
    polar = equinox | {"node": math.pi / 2}
    assert ring_orbit.sun_angle(inclination_cosine=0.0, **polar) == pytest.approx(math.pi / 2)


def test_the_core_of_ceres_is_a_thousand_times_too_soft() -> None:
    pressure = ring_orbit.core_pressure(9.38e20, radius=4.7e5, gravitational_constant=6.674e-11)
    assert pressure == pytest.approx(0.144e9, rel=0.02)


def test_the_current_delivers_the_power() -> None:
    current = line.sent_current(2e5, voltage=1e3, resistance=1.0)
    assert 1e3 * current - current**2 == pytest.approx(2e5)
    # At U^2/(4 R) half of what is sent is lost.
    assert line.sent_current(2.5e5, voltage=1e3, resistance=1.0) == pytest.approx(500)


@given(st.floats(1e-8, 1), st.floats(0, 1))
def test_insulation_is_a_shell(section: float, thickness: float) -> None:
    inner = math.sqrt(section / math.pi)
    outer = line.line_diameter(section, thickness=thickness) / 2
    mass = line.insulation_mass(10.0, cross_section=section, thickness=thickness, density=900.0)
    assert mass == pytest.approx(9e3 * math.pi * (outer**2 - inner**2), rel=1e-6, abs=1e-9)


@given(st.floats(0.01, 0.99), st.floats(1e3, 1e9))
def test_apertures_catch_what_they_are_made_for(capture: float, distance: float) -> None:
    product = beam.aperture_product(distance, capture=capture, wavelength=0.05)
    transmitter = beam.balanced_transmitter(product, transmitter_density=3.0, receiver_density=1.0)
    caught = transmission.beam_capture(
        distance, transmitter_area=transmitter, receiver_area=product / transmitter, wavelength=0.05
    )
    assert caught == pytest.approx(capture, rel=1e-9)
    assert 3 * transmitter == pytest.approx(product / transmitter)


def test_cuts_outages_and_spacing_by_hand() -> None:
    rate = hazards.cut_rate(
        1e6,
        diameter=0.03,
        particle_flux=1e-15,
        particle_diameter=0.01,
        exponent=4.0,
        severing_ratio=1 / 3,
    )
    assert rate == pytest.approx(3e-11)
    assert hazards.outage_share(1e-7, repair_time=1e6) == pytest.approx(0.1 / 1.1)
    spacing = hazards.debris_spacing(0.03, fragments=1000, probability=1e-3)
    assert spacing == pytest.approx(0.03 * 1e6 / (2 * math.pi))


def test_pipes_reach_until_their_load_is_spent() -> None:
    reach = heat_pipe.pipe_reach(1000.0, transport_capacity=200.0, spacing=0.1)
    assert 1000 * 0.1 * reach * reach / 2 == pytest.approx(200)
    assert heat_pipe.module_heat(1000.0, reach=reach, width=2.0) == pytest.approx(8000)


def test_resistivity_and_contacts() -> None:
    metal: dict[str, Any] = {"reference_resistivity": 1.7e-8, "reference_temperature": 293.0}
    assert line.resistivity(393.0, coefficient=4e-3, **metal) == pytest.approx(1.4 * 1.7e-8)
    assert line.contact_share(1e3, drop=1.0) == pytest.approx(0.002)
    assert line.insulation_thickness(2e5, field=2e7) == pytest.approx(0.01)
    assert ring_orbit.body_light(400.0, orbit_radius=2.0, body_radius=1.0) == pytest.approx(25)
