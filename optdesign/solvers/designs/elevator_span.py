"""Which ends of a tether the requirements of a case allow, and what to give way on if none.

The masses of system and counterweight both fall as the tether grows, so every requirement bounds
the radius of its end from one side, and a smallest conflict is a pair of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scipy.optimize import brentq

from optdesign.errors import ProblemError
from optdesign.physics.elevator import gravitational_parameter
from optdesign.problem import Case
from optdesign.subproblems.elevator import (
    ElevatorBody,
    ElevatorCase,
    check_case,
    counterweight_logarithm,
    find_release_radius,
    system_logarithm,
)
from optdesign.units import format_number, format_quantity

# Relative; a counterweight pinned together with the length must match it this well.
_SAME_COUNTERWEIGHT = 1e-7
_ABOVE_STATIONARY = 1 + 1e-9
_LARGEST_RADIUS = 1e60


@dataclass(frozen=True)
class Requirement:
    """A bound on the radius of the tether's end: the key to change, a sentence, the side."""

    key: str
    text: str
    radius: float
    side: Literal["lower", "upper"]


@dataclass(frozen=True)
class Span:
    """The requirements of a case, lower ones from the most to the least fundamental."""

    lower: Sequence[Requirement]
    upper: Sequence[Requirement]

    @property
    def low(self) -> float:
        """Smallest radius that the lower requirements allow [m]."""
        return max(requirement.radius for requirement in self.lower)

    @property
    def high(self) -> float:
        """Largest radius that the upper requirements allow [m]."""
        return min(requirement.radius for requirement in self.upper)

    @property
    def empty(self) -> bool:
        """Whether no end satisfies all requirements."""
        return not self.low <= self.high * (1 + 1e-12)


def read_elevator(case: Case) -> ElevatorCase:
    """The case in numbers, without its limit of length, which is a requirement of its own.

    Raises
    ------
    ProblemError
        if no tether could serve it at any length.
    """
    elevator = ElevatorCase(
        body=ElevatorBody(
            gravitational_parameter=gravitational_parameter(case["body.mass"]),
            radius=case["body.radius"],
            rotation_rate=case["body.rotation_rate"],
        ),
        target_apoapsis=case["target.apoapsis"],
        density=case["tether.density"],
        stress=case["tether.stress"],
        payload_mass=case["payload.mass"],
        climb_speed=case["climb.speed"],
        limit_radius=math.inf,
    )
    check_case(elevator)
    body = elevator.body
    if not body.gravity(body.radius) > 0:
        raise ProblemError(
            "body.rotation_rate | the ground must be below the stationary orbit, but it is at it | "
            "such a body throws loads off without an elevator"
        )
    return elevator


def length_limit(case: Case, elevator: ElevatorCase) -> float:
    """The longest tether allowed, from the surface [m], maybe infinite."""
    given = case.optional("limit.tether_length")
    if given is not None:
        return given
    body = elevator.body
    return case["tether.length_ratio"] * body.stationary_radius - body.radius


def find_span(case: Case, elevator: ElevatorCase) -> Span:
    """Collect the requirements of a case and the radii they ask for."""
    pins = _pins(case, elevator)
    return Span(
        lower=[
            *_geometry(elevator),
            *_heaviest(case, elevator),
            *(pin for pin in pins if pin.side == "lower"),
        ],
        upper=[*_longest(case, elevator), *(pin for pin in pins if pin.side == "upper")],
    )


def _geometry(elevator: ElevatorCase) -> list[Requirement]:
    body = elevator.body
    stationary = body.stationary_radius
    release = find_release_radius(body, elevator.target_apoapsis)
    height, altitude = (format_quantity(r - body.radius, "km", 6) for r in (stationary, release))
    return [
        Requirement(
            "body.rotation_rate",
            f"the counterweight must hang above the stationary orbit, {height} high",
            stationary * _ABOVE_STATIONARY,
            "lower",
        ),
        Requirement(
            "target.apoapsis",
            f"the tether must reach the release point, {altitude} high",
            release,
            "lower",
        ),
    ]


