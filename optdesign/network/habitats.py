"""Habitat designs as arrays: what a person's share of each is made of, and which may be built.

Soil and shield are feedstock, the structure is metal, and of the air only nitrogen is counted:
smelting sets free more oxygen than the air takes. A limit of dose does not refuse designs, it
thickens the shield. The irreducible share is taken from reflector, panels and converters only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from optdesign.network.habitat_case import (
    fit_range,
    largest_radius,
    read_assumptions,
    smallest_radius,
)
from optdesign.network.habitat_parts import habitat_parts, total_needs
from optdesign.network.habitat_reflector import least_reflector
from optdesign.network.model import HabitatDesign
from optdesign.physics import radiation
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.physics.habitat_assessment import HabitatAssumptions, assess
from optdesign.problem import Case

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Range = tuple[float, float]

LIMITED = ("rotation_rate", "urban_gravity", "soil_depth", "nitrogen_fraction")
"""Outcomes whose limits refuse designs; that of ``dose`` thickens the shield instead."""
RADIUS_ALONE = ("rotation_rate", "urban_gravity")
TOLERANCE = 1e-9
"""Relative; a design on a limit keeps it."""


@dataclass(frozen=True)
class HabitatDesigns:
    """Designs as arrays of one length; masses per person."""

    variables: Mapping[str, Floats]
    """radius, soil_depth, reflector_radius [m]"""
    needs: Mapping[str, Floats]
    """commodity: [kg/person], effort included"""
    outcomes: Mapping[str, Floats]
    """What the habitat's physics says, by outcome, SI"""
    kept: Mapping[str, Mask]
    """Which designs keep each requirement, by its key"""

    @property
    def allowed(self) -> Mask:
        """Which designs keep every requirement."""
        return np.asarray(np.logical_and.reduce(list(self.kept.values())))

    def design(self, index: int) -> HabitatDesign:
        """One design."""
        return HabitatDesign(
            needs={key: float(values[index]) for key, values in self.needs.items()},
            variables={key: float(values[index]) for key, values in self.variables.items()},
            outcomes={key: float(values[index]) for key, values in self.outcomes.items()},
        )

    def __len__(self) -> int:
        return len(self.variables["radius"])


@dataclass(frozen=True)
class HabitatFamily:
    """All habitats of a case at one distance from the Sun."""

    bounds: Mapping[str, Range]
    """radius, soil_depth [m], inside the limits that concern one of them alone"""
    evaluate: Callable[[Mapping[str, Floats]], HabitatDesigns]
    """Designs from arrays of radius and soil_depth"""

    def grid(self, points: int = 61) -> HabitatDesigns:
        """All combinations of ``points`` radii and depths, ends included."""
        axes = [
            np.linspace(low, high, points if high > low else 1)
            for low, high in (self.bounds["radius"], self.bounds["soil_depth"])
        ]
        radius, soil_depth = (part.reshape(-1) for part in np.meshgrid(*axes, indexing="ij"))
        return self.evaluate({"radius": radius, "soil_depth": soil_depth})


def habitat_family(case: Case, distance: float) -> HabitatFamily:
    """The habitats of a case, with the least reflector each can do with.

    Besides the parameters of the habitat itself the case must have those of the items
    ``light-reflector``, ``thin-film-pv`` and ``power-conditioning``, and of the catalogue's keys
    ``twin-cylinder.construction_effort.bulk``, ``twin-cylinder.construction_effort.steel``,
    ``radiation.free_dose``, ``cosmic-rays.radial_gradient`` and
    ``dose-shielding.attenuation_length``; its levers are radius, soil_depth and, if it may be
    pinned, reflector_radius.

    Parameters
    ----------
    case : the case
    distance : [m], from the Sun
    """
    given, free_dose = read_habitat(case, distance)

    def evaluate(variables: Mapping[str, Floats]) -> HabitatDesigns:
        return _evaluate(case, given, free_dose, variables)

    return HabitatFamily(_bounds(case, given), evaluate)


def read_habitat(case: Case, distance: float) -> tuple[HabitatAssumptions, float]:
    """The assumptions with the shield the limit of dose asks for, and the free dose [Sv/s]."""
    given = read_assumptions(case, distance)
    free_dose = float(
        radiation.free_dose(
            distance,
            reference_dose=case["radiation.free_dose"],
            reference_distance=ASTRONOMICAL_UNIT,
            radial_gradient=case["cosmic-rays.radial_gradient"],
        )
    )
    limit = case.value_or("limit.dose", math.inf)
    if not math.isfinite(limit):
        return given, free_dose
    needed = radiation.required_areal_mass(
        limit, free_dose=free_dose, attenuation_length=case["dose-shielding.attenuation_length"]
    )
    shield = max(case["shield.areal_density"], float(needed))
    return replace(given, shield_areal_density=shield), free_dose


def active_limits(case: Case) -> dict[str, tuple[str, str, float]]:
    """Outcome, sense and bound [SI] of each finite limit that refuses designs, by its key."""
    return {
        key: (limit.outcome, limit.sense, case[key])
        for key, limit in case.problem.limits.items()
        if limit.outcome in LIMITED and math.isfinite(case[key])
    }


