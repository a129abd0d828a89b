"""The paper's bootstrap: a sequential or free schedule of one stock of power, in minimum time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from optdesign.errors import TimeLimitError
from optdesign.formulations.schedule_grid import growth_integral
from optdesign.problem import Case
from optdesign.solution import (
    Conflict,
    Infeasibility,
    Relaxation,
    ShadowPrice,
    Solution,
    Status,
)
from optdesign.solvers.bootstrap_phase import HorizonEffects, Phase, PhasePlan, solve_phase
from optdesign.solvers.linear import highs
from optdesign.units import format_quantity

DEFAULT_PERIODS = 120
COARSE_PERIODS = 30
DEFAULT_GAP = 1e-3

# Parameters whose shadow price is reported, in the order of the problem file.
_PRICED = (
    "power.doubling_time",
    "power.initial",
    "power.final",
    "habitat.energy",
    "habitat.own_power",
    "collector.area_ratio",
    "target.area",
)


@dataclass(frozen=True)
class Inputs:
    """The numbers of a case, SI; ``cap`` is the largest power allowed, maybe infinite."""

    rate: float
    initial: float
    final: float
    energy: float
    area: float
    cap: float

    @property
    def work(self) -> float:
        """Energy of the whole living area [J]."""
        return self.energy * self.area


def read_inputs(case: Case) -> Inputs:
    """Derive the inputs of the schedule from the parameters of the case."""
    final, own_power = case["power.final"], case["habitat.own_power"]
    area = case.optional("target.area")
    area = final / own_power if area is None else area
    return Inputs(
        rate=math.log(2) / case["power.doubling_time"],
        initial=case["power.initial"],
        final=final,
        energy=case["habitat.energy"],
        area=area,
        cap=case["collector.area_ratio"] * own_power * area,
    )


def phases(inputs: Inputs, policy: str) -> list[Phase]:
    """The phases of a policy, each a minimum-time problem of its own."""
    if policy == "optimal":
        cap = inputs.cap / inputs.initial
        return [Phase(inputs.rate, inputs.work / inputs.initial, cap, "work")]
    growth = Phase(inputs.rate, inputs.final / inputs.initial, math.inf, "power")
    return [growth, Phase(inputs.rate, inputs.work / inputs.final, 1.0, "work")]


def solve(case: Case) -> Solution:
    """Solve the case; both policies are solved, so that the gain can be told."""
    started = perf_counter()
    inputs, policy = read_inputs(case), case.choice("policy")
    infeasibility = diagnose(case, inputs, policy)
    if infeasibility is not None:
        return Solution(Status.INFEASIBLE, infeasibility=infeasibility, **highs())
    periods = case.settings.periods or DEFAULT_PERIODS
    plans = _plans(case, phases(inputs, policy), periods)
    solved = perf_counter()
    outcomes = _outcomes(inputs, plans, _sequential_time(inputs, policy, plans))
    upper, lower = outcomes["bootstrap_time_upper"], outcomes["bootstrap_time_lower"]
    reached = (upper - lower) / upper <= (case.settings.gap or DEFAULT_GAP)
    prices = shadow_prices(case, plans) if case.settings.shadow_prices else []
    return Solution(
        status=Status.OPTIMAL if reached else Status.LIMIT,
        objective=upper,
        bound=lower,
        outcomes=outcomes,
        tables={"schedule": schedule_table(inputs, plans)},
        shadow_prices=prices,
        notes=_notes(outcomes, policy),
        plan=(inputs, plans),
        seconds={"solve": solved - started, "subproblems": perf_counter() - solved},
        **highs(),
    )


def _plans(case: Case, wanted: list[Phase], periods: int) -> list[PhasePlan]:
    """The plans of all phases; when time runs out, those of a coarse grid, which is quick."""
    allowed = case.settings.time_limit
    deadline = math.inf if allowed is None else perf_counter() + allowed
    try:
        return [solve_phase(phase, periods=periods, deadline=deadline) for phase in wanted]
    except TimeLimitError:
        return [solve_phase(phase, periods=min(periods, COARSE_PERIODS)) for phase in wanted]


def diagnose(case: Case, inputs: Inputs, policy: str) -> Infeasibility | None:
    """The limits in conflict, if the collectors allowed are too few for the plan."""
    needed = inputs.initial if policy == "optimal" else max(inputs.initial, inputs.final)
    if needed > inputs.cap * (1 + 1e-12):
        return _too_few_collectors(case, inputs, needed)
    if policy == "sequential" and inputs.initial > inputs.final:
        return _too_large_seed(inputs)
    return None


def _too_few_collectors(case: Case, inputs: Inputs, needed: float) -> Infeasibility:
    ratio = needed * case["collector.area_ratio"] / inputs.cap
    key = "power.initial" if needed == inputs.initial else "power.final"
    allowed, asked = format_quantity(inputs.cap, "W"), format_quantity(needed, "W")
    mends = [Relaxation("collector.area_ratio", ratio, f"allow a ratio of at least {ratio:.6g}")]
    # Unless the area is given it follows the final power, and so do the collectors allowed.
    if key == "power.initial" or case.optional("target.area") is not None:
        mends.append(Relaxation(key, inputs.cap, f"lower {key} to {allowed}"))
    conflict = [
        Conflict("collector.area_ratio", f"collectors may give at most {allowed}"),
        Conflict(key, f"the plan holds {asked}"),
    ]
    return Infeasibility(conflict, mends)


def _too_large_seed(inputs: Inputs) -> Infeasibility:
    initial = format_quantity(inputs.initial, "W")
    final = format_quantity(inputs.final, "W")
    return Infeasibility(
        [
            Conflict("power.initial", f"the seed already gives {initial}"),
            Conflict("policy", f"the sequential plan holds {final} while habitats are built"),
        ],
        [Relaxation("power.final", inputs.initial, f"raise power.final to {initial}")],
    )


def _sequential_time(inputs: Inputs, policy: str, plans: list[PhasePlan]) -> float | None:
    """Time of the sequential plan; None if it is not possible."""
    if policy == "sequential":
        return sum(plan.horizon for plan in plans)
    if not inputs.initial <= inputs.final <= inputs.cap * (1 + 1e-12):
        return None
    # Each phase does one thing all the time, and so takes what no plan beats.
    return sum(phase.at_least for phase in phases(inputs, "sequential"))


def _outcomes(inputs: Inputs, plans: list[PhasePlan], sequential: float | None) -> dict[str, float]:
    upper = sum(plan.horizon for plan in plans)
    last = plans[-1]
    initial = inputs.initial if len(plans) == 1 else inputs.final
    peak = float(last.stock.max()) * initial
    integral = last.grid.scale[:-1] * growth_integral(last.grid.growth, last.grid.lengths)
    work = float((integral * last.work).sum()) * last.horizon * initial
    habitat_phase = min(work / peak, upper)
    outcomes = {
        "bootstrap_time": upper,
        "bootstrap_time_lower": sum(plan.lower_bound for plan in plans),
        "bootstrap_time_upper": upper,
        "bootstrap_time_estimate": sum(plan.estimate for plan in plans),
        "power_phase": upper - habitat_phase,
        "habitat_phase": habitat_phase,
        "peak_power": peak,
        "living_area": work / inputs.energy,
    }
    if sequential is not None:
        outcomes |= {"sequential_time": sequential, "gain": sequential - upper}
    return outcomes


def _notes(outcomes: dict[str, float], policy: str) -> list[str]:
    switch = format_quantity(outcomes["power_phase"], "year")
    peak = format_quantity(outcomes["peak_power"], "TW")
    notes = [f"Power builds power until year {switch.split()[0]}, at {peak}; then habitats."]
    if policy == "optimal" and "gain" in outcomes:
        gain = format_quantity(outcomes["gain"], "year")
        sequential = format_quantity(outcomes["sequential_time"], "year")
        notes.append(f"{gain} sooner than the sequential plan ({sequential}).")
    return notes


def schedule_table(inputs: Inputs, plans: list[PhasePlan]) -> list[dict[str, float]]:
    """One row a period: start [s], power at its ends [W], powers spent [W], area so far [m2]."""
    rows, offset, area, initial = [], 0.0, 0.0, inputs.initial
    for plan in plans:
        grid, times = plan.grid, offset + plan.grid.nodes * plan.horizon
        integral = grid.scale[:-1] * growth_integral(grid.growth, grid.lengths) * plan.horizon
        built = integral * plan.work * initial / inputs.energy
        seconds = np.diff(times)
        for n in range(len(plan.build)):
            area += float(built[n])
            mean = float(integral[n]) * initial / max(float(seconds[n]), 1e-300)
            rows.append(
                {
                    "start [s]": float(times[n]),
                    "power at start [W]": float(plan.stock[n]) * initial,
                    "power at end [W]": float(plan.stock[n + 1]) * initial,
                    "mean power for growth [W]": mean * float(plan.build[n]),
                    "mean power for habitats [W]": mean * float(plan.work[n]),
                    "living area at end [m2]": area,
                }
            )
        offset, initial = float(times[-1]) if len(times) else offset, inputs.final
    return rows


def shadow_prices(case: Case, plans: list[PhasePlan]) -> list[ShadowPrice]:
    """d(bootstrap time) per +1 % of each parameter, from duals and the perturbed matrix."""
    prices, effects = [], [HorizonEffects(plan) for plan in plans]
    for key in _PRICED:
        value = case.optional(key)
        if value is None or math.isinf(value):
            continue
        effect = sum(
            found.of(_stepped(case, key, position)) for position, found in enumerate(effects)
        )
        prices.append(ShadowPrice(key, 0.01 * effect))
    return sorted(prices, key=lambda price: -abs(price.effect))


def _stepped(case: Case, key: str, position: int) -> Callable[[float], Phase]:
    """The phase at ``position`` as a function of a relative step of one parameter."""

    def stepped(step: float) -> Phase:
        changed = case.with_value(key, case[key] * (1.0 + step))
        phase = phases(read_inputs(changed), case.choice("policy"))[position]
        return replace(phase)

    return stepped
