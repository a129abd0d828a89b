"""Why a target cannot be reached, in words, and the cheapest change that would do.

What the sums over a bootstrap forbid is recognised before the search, with the smallest conflict;
what is merely too slow comes out of the search with a proof. Every mend that is named has been
tried: with it there is a plan that can be executed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import thread_time

import numpy as np

from optdesign.errors import ProblemError, SolveError
from optdesign.formulations.growth.arrays import Arrays, year
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.totals import RATE, SEED, TARGET, TOTAL
from optdesign.network.concentrator import irreducible_owner
from optdesign.problem import Case
from optdesign.solution import Conflict, Infeasibility, Relaxation
from optdesign.solvers.growth.necessary import (
    UNMADE,
    ideal_arrays,
    least_amount,
    most_share,
    smallest_conflict,
    unmade,
)
from optdesign.solvers.growth.reachable import HORIZONS, is_reachable, reached
from optdesign.solvers.growth.request import Request, read_mission, read_request
from optdesign.solvers.growth.search import LONGEST
from optdesign.solvers.growth.speed_up import Bound
from optdesign.units import format_quantity, parse_quantity

MARGINS = (1.05, 1.12, 1.3, 1.7, 2.5, 5.0, 12.0, 40.0)
SECONDS = 20.0
_DIGITS = 4
_STRONGEST = 1e4
_LEAST_GROWTH = 100.0
PRODUCTIVITY = ".productivity"


@dataclass(frozen=True)
class _Mend:
    """A key, its least value by the sums (SI), and whether more or less of it is better."""

    key: str
    value: float
    rising: bool


@dataclass(frozen=True)
class SumBound:
    """No plan reaches more than ``value`` of the target within ``horizon`` [year]."""

    horizon: float
    value: float


@dataclass(frozen=True)
class Forbidden:
    """What verification looks at where the sums over the bootstrap forbid the target."""

    bound: SumBound


def forbidden(request: Request) -> Forbidden:
    """The most of the target that the sums over the longest bootstrap allow."""
    share = most_share(ideal_arrays(request.market), request.mission)
    return Forbidden(SumBound(LONGEST, share))


def no_growth(request: Request) -> Infeasibility | None:
    """What the sums over the whole bootstrap forbid; None if they allow the target."""
    arrays = ideal_arrays(request.market)
    conflict = smallest_conflict(arrays, request.mission)
    if not conflict:
        return None
    started = thread_time()
    found = []
    for mend in _sum_mends(request, conflict):
        tried = _tried(request, mend, started)
        if tried is not None:
            found.append(tried)
    if not any(mend.key in (RATE, TOTAL) for _, mend in found) and {RATE, TOTAL} & {*conflict}:
        found += _both_imports(request, started)
    return Infeasibility(_sentences(request, conflict), _ordered(found))


def out_of_reach(request: Request, bound: Bound) -> Infeasibility:
    """A target that no plan reaches within the longest horizon, though it is not impossible."""
    started = thread_time()
    share = f"{100 * bound.value:.3g} %"
    case = request.case
    conflict = [
        Conflict(TARGET, f"at most {share} of it is reached within {bound.horizon:.4g} years"),
        Conflict(SEED, f"the seed is {_shown(case, SEED, case[SEED])}"),
    ]
    conflict += _growth_sentences(request)
    starts = [
        _Mend(TARGET, case[TARGET] * bound.value, rising=False),
        _Mend(SEED, case[SEED], rising=True),
        *(_Mend(key, case[key], rising=True) for key in _slowest(request)),
        _Mend("site.distance", case["site.distance"], rising=False),
    ]
    found = [_tried(request, mend, started) for mend in starts]
    return Infeasibility(conflict, _ordered([one for one in found if one is not None]))


def _sum_mends(request: Request, conflict: Sequence[str]) -> Iterator[_Mend]:
    """Least changes of single keys with which the sums allow the target."""
    case, mission = request.case, request.mission
    arrays = ideal_arrays(request.market)
    share = most_share(arrays, mission)
    if share * mission.target >= 1.0:
        yield _Mend(TARGET, share * mission.target, rising=False)
    for key in (SEED, TOTAL, RATE, *(limit.key for limit in mission.limits)):
        if key in conflict:
            amount = least_amount(arrays, mission, key)
            if amount is not None:
                yield _Mend(key, amount / year() if key == RATE else amount, rising=True)
    if "irreducible" in conflict:
        for key in _irreducible(case):
            best = _least_change(request, key, rising=False)
            if best is not None:
                yield _Mend(key, best, rising=False)
    elif request.growth <= 0:
        for key in _productivities(case):
            best = _least_change(request, key, rising=True)
            if best is not None:
                yield _Mend(key, best, rising=True)


def _least_change(request: Request, key: str, *, rising: bool) -> float | None:
    """The value of a parameter nearest to the present one with which the sums allow the target."""
    now, arrays = request.case[key], ideal_arrays(request.market)

    def share(value: float) -> float:
        if key.endswith(PRODUCTIVITY):
            faster = _faster(arrays, request.mission, key.removesuffix(PRODUCTIVITY), value / now)
            return most_share(*faster)
        changed = _changed(request, key, value)
        if changed is None:
            return 0.0
        return most_share(ideal_arrays(changed.market), changed.mission)

    def at(factor: float) -> float:
        return now * factor if rising else now / factor

    low, high = 1.0, 10.0
    while share(at(high)) < 1.0:
        low, high = high, high * 10.0
        if high > _STRONGEST:
            return 0.0 if not rising and share(0.0) >= 1.0 else None
    while high / low > 1.05:
        middle = (low * high) ** 0.5
        low, high = (low, middle) if share(at(middle)) >= 1.0 else (middle, high)
    return at(high)


def _faster(arrays: Arrays, mission: Mission, line: str, factor: float) -> tuple[Arrays, Mission]:
    """The same with one line that does everything so many times faster."""
    factors = np.where(np.array(arrays.lines) == line, factor, 1.0)
    limits = [replace(limit, run=limit.run * factors) for limit in mission.limits]
    faster = replace(arrays, run=arrays.run * factors, use=arrays.use * factors)
    return faster, replace(mission, limits=tuple(limits))


def _tried(request: Request, mend: _Mend, started: float) -> tuple[float, Relaxation] | None:
    """The mend with the margin that a plan needs, with its factor; None if nothing helps.

    Where the solver fails at the first, the widest, which is the easiest for it, is tried next,
    however late it is.
    """
    case, margins, hard = request.case, list(MARGINS), False
    while margins and (hard or thread_time() - started <= SECONDS):
        margin = margins.pop() if hard else margins.pop(0)
        hard = False
        wanted = mend.value * margin if mend.rising else mend.value / margin
        value = _rounded(case, mend.key, wanted)
        changed = _changed(request, mend.key, value)
        if changed is None or _hopeless(changed, mend.key):
            continue
        found = reached(changed)
        hard = found is None and margin == MARGINS[0]
        if found:
            word = "raise" if mend.rising else "lower"
            text = f"{word} {mend.key} to {_shown(case, mend.key, value)}"
            now = case[mend.key]
            ratio = max(value, 1e-300) / now if now > 0 else float("inf")
            return max(ratio, 1 / ratio), Relaxation(mend.key, value, text)
    return None


def _hopeless(request: Request, key: str) -> bool:
    """Whether a faster line still lets the plant grow too slowly, which is cheap to tell."""
    if not key.endswith(PRODUCTIVITY) or request.balanced.missing:
        return False
    return request.growth * HORIZONS[-1] < math.log(_LEAST_GROWTH)


def _both_imports(request: Request, started: float) -> list[tuple[float, Relaxation]]:
    """More imports a year and in all, where neither helps alone."""
    case, mission = request.case, request.mission
    least = least_amount(ideal_arrays(request.market), mission, TOTAL, (RATE,))
    if least is None:
        return []
    for margin in MARGINS:
        if thread_time() - started > SECONDS:
            break
        total = _rounded(case, TOTAL, max(least * margin, case[TOTAL]))
        rate = _rounded(case, RATE, max(total / (0.5 * HORIZONS[0] * year()), case[RATE]))
        changed = _with(_with(request, TOTAL, total), RATE, rate)
        if is_reachable(changed):
            shown = _shown(case, RATE, rate), _shown(case, TOTAL, total)
            text = f"raise {RATE} to {shown[0]} and {TOTAL} to {shown[1]}, both together"
            ratio = total / case[TOTAL] if case[TOTAL] > 0 else float("inf")
            return [(ratio, Relaxation(f"{RATE} and {TOTAL}", total, text))]
    return []


def _changed(request: Request, key: str, value: float) -> Request | None:
    """The request with one parameter changed; None outside the parameter's range."""
    case = request.case
    try:
        case.problem.parameters[key].checked(value)
        if key in (TARGET, SEED, RATE, TOTAL) or key.startswith("limit."):
            return _with(request, key, value)
        return read_request(case.with_value(key, value))
    except (ProblemError, SolveError):
        return None


