"""Lunar industry in generations by linear programming, a tie settled by the other objective."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from time import perf_counter
from typing import Any

from optdesign.errors import ProblemError
from optdesign.formulations.blocks import LinearForm
from optdesign.formulations.generations import (
    ASIDE,
    GENERATIONS,
    SEED,
    complete_set,
    generations_model,
    read_industry,
)
from optdesign.modelling import pyo
from optdesign.problem import Case
from optdesign.solution import (
    Conflict,
    Infeasibility,
    Relaxation,
    ShadowPrice,
    Solution,
    Status,
)
from optdesign.solvers.linear import (
    LinearAnswer,
    LinearStatus,
    PersistentLinear,
    compile_linear,
    highs,
)
from optdesign.units import TONNE, format_quantity

_STEP = 1e-6
# How far the objective may fall back while the tie is settled.
_TIE = 1e-9
_SLACK = 1e-6
_UTILIZATION = "lunar-industry.utilization"
_GROUPS = ("sets", "built", "landed_robonauts", "makers", "made", "imported")


def solve(case: Case) -> Solution:
    """Solve the case; an infeasible one is explained."""
    started = perf_counter()
    form = _form(case, case.objective)
    linear = PersistentLinear(form)
    answer = linear.solve()
    if answer.status is LinearStatus.INFEASIBLE:
        return Solution(Status.INFEASIBLE, infeasibility=diagnose(case), **highs())
    if answer.status is not LinearStatus.OPTIMAL:
        return Solution(Status.LIMIT, notes=[f"HiGHS stopped: {answer.status.value}."], **highs())
    sign = 1.0 if case.sense == "min" else -1.0
    plan = _settled(case, answer)
    solved = perf_counter()
    outcomes = _outcomes(case, plan)
    return Solution(
        Status.OPTIMAL,
        objective=outcomes[case.objective],
        bound=sign * answer.safe_bound * TONNE if math.isfinite(answer.safe_bound) else None,
        levers={SEED: plan["seed"]},
        outcomes=outcomes,
        tables={"generations": _table(case, plan)},
        shadow_prices=_prices(case, linear, answer),
        notes=_notes(case, outcomes),
        plan=plan,
        seconds={"solve": solved - started, "subproblems": perf_counter() - solved},
        **highs(),
    )


def _form(
    case: Case,
    objective: str,
    *,
    sign: float | None = None,
    ignored: Collection[str] = (),
    least: tuple[str, float] | None = None,
) -> LinearForm:
    """The model in matrix form; ``least`` keeps (objective, its minimized value)."""
    model = generations_model(case, ignored=ignored)
    sides = {"landed_mass": model.landed, "final_mass": model.final, SEED: model.seed}
    signs = {"landed_mass": 1.0, "final_mass": -1.0, SEED: 1.0}
    factor = signs[objective] if sign is None else sign
    model.objective = pyo.Objective(expr=factor * sides[objective])
    if least is not None:
        key, value = least
        model.least = pyo.Constraint(expr=signs[key] * sides[key] <= value)
    return compile_linear(model)


def _settled(case: Case, answer: LinearAnswer) -> dict[str, Any]:
    """Of all optimal plans the one that is best for the other objective, by generation."""
    other = "final_mass" if case.objective == "landed_mass" else "landed_mass"
    kept = answer.objective + _TIE * abs(answer.objective)
    form = _form(case, other, least=(case.objective, kept))
    second = PersistentLinear(form).solve()
    if second.status is not LinearStatus.OPTIMAL:
        form, second = _form(case, case.objective), answer
    values = [max(0.0, float(value)) for value in second.values]

    def count(name: str) -> float:
        return values[form.columns[name]] if name in form.columns else 0.0

    low, high = case.lever_range(SEED)
    plan: dict[str, Any] = {"seed": min(max(count("seed"), low), high)}
    for group in _GROUPS:
        plan[group] = [count(f"{group}[{n}]") for n in range(1, len(GENERATIONS) + 1)]
    return plan


def _outcomes(case: Case, plan: Mapping[str, Any]) -> dict[str, float]:
    industry = read_industry(case)
    complete = complete_set(industry)
    crude, sets = industry.steps[-1].crudeness, plan["sets"][-1]
    mass = industry.basic.mass(crude) + complete.robonauts * industry.robonaut.mass(crude)
    seed = industry.seed_mass * plan["seed"]
    electronics = TONNE * math.fsum(plan["imported"])
    robonauts = industry.robonaut.mass() * math.fsum(plan["landed_robonauts"])
    landed = seed + electronics + robonauts
    final = sets * (mass + complete.makers * industry.maker.mass(crude))
    duration = len(industry.steps) * industry.generation_time
    growth = math.log(final / landed) if final > landed else math.nan
    power = industry.power + complete.robonauts * industry.robonaut_power
    found = {
        "landed_mass": landed,
        "final_mass": final,
        "seed_mass": seed,
        "set_mass": industry.seed_mass,
        "set_assets": industry.assets + industry.robonauts,
        "set_power": industry.power + industry.robonauts * industry.robonaut_power,
        "imported_electronics": electronics,
        "imported_robonauts": robonauts,
        "final_sets": sets,
        "final_robonauts": complete.robonauts * sets,
        "final_power": power * sets,
        "duration": duration,
        "mean_doubling_time": duration * math.log(2) / growth,
        "copies": complete.growth,
    }
    if complete.growth > 1:
        found["doubling_time"] = industry.generation_time * math.log(2) / math.log(complete.growth)
    return {key: value for key, value in found.items() if math.isfinite(value)}


def _table(case: Case, plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a generation: what it consists of, and what was landed for it."""
    industry = read_industry(case)
    crew = industry.robonauts * plan["seed"]
    rows: list[dict[str, Any]] = [
        {"generation": "1.0", "sets": plan["seed"], "robonauts": crew, "electronics makers": 0.0,
         "electronics made [kg]": 0.0, "electronics landed [kg]": 0.0,
         "robonauts landed": 0.0, "landed [kg]": industry.seed_mass * plan["seed"]}
    ]  # fmt: skip
    for position, name in enumerate(GENERATIONS):
        landed = plan["landed_robonauts"][position]
        crew += plan["built"][position] + landed
        electronics = TONNE * plan["imported"][position]
        rows.append(
            {"generation": name.replace("-", ".") if "-" in name else f"{name}.0",
             "sets": plan["sets"][position], "robonauts": crew,
             "electronics makers": plan["makers"][position],
             "electronics made [kg]": TONNE * plan["made"][position],
             "electronics landed [kg]": electronics, "robonauts landed": landed,
             "landed [kg]": electronics + industry.robonaut.mass() * landed}
        )  # fmt: skip
    return rows


