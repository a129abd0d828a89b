"""Shadow prices of balanced growth by the envelope theorem: one matrix rebuilt a parameter.

With the mix x and prices y kept, the worth R = y [made - bills (g + d) exp(g lag)] x is zero at the
optimum; a change of a parameter moves the rate by dR / (y bills d/dg[(g + d) exp(g lag)] x).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from optdesign.formulations.replication import (
    industry_families,
    industry_lines,
    learning_factor,
    learnt,
    rebuild_designs,
    without_unused,
)
from optdesign.network.model import Line, PowerDesign
from optdesign.network.power_families import PowerFamily
from optdesign.problem import Case
from optdesign.solution import ShadowPrice
from optdesign.solvers.balanced.growth import BalancedGrowth
from optdesign.subproblems.internal_rate import line_income, value

_STEP = 1e-4
_FEW = 1e-9
_LINE_ROLES = ("line", "lift")


def worth(found: BalancedGrowth, lines: Sequence[Line], designs: Sequence[PowerDesign]) -> float:
    """Value a second that the mix makes beyond its bills, at its own rate and prices [1/s]."""
    prices, total = found.prices, 0.0
    for line, mass, runs in zip(lines, found.line_shares, found.running, strict=True):
        total += runs * line_income(line, prices) - mass * _cost(line, found)
    for design, mass in zip(designs, found.design_shares, strict=True):
        total += mass * (value(design.power, prices) - _cost(design, found))
    return float(total)


def _cost(asset: Line | PowerDesign, found: BalancedGrowth) -> float:
    charge = (found.rate + 1 / asset.lifetime) * math.exp(found.rate * asset.lag)
    return float(value(asset.bill, found.prices)) * charge


def worth_slope(found: BalancedGrowth) -> float:
    """Fall of the worth with the rate, -dR/dg > 0 [1]."""
    total = 0.0
    masses = (*found.line_shares, *found.design_shares)
    assets: tuple[Line | PowerDesign, ...] = (*found.lines, *found.designs)
    for asset, mass in zip(assets, masses, strict=True):
        inside = 1 + asset.lag * (found.rate + 1 / asset.lifetime)
        total += (
            mass
            * float(value(asset.bill, found.prices))
            * inside
            * math.exp(found.rate * asset.lag)
        )
    return total


def doubling_time_prices(case: Case, plans: Sequence[BalancedGrowth]) -> list[ShadowPrice]:
    """Change of the objective per +1 % of every parameter, largest first.

    Parameters
    ----------
    case : with a doubling time, or its growth rate, as objective
    plans : of the doublings that differ
    """
    designs = [design for plan in plans for design in plan.designs]
    small = without_unused(case, designs)
    rebuild = _Rebuild(small)
    mean = sum(plan.doubling_time for plan in plans) / len(plans)
    # d(objective) / d(mean doubling time)
    outer = 1.0 if case.objective == "doubling_time" else -math.log(2) / mean**2
    prices = []
    for key, now in small.values.items():
        if not isinstance(now, float) or not math.isfinite(now) or now == 0:
            continue
        if key == "learning.doublings" or (key.startswith("learning.") and len(plans) == 1):
            continue
        sides = [_side(rebuild, key, now, sign) for sign in (1, -1)]
        change = 0.0
        for doubling, plan in enumerate(plans):
            high, low = (rebuild.worth(plan, doubling, *side) for side in sides)
            rise = (high - low) / (2 * _STEP) * 0.01 / worth_slope(plan)
            change -= plan.doubling_time / plan.rate * rise / len(plans)
        if abs(change) > _FEW * mean:
            prices.append(ShadowPrice(key, outer * change))
    return sorted(prices, key=lambda price: -abs(price.effect))


Circumstances = tuple[Case, tuple[Line, ...], Mapping[str, PowerFamily]]


class _Rebuild:
    """The network of a case with one parameter changed; what it does not touch is kept."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.lines = industry_lines(case)
        self.families = {family.technology: family for family in industry_families(case)}

    def changed(self, key: str, amount: float) -> Circumstances:
        case = self.case.with_value(key, amount)
        item = self.case.problem.catalogue.items.get(key.partition(".")[0])
        role = item.labels.get("role", "") if item is not None else ""
        if role in _LINE_ROLES:
            return case, industry_lines(case), self.families
        families = {family.technology: family for family in industry_families(case)}
        return case, industry_lines(case), families

    def worth(
        self,
        plan: BalancedGrowth,
        doubling: int,
        case: Case,
        lines: tuple[Line, ...],
        families: Mapping[str, PowerFamily],
    ) -> float:
        faster = {line.name: line for line in learnt(lines, learning_factor(case, doubling))}
        designs = rebuild_designs(plan.designs, self.families, families)
        return worth(plan, [faster[line.name] for line in plan.lines], designs)


def _side(rebuild: _Rebuild, key: str, now: float, sign: int) -> Circumstances:
    return rebuild.changed(key, now * (1 + sign * _STEP))