def _with(request: Request, key: str, value: float) -> Request:
    case = request.case.with_value(key, value)
    return replace(request, case=case, mission=read_mission(case, request.market.network))


def _rounded(case: Case, key: str, value: float) -> float:
    """The value as its text says it, so that who types the text gets the same."""
    return parse_quantity(
        _shown(case, key, value).replace(",", ""), case.problem.parameters[key].bare
    )


def _shown(case: Case, key: str, value: float) -> str:
    return format_quantity(value, case.problem.parameters[key].unit, _DIGITS)


def _ordered(found: Sequence[tuple[float, Relaxation]]) -> list[Relaxation]:
    return [mend for _, mend in sorted(found, key=lambda pair: pair[0])]


def _irreducible(case: Case) -> list[str]:
    return [key for key in case.values if key.endswith("irreducible_share") and case[key] > 0]


def _productivities(case: Case) -> list[str]:
    return [key for key in case.values if key.endswith(PRODUCTIVITY)]


def _slowest(request: Request, count: int = 2) -> list[str]:
    """Productivities whose doubling speeds growth most."""
    case = request.case

    def growth(key: str) -> float:
        changed = _changed(request, key, 2 * case[key])
        return -np.inf if changed is None else changed.growth

    gains = {key: growth(key) for key in _productivities(case)}
    best = sorted(gains, key=lambda key: -gains[key])[:count]
    return [key for key in best if gains[key] > request.growth + 1e-9]