def _notes(case: Case, outcomes: Mapping[str, float]) -> list[str]:
    after = format_quantity(outcomes["landed_mass"] - outcomes["seed_mass"], "t")
    copies = outcomes["copies"]
    return [
        f"{after} of it are landed after the seed.",
        f"Afterwards a complete set makes {copies:.3g} copies of itself in a generation.",
    ]


def _prices(case: Case, linear: PersistentLinear, answer: LinearAnswer) -> list[ShadowPrice]:
    """Change of the objective per +1 % of each parameter, from the duals of the solved program."""
    sign = 1.0 if case.sense == "min" else -1.0
    prices = []
    for key, value in case.values.items():
        if isinstance(value, str) or value is None or not value or not math.isfinite(value):
            continue
        # Steps below: a closure of one cannot grow.
        try:
            other = _form(case.with_value(key, value * (1 - _STEP)), case.objective)
        except ProblemError:
            continue
        if other.columns != linear.form.columns or other.rows != linear.form.rows:
            continue
        change = linear.lagrangian_change(other, answer) * TONNE
        effect = -sign * change * 0.01 / _STEP
        if abs(effect) > 1e-7 * abs(answer.objective * TONNE):
            prices.append(ShadowPrice(key, effect))
    return sorted(prices, key=lambda price: -abs(price.effect))


def diagnose(case: Case) -> Infeasibility:
    """The smallest set of requirements that cannot hold together, and what would mend it."""
    keys = [*case.problem.limits, ASIDE, SEED]
    ignored: list[str] = []
    for key in keys:
        if _best(case, SEED, 1.0, [*ignored, key]) is None:
            ignored.append(key)
    conflict = [key for key in keys if key not in ignored]
    mends = [mend for key in conflict for mend in _mends(case, key)]
    mends += _faster(case)
    return Infeasibility([Conflict(key, _sentence(case, key)) for key in conflict], mends)


def _best(case: Case, objective: str, sign: float, ignored: Collection[str]) -> float | None:
    """Least (or, with sign -1, greatest) mass [t] or seed, without some requirements."""
    answer = PersistentLinear(_form(case, objective, sign=sign, ignored=ignored)).solve()
    return sign * answer.objective if answer.status is LinearStatus.OPTIMAL else None


def _sentence(case: Case, key: str) -> str:
    if key == ASIDE:
        return "generations 3.0 to 5.0 must also make what is set aside for other ends"
    if key == SEED:
        if key in case.fixed:
            return f"seed_sets is pinned at {case.fixed[key]:g}"
        low, high = case.lever_range(key)
        return f"between {low:g} and {high:g} sets are landed at the start"
    limit, parameter = case.problem.limits[key], case.problem.parameters[key]
    word = "at least" if limit.sense == ">=" else "at most"
    return f"{limit.outcome} must be {word} {format_quantity(case[key], parameter.unit)}"


def _faster(case: Case) -> list[Relaxation]:
    """The least utilization of the printers with which there is a plan, by bisection."""
    low, high = case[_UTILIZATION], 1.0

    def possible(value: float) -> bool:
        return _best(case.with_value(_UTILIZATION, value), SEED, 1.0, []) is not None

    if low >= high or not possible(high):
        return []
    while high - low > _SLACK * high:
        middle = (low + high) / 2
        low, high = (low, middle) if possible(middle) else (middle, high)
    return [Relaxation(_UTILIZATION, high, f"raise {_UTILIZATION} to {high:.6g}")]


def _mends(case: Case, key: str) -> list[Relaxation]:
    """The nearest value of a limit or pinned lever with which there is a plan."""
    if key in case.problem.limits:
        limit, unit = case.problem.limits[key], case.problem.parameters[key].unit
        sign, word = (1.0, "raise") if limit.sense == "<=" else (-1.0, "lower")
        found = _best(case, limit.outcome, sign, [key])
        if found is None:
            return []
        value = found * TONNE * (1 + sign * _SLACK)
        return [Relaxation(key, value, f"{word} {key} to {format_quantity(value, unit, 6)}")]
    if key in case.fixed:
        lever, pinned = case.problem.levers[key], case.fixed[key]
        low, high = (_best(case, SEED, sign, [key]) for sign in (1.0, -1.0))
        if low is None:
            return []
        nearest = max(pinned, low * (1 + _SLACK))
        if high is not None:
            nearest = min(nearest, high * (1 - _SLACK))
        if lever.low <= nearest <= lever.high:
            return [Relaxation(key, nearest, f"pin {key} at {nearest:.6g}, or leave it free")]
    return []