def _heaviest(case: Case, elevator: ElevatorCase) -> list[Requirement]:
    """What keeps the system lighter than the body, which the model takes to be unmoved."""
    mass, high = case["body.mass"], case.problem.levers["counterweight_mass"].high
    grown = format_number(elevator.taper(elevator.body.stationary_radius))
    weak = (
        f"at {format_quantity(case['tether.stress'], 'MPa')} the tether grows by exp({grown}) up "
        "to the stationary orbit"
    )
    system = Requirement(
        "tether.stress",
        f"{weak}, and the elevator must be lighter than the body, {format_quantity(mass, 'kg')}",
        _radius_for_system(elevator, math.log(mass / elevator.payload_mass)),
        "lower",
    )
    counterweight = Requirement(
        "tether.stress",
        f"{weak}, and the counterweight may have at most {format_quantity(high, 'kg')}",
        radius_for_counterweight(elevator, high),
        "lower",
    )
    return [system, counterweight]


def _longest(case: Case, elevator: ElevatorCase) -> list[Requirement]:
    ground, high = elevator.body.radius, case.problem.levers["tether_length"].high
    limit = length_limit(case, elevator)
    return [
        Requirement(
            "limit.tether_length",
            f"the tether may be at most {format_quantity(limit, 'km', 6)} long",
            ground + limit,
            "upper",
        ),
        Requirement(
            "tether_length",
            f"the lever ends at {format_quantity(high, 'km')}",
            ground + high,
            "upper",
        ),
    ]


def _pins(case: Case, elevator: ElevatorCase) -> list[Requirement]:
    found = []
    if "tether_length" in case.fixed:
        length = case.fixed["tether_length"]
        text = f"the tether is pinned at {format_quantity(length, 'km', 6)}"
        radius = elevator.body.radius + length
        found += [
            Requirement("tether_length", text, radius, "lower"),
            Requirement("tether_length", text, radius, "upper"),
        ]
    if "counterweight_mass" in case.fixed:
        mass = case.fixed["counterweight_mass"]
        text = f"the counterweight is pinned at {format_quantity(mass, 't', 6)}"
        low, high = (
            radius_for_counterweight(elevator, mass * (1 + slack))
            for slack in (_SAME_COUNTERWEIGHT, -_SAME_COUNTERWEIGHT)
        )
        found += [
            Requirement("counterweight_mass", text, low, "lower"),
            Requirement("counterweight_mass", text, high, "upper"),
        ]
    return found


def radius_for_counterweight(elevator: ElevatorCase, mass: float) -> float:
    """Radius at which a counterweight balances [m], whatever limits say; infinite if none does."""
    if mass <= 0:
        return math.inf
    wanted = math.log(mass / elevator.payload_mass)
    lowest = elevator.body.stationary_radius * _ABOVE_STATIONARY

    def excess(radius: float) -> float:
        return counterweight_logarithm(elevator, radius) - wanted

    if excess(lowest) <= 0:
        return lowest
    highest = 2 * lowest
    while excess(highest) > 0:
        if highest > _LARGEST_RADIUS:
            return math.inf
        highest *= 2
    return float(brentq(excess, lowest, highest, rtol=1e-14))


def _radius_for_system(elevator: ElevatorCase, wanted: float) -> float:
    """Shortest radius at which the logarithm of system over payload mass is as wanted [m]."""
    lowest, longest = elevator.body.stationary_radius * _ABOVE_STATIONARY, elevator.longest
    # dt/dr <= rho g_e(R) / s for the taper t, hence tether over payload >= exp(t) - 1.
    if elevator.taper(elevator.body.stationary_radius) > max(wanted, 0.0) + 1:
        return math.inf

    def excess(radius: float) -> float:
        return system_logarithm(elevator, radius) - wanted

    if excess(lowest) <= 0:
        return lowest
    if excess(longest) > 0:
        return math.inf
    return float(brentq(excess, lowest, longest, rtol=1e-13))
