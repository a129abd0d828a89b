"""The doubling time of self-sufficient industry: balanced growth, once for each doubling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from optdesign.formulations.replication import (
    doubling_numbers,
    imports_are_free,
    industry_families,
    industry_lines,
    learning_factor,
    learnt,
)
from optdesign.network.model import CARRIERS, IMPORTABLE, STORABLE, Line, Network, PowerDesign
from optdesign.problem import Case
from optdesign.solution import Solution, Status
from optdesign.solvers.balanced.conflict import diagnose
from optdesign.solvers.balanced.growth import BalancedGrowth, priced_growth
from optdesign.solvers.balanced.prices import doubling_time_prices
from optdesign.solvers.linear import highs
from optdesign.subproblems.internal_rate import design_rate, line_income, line_rate, value
from optdesign.subproblems.power_pricing import PricedFamily
from optdesign.units import format_number, from_si

_ENOUGH = 1e-6
_LEARNT = 1e-12  # relative progress below which nothing more is learnt


def solve(case: Case) -> Solution:
    """Solve the case; where no growth is possible, say why."""
    started = perf_counter()
    lines = industry_lines(case)
    priced = [PricedFamily(family) for family in industry_families(case)]
    built = perf_counter()
    plans = solve_doublings(case, lines, priced)
    solved = perf_counter()
    seconds = {"build": built - started, "solve": solved - built}
    if plans[0].rate <= 0:
        return Solution(
            Status.INFEASIBLE,
            infeasibility=diagnose(case, plans[0], priced),
            seconds=seconds,
            **highs(),
        )
    outcomes = replication_outcomes(case, plans)
    lower, upper = outcomes["doubling_time_lower"], outcomes["doubling_time"]
    ends = {"doubling_time": (upper, lower)}
    ends["growth_rate"] = (outcomes["growth_rate"], math.log(2) / lower)
    objective, bound = ends[case.objective]
    tolerance = case.settings.gap or 2 * _ENOUGH
    return Solution(
        status=Status.OPTIMAL if upper - lower <= tolerance * upper else Status.LIMIT,
        objective=objective,
        bound=bound,
        bound_proven=False,
        outcomes=outcomes,
        tables=_tables(case, plans),
        shadow_prices=doubling_time_prices(case, plans),
        notes=_notes(case, plans),
        plan=plans,
        seconds=seconds | {"subproblems": perf_counter() - solved},
        **highs(),
    )


def solve_doublings(
    case: Case, lines: Sequence[Any], priced: Sequence[PricedFamily]
) -> list[BalancedGrowth]:
    """Balanced growth in each doubling that differs from the last; ends with one without growth."""
    plans: list[BalancedGrowth] = []
    factors: list[float] = []
    tolerance = min(case.settings.gap or _ENOUGH, _ENOUGH)
    for doubling in doubling_numbers(case):
        factors.append(learning_factor(case, doubling))
        if plans and factors[-1] >= factors[-2] * (1 - _LEARNT):
            plans.append(plans[-1])
            continue
        last = plans[-1].designs if plans else ()
        network = Network(learnt(lines, factors[-1]), last)
        plan = priced_growth(network, priced, tolerance=tolerance, imports=imports_are_free(case))
        plans.append(plan)
        if plan.rate <= 0:
            break
    return plans


def replication_outcomes(case: Case, plans: Sequence[BalancedGrowth]) -> dict[str, float]:
    """The outcomes of the problem, SI."""
    mean = sum(plan.doubling_time for plan in plans) / len(plans)
    first = plans[0]
    delivered = sum(
        share * sum(design.power.values())
        for share, design in zip(first.design_shares, first.designs, strict=True)
    )
    return {
        "doubling_time": mean,
        "growth_rate": math.log(2) / mean,
        "doubling_time_lower": sum(math.log(2) / plan.upper for plan in plans) / len(plans),
        "first_doubling_time": first.doubling_time,
        "last_doubling_time": plans[-1].doubling_time,
        "cumulative_time": mean * round(case["learning.doublings"]),
        "power_share": sum(first.design_shares),
        "imported_share": imported_share(first) if imports_are_free(case) else 0.0,
        "power_per_mass": delivered,
    }


def imported_share(plan: BalancedGrowth) -> float:
    """Share of the mass built that can only be imported if imports are free [1].

    Assets are ordered in proportion to (g + d) exp(g lag) of their mass.
    """
    assets: tuple[Line | PowerDesign, ...] = (*plan.lines, *plan.designs)
    imported = whole = 0.0
    for asset, mass in zip(assets, (*plan.line_shares, *plan.design_shares), strict=True):
        ordered = mass * (plan.rate + 1 / asset.lifetime) * math.exp(plan.rate * asset.lag)
        whole += ordered * sum(asset.bill.get(key, 0.0) for key in STORABLE)
        imported += ordered * sum(asset.bill.get(key, 0.0) for key in IMPORTABLE)
    return imported / whole


def _tables(case: Case, plans: Sequence[BalancedGrowth]) -> dict[str, list[dict[str, Any]]]:
    first = plans[0]
    return {
        "mix": _mix_rows(first),
        "designs": _design_rows(first),
        "prices": [
            {
                "name": key,
                "price": price,
                "unit": "1/J" if key in CARRIERS else "1/kg",
                "surplus": first.spare.get(key, 0.0),
                "surplus unit": "W/kg" if key in CARRIERS else "1/s",
            }
            for key, price in first.prices.items()
        ],
        "binding": _binding_rows(first),
        "learning": _learning_rows(case, plans),
    }


def _mix_rows(plan: BalancedGrowth) -> list[dict[str, Any]]:
    rates = [line_rate(line, plan.prices) for line in plan.lines]
    rates += [design_rate(design, plan.prices) for design in plan.designs]
    return [
        {
            "asset": name,
            "share": share,
            "utilisation": plan.utilisation.get(name, 1.0),
            "internal rate [1/year]": from_si(rate, "1/year"),
        }
        for (name, share), rate in zip(plan.shares.items(), rates, strict=True)
    ]


def _design_rows(plan: BalancedGrowth) -> list[dict[str, Any]]:
    names = list(plan.shares)[len(plan.lines) :]
    return [
        {
            "design": name,
            "share": share,
            "unit mass [kg]": design.unit_mass,
            **{f"{key} [W/kg]": power for key, power in design.power.items()},
            **{f"{key} [{_SI.get(key, 'K')}]": x for key, x in design.variables.items()},
        }
        for name, share, design in zip(names, plan.design_shares, plan.designs, strict=True)
    ]


_SI = {"aperture_diameter": "m", "concentration": "1", "slope_error": "rad"}


def _binding_rows(plan: BalancedGrowth) -> list[dict[str, Any]]:
    """What limits growth: the value each asset adds, which all goes into bills at the optimum."""
    added = {
        line.name: runs * line_income(line, plan.prices)
        for line, runs in zip(plan.lines, plan.running, strict=True)
    }
    names = list(plan.shares)[len(plan.lines) :]
    for name, design, share in zip(names, plan.designs, plan.design_shares, strict=True):
        added[name] = share * float(value(design.power, plan.prices))
    whole = sum(added.values())
    rows = [
        {"capacity": name, "share of value added": part / whole} for name, part in added.items()
    ]
    return sorted(rows, key=lambda row: -float(row["share of value added"]))


def _learning_rows(case: Case, plans: Sequence[BalancedGrowth]) -> list[dict[str, Any]]:
    rows, elapsed = [], 0.0
    for doubling in range(round(case["learning.doublings"])):
        plan = plans[min(doubling, len(plans) - 1)]
        elapsed += plan.doubling_time
        rows.append(
            {
                "doubling": doubling + 1,
                "factor": learning_factor(case, doubling),
                "doubling time [s]": plan.doubling_time,
                "cumulative time [s]": elapsed,
            }
        )
    return rows


def _notes(case: Case, plans: Sequence[BalancedGrowth]) -> list[str]:
    first = plans[0]
    largest = sorted(first.shares.items(), key=lambda item: -item[1])
    parts = [f"{name} {format_number(100 * share, 3)} %" for name, share in largest if share > 5e-4]
    notes = [f"Mass: {', '.join(parts)}."]
    binding = _binding_rows(first)[:2]
    names = " and ".join(
        f"{row['capacity']} ({format_number(100 * row['share of value added'], 3)} %)"
        for row in binding
    )
    notes.append(f"Most of the value is added by {names}.")
    notes += [f"{row['design']}: {_design_text(row)}." for row in _design_rows(first)]
    if len(plans) > 1:
        days = [format_number(from_si(p.doubling_time, "day"), 4) for p in (first, plans[-1])]
        notes.append(f"Learning brings the doubling time from {days[0]} to {days[1]} days.")
    return notes


def _design_text(row: dict[str, Any]) -> str:
    parts = []
    for key, cell in row.items():
        name, _, unit = key.removesuffix("]").partition(" [")
        if unit:
            shown = format_number(cell, 4) + ("" if unit == "1" else f" {unit}")
            parts.append(f"{name.replace('_', ' ')} {shown}")
    return ", ".join(parts)
