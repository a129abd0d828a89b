"""What a power link must do and with what: a farm, and what every kind of link has in common."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from optdesign.errors import ProblemError
from optdesign.network.concentrator import electronics_bill, item_bill
from optdesign.network.concentrator_unit import commodity_energies
from optdesign.network.photovoltaic import array_designs
from optdesign.physics import heat_pipe, ring_orbit, sunlight
from optdesign.physics.constants import GRAVITATIONAL_CONSTANT
from optdesign.physics.radiator import radiated_flux
from optdesign.physics.transfer import orbital_period
from optdesign.problem import Case

CONDUCTOR, SUPERCONDUCTOR = "conductor", "superconductor"
MICROWAVE, LASER = "microwave", "laser"
TECHNOLOGIES = (CONDUCTOR, SUPERCONDUCTOR, MICROWAVE, LASER)
MATERIALS = ("aluminium", "copper")
ANY = "any"
FREE, SUN_SYNCHRONOUS, EQUATORIAL, POLAR = "free", "sun-synchronous", "equatorial", "polar"
FARM = "thin-film-pv"
RADIATOR, CONDITIONING, BATTERY = "heat-pipe-radiator", "power-conditioning", "lithium-ion"
_RIGHT_ANGLE = math.pi / 2
_GRID, _ZOOMS = 200, 4
_LONGITUDES, _NODE_STEP = 720, 30


@dataclass(frozen=True, kw_only=True)
class Orbit:
    """Where the ring runs; a free one is far from any body."""

    kind: str
    period: float
    """[s]; infinite if free"""
    cosine: float
    """of the inclination; below -1 there is no such orbit"""
    shadow: float
    """[1], longest share of an orbit without sunlight"""
    mean_shadow: float
    """[1], share of the body's year without sunlight"""
    body_light: float
    """[W/m2]"""

    @property
    def possible(self) -> bool:
        """Whether the orbit exists."""
        return self.cosine >= -1


@dataclass(frozen=True, kw_only=True)
class Ring:
    """Everything about a link but its technology, in SI."""

    length: float
    power: float
    heat_flux: float
    """[W/m2], sunlight and the body's light"""
    orbit: Orbit
    energy: Mapping[str, float]
    """part: [J/kg] embodied"""
    farm_mass: float
    """[kg/W] of rated power"""
    farm_energy: float
    """[J/W] of rated power"""
    oversize: float
    """rated power over power sent"""
    store_mass: float
    """[kg/W] of power sent"""
    drop: float
    """[V] across a sliding contact; 0 where nothing turns"""
    availability: float
    most_links: int
    """most links in all, spares included"""
    pinned_links: int | None
    pinned_farm: float | None
    """[W]"""
    least_fraction: float
    """[1], delivered over sent"""


def read_ring(case: Case) -> Ring:
    """The link of a case."""
    distance, orbit = case["site.distance"], read_orbit(case)
    flux = sunlight.flux(distance, solar_constant=case["sun.solar_constant"])
    dark = orbit.shadow
    lit = math.inf if dark >= 1 else dark / (1 - dark)
    store = orbit.period * dark if dark > 0 else 0.0
    depth = case[f"{BATTERY}.depth_of_discharge"] * case[f"{BATTERY}.energy_density"]
    mass, energy = farm_per_watt(case, distance)
    fixed = {key: int(case.fixed[key]) for key in ("links",) if key in case.fixed}
    return Ring(
        length=case["ring.length"],
        power=case["ring.power"],
        heat_flux=float(flux) + orbit.body_light,
        orbit=orbit,
        energy=part_energies(case),
        farm_mass=mass,
        farm_energy=energy,
        oversize=1 + lit / case[f"{BATTERY}.round_trip_efficiency"],
        store_mass=store / depth,
        drop=0.0 if orbit.kind == FREE else case["power-ring.contact_drop"],
        availability=case["reliability.availability"],
        most_links=int(case.lever_range("links")[1]),
        pinned_links=fixed.get("links"),
        pinned_farm=case.fixed.get("farm_power"),
        least_fraction=case["limit.delivered_fraction"],
    )


def read_orbit(case: Case) -> Orbit:
    """The orbit of a case, with the worst season of the year."""
    kind = case.choice("ring.orbit")
    if kind == FREE:
        return Orbit(
            kind=kind, period=math.inf, cosine=0.0, shadow=0.0, mean_shadow=0.0, body_light=0.0
        )
    body = case.choice("ring.body")
    around = {"gravitational_parameter": GRAVITATIONAL_CONSTANT * case[f"{body}.mass"]}
    radius = case[f"{body}.radius"]
    orbit = radius + case["ring.altitude"]
    cosine = {EQUATORIAL: 1.0, POLAR: 0.0}.get(kind)
    angle = 0.0  # twice a year the Sun stands in the plane
    if cosine is None:
        cosine = float(
            ring_orbit.sun_synchronous_cosine(
                orbit,
                year=_year(case, body),
                body_radius=radius,
                oblateness=case[f"{body}.oblateness"],
                **around,
            )
        )
        lean = math.asin(max(-cosine, 0.0)) if cosine >= -1 else _RIGHT_ANGLE
        angle = max(_RIGHT_ANGLE - lean - case[f"{body}.obliquity"], 0.0)
    flux = sunlight.flux(case["site.distance"], solar_constant=case["sun.solar_constant"])
    return Orbit(
        kind=kind,
        period=float(orbital_period(orbit, **around)),
        cosine=cosine,
        shadow=float(ring_orbit.shadow_share(orbit, body_radius=radius, sun_angle=angle)),
        mean_shadow=_mean_shadow(case, kind, cosine, orbit),
        body_light=float(ring_orbit.body_light(flux, orbit_radius=orbit, body_radius=radius)),
    )


