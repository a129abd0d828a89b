"""A ray tracer of the hexagonal array against the fitted sky factor.

Rays leave the wall of a cylinder (radius 1) after the cosine law; neighbours of the same height
stand at twice the pitch; the sky is all that is not a wall. The floor is read in two ways:

* specular mirror, the plane of symmetry of the twin cylinder: a ray reflected by the floor goes
  on among mirror images, so a wall reaches from minus to plus its height. This is the reading
  that follows the fit. It agrees to 0.045 where the pitch is at least 4 radii; in denser arrays
  the fit is up to 0.08 lower, that is on the safe side (a full mirror also returns what panels
  around each cylinder and between the reflectors would absorb).
* black floor: loses half of all rays and cannot give the fitted values, which approach one.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.physics.settlement_cases import published_sky_factor

Array = NDArray[np.float64]


def _neighbours(pitch: float, rings: int) -> Array:
    index = np.arange(-rings, rings + 1)
    first, second = (grid.ravel() for grid in np.meshgrid(index, index))
    inside = (abs(first + second) <= rings) & ((first != 0) | (second != 0))
    first, second = first[inside], second[inside]
    return pitch * np.stack([2 * first + second, math.sqrt(3) * second])


def _rays(count: int, height: float, generator: np.random.Generator) -> tuple[Array, Array, Array]:
    """Start (x, y, z), horizontal unit direction and slope of rays from the wall."""
    angle = generator.uniform(0, 2 * np.pi, count)
    tangential = np.sqrt(generator.uniform(size=count))
    turn = generator.uniform(0, 2 * np.pi, count)
    normal = np.sqrt(1 - tangential**2)
    along, up = tangential * np.cos(turn), tangential * np.sin(turn)
    start = np.stack([np.cos(angle), np.sin(angle), generator.uniform(0, height, count)])
    direction = np.stack(
        [normal * start[0] - along * start[1], normal * start[1] + along * start[0]]
    )
    horizontal = np.hypot(normal, along)
    return start, direction / horizontal, up / horizontal


def _blocked(
    start: Array, direction: Array, slope: Array, *, neighbours: Array, height: float
) -> NDArray[np.bool_]:
    """Which rays end on a wall; images in the mirror floor included."""
    across = neighbours[:, None, :] - start[:2, :, None]
    ahead = across[0] * direction[0][:, None] + across[1] * direction[1][:, None]
    aside = across[0] * direction[1][:, None] - across[1] * direction[0][:, None]
    near = ahead - np.sqrt(np.maximum(1 - aside**2, 0))
    level = start[2][:, None] + slope[:, None] * near
    return np.any((abs(aside) < 1) & (ahead > 0) & (abs(level) < height), axis=1)


def _trace(neighbours: Array, height: float, *, count: int = 20_000, mirror: bool = True) -> float:
    generator = np.random.default_rng(7)
    free = 0
    for _ in range(count // 1000):
        start, direction, slope = _rays(1000, height, generator)
        sky = ~_blocked(start, direction, slope, neighbours=neighbours, height=height)
        free += int(np.sum(sky if mirror else sky & (slope > 0)))
    return free / (count // 1000 * 1000)


def test_tracer_without_neighbours_sees_all_sky() -> None:
    nothing = np.empty((2, 0))
    assert _trace(nothing, 5.0) == 1
    assert _trace(nothing, 5.0, mirror=False) == pytest.approx(0.5, abs=0.015)


@pytest.mark.parametrize("separation", [1.2, 2.0, 4.0])
def test_tracer_agrees_with_two_infinite_cylinders(separation: float) -> None:
    closed_form = (math.sqrt(separation**2 - 1) + math.asin(1 / separation) - separation) / math.pi
    one = np.array([[2 * separation], [0.0]])
    blocked = 1 - _trace(one, 1e6, count=40_000)
    assert blocked == pytest.approx(closed_form, abs=0.005)


@pytest.mark.parametrize("aspect", [2.5, 5.0, 10.0])
@pytest.mark.parametrize(
    ("pitch", "tolerance"),
    [(2.0, 0.08), (3.0, 0.08), (4.4, 0.045), (6.0, 0.03), (8.0, 0.04), (12.0, 0.045)],
)
def test_fit_follows_the_mirror_floor(pitch: float, tolerance: float, aspect: float) -> None:
    traced = _trace(_neighbours(pitch, 14), aspect)
    fitted = published_sky_factor(pitch, 1.0, aspect)
    assert fitted == pytest.approx(traced, abs=tolerance)
    if pitch < 5:
        assert fitted < traced + 0.01


def test_black_floor_is_another_array() -> None:
    assert published_sky_factor(12.0, 1.0, 5.0) > 0.9
    assert _trace(_neighbours(12.0, 14), 5.0, mirror=False) < 0.5
