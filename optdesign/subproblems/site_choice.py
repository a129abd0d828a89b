"""The bodies of the catalogue as source bodies of a settlement, and which comes first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from optdesign.catalogue import Catalogue
from optdesign.network.elevator import tether_ratio
from optdesign.physics import angular_momentum, elevator, megasatellite, sunlight, transfer
from optdesign.physics.constants import ASTRONOMICAL_UNIT

_NEEDED = ("semi_major_axis", "eccentricity", "mass", "rotation_period", "diameter")
_ESCAPE = 2 ** (1 / 3)
"""Release radius of a load that just escapes, in stationary radii."""
_RANKS = {"houses them": 0, "houses them if it has the nitrogen": 1, "too small": 2}


@dataclass(frozen=True, kw_only=True)
class Site:
    """A body as a source of material, in SI; None where the catalogue does not say."""

    key: str
    name: str
    spectral_class: str
    aphelion_flux: float
    mean_flux: float
    nitrogen: float | None
    escape_speed: float
    rotation_period: float
    stationary_altitude: float
    """[m], negative where the ground turns too fast"""
    release_altitude: float
    """[m], at which a load let go escapes: the working length of an elevator"""
    tether_ratio: float
    """[1], tether to there over its payload"""
    lift_energy: float
    """[J/kg] to there"""
    stable_radius: float
    """[m], highest stable prograde orbit"""
    delta_v: float
    """[m/s], two burns from the orbit of Earth"""
    capacities: dict[str, float]
    """people by what limits them: mass, nitrogen (if known), angular momentum, orbit"""
    lifting_rate: float
    """[1/s], people whose material panels on the ground can lift"""

    @property
    def capacity(self) -> float:
        """People that can be housed."""
        return min(self.capacities.values())

    @property
    def limit(self) -> str:
        """What limits them."""
        return min(self.capacities, key=lambda key: self.capacities[key])

    def time(self, people: float) -> float:
        """Time [s] to lift the material for so many people, infinite if the body is too small."""
        return people / self.lifting_rate if people <= self.capacity else math.inf

    def verdict(self, people: float) -> str:
        """Whether it houses so many."""
        if people > self.capacity:
            return "too small"
        return "houses them" if self.nitrogen else "houses them if it has the nitrogen"


def rank_sites(catalogue: Catalogue, people: float) -> list[Site]:
    """All bodies with orbit, mass and rotation, the best first.

    Bodies that can house so many people come first, those of known nitrogen before those of
    unknown, in the order of the time their elevators take; then the others by how many they house.

    Parameters
    ----------
    catalogue : shipped, with what the user added
    people : to house
    """
    sites = [
        read_site(catalogue, item.key)
        for item in catalogue.of_kind("site")
        if all(entry in item.entries for entry in _NEEDED)
    ]
    return sorted(
        sites,
        key=lambda site: (_RANKS[site.verdict(people)], site.time(people), -site.capacity),
    )


def read_site(catalogue: Catalogue, key: str) -> Site:
    """The numbers of one body."""
    item, value = catalogue.items[key], catalogue.value
    axis, eccentricity, mass = (value(f"{key}.{entry}") for entry in _NEEDED[:3])
    radius = _entry(catalogue, key, "radius", value(f"{key}.diameter") / 2)
    rate = 2 * math.pi / value(f"{key}.rotation_period")
    body = {
        "gravitational_parameter": float(elevator.gravitational_parameter(mass)),
        "rotation_rate": rate,
    }
    stationary = float(elevator.stationary_radius(**body))
    release = max(_ESCAPE * stationary, radius)
    lift = float(elevator.lift_energy(release, radius, **body))
    constant = value("sun.solar_constant")
    far = sunlight.flux(sunlight.aphelion(axis, eccentricity), solar_constant=constant)
    has_nitrogen = "nitrogen_fraction" in item.entries
    nitrogen = value(f"{key}.nitrogen_fraction") if has_nitrogen else None
    stable = value("settlement-growth.stable_prograde") * float(
        megasatellite.hill_radius(
            axis, eccentricity=eccentricity, body_mass=mass, solar_mass=value("sun.mass")
        )
    )
    fibre = {
        "density": value("dyneema.density"),
        "stress": value("dyneema.working_stress"),
    }
    hangs = stationary > radius
    return Site(
        key=key,
        name=item.name,
        spectral_class=item.labels.get("class", ""),
        aphelion_flux=float(far),
        mean_flux=float(sunlight.mean_flux(axis, eccentricity, solar_constant=constant)),
        nitrogen=nitrogen,
        escape_speed=float(elevator.escape_speed(radius, **body)),
        rotation_period=value(f"{key}.rotation_period"),
        stationary_altitude=stationary - radius,
        release_altitude=release - radius,
        tether_ratio=tether_ratio(release, radius, **fibre, **body) if hangs else 0.0,
        lift_energy=lift,
        stable_radius=stable,
        delta_v=_from_earth(catalogue, key, axis),
        **_people(catalogue, mass, radius, release, lift, float(far), nitrogen, stable, rate),
    )


def _entry(catalogue: Catalogue, key: str, entry: str, otherwise: float) -> float:
    known = entry in catalogue.items[key].entries
    return catalogue.value(f"{key}.{entry}") if known else otherwise


def _people(
    catalogue: Catalogue,
    mass: float,
    radius: float,
    release: float,
    lift: float,
    flux: float,
    nitrogen: float | None,
    stable: float,
    rate: float,
) -> dict[str, Any]:
    """How many a body can house, and how fast, with the paper's ten thousand tonnes a person."""
    value = catalogue.value
    each = value("bootstrap-paper.mass_area") * value("twin-cylinder.persons_area")
    minable = mass * value("settlement-growth.accessible_share")
    # Where there is less nitrogen than the air needs, more must be mined and lifted.
    needed = value("ceres.nitrogen_fraction")
    mined = each if nitrogen is None else each * max(1.0, needed / nitrogen)
    lost = angular_momentum.lost_angular_momentum(release, radius, rotation_rate=rate)
    spin = angular_momentum.spin_angular_momentum(mass, radius, rotation_rate=rate)
    share = value("megasatellite.disk_radius") / value("megasatellite.orbit_radius")
    capacities = {
        "mass": minable / each,
        "angular momentum": float(spin * value("settlement-growth.spin_share") / lost / mined),
        "orbit": float(
            megasatellite.disk_population(
                share * stable, disk_area_per_person=value("megasatellite.disk_area")
            )
        ),
    }
    if nitrogen is not None:
        capacities["nitrogen"] = minable / mined
    power = megasatellite.surface_power(
        radius,
        flux=flux,
        covered_share=value("ceres-lifting.surface_share"),
        panel_efficiency=value("ceres-lifting.panel_efficiency"),
    )
    # From a body that turns this fast loads fly off by themselves.
    rate_of_people = float(power / (lift * mined)) if lift > 0 else math.inf
    return {"capacities": capacities, "lifting_rate": rate_of_people}


def _from_earth(catalogue: Catalogue, key: str, axis: float) -> float:
    tilt = transfer.cosine_between_planes(
        _entry(catalogue, key, "inclination", 0.0),
        0.0,
        other_inclination=0.0,
        other_node=0.0,
    )
    sun = elevator.gravitational_parameter(catalogue.value("sun.mass"))
    return float(
        transfer.hohmann_delta_v(
            ASTRONOMICAL_UNIT, axis, cosine_between=tilt, gravitational_parameter=sun
        )
    )
