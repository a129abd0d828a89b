"""Why a case allows no habitat: the smallest set of requirements in conflict, and what would help.

Requirements are compared on a dense grid of radius and soil depth that holds every edge a limit
makes in one of them alone; between its points a mend of the other limits may be a little smaller.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from optdesign.network.habitat_case import (
    REQUIREMENTS,
    fit_range,
    largest_radius,
    smallest_radius,
)
from optdesign.network.habitats import (
    RADIUS_ALONE,
    TOLERANCE,
    Floats,
    HabitatDesigns,
    Mask,
    active_limits,
    habitat_family,
    radius_inside,
    read_habitat,
)
from optdesign.problem import Case
from optdesign.solution import Conflict, Infeasibility, Relaxation
from optdesign.units import format_quantity

LEVERS = ("radius", "soil_depth", "reflector_radius")
_POINTS = (181, 61)
_SLACK = 1e-6


def reasons(case: Case, distance: float) -> list[Conflict]:
    """The smallest set of requirements that no habitat keeps together; empty if one keeps all."""
    found = explain(case, distance)
    return [] if found is None else list(found.conflict)


def explain(case: Case, distance: float) -> Infeasibility | None:
    """The conflict with the nearest mend of each requirement in it; None if there is none.

    Parameters
    ----------
    case : the case; pinned levers are requirements of the lever's own key
    distance : [m], from the Sun
    """
    if habitat_family(case, distance).grid().allowed.any():
        return None
    free, pinned = _designs(case, distance)
    masks = dict(free.kept) | _pins(case, free)
    conflict = _smallest_conflict(masks, pinned)
    mends = (_mend(case, key, masks, free, pinned) for key in conflict)
    return Infeasibility(
        conflict=[Conflict(key, _sentence(case, key)) for key in conflict],
        relaxation=[mend for mend in mends if mend is not None],
    )


def _designs(case: Case, distance: float) -> tuple[HabitatDesigns, HabitatDesigns | None]:
    """Designs over the whole range of the levers, with any reflector and with the pinned one."""
    unpinned = replace(case, fixed={})
    points = _points(case, distance)
    free = habitat_family(unpinned, distance).evaluate(points)
    if "reflector_radius" not in case.fixed:
        return free, None
    pin = {"reflector_radius": case.fixed["reflector_radius"]}
    return free, habitat_family(replace(case, fixed=pin), distance).evaluate(points)


def _points(case: Case, distance: float) -> dict[str, Floats]:
    given, _ = read_habitat(case, distance)
    levers = case.problem.levers
    low, high = levers["radius"].low, levers["radius"].high
    half_length = case["habitat.length"] / 2
    edges = {half_length / ratio for ratio in fit_range(case, "aspect_ratio")}
    sound = (max(low, smallest_radius(given)), min(high, largest_radius(given)))
    depths = set()
    for outcome, sense, bound in active_limits(case).values():
        if outcome in RADIUS_ALONE and sound[0] < sound[1]:
            edges |= set(radius_inside(sound, outcome, sense, bound, given))
        elif outcome == "soil_depth":
            depths.add(bound)
    axes = []
    for lever, extra, count in zip(LEVERS[:2], (edges | set(sound), depths), _POINTS, strict=True):
        ends = levers[lever].low, levers[lever].high
        kept = [value for value in extra if ends[0] <= value <= ends[1]]
        kept += [case.fixed[lever]] if lever in case.fixed else []
        axes.append(np.unique([*np.linspace(*ends, count), *kept]))
    radius, soil_depth = (part.reshape(-1) for part in np.meshgrid(*axes, indexing="ij"))
    return {"radius": radius, "soil_depth": soil_depth}


def _pins(case: Case, free: HabitatDesigns) -> dict[str, Mask]:
    """Where the pinned levers are kept; the reflector is pinned by choosing other designs."""
    found = {}
    for lever, value in case.fixed.items():
        if lever == "reflector_radius":
            found[lever] = np.ones(len(free), dtype=bool)
        elif lever in LEVERS:
            found[lever] = np.abs(free.variables[lever] - value) <= TOLERANCE * max(value, 1.0)
    return found


def _together(
    keys: Collection[str], masks: Mapping[str, Mask], pinned: HabitatDesigns | None
) -> Mask:
    """Where all of some requirements are kept."""
    given = dict(masks)
    if pinned is not None and "reflector_radius" in keys:
        given |= pinned.kept
    return np.asarray(np.logical_and.reduce([given[key] for key in keys]))


def _smallest_conflict(masks: Mapping[str, Mask], pinned: HabitatDesigns | None) -> tuple[str, ...]:
    for size in range(1, len(masks)):
        for keys in combinations(masks, size):
            if not _together(keys, masks, pinned).any():
                return keys
    return tuple(masks)


def _sentence(case: Case, key: str) -> str:
    if key in case.problem.limits:
        limit, unit = case.problem.limits[key], case.problem.parameters[key].unit
        word = "at least" if limit.sense == ">=" else "at most"
        return f"{limit.outcome} must be {word} {format_quantity(case[key], unit)}"
    if key in case.fixed:
        pinned = format_quantity(case.fixed[key], case.problem.levers[key].unit)
        return f"{key} is pinned at {pinned}"
    return REQUIREMENTS[key]


def _mend(
    case: Case,
    key: str,
    masks: Mapping[str, Mask],
    free: HabitatDesigns,
    pinned: HabitatDesigns | None,
) -> Relaxation | None:
    """The nearest value of a limit or pinned lever with which all else is kept."""
    others = [name for name in masks if name != key]
    where = _together(others, masks, pinned)
    if not where.any() or key in REQUIREMENTS:
        return None
    designs = pinned if pinned is not None and "reflector_radius" in others else free
    values = {**designs.outcomes, **designs.variables}
    if key in case.fixed:
        near = values[key][where]
        value = float(near[np.argmin(np.abs(near - case.fixed[key]))])
        shown = format_quantity(value, case.problem.levers[key].unit, 6)
        return Relaxation(key, value, f"pin {key} at {shown}, or leave it free")
    limit, unit = case.problem.limits[key], case.problem.parameters[key].unit
    near, sign = values[limit.outcome][where], 1.0 if limit.sense == "<=" else -1.0
    value = float(near.min() if sign > 0 else near.max()) * (1 + sign * _SLACK)
    word = "raise" if sign > 0 else "lower"
    return Relaxation(key, value, f"{word} {key} to {format_quantity(value, unit, 6)}")
