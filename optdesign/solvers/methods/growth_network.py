"""Solving the growth network: the shortest time to the target, executable and with a proof."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from optdesign.errors import ProblemError, TimeLimitError
from optdesign.formulations.growth.arrays import year
from optdesign.network.habitat_reasons import explain
from optdesign.network.habitats import extremes
from optdesign.network.measures import measures
from optdesign.network.model import Network
from optdesign.problem import Case
from optdesign.progress import report as report_progress
from optdesign.solution import Solution, Status
from optdesign.solvers.balanced.growth import balanced_growth
from optdesign.solvers.designs.way_back import way_back
from optdesign.solvers.growth.continuum import continuum
from optdesign.solvers.growth.diagnosis import forbidden, no_growth, out_of_reach
from optdesign.solvers.growth.history import History, history
from optdesign.solvers.growth.request import Request, read_request
from optdesign.solvers.growth.restricted import restrict
from optdesign.solvers.growth.search import Options, OutOfReachError, State, minimum_time
from optdesign.solvers.growth.shadow import shadow_prices
from optdesign.solvers.growth.tables import Report, all_tables, full_at, housed_at, imports_end
from optdesign.solvers.growth.units import whole_units
from optdesign.solvers.growth.warm import Warm, warm_market, warm_of
from optdesign.solvers.growth.within import LIMIT, TIME, solve_within, too_late
from optdesign.solvers.linear import highs
from optdesign.units import format_quantity

DEFAULT_PERIODS = 78
DEFAULT_GAP = 0.005
EASING = 0.01
INTEGER_GAP = 0.03
"""Largest gap of an optimal answer if part is due to the limit on designs or to whole units."""
OBJECTIVES = ("bootstrap_time",)
"""What can be optimized; other objectives of a problem can only be held."""
EXTREMES = ("imported_mass", "soil_depth", "radius", "designs")
"""Objectives whose extreme within a limit of the time is found by several searches."""
FRONT_SETTINGS = {"periods": 40, "gap": 0.02}
"""Settings of each point of a front, unless others are given."""
SLOWEST_GROWTH = 0.02
"""[1/year], the guess where nothing grows."""


@dataclass(frozen=True)
class Answer:
    """What verification executes: the request, the search's end and the plan's history."""

    request: Request
    state: State
    history: History


def solve(case: Case, warm: object | None = None) -> Solution:
    """The shortest time, or the extreme of another objective that a limit of the time allows.

    ``warm`` is that of the solution of a neighbouring case: it saves time and proves nothing.
    """
    most = case.optional("limit.designs")
    if most is not None and math.isfinite(most) and most != int(most):
        raise ProblemError(
            f"limit.designs | must be a whole number, got {most:g} | try {int(most)}"
        )
    if case.objective != TIME:
        return solve_within(case, warm, shortest)
    found = shortest(case, warm)
    latest = case.optional(LIMIT) or math.inf
    if found.objective is None or found.objective <= latest:
        return found
    if found.bound is not None and found.bound > latest:
        return too_late(case, found)
    note = "The plan is later than allowed, and it is not proven that none is sooner."
    return replace(found, status=Status.LIMIT, notes=[note, *found.notes])


def shortest(case: Case, warm: object | None = None) -> Solution:
    """Search, execute and report; infeasible cases are recognised before the search."""
    started = perf_counter()
    infeasible = explain(case, case["site.distance"])
    if infeasible is not None:
        if not infeasible.relaxation:
            mends = way_back(case, lambda other: explain(other, other["site.distance"]) is None)
            infeasible = replace(infeasible, relaxation=mends)
        return Solution(Status.INFEASIBLE, infeasibility=infeasible, **highs())
    request = read_request(case)
    infeasible = no_growth(request)
    if infeasible is not None:
        proof = forbidden(request)
        return Solution(Status.INFEASIBLE, infeasibility=infeasible, plan=proof, **highs())
    read = perf_counter()
    settings = case.settings
    limit = math.inf if settings.time_limit is None else started + settings.time_limit
    gap = settings.gap or DEFAULT_GAP
    options = Options(settings.periods or DEFAULT_PERIODS, gap, limit, log=report_progress)
    if settings.periods is not None:
        options = replace(options, most_periods=settings.periods)
    start = warm if isinstance(warm, Warm) else None
    market = request.market if start is None else warm_market(request.market, start)
    try:
        state = minimum_time(
            market,
            request.mission,
            growth=_growth_guess(request),
            options=options,
            extra=continuum(case, case["site.distance"], request.families, request.market.habitats),
            easing=EASING,
            warm=start,
        )
        left = warm_of(state)
        state, free = _with_few_designs(case, request, state)
        whole, relaxed = whole_units(state)
        state, free = whole, relaxed if free is state else free
    except OutOfReachError as found:
        infeasibility = out_of_reach(request, found.bound)
        return Solution(Status.INFEASIBLE, infeasibility=infeasibility, plan=found, **highs())
    except TimeLimitError as error:
        return Solution(Status.LIMIT, notes=[f"No answer: {error}"], **highs())
    solved = perf_counter()
    solution = _solution(case, request, state, gap, free)
    seconds = {"build": read - started, "solve": solved - read}
    seconds["subproblems"] = perf_counter() - solved
    return replace(solution, warm=left, seconds=seconds)


def _growth_guess(request: Request) -> float:
    """Growth of the network [1/year]; where only imports let it grow, growth with free imports."""
    if request.growth > 0:
        return request.growth
    families = request.families
    lines = Network(request.market.network.lines, ())
    found = balanced_growth(lines, families, tolerance=0.1, imports=True)
    return max(found.rate * year(), SLOWEST_GROWTH)


def _with_few_designs(case: Case, request: Request, state: State) -> tuple[State, State]:
    """The state with at most so many designs as the case allows, and that without the limit."""
    most = case.optional("limit.designs") or math.inf
    if state.execution is None or not math.isfinite(most):
        return state, state
    report = Report(state.market.network, state.execution, history(state.execution))
    if _most_designs(report) <= most:
        return state, state
    found = restrict(state, most=int(most), balanced=request.balanced.designs)
    return found.state, state


def _solution(case: Case, request: Request, state: State, gap: float, free: State) -> Solution:
    """Assemble the answer; ``free`` is the search without limit on designs and whole units.

    The gap asked for concerns grid and designs, which more work closes. What these cost is not
    closed by work: the answer counts as optimal up to `INTEGER_GAP` in all.
    """
    assert state.execution is not None
    continuous = (min(free.upper, state.upper) - state.lower) / state.upper
    closed = continuous <= gap and state.gap <= max(gap, INTEGER_GAP)
    done = history(state.execution)
    report = Report(state.market.network, state.execution, done)
    outcomes = _outcomes(case, request, state, report, free)
    return Solution(
        status=Status.OPTIMAL if closed else Status.LIMIT,
        objective=state.upper * year(),
        bound=state.lower * year(),
        levers=_levers(report),
        outcomes=outcomes,
        tables=all_tables(report),
        shadow_prices=shadow_prices(case, free) if _wants_shadow_prices(case, state) else (),
        notes=_notes(outcomes, state),
        plan=Answer(request, state, done),
        **highs(),
    )


def _wants_shadow_prices(case: Case, state: State) -> bool:
    return case.settings.shadow_prices and perf_counter() < state.options.deadline


def _levers(report: Report) -> dict[str, float | str]:
    """Means over the people housed."""
    housed = report.history.housed.sum(axis=1)
    return {
        key: float(
            sum(h.variables[key] * n for h, n in zip(report.arrays.habitats, housed, strict=True))
            / housed.sum()
        )
        for key in ("radius", "soil_depth")
    }


def _outcomes(
    case: Case, request: Request, state: State, report: Report, free: State
) -> dict[str, float]:
    found, housed = report.history, report.history.housed.sum(axis=1)
    built = [report.arrays.habitats[row] for row in report.built_habitats()]
    steel = [h.outcomes["energy_per_person"] for h in report.arrays.habitats]
    mass = [sum(v for k, v in h.needs.items() if k != "effort") for h in report.arrays.habitats]
    upper, lower = state.upper, state.lower
    lost = max(upper - free.upper, 0.0)
    outside = min(max(free.outside, 0.0), upper - lower - lost)
    outcomes = {
        "bootstrap_time": upper * year(),
        "bootstrap_time_lower": lower * year(),
        "bootstrap_time_upper": upper * year(),
        "bootstrap_time_estimate": min(max(state.estimate, lower), upper) * year(),
        "doubling_time": math.log(2) / request.balanced.rate
        if request.balanced.rate > 0
        else math.inf,
        "imported_mass": float(found.imported.sum()),
        "energy_per_person": float(np.dot(steel, housed) / housed.sum()),
        "peak_plant_mass": float(found.mass.sum(axis=0).max()),
        "habitat_mass": float(np.dot(mass, housed)),
        "power_designs": float(len(report.built_designs())),
        "designs": float(_most_designs(report)),
        "imports_end": imports_end(report) * year(),
        "lines_end": full_at(report, list(range(report.lines))) * year(),
        "habitats_start": housed_at(report, 0.01) * year(),
        "gap_grid": (upper - lower - outside - lost) / upper,
        "gap_designs": outside / upper,
        "gap_integers": lost / upper,
    }
    outcomes |= _totals(case, state, found, report)
    outcomes |= extremes(built)
    if request.growth <= 0:  # without imports nothing doubles
        del outcomes["doubling_time"]
    return {key: value for key, value in outcomes.items() if key in case.problem.outcomes}


def _totals(case: Case, state: State, found: History, report: Report) -> dict[str, float]:
    """What the bootstrap adds up to, by measure."""
    ordered, ran = found.ordered.sum(axis=1) + found.seed, found.ran.sum(axis=1)
    names = [*report.arrays.lines, *[d.technology for d in report.arrays.designs]]
    totals = {}
    for name, measure in measures(case, state.market.network).items():
        build = sum(measure.build.get(n, 0.0) * m for n, m in zip(names, ordered, strict=True))
        run = sum(measure.run.get(n, 0.0) * m for n, m in zip(names, ran, strict=False))
        totals[name] = float(build + run)
    return totals


def _most_designs(report: Report) -> int:
    built = set(report.built_designs())
    counts = [len(built.intersection(columns)) for columns in report.technologies().values()]
    return max([*counts, len(report.built_habitats())])


def _notes(outcomes: dict[str, float], state: State) -> list[str]:
    def shown(key: str) -> str:
        return format_quantity(outcomes[key], "year", 3)

    reached = (
        f"Imports stop mattering after {shown('imports_end')}; lines are fully grown after "
        f"{shown('lines_end')}; habitats start after {shown('habitats_start')}."
    )
    designs = len(state.market.network.power)
    proven = (
        f"The bound holds for every design of the families, not only the {designs} of the pool; "
        f"{state.programs} linear programs, {state.rounds} rounds of pricing."
    )
    if state.bound is None:
        proven = "Time was over before anything was proven; allow more time."
    return [reached, proven]
