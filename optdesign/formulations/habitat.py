"""Pyomo NLP of one habitat design: radius, soil depth and reflector radius.

The outcomes are the expressions of `physics.habitat_assessment`, written once for numbers and
models. Requirements are grouped under the key a user can change, so that a conflict has a name.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import pyomo.environ as pyo

from optdesign.physics.constants import STANDARD_GRAVITY
from optdesign.physics.habitat_assessment import HabitatAssumptions, assess
from optdesign.physics.structure import limit_radius
from optdesign.physics.sunlight import flux
from optdesign.problem import Case

LEVERS = ("radius", "soil_depth", "reflector_radius")
# SI over the unit of the model's variables, so that they are near one.
LEVER_SCALES = {"radius": 1e3, "soil_depth": 1.0, "reflector_radius": 1e3}

# Requirements that are not limits of the problem file: key -> what it says.
REQUIREMENTS = {
    "light": "the reflector must gather the light of the rural floor",
    "cooling": "the walls must radiate the heat away",
    "sky-factor.pitch_ratio": "reflector over habitat radius must lie in the cooling fit's range",
    "sky-factor.aspect_ratio": "half length over radius must lie in the cooling fit's range",
    "steel.stress": "the steel must carry its own weight and the urban floor must have a radius",
}
# Share of the radius at which steel carries nothing but itself; masses diverge there.
_OWN_WEIGHT_SHARE = 0.999


# Fields of HabitatAssumptions and the parameters they come from.
_PARAMETERS = {
    "length": "habitat.length",
    "rural_height": "habitat.rural_height",
    "urban_height": "habitat.urban_height",
    "channel_width": "habitat.channel_width",
    "living_area_per_person": "habitat.living_area",
    "soil_density": "soil.density",
    "shield_areal_density": "shield.areal_density",
    "shield_gap": "shield.gap",
    "air_density": "air.density",
    "air_nitrogen_fraction": "air.nitrogen_fraction",
    "steel_density": "steel.density",
    "steel_stress": "steel.stress",
    "steel_energy": "steel.energy",
    "urban_floor_load": "habitat.urban_floor_load",
    "insolation": "habitat.insolation",
    "optical_transmission": "habitat.optical_transmission",
    "light_efficiency": "reflector.light_efficiency",
    "entry_radius_ratio": "reflector.entry_radius_ratio",
    "soil_temperature": "cooling.soil_temperature",
    "inner_emissivity": "cooling.inner_emissivity",
    "outer_emissivity": "cooling.outer_emissivity",
    "electric_demand": "habitat.electric_demand",
    "panel_efficiency": "panel.efficiency",
    "panel_share": "panel.share",
}
_SKY_FACTOR = {
    "sky_offset": "sky-factor.offset",
    "sky_pitch_slope": "sky-factor.slope",
    "sky_pitch_curvature": "sky-factor.curvature",
    "sky_aspect_slope": "sky-factor.aspect_slope",
}


def read_assumptions(case: Case) -> HabitatAssumptions:
    """Collect the assumptions of the habitat from the parameters of a case."""
    value, paper = case.problem.catalogue.value, case.choice("habitat.structure_model") == "paper"
    # The paper's fit of the steel holds at the paper's rounded pressure only.
    pressure = value("twin-cylinder.paper_pressure") if paper else case["habitat.pressure"]
    return HabitatAssumptions(
        **{field: case[key] for field, key in _PARAMETERS.items()},
        **{field: value(key) for field, key in _SKY_FACTOR.items()},
        gravity=STANDARD_GRAVITY,
        pressure=pressure,
        flux=flux(case["site.distance"], solar_constant=case["site.solar_constant"]),
        structure_model="paper" if paper else "virial",
    )


def largest_radius(given: HabitatAssumptions) -> float:
    """Radius at which the steel still carries more than itself [m]."""
    limit = limit_radius(
        gravity=given.gravity, steel_density=given.steel_density, steel_stress=given.steel_stress
    )
    return float(_OWN_WEIGHT_SHARE * limit)


def smallest_radius(given: HabitatAssumptions) -> float:
    """Radius at which the urban floor has its air above it inside the channel [m]."""
    return float(given.rural_height + given.channel_width + given.urban_height)


def habitat_model(case: Case, *, ignored: Collection[str] = ()) -> Any:
    """Build the model without its objective.

    Parameters
    ----------
    case : the case; pinned levers are requirements of the lever's own key
    ignored : keys of requirements to leave out, to find what is in conflict

    Returns
    -------
    a ConcreteModel with scaled levers ``radius`` and ``reflector_radius`` [km], ``soil_depth`` [m],
    the outcomes in SI as ``outcome`` (dict of expressions) and ``lever`` (dict, SI), and one
    constraint list per requirement in ``requirement[key]``
    """
    given = read_assumptions(case)
    model = pyo.ConcreteModel()
    lever = {}
    for key, scale in LEVER_SCALES.items():
        definition = case.problem.levers[key]
        low, high = definition.low, definition.high
        if key == "radius":
            # A model beyond these has poles; they are requirements of their own below.
            low, high = max(low, 1.01 * smallest_radius(given)), min(high, largest_radius(given))
        low, high = (low, high) if low <= high else (high, high)
        model.add_component(key, pyo.Var(bounds=(low / scale, high / scale)))
        lever[key] = scale * getattr(model, key)
    model.lever = lever
    model.outcome = assess(lever["radius"], lever["soil_depth"], lever["reflector_radius"], given)
    model.outcome |= lever
    model.requirement = pyo.Block(pyo.Any)
    for key, expressions in _requirements(case, model, given).items():
        if key not in ignored:
            model.requirement[key].rule = pyo.ConstraintList()
            for expression in expressions:
                model.requirement[key].rule.add(expression)
    return model


def _requirements(case: Case, model: Any, given: HabitatAssumptions) -> dict[str, list[Any]]:
    """What a design must satisfy, each expression scaled to be near one."""
    outcome, value = model.outcome, case.problem.catalogue.value
    pitch, aspect = outcome["pitch_ratio"], outcome["aspect_ratio"]
    found: dict[str, list[Any]] = {
        "light": [outcome["reflector_radius"] / 1e3 >= outcome["light_radius"] / 1e3],
        "cooling": [outcome["heat_flux_limit"] / 100 >= outcome["heat_flux"] / 100],
        "sky-factor.pitch_ratio": [
            pitch >= value("sky-factor.pitch_ratio_low"),
            pitch <= value("sky-factor.pitch_ratio_high"),
        ],
        "sky-factor.aspect_ratio": [
            aspect >= value("sky-factor.aspect_ratio_low"),
            aspect <= value("sky-factor.aspect_ratio_high"),
        ],
        "steel.stress": [
            outcome["radius"] / largest_radius(given) <= 1,
            outcome["radius"] / smallest_radius(given) >= 1,
        ],
    }
    for key, limit in case.problem.limits.items():
        bound = case[key]
        if not math.isfinite(bound):
            continue
        scale = abs(bound) or 1.0
        measured = outcome[limit.outcome] / scale
        side = bound / scale
        found[key] = [measured >= side if limit.sense == ">=" else measured <= side]
    for key, pinned in case.fixed.items():
        found[key] = [outcome[key] / max(pinned, 1.0) == pinned / max(pinned, 1.0)]
    return found
