"""Trucks of a case as lines: rock where it is dug to ore or feedstock where it is wanted."""

from __future__ import annotations

from optdesign.network.concentrator import item_bill
from optdesign.network.elevator import site_item
from optdesign.network.model import Line
from optdesign.physics import elevator, haulage
from optdesign.problem import Case

ROLE = "haul"


def haul_lines(case: Case, product: str) -> tuple[Line, ...]:
    """All items of a case with the role ``haul``; none if it has no trucks.

    Parameters
    ----------
    case : its parameters supply every number, mass, radius and rotation of the site among them
    product : what the load is where trucks leave it: ``ore`` or ``feedstock``
    """
    items = case.problem.catalogue.items
    named = sorted({key.partition(".")[0] for key in case.values} & items.keys())
    return tuple(
        _line(case, name, product) for name in named if items[name].labels.get("role") == ROLE
    )


def _line(case: Case, item: str, product: str) -> Line:
    site = site_item(case)
    gravity = elevator.effective_gravity(
        case[f"{site}.radius"],
        gravitational_parameter=elevator.gravitational_parameter(case[f"{site}.mass"]),
        rotation_rate=case[f"{site}.rotation_rate"],
    )
    distance, ratio = case[f"{item}.haul_distance"], case[f"{item}.payload_ratio"]
    rate = float(
        haulage.haul_productivity(
            distance,
            speed=case[f"{item}.speed"],
            payload_ratio=ratio,
            duty=case[f"{item}.duty"],
        )
    )
    energy = haulage.haul_energy(
        distance,
        gravity=gravity,
        rolling_resistance=case[f"{item}.rolling_resistance"],
        payload_ratio=ratio,
        efficiency=case[f"{item}.efficiency"],
    )
    return Line(
        name=item,
        lifetime=case[f"{item}.lifetime"],
        lag=case[f"{item}.construction_lag"],
        output={product: rate},
        input={"rock": rate},
        energy={"electricity": rate * float(energy)},
        bill=item_bill(case, item),
    )
