"""Pyomo NLP of one habitat design: radius, soil depth and reflector radius.

The outcomes are the expressions of `physics.habitat_assessment`, written once for numbers and
models. Requirements are grouped under the key a user can change, so that a conflict has a name.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from optdesign.modelling import pyo
from optdesign.network.habitat_case import (
    REQUIREMENTS,
    largest_radius,
    read_assumptions,
    smallest_radius,
)
from optdesign.physics.habitat_assessment import HabitatAssumptions, assess
from optdesign.problem import Case

__all__ = [
    "LEVERS",
    "LEVER_SCALES",
    "REQUIREMENTS",
    "habitat_model",
    "largest_radius",
    "read_assumptions",
    "smallest_radius",
]

LEVERS = ("radius", "soil_depth", "reflector_radius")
# SI over the unit of the model's variables, so that they are near one.
LEVER_SCALES = {"radius": 1e3, "soil_depth": 1.0, "reflector_radius": 1e3}


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
            low, high = max(low, smallest_radius(given)), min(high, largest_radius(given))
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
