"""Solving several sites: the shortest time to the target with all of them, and with one alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from optdesign.errors import SolveError, TimeLimitError
from optdesign.formulations.growth.arrays import year
from optdesign.formulations.growth.mission import TotalLimit
from optdesign.network.fleet import is_plant, place_of
from optdesign.network.habitat_reasons import explain
from optdesign.network.habitats import extremes
from optdesign.network.model import Network
from optdesign.problem import Case
from optdesign.progress import report as report_progress
from optdesign.solution import ShadowPrice, Solution, Status
from optdesign.solvers.balanced.growth import balanced_growth
from optdesign.solvers.fleet.request import PER_BODY, FleetRequest, plan_sums, read_fleet
from optdesign.solvers.fleet.screen import doubling_time
from optdesign.solvers.fleet.search import FleetState, fleet_search
from optdesign.solvers.fleet.start import check_target, no_start
from optdesign.solvers.fleet.tables import asset_names, fleet_tables
from optdesign.solvers.growth.continuum import continuum
from optdesign.solvers.growth.history import History, history
from optdesign.solvers.growth.pricing import DenseHabitats
from optdesign.solvers.growth.request import Request, read_request
from optdesign.solvers.growth.search import minimum_time
from optdesign.solvers.growth.shadow import shadow_prices
from optdesign.solvers.growth.state import Options, State
from optdesign.solvers.growth.tables import Report
from optdesign.solvers.growth.units import whole_units
from optdesign.solvers.linear import highs
from optdesign.units import format_quantity

DEFAULT_PERIODS = 72
DEFAULT_GAP = 0.03
EASING = 0.01
SINGLE_GAP = 0.005
SLOWEST_GROWTH = 0.02
"""[1/year], the guess where nothing grows."""


@dataclass(frozen=True)
class FleetAnswer:
    """What verification executes: the search's end and the plan's history."""

    state: FleetState
    history: History


def solve(case: Case) -> Solution:
    """The target alone first, then whether and how the other sites help."""
    started = perf_counter()
    request = read_fleet(case)
    read = perf_counter()
    target = request.site(request.target)
    infeasible = explain(target.case, target.distance)
    if infeasible is not None:
        return Solution(Status.INFEASIBLE, infeasibility=infeasible, **highs())
    own = read_request(target.case)
    check_target(request, own.market.network.habitats)
    limit = math.inf if case.settings.time_limit is None else started + case.settings.time_limit
    options = Options(
        case.settings.periods or DEFAULT_PERIODS,
        case.settings.gap or DEFAULT_GAP,
        limit,
        log=report_progress,
    )
    try:
        habitats, single = _alone(request, own, options)
    except TimeLimitError as error:
        return Solution(Status.LIMIT, notes=[f"No answer: {error}"], **highs())
    except SolveError as found:
        return Solution(Status.LIMIT, notes=no_start(request, own, found), **highs())
    state = fleet_search(request, single, habitats=habitats, options=options, easing=EASING)
    answer = _solution(case, state, options)
    seconds = {"build": read - started, "solve": perf_counter() - read}
    return replace(answer, seconds=seconds)


def _alone(request: FleetRequest, own: Request, options: Options) -> tuple[DenseHabitats, State]:
    """The search with the target alone: what several sites start from and are compared with."""
    target = request.site(request.target)
    habitats = own.market.habitats
    assert habitats is not None
    growth = own.growth
    if growth <= 0:
        lines = Network(target.lines, ())
        growth = balanced_growth(lines, own.families, tolerance=0.1, imports=True).rate * year()
    state = minimum_time(
        own.market,
        own.mission,
        growth=max(growth, SLOWEST_GROWTH),
        options=replace(options, gap=min(options.gap, SINGLE_GAP), most_periods=options.periods),
        extra=continuum(target.case, target.distance, own.families, habitats),
        easing=EASING,
    )
    return habitats, whole_units(state)[0]


def _solution(case: Case, state: FleetState, options: Options) -> Solution:
    done = history(state.execution)
    network = Network((), state.execution.plan.arrays.designs)
    report = Report(network, state.execution, done)
    outcomes = _outcomes(state, report)
    closed = state.lower > 0 and (state.upper - state.lower) / state.upper <= options.gap
    return Solution(
        status=Status.OPTIMAL if closed else Status.LIMIT,
        objective=state.upper * year(),
        bound=None if state.bound is None else state.lower * year(),
        levers=_levers(report),
        outcomes={key: v for key, v in outcomes.items() if key in case.problem.outcomes},
        tables=fleet_tables(state, report),
        shadow_prices=_shadow_prices(case, state, options),
        notes=_notes(state, outcomes),
        plan=FleetAnswer(state, done),
        **highs(),
    )


def _levers(report: Report) -> dict[str, float | str]:
    """Means over the people housed."""
    housed = report.history.housed.sum(axis=1)
    habitats = report.arrays.habitats
    return {
        key: float(np.dot([h.variables[key] for h in habitats], housed) / housed.sum())
        for key in ("radius", "soil_depth")
    }


def _outcomes(state: FleetState, report: Report) -> dict[str, float]:
    found, arrays = report.history, report.arrays
    housed = found.housed.sum(axis=1)
    built = [arrays.habitats[row] for row in report.built_habitats()]
    steel = [h.outcomes["energy_per_person"] for h in arrays.habitats]
    plant = np.array([is_plant(name) for name in asset_names(report)])
    upper, lower = state.upper * year(), state.lower * year()
    single = state.single.upper * year()
    outcomes = {
        "bootstrap_time": upper,
        "bootstrap_time_lower": lower,
        "bootstrap_time_upper": upper,
        "bootstrap_time_estimate": min(max(_estimate(state), lower), upper),
        "single_site_time": single,
        "saving": single - upper,
        "largest_saving": max(single - lower, 0.0),
        "doubling_time": doubling_time(state.screening.growth[state.request.target]),
        "imported_mass": float(found.imported.sum()),
        "shipped_mass": _shipped(report),
        "sites_used": float(_sites_used(report)),
        "energy_per_person": float(np.dot(steel, housed) / housed.sum()),
        "peak_plant_mass": float(found.mass[plant].sum(axis=0).max()),
        "plant_mass": float(found.ordered[plant].sum() + found.seed.sum()),
        "habitat_mass": float(np.dot(1.0 / arrays.persons, housed)),
    }
    ran = found.ran.sum(axis=1) / year()
    for limit in _sums(state, report):
        name = limit.key.rpartition(".")[2]
        used = float(limit.run @ ran)
        outcomes[name] = max(outcomes.get(name, 0.0), used) if name in PER_BODY else used
    outcomes |= extremes(built)
    if not math.isfinite(outcomes["doubling_time"]):
        del outcomes["doubling_time"]
    return outcomes


def _sums(state: FleetState, report: Report) -> list[TotalLimit]:
    return plan_sums(state.request, state.active, report.arrays.lines)


def _estimate(state: FleetState) -> float:
    """The best guess: of the target alone, or of several sites without waits."""
    if state.joint is None:
        return state.single.estimate * year()
    return min(state.single.estimate, state.joint.estimate) * year()


def _shipped(report: Report) -> float:
    total = report.history.ordered.sum(axis=1)
    sent = [len(set(place_of(name))) == 2 for name in asset_names(report)]
    return float(total[np.array(sent)].sum())


def _sites_used(report: Report) -> int:
    total = report.history.ordered.sum(axis=1) + report.history.seed
    used = {
        place_of(name)[1]
        for name, mass in zip(asset_names(report), total, strict=True)
        if mass > 1e-9 * total.sum()
    }
    return len(used)


def _shadow_prices(case: Case, state: FleetState, options: Options) -> list[ShadowPrice]:
    """Those of the target alone where it stays alone; none are known for several sites."""
    target = state.request.target
    wanted = case.settings.shadow_prices and perf_counter() < options.deadline
    if not wanted or state.active != (target,):
        return []
    found = shadow_prices(state.request.site(target).case, state.single)
    return [
        replace(price, key=f"{target}.distance") if price.key == "site.distance" else price
        for price in found
        if price.key == "site.distance" or price.key in state.request.case.values
    ]


def _notes(state: FleetState, outcomes: dict[str, float]) -> list[str]:
    def years(key: str) -> str:
        return format_quantity(outcomes[key], "year", 4)

    target = state.request.target
    useless = [
        f"{site} {found.ratio:.2g}"
        for site, found in state.screening.found.items()
        if site not in state.considered and found.proven
    ]
    notes = [f"{target} alone takes {years('single_site_time')}."]
    if len(state.active) == 1:
        notes.append("Staying at one site is the best plan found; nothing is shipped.")
    else:
        notes.append(
            f"With {', '.join(state.active)}: {years('bootstrap_time')}, {years('saving')} sooner."
        )
    if state.unsettled:
        notes.append(f"How much more other sites may save is not settled: {state.unsettled}.")
    if useless:
        notes.append(
            "A kilogram of seed elsewhere is worth, over one at the target, at most: "
            f"{', '.join(useless)}; below one the site is proven useless."
        )
    return notes
