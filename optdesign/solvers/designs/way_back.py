"""The way back from settings without an answer towards the problem's own, which have one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from optdesign.problem import Case
from optdesign.solution import Relaxation
from optdesign.units import format_quantity, round_outward

Possible = Callable[[Case], bool]
_DIGITS = 5
_HALVINGS = 10


def way_back(case: Case, possible: Possible) -> list[Relaxation]:
    """The least changes of what was set and pinned, towards the problem's own, that give an answer.

    One change at a time; where no single one is enough, the fewest found, as one sentence. Empty if
    the problem's own settings have no answer either. Every change is tried before it is told.

    Parameters
    ----------
    case : the case without an answer
    possible : tells whether a case has one
    """
    own = case.problem.parameters
    changed = [key for key in case.changed if isinstance(own[key].value, float)]
    keys = [*changed, *case.fixed]
    single = [key for key in keys if possible(_restored(case, [key]))]
    if single:
        return [_told(case, key, possible) for key in single]
    back = list(keys)
    if not possible(_restored(case, back)):
        return []
    for key in keys:
        rest = [other for other in back if other != key]
        if possible(_restored(case, rest)):
            back = rest
    last = _restored(case, back[1:])
    first = _told(last, back[0], possible)
    others = [_told(_restored(case, [k for k in back if k != key]), key, None) for key in back[1:]]
    return [replace(first, text=" and ".join(change.text for change in [first, *others]))]


def _restored(case: Case, keys: list[str]) -> Case:
    """The case with these settings as the problem has them, and these levers free."""
    own = case.problem.parameters
    values = {key: own[key].value if key in keys else value for key, value in case.values.items()}
    fixed = {key: value for key, value in case.fixed.items() if key not in keys}
    return replace(case, values=values, fixed=fixed)


def _told(case: Case, key: str, possible: Possible | None) -> Relaxation:
    """One change: as little of the way back as is enough, or all of it."""
    if key in case.fixed:
        return Relaxation(key, case.fixed[key], f"leave {key} free")
    parameter = case.problem.parameters[key]
    own, asked = parameter.value, case[key]
    assert isinstance(own, float)
    value = own if possible is None else _nearest(case, key, own, possible)
    shown = format_quantity(value, parameter.unit, _DIGITS)
    return Relaxation(key, value, f"{'raise' if value > asked else 'lower'} {key} to {shown}")


def _nearest(case: Case, key: str, own: float, possible: Possible) -> float:
    """The value nearest to what was asked for that gives an answer, rounded towards ``own``."""
    asked, unit = case[key], case.problem.parameters[key].unit
    if not (math.isfinite(own) and math.isfinite(asked)):
        return own
    logarithmic = own > 0 and asked > 0

    def between(share: float) -> float:
        if logarithmic:
            return asked * math.exp(share * (math.log(own) - math.log(asked)))
        return asked + share * (own - asked)

    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):  # to a thousandth of the way
        middle = (low + high) / 2
        low, high = (low, middle) if possible(case.with_value(key, between(middle))) else (
            middle, high)  # fmt: skip
    value = round_outward(between(high), unit, _DIGITS, up=own > asked)
    return value if possible(case.with_value(key, value)) else own
