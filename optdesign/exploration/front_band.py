"""A front under uncertainty: its band over scenarios, and what a point chosen in advance regrets.

Every scenario is solved at the values of the second objective that the nominal front has, so that
scenarios compare like with like; a point is judged with its levers pinned.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import ProblemError
from optdesign.exploration.study.distribution import Distribution
from optdesign.exploration.study.faults import Faults
from optdesign.exploration.study.sampling import sobol_points, values_at
from optdesign.exploration.study.schema import SelectionTable
from optdesign.exploration.study.uncertainties import Uncertainties
from optdesign.problem import Case
from optdesign.tradeoff.front import Front, Objective
from optdesign.tradeoff.named.answers import Answer
from optdesign.tradeoff.named.asking import Asker, Diligence
from optdesign.tradeoff.named.front import named_front, with_front_settings
from optdesign.tradeoff.named.holding import hold, main_objective, named_objectives

Floats = NDArray[np.float64]
QUANTILES = (5, 50, 95)
DEFAULT_POINTS = 5
_SAME = 1e-9
_ROUNDING = 1e-8


@dataclass(frozen=True)
class Regret:
    """What one point of the nominal front loses over the scenarios, in the main objective [SI].

    ``feasible`` is the share of scenarios in which its levers are possible at all; the other
    numbers are over those.
    """

    feasible: float
    mean: float | None
    high: float | None
    most: float | None


@dataclass(frozen=True)
class Band:
    """The attainment of a front over scenarios.

    ``levels`` are values of the other objective [SI, minimized], best last; ``surfaces`` the main
    one [SI, minimized] that 5, 50 and 95 % of the scenarios attain there, infinite where fewer have
    a design; ``values`` those of all scenarios, array (scenarios, levels), infinite where there is
    none.
    """

    main: Objective
    other: Objective
    uncertain: int
    seed: int
    levels: Floats
    values: Floats
    surfaces: Mapping[int, Floats]
    regrets: Sequence[Regret]
    unknown: int
    """solves that gave no proved answer and are left out"""

    @property
    def feasible(self) -> Floats:
        """Share of the scenarios that have a design at each level; NaN if none is known."""
        known = _known(self.values)
        if not len(known):
            return np.full(len(self.levels), np.nan)
        return np.asarray(np.isfinite(known).mean(axis=0))


def front_band(
    case: Case,
    names: Sequence[str],
    *,
    scenarios: int,
    points: int | None = None,
    diligence: Diligence | None = None,
) -> tuple[Front, Band | None]:
    """The nominal front of two objectives and its band; no band where there is no front.

    Parameters
    ----------
    case : the problem; its settings' seed draws the scenarios
    names : two objectives
    scenarios : how many draws of every parameter with a low or a high
    points : of the nominal front

    Raises
    ------
    ProblemError
        for other than two objectives, or a problem without uncertain parameters.
    """
    objectives = named_objectives(case, names)
    if len(objectives) != 2:
        raise ProblemError(
            f"--scenarios | must go with two objectives, got {len(objectives)} | leave one out"
        )
    main = main_objective(case, objectives)
    other = next(objective for objective in objectives if objective != main)
    uncertain = _uncertain(case)
    front = named_front(case, names, points=points or DEFAULT_POINTS, diligence=diligence)
    if len(front.points) < 2:
        return front, None
    case = replace(with_front_settings(case), objective=main.name)
    quick = replace(case, settings=replace(case.settings, shadow_prices=False))
    draws = _draws(quick, uncertain, scenarios, case.settings.seed)
    asker = Asker(diligence or Diligence())
    try:
        band = _band(asker, quick, draws, front, (main, other), len(uncertain))
    finally:
        asker.close()
    note = f"Band stopped early, {asker.stopped}." if asker.stopped else ""
    solves = front.solves + asker.solves
    notes = [*front.notes, *([note] if note else [])]
    complete = front.complete and not asker.stopped
    return replace(front, solves=solves, notes=notes, complete=complete), band


def _uncertain(case: Case) -> dict[str, Distribution]:
    """Every parameter with a low or a high that the user has not set."""
    faults = Faults()
    chosen = Uncertainties(case.problem, frozenset(case.changed), faults)
    chosen.select(SelectionTable())
    if faults:
        lines = (line.removeprefix("uncertain.") for line in faults.lines)
        raise ProblemError("\n".join(f"{case.problem.name} | {line}" for line in lines))
    if not chosen.found:
        raise ProblemError(
            f"--scenarios | {case.problem.name} must have parameters with low or high, it has none "
            "| give them ranges in the problem file"
        )
    return chosen.found


def _draws(case: Case, uncertain: Mapping[str, Distribution], count: int, seed: int) -> list[Case]:
    """The case in every scenario; the first ones stay the same if more are asked for."""
    points = sobol_points(count, len(uncertain), seed)
    drawn = (values_at(uncertain, point) for point in points)
    return [replace(case, values={**case.values, **values}) for values in drawn]


def _band(
    asker: Asker,
    case: Case,
    draws: Sequence[Case],
    front: Front,
    objectives: tuple[Objective, Objective],
    uncertain: int,
) -> Band:
    main, other = objectives
    chosen = sorted(
        front.points, key=lambda point: main.sign * point.objectives[_place(front, main)]
    )
    levels = np.array([other.sign * _si(case, p, other, front) for p in chosen])
    asker.several([case])  # what all solves may start from
    held = [[_hold(draw, other, float(level)) for level in levels] for draw in draws]
    answers = asker.several([one for row in held for one in row])
    values, unknown = _values(answers, main, (len(draws), len(levels)))
    regrets = []
    for position, point in enumerate(chosen):
        levers = {
            k: _lever_si(case, k, v) for k, v in point.levers.items() if not isinstance(v, str)
        }
        pinned = asker.several([replace(draw, fixed={**draw.fixed, **levers}) for draw in draws])
        best = _best_beside(
            asker, draws, pinned, objectives, float(levels[position]), values[:, position]
        )
        regrets.append(_regret(pinned, main, best))
    return Band(
        main, other, uncertain, case.settings.seed, levels, values,
        {share: attained(values, levels, share) for share in QUANTILES}, regrets, unknown,
    )  # fmt: skip


def _place(front: Front, objective: Objective) -> int:
    return front.names.index(objective.name)


def _si(case: Case, point: Any, objective: Objective, front: Front) -> float:
    from optdesign.units import to_si

    return to_si(point.objectives[_place(front, objective)], objective.unit)


def _lever_si(case: Case, key: str, value: float) -> float:
    from optdesign.units import to_si

    lever = case.problem.levers[key]
    return min(max(to_si(float(value), lever.bare), lever.low), lever.high)


def _hold(case: Case, other: Objective, level: float) -> Case:
    held = hold(case, other)
    assert held is not None
    # A hair of room: the level is what a rounded answer had.
    return held(level + _SAME * abs(level))


def _values(
    answers: Sequence[Answer | None], main: Objective, shape: tuple[int, int]
) -> tuple[Floats, int]:
    """Main values, infinite where infeasible, NaN where unknown; and how many are unknown."""
    found = []
    for answer in answers:
        if answer is not None and answer.usable:
            found.append(main.sign * answer.values[main.name])
        else:
            found.append(math.inf if answer is not None and answer.infeasible else math.nan)
    values = np.array(found).reshape(shape)
    return values, int(np.isnan(values).sum())


def _known(values: Floats) -> Floats:
    """The scenarios of which every level was answered; the others are left out everywhere."""
    return np.asarray(values[~np.isnan(values).any(axis=1)])


def attained(values: Floats, levels: Floats, share: int) -> Floats:
    """The least main value that a share [%] of the scenarios attain at each level.

    Parameters
    ----------
    values : array (scenarios, levels), minimized; infinite where infeasible, NaN where unknown
    levels : array (levels,), minimized, the other objective

    Returns
    -------
    array (levels,), of the empirical attainment function; infinite where too few have a design
    """
    import moocore

    known = _known(values)
    finite = known[np.isfinite(known)]
    if not len(finite):
        return np.full(len(levels), np.inf)
    # Scenarios without a design take part, far away.
    far = finite.max() + 1e3 * max(np.ptp(finite), abs(finite).max(), 1.0)
    sets = np.repeat(np.arange(1, len(known) + 1), len(levels))
    first = np.where(np.isfinite(known), known, far).ravel()
    points = np.column_stack([first, np.tile(levels, len(known))])
    surface = moocore.eaf(points, sets=sets, percentiles=[share])
    found = []
    for level in levels:
        reached = surface[surface[:, 1] <= level + _SAME * abs(level), 0]
        least = reached.min() if len(reached) else math.inf
        found.append(least if least < far else math.inf)
    return np.array(found)


def _best_beside(
    asker: Asker,
    draws: Sequence[Case],
    pinned: Sequence[Answer | None],
    objectives: tuple[Objective, Objective],
    level: float,
    known: Floats,
) -> Floats:
    """The best main value of each scenario at the other value that the pinned point has in it."""
    main, other = objectives
    best = np.array(known)
    cases, rows = [], []
    for row, (draw, answer) in enumerate(zip(draws, pinned, strict=True)):
        if answer is None or not answer.usable:
            continue
        own = other.sign * answer.values[other.name]
        if abs(own - level) > 1e-6 * max(abs(level), 1e-300):
            cases.append(_hold(draw, other, own))
            rows.append(row)
    found, _ = _values(asker.several(cases), main, (1, len(cases)))
    best[rows] = found[0]
    return best


def _regret(pinned: Sequence[Answer | None], main: Objective, best: Floats) -> Regret:
    known = [
        answer for answer in pinned if answer is not None and (answer.usable or answer.infeasible)
    ]
    usable = [answer for answer in known if answer.usable]
    if not known:
        return Regret(math.nan, None, None, None)
    losses = []
    for answer, least in zip(pinned, best, strict=True):
        if answer is not None and answer.usable and math.isfinite(least):
            loss = main.sign * answer.values[main.name] - float(least)
            # Two solves of the same design differ by rounding.
            losses.append(loss if loss > _ROUNDING * abs(float(least)) else 0.0)
    share = len(usable) / len(known)
    if not losses:
        return Regret(share, None, None, None)
    high = float(np.quantile(losses, 0.95))
    return Regret(share, float(np.mean(losses)), high, float(max(losses)))
