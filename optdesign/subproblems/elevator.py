"""Space elevator: mass of a constant-stress tether and the lightest balanced system.

Masses are computed in logarithms: a taper of a thousand is ordinary on a planet, and weak fibres
on a large body overflow any floating-point number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from scipy.integrate import quad
from scipy.optimize import brentq

from optdesign.errors import ProblemError
from optdesign.physics import elevator
from optdesign.subproblems.elevator_case import (
    ElevatorBody,
    ElevatorCase,
    check_case,
    find_release_radius,
)
from optdesign.units import format_number, format_quantity

__all__ = [
    "ElevatorBody",
    "ElevatorCase",
    "ElevatorDesign",
    "check_case",
    "counterweight_logarithm",
    "design_elevator",
    "elevator_outcomes",
    "end_for_counterweight",
    "find_release_radius",
    "lightest_elevator",
    "system_logarithm",
    "tether_mass_logarithm",
]

_SAME_MASS = 1e-9  # relative; among equally light systems the shortest is taken
_FAR = 1e3  # stationary radii; a limit beyond it is none, and the mass flat long before
_LARGEST_LOGARITHM = 690.0


@dataclass(frozen=True, kw_only=True)
class ElevatorDesign:
    """An elevator that balances with its payload on the ground, in SI."""

    release_radius: float
    end_radius: float
    tether_mass: float
    counterweight_mass: float

    @property
    def system_mass(self) -> float:
        """Tether and counterweight [kg]."""
        return self.tether_mass + self.counterweight_mass


def tether_mass_logarithm(case: ElevatorCase, end_radius: float) -> float:
    """Logarithm of tether mass over payload mass, ground to ``end_radius``.

    (rho g_e(R) / s) x integral of exp{rho [Phi(r) - Phi(R)] / s} dr, for a constant stress.

    Parameters
    ----------
    case : with a body in rotation
    end_radius : [m], from the centre, above the ground

    Returns
    -------
    float
    """
    body = case.body
    peak_radius = min(body.stationary_radius, end_radius)
    peak = case.taper(peak_radius)
    width = math.sqrt(case.stress / (3 * case.density)) / body.rotation_rate
    offsets = (-30, -10, -3, -1, 0, 1, 3, 10, 30)
    inner = (peak_radius + offset * width for offset in offsets)
    marks = [body.radius, *(mark for mark in inner if body.radius < mark < end_radius), end_radius]
    integral = sum(
        quad(lambda r: math.exp(case.taper(r) - peak), low, high, epsrel=1e-12, epsabs=0.0)[0]
        for low, high in pairwise(marks)
    )
    scale = case.density * body.gravity(body.radius) / case.stress
    return peak + math.log(scale * integral)


def counterweight_logarithm(case: ElevatorCase, end_radius: float) -> float:
    """Logarithm of counterweight over payload mass at ``end_radius`` (above the stationary)."""
    body = case.body
    pull = -body.gravity(end_radius)
    return case.taper(end_radius) + math.log(body.gravity(body.radius) / pull)


def system_logarithm(case: ElevatorCase, end_radius: float) -> float:
    """Logarithm of tether and counterweight over payload mass."""
    parts = tether_mass_logarithm(case, end_radius), counterweight_logarithm(case, end_radius)
    return max(parts) + math.log1p(math.exp(-abs(parts[0] - parts[1])))


def design_elevator(case: ElevatorCase, end_radius: float) -> ElevatorDesign:
    """Design with its counterweight at ``end_radius`` [m], at or above the release radius.

    Raises
    ------
    ProblemError
        if the case is impossible, the end too low, or the tether too weak to be written down.
    """
    check_case(case)
    release = find_release_radius(case.body, case.target_apoapsis)
    if end_radius < release * (1 - 1e-12):
        raise ProblemError(
            "tether_length | must reach the release point, "
            f"{format_quantity(release - case.body.radius, 'km')} above the ground, got "
            f"{format_quantity(end_radius - case.body.radius, 'km')} | make it longer"
        )
    if case.body.gravity(end_radius) >= 0:
        raise ProblemError(
            "tether_length | must end above the stationary orbit, "
            f"{format_quantity(case.body.stationary_radius - case.body.radius, 'km')} high, got "
            f"{format_quantity(end_radius - case.body.radius, 'km')} | make it longer"
        )
    if system_logarithm(case, end_radius) > _LARGEST_LOGARITHM:
        raise ProblemError(
            "tether.stress | a tether must be able to carry itself, but its section would grow "
            f"by exp({format_number(case.taper(case.body.stationary_radius))}) | "
            "choose a stronger or lighter fibre, or a longer tether"
        )
    return ElevatorDesign(
        release_radius=release,
        end_radius=end_radius,
        tether_mass=case.payload_mass * math.exp(tether_mass_logarithm(case, end_radius)),
        counterweight_mass=case.payload_mass * math.exp(counterweight_logarithm(case, end_radius)),
    )


def lightest_elevator(case: ElevatorCase) -> ElevatorDesign:
    """Design of least system mass, globally.

    A longer tether is always lighter: with section A, d(mass)/dL = s A g_e'(L) / g_e(L)^2, and
    g_e' < 0 everywhere. So the optimum is the longest tether allowed. Without a limit to speak of
    the mass goes flat, and the shortest within a relative 1e-9 of the least mass is returned.

    Raises
    ------
    ProblemError
        if the case is impossible.
    """
    check_case(case)
    release = find_release_radius(case.body, case.target_apoapsis)
    longest = case.longest

    def excess(end_radius: float) -> float:
        return system_logarithm(case, end_radius) - least - _SAME_MASS

    lowest = max(release, case.body.stationary_radius * (1 + 1e-9))
    if longest <= max(lowest, _FAR * case.body.stationary_radius):
        return design_elevator(case, longest)
    least = system_logarithm(case, longest)
    if excess(lowest) <= 0:
        return design_elevator(case, lowest)
    return design_elevator(case, float(brentq(excess, lowest, longest, rtol=1e-12)))


def end_for_counterweight(case: ElevatorCase, counterweight_mass: float) -> float | None:
    """Radius [m] at which a given counterweight balances, or None if no allowed one does."""
    check_case(case)
    wanted = math.log(counterweight_mass / case.payload_mass)

    def excess(end_radius: float) -> float:
        return counterweight_logarithm(case, end_radius) - wanted

    release = find_release_radius(case.body, case.target_apoapsis)
    lowest = max(release, case.body.stationary_radius * (1 + 1e-9))
    longest = case.longest
    if longest <= lowest or excess(lowest) < 0 or excess(longest) > 0:
        return None
    return float(brentq(excess, lowest, longest, rtol=1e-13))


def elevator_outcomes(case: ElevatorCase, design: ElevatorDesign) -> dict[str, float]:
    """Every outcome of a design by name, in SI; altitudes and lengths from the ground.

    Parameters
    ----------
    case : already checked
    design : made for this case

    Returns
    -------
    dict of str to float
        ``tapered_tether_mass_ratio`` counts the tether up to the release point only.
    """
    body, release, apoapsis = case.body, design.release_radius, case.target_apoapsis
    parameter, spin = body.gravitational_parameter, body.rotation_rate
    weight = body.gravity(body.radius)
    climb_time = elevator.climb_time(release - body.radius, climb_speed=case.climb_speed)
    lift_energy = body.height_energy(release)
    outcomes = {
        "stationary_altitude": body.stationary_radius - body.radius,
        "tip_altitude": release - body.radius,
        "tip_speed": elevator.tip_speed(release, rotation_rate=spin),
        "escape_speed": elevator.escape_speed(
            body.radius, gravitational_parameter=parameter, rotation_rate=spin
        ),
        "circularisation_delta_v": elevator.circularisation_delta_v(
            release, apoapsis, gravitational_parameter=parameter, rotation_rate=spin
        ),
        "lift_energy": lift_energy,
        "tapered_tether_mass_ratio": math.exp(tether_mass_logarithm(case, release)),
        "tether_mass": design.tether_mass,
        "counterweight_mass": design.counterweight_mass,
        "system_mass": design.system_mass,
        "tether_length": design.end_radius - body.radius,
        "climb_time": climb_time,
        "mean_power": elevator.mean_power(
            case.payload_mass, lift_energy=lift_energy, climb_time=climb_time
        ),
        "peak_power": elevator.peak_power(
            case.payload_mass, surface_gravity=weight, climb_speed=case.climb_speed
        ),
        "transfer_time": elevator.transfer_time(
            release, apoapsis, gravitational_parameter=parameter
        ),
    }
    return {name: float(value) for name, value in outcomes.items()}
