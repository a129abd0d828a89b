"""What a whole growth adds up to: energy, masses and what is taken from the body, as coefficients.

Each measure is a sum over what is built and run; imports are counted elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from optdesign.network.elevator import elevator_system, site_item
from optdesign.network.model import Network
from optdesign.physics import angular_momentum
from optdesign.problem import Case


@dataclass(frozen=True)
class Measure:
    """Coefficients of one sum, none below zero; what is not named counts nothing."""

    unit: str
    build: Mapping[str, float] = field(default_factory=dict)
    """name of a line or technology: per kilogram built"""
    run: Mapping[str, float] = field(default_factory=dict)
    """name of a line: per second and kilogram running"""


def measures(case: Case, network: Network) -> dict[str, Measure]:
    """The sums that limits of a whole growth may concern.

    ``total_energy`` is what running lines use of all carriers, ``plant_mass`` what is built but
    habitats, ``lifted_mass`` and ``lifting_energy`` (electricity) are the elevator's, and
    ``angular_momentum``, ``iron`` (metal made) and ``nitrogen`` (set free) are shares of the
    body's. The last three are there only if the site is one of the catalogue and the case has
    its numbers.

    Parameters
    ----------
    case : the case the network was built from
    network : lines, power and habitats
    """
    assets = [line.name for line in network.lines] + [plant.technology for plant in network.power]
    lifts = [line for line in network.lines if line.lifted > 0]
    energy = {line.name: sum(line.energy.values()) for line in network.lines}
    found = {
        "total_energy": Measure("J", run=energy),
        "plant_mass": Measure("kg", build=dict.fromkeys(assets, 1.0)),
        "lifted_mass": Measure("kg", run={line.name: line.lifted for line in lifts}),
        "lifting_energy": Measure(
            "J", run={line.name: line.energy.get("electricity", 0.0) for line in lifts}
        ),
    }
    if lifts:
        share = lifted_angular_momentum(case)
        run = {line.name: share * line.lifted for line in lifts}
        found["angular_momentum"] = Measure("1", run=run)
    return found | _resources(case, network)


def lifted_angular_momentum(case: Case) -> float:
    """Share of the body's angular momentum that leaves with a kilogram lifted, r0^2 omega / L.

    Returns
    -------
    [1/kg], 0 without an elevator; it includes what the kilogram had on the ground

    Raises
    ------
    ProblemError
        without the numbers of one site, or if no elevator is possible there.
    """
    system = elevator_system(case)
    if system is None:
        return 0.0
    site = site_item(case)
    spin = case[f"{site}.rotation_rate"]
    carried = angular_momentum.released_angular_momentum(system.release_radius, rotation_rate=spin)
    whole = angular_momentum.spin_angular_momentum(
        case[f"{site}.mass"], case[f"{site}.radius"], rotation_rate=spin
    )
    return float(carried / whole)


def body_stock(case: Case, element: str) -> float | None:
    """Mass of ``iron`` or ``nitrogen`` in the body [kg]; None where the case does not say."""
    if len(case.problem.header.sites) != 1:
        return None
    site = site_item(case)
    keys = (f"{site}.{element}_fraction", f"{site}.mass")
    if not all(key in case.values for key in keys):
        return None
    return case[keys[0]] * case[keys[1]]


def _resources(case: Case, network: Network) -> dict[str, Measure]:
    """Iron and nitrogen used, over what the body has of them."""
    found = {}
    iron, nitrogen = body_stock(case, "iron"), body_stock(case, "nitrogen")
    if iron:
        made = {line.name: line.output.get("metal", 0.0) / iron for line in network.lines}
        found["iron"] = Measure("1", run={name: rate for name, rate in made.items() if rate > 0})
    if nitrogen:
        freed = {line.name: line.output.get("nitrogen", 0.0) / nitrogen for line in network.lines}
        found["nitrogen"] = Measure("1", run={n: rate for n, rate in freed.items() if rate > 0})
    return found