def lever_range(case: Case, lever: str) -> Range:
    """Range of a lever; anything above zero where the problem has no such lever."""
    return case.lever_range(lever) if lever in case.problem.levers else (0.0, math.inf)


def _bounds(case: Case, given: HabitatAssumptions) -> dict[str, Range]:
    """Ranges of the levers inside the limits of radius or depth alone; as they are if none is."""
    radius, depth = case.lever_range("radius"), case.lever_range("soil_depth")
    aspect = fit_range(case, "aspect_ratio")
    half_length = case["habitat.length"] / 2
    low = max(radius[0], smallest_radius(given), half_length / aspect[1])
    high = min(radius[1], largest_radius(given), half_length / aspect[0])
    depth_low, depth_high = depth
    for outcome, sense, bound in active_limits(case).values():
        if outcome in RADIUS_ALONE and low <= high:
            low, high = radius_inside((low, high), outcome, sense, bound, given)
        elif outcome == "soil_depth" and sense == ">=":
            depth_low = max(depth_low, bound)
        elif outcome == "soil_depth":
            depth_high = min(depth_high, bound)
    return {
        "radius": (low, high) if low <= high else radius,
        "soil_depth": (depth_low, depth_high) if depth_low <= depth_high else depth,
    }


def radius_inside(
    span: Range, outcome: str, sense: str, bound: float, given: HabitatAssumptions
) -> Range:
    """The part of a range of radii that keeps a limit; the outcome is monotone in the radius."""
    sign = 1.0 if sense == ">=" else -1.0

    def room(radius: float) -> float:
        return sign * (float(assess(radius, 0.0, radius, given)[outcome]) - bound)

    low, high = span
    if room(low) >= 0 and room(high) >= 0:
        return span
    if room(low) < 0 and room(high) < 0:
        return high, low
    edge = float(brentq(room, low, high, xtol=1e-12, rtol=1e-14))
    return (low, edge) if room(low) >= 0 else (edge, high)


def _evaluate(
    case: Case, given: HabitatAssumptions, free_dose: float, variables: Mapping[str, Floats]
) -> HabitatDesigns:
    # Outside the geometry nothing is finite; such designs are refused by their own requirement.
    sound = (smallest_radius(given), largest_radius(given))
    asked, soil_depth = (np.asarray(variables[key], float) for key in ("radius", "soil_depth"))
    radius = np.clip(asked, *sound)
    mirror = least_reflector(
        radius,
        soil_depth,
        given,
        pitch=fit_range(case, "pitch_ratio"),
        bounds=lever_range(case, "reflector_radius"),
    )
    found = {
        name: np.broadcast_to(np.asarray(value, float), radius.shape)
        for name, value in assess(radius, soil_depth, mirror, given).items()
    }
    parts = habitat_parts(case, given, found, radius, mirror)
    mass = {name: sum(amount for amount, _ in group) for name, group in parts.items()}
    dose = radiation.shielded_dose(
        given.shield_areal_density,
        free_dose=free_dose,
        attenuation_length=case["dose-shielding.attenuation_length"],
    )
    outcomes = found | {
        "reflector_per_person": np.asarray(mass["reflector"]),
        "panels_per_person": np.asarray(mass["panels"]),
        "shield_areal_density": np.full_like(radius, given.shield_areal_density),
        "dose": np.full_like(radius, dose),
    }
    designs = {"radius": asked, "soil_depth": soil_depth, "reflector_radius": mirror}
    needs = total_needs([part for group in parts.values() for part in group])
    kept = _kept(case, sound, designs, outcomes)
    return HabitatDesigns(designs, needs, outcomes, kept)


def _kept(
    case: Case,
    sound: Range,
    designs: Mapping[str, Floats],
    outcomes: Mapping[str, Floats],
) -> dict[str, Mask]:
    """Which designs keep each requirement; keys are those a user can change, or say what it is."""

    def within(values: Floats, low: float, high: float) -> Mask:
        return (values >= low * (1 - TOLERANCE)) & (values <= high * (1 + TOLERANCE))

    kept = {
        "light": within(outcomes["light_ratio"], 1.0, math.inf),
        "cooling": within(outcomes["cooling_ratio"], 1.0, math.inf),
        "steel.stress": within(designs["radius"], *sound) & (outcomes["steel_per_person"] > 0),
    }
    for ratio in ("pitch_ratio", "aspect_ratio"):
        kept[f"sky-factor.{ratio}"] = within(outcomes[ratio], *fit_range(case, ratio))
    for key, (outcome, sense, bound) in active_limits(case).items():
        values = {**outcomes, **designs}[outcome]
        span = (bound, math.inf) if sense == ">=" else (-math.inf, bound)
        kept[key] = within(values, *span)
    return kept


_EXTREMES = {
    "radius": min,
    "soil_depth": min,
    "reflector_radius": max,
    "urban_gravity": min,
    "rotation_rate": max,
    "dose": max,
    "nitrogen_fraction": max,
}


def extremes(built: Iterable[HabitatDesign]) -> dict[str, float]:
    """Of each property that is limited, the one among the habitats built that is nearest to it."""
    properties = [{**habitat.outcomes, **habitat.variables} for habitat in built]
    return {key: float(choose(one[key] for one in properties)) for key, choose in _EXTREMES.items()}
