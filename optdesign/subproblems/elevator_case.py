"""What an elevator must do, on which body and of what material, and whether that is possible."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.optimize import brentq

from optdesign.errors import ProblemError
from optdesign.physics import elevator, tether
from optdesign.units import format_number, format_quantity

_DEFAULT_LIMIT = 10.0  # stationary radii
_NEGLIGIBLE = 60.0  # a section exp(60) times thinner than at the ground weighs nothing


@dataclass(frozen=True, kw_only=True)
class ElevatorBody:
    """A spherical body in uniform rotation, in SI."""

    gravitational_parameter: float
    radius: float
    rotation_rate: float

    @property
    def stationary_radius(self) -> float:
        """Radius of the stationary orbit [m]."""
        return float(
            elevator.stationary_radius(
                gravitational_parameter=self.gravitational_parameter,
                rotation_rate=self.rotation_rate,
            )
        )

    def gravity(self, radius: float) -> float:
        """Effective gravity [m/s2] at a radius, positive downwards."""
        return float(
            elevator.effective_gravity(
                radius,
                gravitational_parameter=self.gravitational_parameter,
                rotation_rate=self.rotation_rate,
            )
        )

    def height_energy(self, radius: float) -> float:
        """Effective potential [J/kg] at a radius, from the ground."""
        return float(
            elevator.lift_energy(
                radius,
                self.radius,
                gravitational_parameter=self.gravitational_parameter,
                rotation_rate=self.rotation_rate,
            )
        )


@dataclass(frozen=True, kw_only=True)
class ElevatorCase:
    """What an elevator must do and what it is made of, in SI; radii from the body's centre.

    ``limit_radius`` bounds the counterweight's distance: None is ten stationary radii and
    infinity is no limit.
    """

    body: ElevatorBody
    target_apoapsis: float
    density: float
    stress: float
    payload_mass: float
    climb_speed: float
    limit_radius: float | None = None

    @property
    def longest(self) -> float:
        """Largest radius worth considering: the limit, or where the tether has tapered away."""
        body = self.body
        limit = self.limit_radius
        if limit is None:
            limit = _DEFAULT_LIMIT * body.stationary_radius
        depth = (
            _NEGLIGIBLE * self.stress / self.density + body.gravitational_parameter / body.radius
        )
        tapered_away = math.sqrt(2 * depth) / body.rotation_rate
        return min(limit, max(tapered_away, 2 * body.stationary_radius))

    def taper(self, radius: float) -> float:
        """Logarithm of the section over that at the ground."""
        return float(
            tether.taper_logarithm(
                self.body.height_energy(radius), density=self.density, stress=self.stress
            )
        )


def check_case(case: ElevatorCase) -> None:
    """Refuse a case no elevator can serve.

    Raises
    ------
    ProblemError
        with one line for each fault.
    """
    faults = _unusable_numbers(case) or _impossible_geometry(case)
    if faults:
        raise ProblemError("\n".join(faults))


def _unusable_numbers(case: ElevatorCase) -> list[str]:
    numbers = {
        "body.mass": case.body.gravitational_parameter,
        "body.radius": case.body.radius,
        "target.apoapsis": case.target_apoapsis,
        "tether.density": case.density,
        "tether.stress": case.stress,
        "payload.mass": case.payload_mass,
        "climb.speed": case.climb_speed,
    }
    faults = [
        f"{key} | must be a finite number above zero, got {format_number(value)} | change it"
        for key, value in numbers.items()
        if not 0 < value < math.inf
    ]
    if not 0 < case.body.rotation_rate < math.inf:
        faults.append(
            "body.rotation_rate | must be above zero: a tether hangs from the stationary orbit, "
            f"got {format_number(case.body.rotation_rate)} rad/s | choose a rotating body"
        )
    return faults


def _impossible_geometry(case: ElevatorCase) -> list[str]:
    body, stationary = case.body, case.body.stationary_radius
    if stationary <= body.radius:
        above = format_quantity(stationary, "km")
        fault = (
            f"body.rotation_rate | the ground must be below the stationary orbit, got {above} "
            "from the centre | such a body throws loads off without an elevator"
        )
        return [fault]
    faults = []
    if case.target_apoapsis <= body.radius:
        faults.append(
            "target.apoapsis | must be above the surface, "
            f"{format_quantity(body.radius, 'km')} from the centre, got "
            f"{format_quantity(case.target_apoapsis, 'km')} | it is counted from the centre"
        )
    elif case.target_apoapsis < stationary:
        faults.append(
            "target.apoapsis | must be at least the stationary orbit, "
            f"{format_quantity(stationary, 'km')} from the centre, got "
            f"{format_quantity(case.target_apoapsis, 'km')} | a load let go lower falls back"
        )
    elif not case.longest >= (release := find_release_radius(body, case.target_apoapsis)):
        faults.append(
            "limit.tether_length | must reach the release point, "
            f"{format_quantity(release, 'km')} from the centre, got "
            f"{format_quantity(case.longest, 'km')} | allow a longer tether or a lower apoapsis"
        )
    return faults


def find_release_radius(body: ElevatorBody, apoapsis: float) -> float:
    """Radius [m] at which to let go for an apoapsis, root of omega^2 r^3 = 2 G M r_a / (r + r_a).

    Parameters
    ----------
    body : in rotation
    apoapsis : [m], from the centre, at least the stationary radius

    Returns
    -------
    float
        between the stationary radius and 2^(1/3) times it, where a load escapes.
    """
    scale = body.stationary_radius
    reach = apoapsis / scale

    def excess(ratio: float) -> float:
        return ratio**3 * (ratio / reach + 1) - 2

    return scale * float(brentq(excess, 1.0, 1.26, xtol=1e-15, rtol=1e-14))
