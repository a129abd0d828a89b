"""Freight between sites: how long, how fast, with which ships and how much propellant.

Ships go out full and come back empty. They take the propellant for both ways where they start, so
that of the way back is carried out, in tanks and by drives sized for it. The Sun drives an electric
ship on arrays sized for the outer of both orbits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from optdesign.errors import ProblemError, suggestion
from optdesign.network.concentrator import item_bill
from optdesign.network.model import Line
from optdesign.physics import propellant, transfer
from optdesign.physics.constants import (
    ASTRONOMICAL_UNIT,
    GRAVITATIONAL_CONSTANT,
    STANDARD_GRAVITY,
)
from optdesign.problem import Case

ROLE = "freight"
MODELS = ("electric", "impulsive")
TRANSPORT = "transport"
"""Commodity of a route: kilograms taken over it"""


@dataclass(frozen=True)
class Route:
    """From one site to another by one kind of ship, SI."""

    origin: str
    destination: str
    ship: str
    """key of the catalogue"""
    time: float
    """[s], under way"""
    window: float
    """[s], from one launch window to the next: the longest wait"""
    delta_v: float
    """[m/s]"""
    propellant: float
    """[kg/kg], out and back, per payload; infinite where no payload is possible"""
    ship_mass: float
    """[kg/kg], empty, per payload of one journey"""
    survival: float
    """Share that arrives in working order"""

    @property
    def name(self) -> str:
        """``origin>destination``."""
        return f"{self.origin}>{self.destination}"

    @property
    def possible(self) -> bool:
        """Whether the ship can carry any payload."""
        return math.isfinite(self.propellant)

    def wait(self, share: float) -> float:
        """Wait for a window [s], a share of the time between two."""
        return share * self.window if share > 0 else 0.0

    def cycle(self, share: float) -> float:
        """Time from one departure of a ship to its next [s]; with waits, whole windows."""
        both = 2 * self.time
        if share <= 0 or not math.isfinite(self.window):
            return both
        whole = (math.ceil(both / self.window) + 1) * self.window
        return both + share * (whole - both)


def routes(case: Case, origin: str, destination: str) -> list[Route]:
    """Every kind of ship of a case on the way between two sites.

    Parameters
    ----------
    case : its parameters supply orbits, ships and ``transfer.survival``
    origin, destination : keys of sites

    Raises
    ------
    ProblemError
        if a ship has a model that is not known here.
    """
    items = case.problem.catalogue.items
    named = sorted({key.partition(".")[0] for key in case.values} & items.keys())
    ships = [name for name in named if items[name].labels.get("role") == ROLE]
    return [_route(case, origin, destination, ship) for ship in ships]


def ship_line(case: Case, route: Route, wait: float) -> Line:
    """Ships of a route as a line at its origin that makes transport, per kilogram of empty ship.

    Parameters
    ----------
    case : its parameters supply life, lag and bill of the ship
    route : one that is possible
    wait : share of the time between windows that ships and goods lose
    """
    ship = route.ship
    lifetime = case[f"{ship}.lifetime"]
    # While goods wait for a window ships wear out too.
    kept = math.exp(-route.wait(wait) / lifetime) if wait > 0 else 1.0
    rate = kept / (route.ship_mass * route.cycle(wait))
    used = rate * route.propellant
    carriers = ("electricity", "low_heat")
    energy = {name: used * case.value_or(f"{ship}.propellant.{name}", 0.0) for name in carriers}
    return Line(
        name=ship,
        lifetime=lifetime,
        lag=case[f"{ship}.construction_lag"],
        output={TRANSPORT: rate},
        input={"feedstock": used},
        energy={name: power for name, power in energy.items() if power > 0},
        bill=item_bill(case, ship),
    )


def _route(case: Case, origin: str, destination: str, ship: str) -> Route:
    orbit = heliocentric(case, origin, destination)
    labels = case.problem.catalogue.items[ship].labels
    model, rocket = labels.get("model", ""), labels.get("rocket", "")
    exhaust = case[f"{rocket}.specific_impulse"] * STANDARD_GRAVITY
    tank = case[f"{ship}.tank_ratio"]
    if model == "electric":
        time = orbit["time"] * case[f"{ship}.thrust_ratio"]
        delta_v = orbit["spiral"]
        own = tank * propellant.propellant_ratio(delta_v, exhaust_speed=exhaust)
        own += _drive_share(case, (ship, rocket), orbit["outer"], (delta_v, exhaust, time))
    elif model == "impulsive":
        time, delta_v = orbit["time"], orbit["hohmann"]
        own = tank * propellant.propellant_ratio(delta_v, exhaust_speed=exhaust)
    else:
        raise ProblemError(f"{ship}.model | must be a kind of drive | {suggestion(model, MODELS)}")
    ratio = float(propellant.propellant_ratio(delta_v, exhaust_speed=exhaust))
    # What arrives is payload, ship and the propellant that takes the ship back.
    payload = 1.0 - float(own) * (1.0 + ratio)
    ship_mass = float(own) / payload if payload > 0 else math.inf
    back = ratio * ship_mass
    needed = ratio * (1.0 + ship_mass + back) + back if payload > 0 else math.inf
    return Route(
        origin,
        destination,
        ship,
        float(time),
        orbit["window"],
        float(delta_v),
        needed,
        ship_mass,
        case["transfer.survival"],
    )


def _drive_share(
    case: Case, items: tuple[str, str], outer: float, flight: tuple[float, float, float]
) -> float:
    """Thrusters and arrays over all that arrives."""
    ship, rocket = items
    delta_v, exhaust, time = flight
    energy = transfer.drive_energy(
        delta_v, exhaust_speed=exhaust, efficiency=case[f"{rocket}.efficiency"]
    )
    faint = (outer / ASTRONOMICAL_UNIT) ** case["photovoltaic-distance.distance_exponent"]
    mass = case[f"{rocket}.specific_mass"] + case[f"{ship}.supply_mass"] * faint
    return float(transfer.ship_share(energy, thrust_time=time, specific_mass=mass))


def heliocentric(case: Case, origin: str, destination: str) -> Mapping[str, float]:
    """What lies between two orbits: ``time``, ``hohmann``, ``spiral``, ``window`` and ``outer``.

    Time of a Hohmann transfer [s], delta-v of that and of a spiral [m/s], time between windows
    [s], and the radius of the outer orbit [m].

    Parameters
    ----------
    case : its parameters supply the orbits of both sites and the mass of the Sun
    origin, destination : keys of sites
    """
    sun = {"gravitational_parameter": GRAVITATIONAL_CONSTANT * case["sun.mass"]}
    start, end = (case[f"{site}.semi_major_axis"] for site in (origin, destination))
    cosine = transfer.cosine_between_planes(
        case[f"{origin}.inclination"],
        case[f"{origin}.ascending_node"],
        other_inclination=case[f"{destination}.inclination"],
        other_node=case[f"{destination}.ascending_node"],
    )
    cosine = min(float(cosine), 1.0)
    periods = [transfer.orbital_period(axis, **sun) for axis in (start, end)]
    return {
        "time": float(transfer.hohmann_time(start, end, **sun)),
        "hohmann": float(transfer.hohmann_delta_v(start, end, cosine_between=cosine, **sun)),
        "spiral": float(
            transfer.spiral_delta_v(start, end, angle_between=math.acos(cosine), **sun)
        ),
        "window": float(transfer.synodic_period(*periods)),
        "outer": max(start, end),
    }
