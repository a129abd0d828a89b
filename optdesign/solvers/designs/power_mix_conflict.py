"""Why no mix of power units will do: requirements in conflict and the least changes to them."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from optdesign.formulations.power_choice import Choice
from optdesign.formulations.power_mix import LOADS, PLUTONIUM, REACTORS, power_mix_model
from optdesign.formulations.power_units import read_demand
from optdesign.modelling import pyo
from optdesign.problem import Case
from optdesign.solution import Conflict, Infeasibility, Relaxation
from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import LEAN, PersistentMixed, compile_objectives
from optdesign.units import TONNE, format_quantity, round_outward

OPTIONS: dict[str, Any] = LEAN | {
    "primal_feasibility_tolerance": 1e-9,
    "mip_feasibility_tolerance": 1e-7,  # with less HiGHS was seen to cut off the best mix
    "mip_abs_gap": 0.0,
}
_SECONDS, _DIGITS, _SLACK, _HALVINGS = 10.0, 5, 1e-6, 8
_SIDES = {
    PLUTONIUM: ("plutonium", 1.0),
    REACTORS: ("reactors", 1.0),
    "limit.mass": ("mass", TONNE),
    "limit.imported_mass": ("imported_mass", TONNE),
}


def diagnose(case: Case, choice: Choice) -> Infeasibility:
    """A smallest set of requirements that cannot hold together, and what mends each."""
    keys = [*case.fixed, *_SIDES, *LOADS]
    ignored: list[str] = []
    for key in keys:
        if _least(case, choice, [*ignored, key], None) is None:
            ignored.append(key)
    conflict = [key for key in keys if key not in ignored]
    mends = [mend for key in conflict if (mend := _mend(case, choice, key)) is not None]
    return Infeasibility(
        [Conflict(key, _sentence(case, key)) for key in conflict],
        sorted(mends, key=lambda mend: _change(case, mend)),
    )


def _change(case: Case, mend: Relaxation) -> float:
    """How far a requirement is moved, as a logarithm."""
    old = case.fixed[mend.key] if mend.key in case.fixed else case[mend.key]
    low, high = sorted((abs(old), abs(mend.value)))
    return math.log(high / low) if low > 0 else math.inf


def _least(
    case: Case, choice: Choice, ignored: Collection[str], side: str | None, pinned: float = 0.0
) -> float | None:
    """The least of an expression with some requirements left out; None if nothing is possible.

    Infinite where the time is up: then neither is known, and nothing is proposed.
    ``side`` is an expression of the model, a load (then its greatest amount over the scale,
    negative), a lever (then how far its number must be from ``pinned``) or None.
    """
    model = power_mix_model(case, choice, ignored=ignored)
    objective: Any = 0.0 * model.relied["steady"]
    if side in case.fixed:
        members = [n for n, unit in enumerate(choice.units) if unit.technology == side]
        total = sum(model.count[n] for n in members)
        model.apart = pyo.Var(domain=pyo.NonNegativeReals)
        model.nearest = pyo.ConstraintList()
        for sign in (1.0, -1.0):
            model.nearest.add(model.apart >= sign * (total - pinned))
        objective = model.apart
    elif side is not None:
        objective = getattr(model, side)
    form = compile_objectives(model, [objective])
    solver = PersistentMixed(form, **OPTIONS)
    answer = solver.minimize(form.objectives[0], seconds=_SECONDS)
    if answer.status is LinearStatus.INFEASIBLE:
        return None
    if answer.status is not LinearStatus.OPTIMAL:
        return math.inf
    return float(form.objectives[0] @ answer.values + form.offsets[0])


def _known(least: float | None) -> bool:
    """Whether something is possible, and known to be."""
    return least is not None and math.isfinite(least)


def _mend(case: Case, choice: Choice, key: str) -> Relaxation | None:
    """The nearest value of a requirement with which there is a mix."""
    if key in _SIDES:
        side, scale = _SIDES[key]
        found = _least(case, choice, [key], side)
        if found is None or not _known(found):
            return None
        value = found * scale * (1 + _SLACK) if key != REACTORS else float(round(found))
        return _moved(case, key, max(value, 0.0), "raise")
    if key in case.fixed:
        return _nearest_count(case, choice, key)
    return _lower_load(case, choice, key)


def _nearest_count(case: Case, choice: Choice, key: str) -> Relaxation | None:
    pinned = case.fixed[key]
    apart = _least(case, choice, [key], key, pinned)
    if apart is None or not _known(apart):
        return None
    for value in (pinned - round(apart), pinned + round(apart)):
        moved = replace(case, fixed={**case.fixed, key: float(value)})
        if value >= 0 and _known(_least(moved, choice, [], None)):
            return Relaxation(key, float(value), f"set {key} to {value:g}")
    return None


def _lower_load(case: Case, choice: Choice, key: str) -> Relaxation | None:
    """The greatest load that can be carried, by halving; the peak never falls below the steady."""

    def works(value: float) -> bool:
        moved = case.with_value(key, value)
        smaller = replace(choice, demand=read_demand(moved))
        return _known(_least(moved, smaller, [], None))

    high, low = case[key], 0.0
    if not works(low):
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if works(middle) else (low, middle)
    return _moved(case, key, low, "lower")


def _moved(case: Case, key: str, value: float, verb: str) -> Relaxation:
    """A parameter raised or lowered, to the digits shown on the side that mends."""
    unit = case.problem.parameters[key].unit
    value = round_outward(value, unit, _DIGITS, up=verb == "raise")
    return Relaxation(key, value, f"{verb} {key} to {format_quantity(value, unit, _DIGITS)}")


def _sentence(case: Case, key: str) -> str:
    distance = format_quantity(case["site.distance"], "au")
    if key in case.fixed:
        return f"the number of {key} is pinned at {case.fixed[key]:g}"
    amount = format_quantity(case[key], case.problem.parameters[key].unit)
    texts = {
        PLUTONIUM: f"plutonium must come from a stock of {amount} and the supply",
        REACTORS: f"there must be at most {amount} reactors",
        "limit.mass": f"the mass must be at most {amount}",
        "limit.imported_mass": f"the mass from Earth must be at most {amount}",
        "demand.electric": f"{amount} of electricity are needed at all times, at {distance}",
        "demand.heat": f"{amount} of process heat are needed at all times, at {distance}",
        "demand.peak": f"peaks take {amount} of electricity, at {distance}",
    }
    return texts[key]
