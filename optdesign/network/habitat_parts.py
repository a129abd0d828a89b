"""What a person's share of a habitat is made of: structure, bulk, air, reflector and panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from optdesign.network.concentrator import (
    CONDITIONING,
    electronics_bill,
    irreducible_share,
    item_bill,
)
from optdesign.network.model import COMMODITIES
from optdesign.network.power_design import Floats, Parts, part_bill
from optdesign.physics import reflector
from optdesign.physics.habitat_assessment import HabitatAssumptions
from optdesign.physics.maths import PI
from optdesign.problem import Case

REFLECTOR = "light-reflector"
PANEL = "thin-film-pv"


def habitat_parts(
    case: Case,
    given: HabitatAssumptions,
    found: Mapping[str, Floats],
    radius: Floats,
    mirror: Floats,
) -> dict[str, Parts]:
    """Masses per person [kg] of each group of parts, with the bill of a kilogram of each.

    Parameters
    ----------
    case, given : the case and the assumptions read from it
    found : outcomes of `physics.habitat_assessment.assess`, (n,)
    radius, mirror : (n,) [m], of habitat and reflector
    """
    effort = {key: case[f"twin-cylinder.construction_effort.{key}"] for key in ("bulk", "steel")}
    entry = reflector.entry_radius(radius, entry_radius_ratio=given.entry_radius_ratio)
    opening = 2 * PI * (mirror**2 - entry**2) / found["population"]
    power = found["electric_power_per_person"]
    area = power / (given.panel_efficiency * given.flux)
    mirrors = opening * case[f"{REFLECTOR}.mirror_area_ratio"]
    per_watt = {key: case[f"{CONDITIONING}.{key}specific_mass"] for key in ("", "electronics_")}
    return {
        "structure": [(found["steel_per_person"], {"metal": 1.0, "effort": effort["steel"]})],
        "bulk": [
            (found[f"{name}_per_person"], {"feedstock": 1.0, "effort": effort["bulk"]})
            for name in ("soil", "shield")
        ],
        "air": [(found["air_per_person"], {"nitrogen": case["air.nitrogen_fraction"]})],
        "reflector": [
            (mirrors * case[f"{REFLECTOR}.areal_density"], _sheet(case, REFLECTOR, 0.0)),
            (
                mirrors * case[f"{REFLECTOR}.structure_areal_density"],
                part_bill({"metal": 1.0}, **_common(case, REFLECTOR)),
            ),
        ],
        "panels": [
            (
                area * case[f"{PANEL}.areal_density"],
                _sheet(case, PANEL, case[f"{PANEL}.areal_silicon"]),
            ),
            (area * case[f"{PANEL}.structure_areal_density"], item_bill(case, PANEL)),
            (power * per_watt[""], item_bill(case, CONDITIONING)),
            (power * per_watt["electronics_"], electronics_bill(case, CONDITIONING)),
        ],
    }


def _common(case: Case, item: str) -> dict[str, Any]:
    share = irreducible_share(case, item)
    return {"effort": case[f"{item}.effort"], "irreducible_share": share}


def _sheet(case: Case, item: str, silicon: float) -> dict[str, float]:
    """Bill of a kilogram of film that carries some silicon [kg/m2]."""
    density = case[f"{item}.areal_density"]
    silicon = min(silicon, density)
    share = case[f"{item}.blanket_polymer_share"]
    carrier = density - silicon
    materials = {"silicon": silicon, "polymer": carrier * share, "metal": carrier * (1 - share)}
    return part_bill(materials, **_common(case, item))


def total_needs(parts: Parts) -> dict[str, Floats]:
    """Commodities in all the parts together [kg], effort included."""
    needs = {}
    for name in COMMODITIES:
        amounts = [mass * bill[name] for mass, bill in parts if name in bill]
        if amounts:
            needs[name] = np.asarray(sum(amounts))
    return needs
