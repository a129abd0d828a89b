"""A base's power units by mixed-integer programming; the payback time is a ratio, energy to power.

All that a front trades are sums over whole units, or that ratio, so that fronts are finite.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from time import perf_counter
from typing import Any

import numpy as np

from optdesign.errors import ProblemError
from optdesign.formulations.power_choice import Choice, read_choice
from optdesign.formulations.power_mix import ELECTRIC, FLOWS, GROUPS, power_mix_model
from optdesign.formulations.power_spares import surely
from optdesign.network.power_units import BATTERIES, HEAT, STEADY, STORES, SUNLIT, PowerUnit
from optdesign.problem import Case
from optdesign.solution import Solution, Status
from optdesign.solvers.designs.power_mix_conflict import OPTIONS, diagnose
from optdesign.solvers.front_model import FrontModel
from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import MixedForm, PersistentMixed, Ratio, compile_objectives
from optdesign.solvers.ratio import minimize_ratio
from optdesign.units import GIGA, HOUR, KILO, TONNE

ENOUGH = 1e-4
_ASKED, _SECONDS = 1e-6, 20.0
_SCALES = {"mass": TONNE, "imported_mass": TONNE, "embodied_energy": GIGA}
_WHOLE = 1e-6
_HOURLY = (BATTERIES, STORES)
_SOLVER: dict[str, Any] = {"solver": "HiGHS", "solver_version": version("highspy")}


@dataclass(frozen=True)
class PowerPlan:
    """What verification executes: counts of units, those counted on, and the flows set [W]."""

    units: tuple[PowerUnit, ...]
    counts: tuple[int, ...]
    counted: tuple[float, ...]
    flows: Mapping[str, float]
    relied: Mapping[str, float]
    """group: [W], of stores [J]"""


@dataclass(frozen=True)
class _Answer:
    status: LinearStatus
    values: Mapping[str, float]
    objective: float
    bound: float


def solve(case: Case) -> Solution:
    """Solve the case; an infeasible one is explained."""
    started = perf_counter()
    choice = _choice(case, (case.objective,))
    sized = perf_counter()
    form = _form(choice, power_mix_model(case, choice), case.objective)
    built = perf_counter()
    answer = _least(case, choice, form)
    timing = {
        "subproblems": sized - started,
        "build": built - sized,
        "solve": perf_counter() - built,
    }
    solver: dict[str, Any] = {**_SOLVER, "seconds": timing}
    if answer.status is LinearStatus.INFEASIBLE:
        return Solution(Status.INFEASIBLE, infeasibility=diagnose(case, choice), **solver)
    plan = _settled(form, choice, answer.values) if answer.values else None
    if plan is None:
        return Solution(Status.LIMIT, notes=["HiGHS found no mix in the time allowed."], **solver)
    solution = _solution(case, choice, plan)
    assert solution.objective is not None
    objective = solution.objective
    bound = min(answer.bound, objective) if math.isfinite(answer.bound) else None
    gap = math.inf if bound is None else (objective - bound) / max(objective, 1e-300)
    status = Status.OPTIMAL if gap <= (case.settings.gap or ENOUGH) else Status.LIMIT
    return replace(solution, status=status, bound=bound, **solver)


def front_model(case: Case, objectives: Sequence[str]) -> FrontModel:
    """One model for all points of the fronts of some objectives."""
    # The surplus load is there only where the payback time counts.
    main = "payback_time" if "payback_time" in objectives else objectives[0]
    case = replace(case, objective=main)
    choice = _choice(case, objectives)
    model = power_mix_model(case, choice)
    form = _form(choice, model, main)

    def solution(values: Mapping[str, float]) -> Solution | None:
        plan = _settled(form, choice, values)
        return None if plan is None else replace(_solution(case, choice, plan), **_SOLVER)

    known = {key: getattr(model, key) for key in _SCALES}
    worth = dict(_SCALES)
    if main == "payback_time":
        known[main] = _payback(choice, model)
        worth[main] = GIGA / choice.scale
    return FrontModel(case, model, {key: known[key] for key in objectives}, worth, solution)


def _choice(case: Case, objectives: Sequence[str]) -> Choice:
    choice = read_choice(case, objectives)
    if "payback_time" in objectives and choice.demand.mean_load <= 0:
        raise ProblemError(
            "demand | a payback time needs a load, got none | set demand.electric or demand.heat"
        )
    return choice


def _solution(case: Case, choice: Choice, plan: PowerPlan) -> Solution:
    """A plan with all that is told of it."""
    outcomes = _outcomes(choice, plan)
    return Solution(
        Status.OPTIMAL,
        objective=outcomes[case.objective],
        levers={key: float(_number(plan, key)) for key in case.problem.levers},
        outcomes=outcomes,
        tables={"mix": _mix(choice, plan), "plan": _flows(choice, plan)},
        notes=_notes(choice, plan, outcomes),
        plan=plan,
    )


def _payback(choice: Choice, model: Any) -> Ratio:
    """Energy [GJ] over the power in use [scale]."""
    return Ratio(model.embodied_energy, choice.demand.mean_load / choice.scale + model.surplus)


def _form(choice: Choice, model: Any, objective: str) -> MixedForm:
    """The objective, and for the flows the surplus (negative) and the sum of flows."""
    flows = sum(model.flow[key] for key in FLOWS)
    ratio = objective == "payback_time"
    main = _payback(choice, model) if ratio else getattr(model, objective)
    return compile_objectives(model, [main, -model.surplus, flows])


def _least(case: Case, choice: Choice, form: MixedForm) -> _Answer:
    """The best mix for the objective; bound and objective in its SI unit."""
    found = _solved(case, form)
    scale = _SCALES.get(case.objective, GIGA / choice.scale)
    return replace(found, objective=found.objective * scale, bound=found.bound * scale)


def _solved(case: Case, form: MixedForm) -> _Answer:
    """One solve by HiGHS; no values if it found none."""
    if not form.objectives[0].any() and not form.integer.any():
        return _Answer(LinearStatus.OPTIMAL, {}, 0.0, 0.0)
    gap, seconds = min(case.settings.gap or _ASKED, _ASKED), case.settings.time_limit
    program = PersistentMixed(form, mip_rel_gap=gap, **OPTIONS)
    if seconds is None:  # a machine busy with other things is no reason to give up
        program.limit_processor(_SECONDS)
    if form.ratios:
        answer = minimize_ratio(program, 0, seconds=seconds)
    else:
        answer = program.minimize(form.objectives[0], seconds=seconds)
    values = answer.values
    known = len(values) == len(form.columns) and answer.status in (
        LinearStatus.OPTIMAL, LinearStatus.LIMIT,
    )  # fmt: skip
    rows = form.matrix @ values if known else np.zeros(0)
    slack = 1e-6 * (1 + np.abs(rows))
    if known and not (
        (rows >= form.row_low - slack).all() and (rows <= form.row_high + slack).all()
    ):
        known = False
    named = dict(zip(form.columns, (float(v) for v in values), strict=True)) if known else {}
    objective = float(form.outcomes(values)[0]) if known else math.nan
    return _Answer(answer.status, named, objective, float(answer.bound))


def _settled(form: MixedForm, choice: Choice, known: Mapping[str, float]) -> PowerPlan | None:
    """The flows that go with the counts brought to whole numbers, as small as they can be."""
    rounded = np.array([round(known.get(name, 0.0)) for name in form.columns], dtype=float)
    low = np.where(form.integer, rounded, form.low)
    high = np.where(form.integer, rounded, form.high)
    fixed = replace(form, low=low, high=high, integer=np.zeros(len(low), dtype=bool))
    # What has to be kept of the surplus stays; everything else flows as little as it may.
    cost = form.objectives[2] + 1e3 * form.objectives[1]
    for tolerance in (1e-9, 1e-7):  # the counts may rest on as much as was allowed when chosen
        solver = PersistentMixed(fixed, primal_feasibility_tolerance=tolerance)
        found = solver.minimize(cost)
        if found.status is LinearStatus.OPTIMAL:
            break
    else:
        return None
    values = {
        name: max(float(v), 0.0) + 0.0 for name, v in zip(form.columns, found.values, strict=True)
    }

    def value(name: str) -> float:
        return values.get(name, 0.0)

    count = range(len(choice.units))
    hours = dict.fromkeys(_HOURLY, HOUR)
    return PowerPlan(
        units=tuple(choice.units),
        counts=tuple(round(value(f"count[{n}]")) for n in count),
        counted=tuple(value(f"counted[{n}]") for n in count),
        flows={key: choice.scale * value(f"flow[{key}]") for key in FLOWS},
        relied={g: choice.scale * hours.get(g, 1.0) * value(f"relied[{g}]") for g in GROUPS},
    )


def _number(plan: PowerPlan, technology: str) -> int:
    pairs = zip(plan.units, plan.counts, strict=True)
    return sum(count for unit, count in pairs if unit.technology == technology)


def _outcomes(choice: Choice, plan: PowerPlan) -> dict[str, float]:
    demand, pairs = choice.demand, list(zip(plan.units, plan.counts, strict=True))

    def total(key: str) -> float:
        return math.fsum(getattr(unit, key) * count for unit, count in pairs)

    def capacity(*kinds: str) -> float:
        return math.fsum(unit.capacity * count for unit, count in pairs if unit.kind in kinds)

    dark, free = demand.shadow_share, 1 - demand.peak_share
    flows, mass = plan.flows, total("mass")
    surplus = free * (dark * flows["dark_surplus"] + (1 - dark) * flows["sun_surplus"])
    surplus = min(surplus, demand.surplus)
    made = capacity(STEADY) + (1 - dark) * capacity(SUNLIT)
    nuclear = math.fsum(unit.mass * count for unit, count in pairs if unit.kind == STEADY)
    heating = dark * flows["dark_heating"] + (1 - dark) * flows["sun_heating"]
    electric_heat = demand.heater_efficiency * heating / demand.heat if demand.heat else 0.0
    used = demand.mean_load + surplus
    surety = [
        surely(count, math.ceil(counted - _WHOLE), unit.availability)
        for (unit, count), counted in zip(pairs, plan.counted, strict=True)
    ]
    return {
        "mass": mass,
        "imported_mass": total("imported_mass"),
        "embodied_energy": total("embodied_energy"),
        "payback_time": total("embodied_energy") / used if used else 0.0,
        "mean_load": demand.mean_load,
        "surplus_power": surplus,
        "installed_power": capacity(STEADY, SUNLIT),
        "nuclear_share": capacity(STEADY) / made if made else 0.0,
        "nuclear_mass_share": nuclear / mass if mass else 0.0,
        "electric_heat_share": min(electric_heat, 1.0),
        "battery_energy": capacity(BATTERIES),
        "heat_store_energy": capacity(STORES),
        "plutonium": total("fuel"),
        "reactors": math.fsum(count for unit, count in pairs if unit.reactor),
        "units": float(sum(plan.counts)),
        "availability": math.prod(surety),
        "specific_power": demand.mean_load / mass if mass else 0.0,
    }


def _mix(choice: Choice, plan: PowerPlan) -> list[dict[str, Any]]:
    """A row for every unit that is there."""
    dark = choice.demand.shadow_share
    share = {STEADY: 1.0, SUNLIT: 1 - dark, HEAT: 1 - dark}
    rows = []
    for unit, count, counted in zip(plan.units, plan.counts, plan.counted, strict=True):
        if count:
            electric = unit.kind in (STEADY, SUNLIT)
            kilo = KILO * (HOUR if unit.kind in _HOURLY else 1.0)
            rows.append({
                "unit": unit.name,
                "technology": unit.technology,
                "kind": unit.kind,
                "count [1]": count,
                "counted on [1]": math.ceil(counted - _WHOLE),
                "capacity [kW, kWh]": unit.capacity / kilo,
                "mass [kg]": unit.mass * count,
                "imported mass [kg]": unit.imported_mass * count,
                "embodied energy [GJ]": unit.embodied_energy * count / GIGA,
                "mean electricity [W]": share[unit.kind] * unit.capacity * count if electric else 0,
                "availability [1]": surely(
                    count, math.ceil(counted - _WHOLE), unit.availability),
                "aperture_diameter [m]": unit.variables.get("aperture_diameter"),
            })  # fmt: skip
    return sorted(rows, key=lambda row: -row["mass [kg]"])


def _flows(choice: Choice, plan: PowerPlan) -> list[dict[str, Any]]:
    """What the base relies on after failures, and the flows the plan sets."""
    unit = {BATTERIES: "Wh", STORES: "Wh"}
    rows = [
        {
            "quantity": f"relied on, {group}",
            "value": amount / (HOUR if group in unit else 1.0),
            "unit": unit.get(group, "W"),
        }
        for group, amount in plan.relied.items()
    ]
    rows += [
        {"quantity": key.replace("_", " "), "value": amount, "unit": "W"}
        for key, amount in plan.flows.items()
    ]
    return rows


def _notes(choice: Choice, plan: PowerPlan, outcomes: Mapping[str, float]) -> list[str]:
    spare = choice.demand.spare_units
    left = {0: "nothing out of order", 1: "the largest unit of any group out of order"}
    words = left.get(spare, f"the {spare} largest units of any group out of order")
    nuclear = 100 * outcomes["nuclear_share"]
    made = f"{nuclear:.0f} % of the electricity is nuclear" if nuclear else "no nuclear power"
    relied = plan.relied[ELECTRIC] / KILO
    return [f"With {words}, {relied:.4g} kW of electricity are left in sunlight; {made}."]
