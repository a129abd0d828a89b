"""The elevator of a site as a line: ore on the ground to feedstock in orbit.

Tether, counterweight and climbers together are its mass, per payload that is under way. Nitrogen
set free on the ground is not counted as lifted: it is under a hundredth of the ore.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.optimize import brentq

from optdesign.errors import ProblemError, suggestion
from optdesign.network.concentrator import bill_materials, irreducible_share
from optdesign.network.model import Line
from optdesign.network.power_design import part_bill
from optdesign.physics import elevator, propellant, tether
from optdesign.physics.constants import STANDARD_GRAVITY
from optdesign.problem import Case
from optdesign.units import format_quantity

ROLE = "lift"
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)
_PIECES = 40


@dataclass(frozen=True, kw_only=True)
class ElevatorSystem:
    """An elevator per kilogram of payload under way, in SI."""

    release_radius: float
    """[m], where loads are let go, from the body's centre"""
    end_radius: float
    """[m], of the counterweight"""
    climb_time: float
    """[s], from the ground to the release point"""
    lift_energy: float
    """[J/kg], of the payload alone, net of braking"""
    tether: float
    """[kg/kg] over all payload that is under way at once, like the next two"""
    counterweight: float
    climbers: float
    propellant: float
    """[kg/kg], part of the payload that the burn at apoapsis uses"""

    @property
    def mass(self) -> float:
        """Tether, counterweight and climbers [kg/kg]."""
        return self.tether + self.counterweight + self.climbers


def lift_item(case: Case) -> str | None:
    """Key of the item with the role ``lift`` among the parameters of a case, None without one.

    Raises
    ------
    ProblemError
        if there are several.
    """
    items = case.problem.catalogue.items
    named = sorted({key.partition(".")[0] for key in case.values} & items.keys())
    found = [name for name in named if items[name].labels.get("role") == ROLE]
    if len(found) > 1:
        raise ProblemError(f"items | must name one elevator, got {', '.join(found)} | drop one")
    return found[0] if found else None


def site_item(case: Case) -> str:
    """Key of the one site of a case.

    Raises
    ------
    ProblemError
        unless the header names exactly one that the catalogue has.
    """
    sites = case.problem.header.sites
    known = [item.key for item in case.problem.catalogue.of_kind("site")]
    if len(sites) == 1 and sites[0] in known:
        return sites[0]
    came = ", ".join(sites) or "none"
    hint = suggestion(sites[0] if sites else "", known)
    raise ProblemError(f"sites | must name one site of the catalogue, got {came} | {hint}")


def elevator_line(case: Case) -> Line | None:
    """The elevator as a line, or None where the case has no item with the role ``lift``.

    A kilogram of ore lifted is a kilogram of feedstock, less the propellant of the burn that makes
    the orbit round. Besides its own entries it needs those of its labels ``fibre``, ``premises``
    and ``rocket`` and of the site.

    Raises
    ------
    ProblemError
        if no elevator is possible at the site.
    """
    item = lift_item(case)
    if item is None:
        return None
    system = elevator_system(case)
    assert system is not None
    premises = case.problem.catalogue.items[item].labels["premises"]
    rate = 1 / (system.climb_time * case[f"{item}.cycle_ratio"] * system.mass)
    loaded = 1 + case[f"{item}.climber_mass"]
    electricity = system.lift_energy * loaded / case[f"{item}.efficiency"]
    heat = propellant.propellant_energy(
        system.propellant, energy_per_propellant=case[f"{premises}.propellant_heat"]
    )
    return Line(
        name=item,
        lifetime=case[f"{item}.lifetime"],
        lag=case[f"{item}.construction_lag"],
        output={"feedstock": rate * (1 - system.propellant)},
        input={"ore": rate},
        energy={"electricity": rate * electricity, "low_heat": rate * heat},
        bill=_bill(case, item, system),
        lifted=rate,
    )


def elevator_system(case: Case) -> ElevatorSystem | None:
    """Masses, time and energy of the elevator of a case per payload, None without one.

    Raises
    ------
    ProblemError
        if no elevator is possible at the site.
    """
    item = lift_item(case)
    if item is None:
        return None
    labels, site = case.problem.catalogue.items[item].labels, site_item(case)
    premises, ground = labels["premises"], case[f"{site}.radius"]
    body = _body(case, site)
    apoapsis = case[f"{premises}.target_apoapsis"]
    stationary = float(elevator.stationary_radius(**body))
    release = release_radius(apoapsis, ground, site=site, **body)
    end = stationary * case[f"{premises}.length_ratio_limit"]
    if end < release:
        raise ProblemError(
            f"{premises}.length_ratio_limit | the tether must reach the release point, "
            f"{format_quantity(release, 'km')} from the centre | make it longer"
        )
    share = load_share(release, ground, payloads=round(case[f"{item}.payloads"]), **body)
    load = share * (1 + case[f"{item}.climber_mass"])
    fibre = {
        "density": case[f"{labels['fibre']}.density"],
        "stress": case[f"{labels['fibre']}.working_stress"],
    }
    burn = elevator.circularisation_delta_v(release, apoapsis, **body)
    exhaust = case[f"{labels['rocket']}.specific_impulse"] * STANDARD_GRAVITY
    return ElevatorSystem(
        release_radius=release,
        end_radius=end,
        climb_time=float(
            elevator.climb_time(release - ground, climb_speed=case[f"{premises}.climb_speed"])
        ),
        lift_energy=float(elevator.lift_energy(release, ground, **body)),
        tether=load * tether_ratio(end, ground, **fibre, **body),
        counterweight=load * _counterweight_ratio(end, ground, **fibre, **body),
        climbers=case[f"{item}.climber_mass"],
        propellant=float(propellant.propellant_fraction(burn, exhaust_speed=exhaust)),
    )