def _sentences(request: Request, conflict: Sequence[str]) -> list[Conflict]:
    """A sentence with name, value and unit for each requirement in conflict."""
    case = request.case
    words: dict[str, Callable[[str], str]] = {
        TARGET: lambda shown: f"{shown} are to be housed",
        SEED: lambda shown: f"the seed is {shown}",
        TOTAL: lambda shown: f"at most {shown} are imported in all",
        RATE: lambda shown: f"at most {shown} are imported, for {LONGEST:g} years at most",
    }
    found = []
    for key in conflict:
        if key in UNMADE:
            continue
        if key in words:
            found.append(Conflict(key, words[key](_shown(case, key, case[key]))))
        else:
            outcome = case.problem.limits[key].outcome
            found.append(Conflict(key, f"{outcome} must be at most {_shown(case, key, case[key])}"))
    for name in unmade(ideal_arrays(request.market)):
        if name not in conflict:
            continue
        if name == "irreducible":
            for key in _irreducible(case):
                share = format_quantity(case[key], "percent")
                whose = irreducible_owner(key)
                found.append(Conflict(key, f"{share} of the mass of {whose} is only made on Earth"))
        else:
            found.append(Conflict(name, f"no line makes {name}"))
    if SEED in conflict and "irreducible" not in conflict:
        found += _growth_sentences(request)
    return found


def _growth_sentences(request: Request) -> list[Conflict]:
    rate, missing = request.growth, request.balanced.missing
    if missing:
        return [Conflict("growth", f"nothing on site makes {' and '.join(missing)}")]
    if rate <= 0:
        shown = format_quantity(-rate / year(), "1/year", 3)
        return [
            Conflict("growth", f"without imports the best mix of plant only shrinks, by {shown}")
        ]
    shown = format_quantity(request.balanced.doubling_time, "year", 3)
    return [Conflict("growth", f"without imports the plant doubles in {shown} at best")]
