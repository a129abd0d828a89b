"""Near-optimal alternatives of a linear model: nearly as good, and as different as can be.

Modelling to generate alternatives: the cost may be a share worse than the best; within that, each
group of decisions is driven to its least and most, groups used so far are avoided (hop, skip and
jump), and weighted sums go elsewhere. Every alternative is an optimum of the model as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import ProblemError, SolveError
from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import MixedForm, PersistentMixed, compile_objectives
from optdesign.tradeoff.front import Objective

Floats = NDArray[np.float64]
_ROOM = 1e-9
_USED = 1e-6
_ALIKE = 1e-6
_LEAST_DIFFERENCE = 2e-3


@dataclass(frozen=True)
class Alternative:
    """One solution: cost, the groups' values, all variables, and how it was found."""

    cost: float
    groups: Mapping[str, float]
    variables: Mapping[str, float] = field(default_factory=dict)
    found: str = ""


@dataclass(frozen=True)
class Alternatives:
    """The best solution, others within ``within`` of it (most different first), and what is proved.

    ``ranges`` are the least and most of each group that any solution within the limit can have.
    """

    best: Alternative
    limit: float
    ranges: Mapping[str, tuple[float, float]]
    others: Sequence[Alternative]
    solves: int


def model_alternatives(
    model: Any,
    cost: Objective,
    groups: Mapping[str, Any],
    *,
    within: float = 0.05,
    count: int = 8,
    seed: int = 0,
) -> Alternatives:
    """Alternatives of a linear Pyomo model: at most ``count``, a share ``within`` of the best."""
    if not groups or within < 0:
        raise ProblemError("alternatives | must have groups and within >= 0 | name some groups")
    expressions = [cost.sign * cost.expression, *groups.values()]
    search = _Search(compile_objectives(model, expressions), tuple(groups), cost)
    if search.form.ratios:
        raise ProblemError(
            "alternatives | cost and groups must be linear, no ratio | hold one part"
        )
    best = search.solve(np.eye(1 + len(groups))[0], "best")
    limit = search.cost_of(best) + within * abs(search.cost_of(best))
    room = _ROOM * max(1.0, abs(limit))
    search.program.bound_objective(0, -np.inf, limit - search.form.offsets[0] + room)
    pool = [best]
    ranges = {}
    for place, name in enumerate(groups, start=1):
        ends = [
            search.solve(sign * np.eye(1 + len(groups))[place], f"{text} {name}")
            for sign, text in ((1.0, "least"), (-1.0, "most"))
        ]
        ranges[name] = (ends[0].groups[name], ends[1].groups[name])
        pool += ends
    spans = np.array([max(high - low, _ALIKE) for low, high in ranges.values()])
    pool += _hops(search, best, spans, count)
    pool += _directions(search, spans, count, seed)
    others = most_different(best, pool[1:], dict(zip(groups, spans, strict=True)), count)
    return Alternatives(best, cost.sign * limit, ranges, others, search.program.solves)


class _Search:
    """The model, with one row for the cost and one for each group."""

    def __init__(self, form: MixedForm, names: tuple[str, ...], cost: Objective) -> None:
        self.form, self.names, self.cost = form, names, cost
        self.program = PersistentMixed(form, mip_rel_gap=0.0, mip_abs_gap=1e-9)

    def cost_of(self, found: Alternative) -> float:
        """The minimized cost."""
        return self.cost.sign * found.cost

    def solve(self, weights: Floats, how: str) -> Alternative:
        """Minimize a weighted sum of cost and groups."""
        answer = self.program.minimize(weights @ self.form.objectives)
        if answer.status is LinearStatus.INFEASIBLE:
            raise ProblemError("model | must have a solution | relax it")
        if answer.status is LinearStatus.UNBOUNDED:
            raise ProblemError(f"model | {how} must be bounded | add the missing limit")
        if answer.status is not LinearStatus.OPTIMAL:
            raise SolveError(f"HiGHS | gave up on {how} | check the scaling of the model")
        values = self.form.objectives @ answer.values + self.form.offsets
        return Alternative(
            float(self.cost.sign * values[0]),
            {name: float(v) for name, v in zip(self.names, values[1:], strict=True)},
            dict(zip(self.form.columns, map(float, answer.values), strict=True)),
            how,
        )


def _hops(search: _Search, best: Alternative, spans: Floats, count: int) -> list[Alternative]:
    """Each avoids all groups used before, until no new group comes in."""
    used = np.array([abs(best.groups[name]) for name in search.names]) > _USED * spans
    found = []
    for _ in range(count):
        hop = search.solve(np.array([0.0, *(used / spans)]), "avoids what was used before")
        found.append(hop)
        now = np.array([abs(hop.groups[name]) for name in search.names]) > _USED * spans
        if not (now & ~used).any():
            break
        used |= now
    return found


def _directions(search: _Search, spans: Floats, count: int, seed: int) -> list[Alternative]:
    generator = np.random.default_rng(seed)
    drawn = generator.normal(size=(count, len(spans)))
    return [search.solve(np.array([0.0, *(row / spans)]), "weighted sum") for row in drawn]


def most_different(
    best: Alternative, pool: Sequence[Alternative], spans: Mapping[str, float], count: int
) -> list[Alternative]:
    """One after the other, that which is farthest from the best and all chosen before.

    The distance is the mean of the groups' differences as shares of their ranges.
    """
    scale = np.array(list(spans.values()))
    places = [np.array([a.groups[name] for name in spans]) / scale for a in (best, *pool)]
    nearest = np.array([np.abs(place - places[0]).mean() for place in places])
    chosen: list[Alternative] = []
    while len(chosen) < count and nearest.max(initial=0.0) > _LEAST_DIFFERENCE:
        farthest = int(nearest.argmax())
        chosen.append(pool[farthest - 1])
        away = np.array([np.abs(place - places[farthest]).mean() for place in places])
        nearest = np.minimum(nearest, away)
    return chosen
