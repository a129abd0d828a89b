"""How high a moon may orbit its planet before the Sun takes it: planar three-body integration.

Sun and body move on their Kepler ellipse, satellites have no mass. Directions of start are spread
evenly, for a satellite that survives from one side of the body may be lost from another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

Floats = NDArray[np.float64]

_TOLERANCE = 1e-9
_TINY_STEP = 1e-6


@dataclass(frozen=True, kw_only=True)
class SatelliteSystem:
    """A body on an elliptic orbit around the Sun, in SI."""

    solar_parameter: float
    body_parameter: float
    body_radius: float
    semi_major_axis: float
    eccentricity: float

    @property
    def period(self) -> float:
        """Of the body around the Sun [s]."""
        return float(2 * np.pi * np.sqrt(self.semi_major_axis**3 / self.solar_parameter))

    @property
    def hill_radius(self) -> float:
        """At perihelion [m]."""
        perihelion = self.semi_major_axis * (1 - self.eccentricity)
        share = self.body_parameter / (3 * self.solar_parameter)
        return float(perihelion * share ** (1 / 3))


def surviving(
    system: SatelliteSystem, radii: Floats, *, orbits: int, directions: int = 4, prograde: bool
) -> Floats:
    """Share of the satellites that are still bound after so many orbits of the body.

    Parameters
    ----------
    system : Sun and body
    radii : (n,) [m], of circular starts around the body
    orbits : of the body around the Sun
    directions : of start, evenly spread
    prograde : whether satellites turn as the body does around the Sun

    Returns
    -------
    (n,), from 0 to 1; lost is what has been beyond the Hill sphere or on the ground at the end of
    any orbit of the body
    """
    radius = np.repeat(np.asarray(radii, dtype=np.float64), directions)
    angle = np.tile(2 * np.pi * np.arange(directions) / directions, len(radii))
    speed = np.sqrt(system.body_parameter / radius) * (1.0 if prograde else -1.0)
    place = radius * np.array([np.cos(angle), np.sin(angle)])
    motion = speed * np.array([-np.sin(angle), np.cos(angle)])
    sun, drift = _perihelion(system)
    alive = np.ones(radius.size, dtype=bool)
    for _ in range(orbits):
        if not alive.any():
            break
        start = np.concatenate([sun, drift, place[:, alive].ravel(), motion[:, alive].ravel()])
        end = _advance(system, start)
        sun, drift = end[:2], end[2:4]
        count = int(alive.sum())
        place[:, alive] = end[4 : 4 + 2 * count].reshape(2, count)
        motion[:, alive] = end[4 + 2 * count :].reshape(2, count)
        distance = np.hypot(*place)
        alive &= np.isfinite(distance) & (distance < 1.5 * system.hill_radius)
    return np.asarray(alive.reshape(len(radii), directions).mean(axis=1), dtype=np.float64)


def highest_stable(
    system: SatelliteSystem, radii: Floats, *, orbits: int, prograde: bool, directions: int = 4
) -> float:
    """The largest radius [m] below which every satellite survives; zero if none does.

    Parameters
    ----------
    system : Sun and body
    radii : (n,) [m], rising
    orbits : of the body around the Sun
    prograde : whether satellites turn as the body does around the Sun
    directions : of start, evenly spread
    """
    found = surviving(system, radii, orbits=orbits, directions=directions, prograde=prograde)
    lost = np.flatnonzero(found < 1.0)
    last = (lost[0] if lost.size else len(radii)) - 1
    return float(radii[last]) if last >= 0 else 0.0


def _perihelion(system: SatelliteSystem) -> tuple[Floats, Floats]:
    """Place and speed of the Sun as seen from the body, at perihelion."""
    near = system.semi_major_axis * (1 - system.eccentricity)
    both = system.solar_parameter + system.body_parameter
    speed = np.sqrt(both / near * (1 + system.eccentricity))
    return np.array([-near, 0.0]), np.array([0.0, -speed])


def _advance(system: SatelliteSystem, start: Floats) -> Floats:
    """The state after one orbit of the body; what hits the ground is stopped softly."""
    count = (start.size - 4) // 4
    both = system.solar_parameter + system.body_parameter

    def slope(_: float, state: Floats) -> Floats:
        sun, drift = state[:2], state[2:4]
        place, motion = state[4 : 4 + 2 * count].reshape(2, count), state[4 + 2 * count :]
        distance = np.maximum(np.hypot(*place), system.body_radius)
        towards = sun[:, None] - place
        apart = np.hypot(*towards)
        far = np.hypot(*sun)
        pull = system.solar_parameter * (towards / apart**3 - sun[:, None] / far**3)
        pull = pull - system.body_parameter * place / distance**3
        return np.concatenate([drift, -both * sun / far**3, motion, pull.ravel()])

    scale = np.concatenate(
        [np.full(2, system.semi_major_axis), np.full(2, 1e4), np.full(2 * count, 1e8),
         np.full(2 * count, 10.0)]
    )  # fmt: skip
    run = solve_ivp(
        slope, (0.0, system.period), start, method="DOP853", rtol=_TOLERANCE,
        atol=_TOLERANCE * scale * _TINY_STEP * 1e6, t_eval=[system.period],
    )  # fmt: skip
    return np.asarray(run.y[:, -1], dtype=np.float64)
