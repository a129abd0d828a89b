"""Photovoltaic arrays of any size; nearer the Sun they may be tilted to stay cool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from optdesign.network.concentrator import (
    CONDITIONING,
    electronics_bill,
    fixed_parts,
    irreducible_share,
    item_bill,
)
from optdesign.network.power_design import Floats, Parts, PowerDesigns, combined_bill, part_bill
from optdesign.physics import concentrator, engine, photovoltaics, sunlight
from optdesign.physics.maths import Quantity
from optdesign.problem import Case

_SCAN = 400
_DIMMEST = 1e-6  # least share of the sunlight looked at when tilting
_LEAST_GAIN = 1e-12


def facing_power(case: Case, item: str, flux: Quantity) -> Any:
    """Electric power per area [W/m2] at fluxes [W/m2] normal to the array."""

    def value(attribute: str) -> float:
        return case[f"{item}.{attribute}"]

    coefficient, reference = value("temperature_coefficient"), value("reference_temperature")
    temperature = photovoltaics.cell_temperature(
        flux,
        absorptivity=value("absorptance"),
        efficiency=min(value("efficiency"), value("absorptance")),
        emissivity=value("emissivity") * value("faces"),
    )
    gain = -coefficient * (reference - value("coldest_useful_temperature"))
    # Without a coefficient there is nothing to be limited, and any limit will do.
    limit = max(gain, _LEAST_GAIN) if coefficient else 1.0
    found = photovoltaics.efficiency(
        temperature,
        reference_efficiency=value("efficiency"),
        reference_temperature=reference,
        temperature_coefficient=coefficient,
        cold_gain_limit=limit,
        softness=value("cold_gain_softness"),
    )
    return photovoltaics.array_power(1.0, flux, efficiency=found)


def best_power(case: Case, item: str, flux: float) -> float:
    """Electric power per area [W/m2] at the best tilt in a flux [W/m2]."""
    shares = np.geomspace(_DIMMEST, 1.0, _SCAN)
    powers = facing_power(case, item, flux * shares)
    best = int(np.argmax(powers))
    if best == len(shares) - 1:
        return max(float(powers[best]), 0.0)
    around = (float(shares[max(best - 1, 0)]), float(shares[best + 1]))

    def lost(share: float) -> float:
        return -float(facing_power(case, item, flux * share))

    found = minimize_scalar(lost, bounds=around, method="bounded", options={"xatol": 1e-12})
    return max(-float(found.fun), float(powers[best]), 0.0)


def array_designs(
    case: Case, item: str, distance: float
) -> Callable[[Mapping[str, Floats]], PowerDesigns]:
    """The evaluation of arrays by their ``aperture_diameter`` [m] at a distance [m]."""
    flux = sunlight.flux(distance, solar_constant=case["sun.solar_constant"])
    power_density = best_power(case, item, flux)
    structure, electronics = item_bill(case, item), electronics_bill(case, item)
    blanket, conditioning = _blanket_bill(case, item), item_bill(case, CONDITIONING)
    fixed, fixed_electronics = fixed_parts(case, item)

    def evaluate(variables: Mapping[str, Floats]) -> PowerDesigns:
        diameter = variables["aperture_diameter"]
        area = concentrator.aperture_area(diameter)
        power = power_density * area
        mass = photovoltaics.array_mass(
            area,
            diameter,
            blanket_density=case[f"{item}.areal_density"],
            structure_density=case[f"{item}.structure_areal_density"],
            reference_diameter=case[f"{item}.reference_diameter"],
            diameter_exponent=case[f"{item}.structure_exponent"],
            fixed_mass=fixed,
        )
        sheet = case[f"{item}.areal_density"] * area
        converters, their_electronics = (
            engine.engine_mass(power, specific_mass=case[f"{CONDITIONING}.{kind}specific_mass"])
            for kind in ("", "electronics_")
        )
        parts: Parts = [
            (sheet, blanket),
            (mass - sheet - fixed_electronics, structure),
            (fixed_electronics + their_electronics, electronics),
            (converters, conditioning),
        ]
        total, bill = combined_bill(parts)
        return PowerDesigns(dict(variables), power, total, bill)

    return evaluate


def _blanket_bill(case: Case, item: str) -> dict[str, float]:
    density = case[f"{item}.areal_density"]
    silicon = min(case[f"{item}.areal_silicon"], density)
    share = case[f"{item}.blanket_polymer_share"]
    carrier = density - silicon
    return part_bill(
        {"silicon": silicon, "polymer": carrier * share, "metal": carrier * (1 - share)},
        effort=case[f"{item}.effort"],
        irreducible_share=irreducible_share(case, item),
    )