def release_radius(apoapsis: float, ground: float, *, site: str = "site", **body: float) -> float:
    """Radius at which a load let go reaches the apoapsis, omega^2 r^3 = 2 G M r_a / (r + r_a).

    Parameters
    ----------
    apoapsis, ground : [m], from the body's centre
    site : name of the body, for messages
    body : gravitational_parameter [m3/s2] and rotation_rate [rad/s]

    Returns
    -------
    [m]

    Raises
    ------
    ProblemError
        if the body turns too fast, or the apoapsis is below the stationary orbit.
    """
    stationary = float(elevator.stationary_radius(**body))
    if stationary <= ground:
        raise ProblemError(
            f"{site}.rotation_rate | the ground must be below the stationary orbit, got "
            f"{format_quantity(stationary, 'km')} from the centre | this site needs no elevator"
        )
    if apoapsis < stationary:
        raise ProblemError(
            "target_apoapsis | must be at least the stationary orbit, "
            f"{format_quantity(stationary, 'km')} from the centre, got "
            f"{format_quantity(apoapsis, 'km')} | a load let go lower falls back"
        )

    def excess(ratio: float) -> float:
        return ratio**3 * (ratio * stationary / apoapsis + 1) - 2

    # From the stationary orbit to where a load escapes, 2^(1/3) times as far.
    return stationary * float(brentq(excess, 1.0, 2 ** (1 / 3), xtol=1e-15, rtol=1e-14))


def tether_ratio(
    end: float, ground: float, *, density: float, stress: float, **body: float
) -> float:
    """Constant-stress tether over its load, (rho g_e(R)/s) int exp{rho [Phi(r) - Phi(R)]/s} dr.

    Parameters
    ----------
    end, ground : [m], from the body's centre
    density : [kg/m3]
    stress : [Pa]
    body : gravitational_parameter [m3/s2] and rotation_rate [rad/s]

    Returns
    -------
    [1], by Gauss's rule on pieces of geometrically growing length
    """
    edges = np.geomspace(ground, end, _PIECES + 1)
    total = 0.0
    for low, high in pairwise(edges):
        radii = (low + high) / 2 + (high - low) / 2 * _NODES
        section = np.exp(_taper(radii, ground, density=density, stress=stress, **body))
        total += float(section @ _WEIGHTS) * (high - low) / 2
    return density * float(elevator.effective_gravity(ground, **body)) / stress * float(total)


def load_share(release: float, ground: float, *, payloads: int, **body: float) -> float:
    """Load on the tether per payload under way, sum_i g_e(r_i) / [n g_e(R)].

    The payloads climb at equal distances, the lowest just off the ground; those above the
    stationary orbit pull the other way and are not counted. A payload higher up loads every
    section above it less than one at the ground of the same weight would, so a tether for this
    load at the ground bears them all.

    Parameters
    ----------
    release, ground : [m], from the body's centre
    payloads : under way at once, >= 1
    body : gravitational_parameter [m3/s2] and rotation_rate [rad/s]

    Returns
    -------
    [1], 1 for a single payload
    """
    radii = ground + (release - ground) * np.arange(payloads) / payloads
    weights = np.maximum(elevator.effective_gravity(radii, **body), 0.0)
    return float(weights.sum() / (payloads * weights[0]))


def _counterweight_ratio(end: float, ground: float, **given: float) -> float:
    body = {key: given[key] for key in ("gravitational_parameter", "rotation_rate")}
    return float(
        tether.tapered_counterweight_ratio(
            _taper(end, ground, **given),
            surface_gravity=elevator.effective_gravity(ground, **body),
            end_gravity=elevator.effective_gravity(end, **body),
        )
    )


def _taper(radius: Any, ground: float, *, density: float, stress: float, **body: float) -> Any:
    height = elevator.lift_energy(radius, ground, **body)
    return tether.taper_logarithm(height, density=density, stress=stress)


def _body(case: Case, site: str) -> dict[str, float]:
    return {
        "gravitational_parameter": float(elevator.gravitational_parameter(case[f"{site}.mass"])),
        "rotation_rate": case[f"{site}.rotation_rate"],
    }


def _bill(case: Case, item: str, system: ElevatorSystem) -> dict[str, float]:
    """Polymer for the tether, lifted rock for the counterweight, the item's bill for climbers."""
    climber = bill_materials(case, item)
    whole = sum(climber.values())
    materials = {key: system.climbers * amount / whole for key, amount in climber.items()}
    materials["polymer"] = materials.get("polymer", 0.0) + system.tether
    materials["feedstock"] = materials.get("feedstock", 0.0) + system.counterweight
    return part_bill(
        materials,
        effort=case[f"{item}.effort"],
        irreducible_share=irreducible_share(case, item),
    )