def _mean_shadow(case: Case, kind: str, cosine: float, orbit: float) -> float:
    """Share of the year in shadow, over all longitudes of the Sun and, if it rests, of the node."""
    body = case.choice("ring.body")
    longitude = (np.arange(_LONGITUDES) + 0.5) * (2 * math.pi / _LONGITUDES)
    node = longitude + _RIGHT_ANGLE  # follows the Sun
    if kind != SUN_SYNCHRONOUS:
        longitude, node = np.meshgrid(longitude, longitude[::_NODE_STEP])
    angle = ring_orbit.sun_angle(
        longitude,
        node,
        inclination_cosine=max(cosine, -1.0),
        obliquity=case[f"{body}.obliquity"],
    )
    share = ring_orbit.shadow_share(orbit, body_radius=case[f"{body}.radius"], sun_angle=angle)
    return float(np.mean(share))


def _year(case: Case, body: str) -> float:
    sun = GRAVITATIONAL_CONSTANT * case["sun.mass"]
    return float(orbital_period(case[f"{body}.semi_major_axis"], gravitational_parameter=sun))


def farm_per_watt(case: Case, distance: float) -> tuple[float, float]:
    """Mass [kg/W] and embodied energy [J/W] of the lightest array of the farm at a distance [m]."""
    if (given := case.optional("farm.specific_power")) is not None:
        return 1 / given, case["farm.embodied_energy"] / given
    evaluate, prices = array_designs(case, FARM, distance), commodity_energies(case)

    count = int(case.objective == "payback_time")
    ends = (case[f"{FARM}.smallest_diameter"], case[f"{FARM}.largest_diameter"])
    low, high = sorted(math.log(end) for end in ends)
    pair = (math.inf, math.inf)
    for _ in range(_ZOOMS):
        grid = np.linspace(low, high, _GRID)
        found = evaluate({"aperture_diameter": np.exp(grid)})
        with np.errstate(divide="ignore"):
            mass = found.mass / found.power
        energy = mass * sum(amount * prices[name] for name, amount in found.bill.items())
        best = int(np.argmin((mass, energy)[count]))
        pair = min(pair, (float(mass[best]), float(energy[best])), key=lambda known: known[count])
        low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, _GRID - 1)])
    return pair


def part_energies(case: Case) -> dict[str, float]:
    """Embodied energy of a kilogram of each part [J/kg]; the farm's goes by watt."""
    prices = commodity_energies(case)

    def made(bill: Mapping[str, float]) -> float:
        return sum(amount * prices[name] for name, amount in bill.items())

    polymer = case["energy.polymer"]
    return {
        "store": case[f"{BATTERY}.embodied_energy"],
        "insulation": polymer,
        "shade": polymer,
        "cooler": case["cryocooler.embodied_energy"],
        "radiator": made(item_bill(case, RADIATOR)),
        "converter": made(item_bill(case, CONDITIONING)),
        "electronics": made(electronics_bill(case, CONDITIONING)),
        "aperture": case["energy.metal"],
    }


def heat_mass(case: Case, temperature: float) -> float:
    """Radiators and modules per heat of converters at a temperature [kg/W].

    A module sheds no more than its heat pipes can carry away, so hot or close-set pipes, which
    reach less far, ask for more modules.
    """
    flux = panel_flux(case, temperature)
    reach = heat_pipe.pipe_reach(
        flux,
        transport_capacity=case[f"{RADIATOR}.transport_capacity"],
        spacing=case[f"{RADIATOR}.pipe_spacing"],
    )
    shed = heat_pipe.module_heat(flux, reach=reach, width=case["power-ring.module_width"])
    return float(case[f"{RADIATOR}.areal_density"] / flux + case["power-ring.module_mass"] / shed)


def panel_flux(case: Case, temperature: float) -> float:
    """Heat given off per area of panel [W/m2]."""
    emissivity, faces = case[f"{RADIATOR}.emissivity"], case[f"{RADIATOR}.faces"]
    return float(radiated_flux(temperature, emissivity=emissivity, faces=faces))


def check_pins(case: Case) -> None:
    """Refuse pins that the technology chosen does not have."""
    technology = case.choice("link.technology")
    if technology in (MICROWAVE, LASER):
        for key in ("voltage", "cross_section", "shade_layers"):
            if key in case.fixed:
                raise ProblemError(
                    f"--fix {key} | a beam has none | leave it out, or "
                    "--set link.technology=conductor"
                )
    if technology == CONDUCTOR and case.fixed.get("shade_layers"):
        raise ProblemError(
            "--fix shade_layers | a conductor is bare of shades | leave it out, or "
            "--set link.technology=superconductor"
        )


def binomial_availability(outage: Any, *, working: int, links: int) -> Any:
    """Probability that at least ``working`` of ``links`` independent links work.

    Parameters
    ----------
    outage : [1], share of the time that one link is out
    working : links that carry the full power
    links : links in all
    """
    return sum(
        math.comb(links, out) * outage**out * (1 - outage) ** (links - out)
        for out in range(links - working + 1)
    )
