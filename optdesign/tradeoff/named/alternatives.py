"""Near-optimal alternatives of a named problem: each a full solve, verified, with its bracket.

A technology at a time is left out, then those that the alternatives so far lean on most, all
together; and each lever is driven as far as the limit lets it go.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Literal

from optdesign.errors import ProblemError
from optdesign.network.power_families import power_items
from optdesign.problem import Case
from optdesign.solution import Status
from optdesign.tradeoff.models.alternatives import Alternative, most_different
from optdesign.tradeoff.named.answers import Answer
from optdesign.tradeoff.named.asking import Asker, Diligence
from optdesign.tradeoff.named.front import with_front_settings
from optdesign.units import format_quantity

Verdict = Literal["within", "beyond", "undecided", "impossible", "unknown"]
_ROUNDS = 6
_CLOSE = 0.02
_USED = 1e-3
_ROOM = 1e-9


@dataclass(frozen=True)
class Variant:
    """One change of the case, its answer, and what that proves.

    ``within``: a verified design within the limit; ``beyond``: proved that there is none;
    ``impossible``: proved that there is no design at all; ``undecided``: the limit lies between
    bound and design.
    """

    name: str
    case: Case
    answer: Answer | None
    verdict: Verdict


@dataclass(frozen=True)
class NamedAlternatives:
    """The best design, and variants: those within the limit come most different first.

    ``limit`` is SI; ``ranges`` of levers are those reached within the limit.
    """

    case: Case
    within: float
    limit: float
    best: Answer | None
    variants: Sequence[Variant]
    ranges: Mapping[str, tuple[float, float]]
    solves: int
    seconds: float
    stopped: str = ""

    @property
    def chosen(self) -> list[Variant]:
        """The alternatives: variants within the limit."""
        return [variant for variant in self.variants if variant.verdict == "within"]

    @property
    def complete(self) -> bool:
        """Whether all was asked."""
        return self.best is not None and self.best.usable and not self.stopped

    @property
    def status(self) -> Status:
        """How the search ended: as that of the best design where there is none."""
        if self.complete:
            return Status.OPTIMAL
        ends = (Status.INFEASIBLE, Status.UNVERIFIED)
        best = None if self.best is None else self.best.status
        return next((status for status in ends if status.value == best), Status.LIMIT)


def named_alternatives(
    case: Case, *, within: float = 0.05, diligence: Diligence | None = None
) -> NamedAlternatives:
    """Designs within a share of the best objective that differ most from it.

    Parameters
    ----------
    case : the problem with its settings
    within : [1], how much worse than the best found the objective may be, as a share of it
    diligence : processes, seconds in all, and a file of answers from which a later call continues

    Raises
    ------
    ProblemError
        for a problem without technologies or levers to vary, or ``within`` out of range.
    """
    if not 0 < within <= 10:
        raise ProblemError(f"--within | must lie in (0, 10], got {within:g} | try 0.05")
    started = perf_counter()
    case = with_front_settings(case)
    search = _Search(case, within, Asker(diligence or Diligence()))
    try:
        search.run()
    finally:
        search.asker.close()
    return NamedAlternatives(
        case, within, search.limit, search.best, search.sorted(), search.ranges,
        search.asker.solves, perf_counter() - started, search.asker.stopped,
    )  # fmt: skip


class _Search:
    def __init__(self, case: Case, within: float, asker: Asker) -> None:
        self.case, self.within, self.asker = case, within, asker
        self.sign = 1.0 if case.sense == "min" else -1.0
        self.best: Answer | None = None
        self.limit = math.nan
        self.variants: list[Variant] = []
        self.ranges: dict[str, tuple[float, float]] = {}

    def run(self) -> None:
        """Best, technologies left out, then levers."""
        levers = [k for k, v in self.case.problem.levers.items() if k not in self.case.fixed]
        if not levers and not power_items(self.case):
            raise ProblemError(
                f"{self.case.problem.name} | must have a lever or technologies to vary | "
                "choose another problem"
            )
        self.best = self.asker.one(self.case)
        if self.best is None or not self.best.usable or self.best.objective is None:
            return
        self.limit = self.best.objective + self.sign * self.within * abs(self.best.objective)
        self._leave_out()
        self._levers([key for key in levers if key in self.best.values])

    def add(self, named: Sequence[tuple[str, Case]]) -> list[Variant]:
        """Ask some variants together."""
        answers = self.asker.several([case for _, case in named])
        found = [
            Variant(name, case, answer, self.verdict(answer))
            for (name, case), answer in zip(named, answers, strict=True)
        ]
        self.variants += found
        return found

    def verdict(self, answer: Answer | None) -> Verdict:
        """What an answer proves about the limit."""
        if answer is None:
            return "unknown"
        if answer.infeasible:
            return "impossible"
        if not answer.usable or answer.objective is None:
            return "unknown"
        room = _ROOM * abs(self.limit)
        if self.sign * answer.objective <= self.sign * self.limit + room:
            return "within"
        if answer.bound is not None and self.sign * answer.bound > self.sign * self.limit:
            return "beyond"
        return "undecided"

    def _leave_out(self) -> None:
        """One technology at a time; then all that the alternatives so far lean on, in turn."""
        assert self.best is not None
        used = [name for name, share in self.best.shares.items() if share > _USED]
        self.add([(f"without {name}", without(self.case, [name])) for name in used])
        gone = [max(self.best.shares, key=self.best.shares.__getitem__)] if used else []
        while gone and not self.asker.stopped:
            last = next((v for v in self.variants if v.name == _without(gone)), None)
            if last is None:
                last = self.add([(_without(gone), without(self.case, gone))])[0]
            if last.verdict != "within" or last.answer is None or not last.answer.shares:
                break
            shares = last.answer.shares
            gone = [*gone, max(shares, key=shares.__getitem__)]

    def _levers(self, keys: Sequence[str]) -> None:
        """Each lever to both ends of its range, or as near as the limit lets it."""
        assert self.best is not None
        paths = []
        for key in keys:
            low, high = self.case.lever_range(key)
            here = min(max(self.best.values[key], low), high)
            self.ranges[key] = (here, here)
            paths += [LeverPath(key, here, end) for end in (low, high)
                      if abs(end - here) > _CLOSE * (high - low)]  # fmt: skip
        for _ in range(_ROUNDS):
            open_paths = [path for path in paths if not path.done(self.case)]
            if not open_paths or self.asker.stopped:
                break
            pinned = [path.pinned(self.case) for path in open_paths]
            cases = [(p.name(self.case), c) for p, c in zip(open_paths, pinned, strict=True)]
            for path, variant in zip(open_paths, self.add(cases), strict=True):
                path.learn(variant.verdict == "within")
        for path in paths:
            low, high = self.ranges[path.key]
            self.ranges[path.key] = (min(low, path.good), max(high, path.good))

    def sorted(self) -> list[Variant]:
        """Those within the limit by difference, then the rest."""
        inside = [v for v in self.variants if v.verdict == "within"]
        if not inside or self.best is None:
            return self.variants
        spans = {f"mix {name}": 1.0 for name in self.best.shares}
        for key, (low, high) in self.ranges.items():
            lever = self.case.problem.levers[key]
            spans[key] = max(high - low, _CLOSE * (lever.high - lever.low))
        best = _place(self.best, spans, "best")
        places = {v.name: _place(v.answer, spans, v.name) for v in inside if v.answer is not None}
        order = [a.found for a in most_different(best, list(places.values()), spans, len(places))]
        rank = {name: position for position, name in enumerate(order)}
        chosen = sorted((v for v in inside if v.name in rank), key=lambda v: rank[v.name])
        return [*chosen, *(v for v in self.variants if v.verdict != "within")]


def _place(answer: Answer, spans: Mapping[str, float], name: str) -> Alternative:
    numbers = {**answer.values, **{f"mix {k}": v for k, v in answer.shares.items()}}
    return Alternative(
        float(answer.objective or 0.0), {key: numbers.get(key, 0.0) for key in spans}, found=name
    )


def without(case: Case, technologies: Sequence[str]) -> Case:
    """The case without some technologies of the catalogue: nothing is known of them."""
    prefixes = tuple(f"{name}." for name in technologies)
    return replace(
        case, values={k: v for k, v in case.values.items() if not k.startswith(prefixes)}
    )


def _without(technologies: Sequence[str]) -> str:
    return f"without {', '.join(sorted(technologies))}"


@dataclass
class LeverPath:
    """A lever on its way from the best design to an end of its range, by halving."""

    key: str
    good: float
    end: float
    bad: float | None = None
    tried: bool = False
    _asked: float = math.nan

    def done(self, case: Case) -> bool:
        """Whether the end is reached, or what is left to gain is little."""
        low, high = case.lever_range(self.key)
        if not self.tried:
            return False
        close = 1.0 if case.problem.levers[self.key].integer else _CLOSE * (high - low)
        return self.bad is None or abs(self.bad - self.good) <= close

    def value(self, whole: bool) -> float:
        """Where to try next: the end first."""
        if self.bad is None:
            return self.end
        if whole and min(self.good, self.bad) >= 0:
            # Counts may range over decades; of three values in a row it is the middle one.
            return float(round(math.sqrt((self.good + 1) * (self.bad + 1)) - 1))
        middle = (self.good + self.bad) / 2
        return float(round(middle)) if whole else middle

    def pinned(self, case: Case) -> Case:
        """The case with the lever there."""
        value = self.value(case.problem.levers[self.key].integer)
        self._asked = value
        return replace(case, fixed={**case.fixed, self.key: value})

    def name(self, case: Case) -> str:
        """What the variant is called, once it is pinned."""
        lever = case.problem.levers[self.key]
        return f"{self.key} {format_quantity(self._asked, lever.unit)}"

    def learn(self, within: bool) -> None:
        """Enter whether the value asked for is within the limit."""
        self.tried = True
        if within:
            self.good = self._asked
        else:
            self.bad = self._asked
