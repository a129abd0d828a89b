"""Radiators: black-body figures, proportions, no negative panels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.physics.radiator import radiated_flux, radiator_area, radiator_mass


def test_black_body_at_300_kelvin() -> None:
    assert radiated_flux(300.0, emissivity=1.0, faces=1) == pytest.approx(459.3, abs=0.1)


@given(st.floats(0, 1e9), st.floats(100, 1500), st.floats(0.05, 1), st.sampled_from([1, 2]))
def test_area_rejects_the_heat(heat: float, temperature: float, gray: float, faces: int) -> None:
    area = radiator_area(heat, temperature, emissivity=gray, faces=faces)
    rejected = area * radiated_flux(temperature, emissivity=gray, faces=faces)
    assert rejected == pytest.approx(heat)


@given(st.floats(-1e9, 1e9), st.floats(100, 1500))
def test_never_negative(heat: float, temperature: float) -> None:
    area = radiator_area(heat, temperature, emissivity=0.9, faces=2)
    assert area >= 0
    assert radiator_mass(area, areal_mass=5.0) >= 0


def test_twice_as_hot_is_sixteen_times_smaller() -> None:
    warm = radiator_area(1e4, 300.0, emissivity=0.9, faces=2)
    assert radiator_area(1e4, 600.0, emissivity=0.9, faces=2) == pytest.approx(warm / 16)
