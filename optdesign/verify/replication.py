"""Balanced growth executed: the network built again, ordered, delivered and worn out over time.

Nothing of the program that found the mix is used. Every balance is summed up line by line, the
stocks are integrated as delay equations through a doubling, and the upper end is proven again on
designs that the search did not see.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.optimize import linprog

from optdesign.formulations.replication import (
    doubling_numbers,
    imports_are_free,
    industry_families,
    industry_lines,
    learning_factor,
)
from optdesign.network.model import CARRIERS, IMPORTABLE, Line, PowerDesign
from optdesign.network.power_families import PowerDesigns, PowerFamily
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status

Floats = NDArray[np.float64]
TOLERANCE = 1e-9
EXECUTED = 1e-7
PROVEN = 1e-7
_SAMPLES = 20_000
_MOMENTS = 7
_STRONGEST = 60
_RUN = 1e-12  # tolerance of the integration


def checks(case: Case, solution: Solution) -> list[Check]:
    """Balances, execution and proof of every doubling, and the outcomes from them."""
    lines, families = industry_lines(case), industry_families(case)
    if solution.status is Status.INFEASIBLE:
        shortage = _least_shortage(case, lines, families)
        # The check passes where every mix falls short.
        return [Check("mixes that renew themselves", float(shortage <= TOLERANCE), 0.0)]
    if not solution.plan:
        return []
    worst: dict[str, float] = {}
    for doubling, plan in zip(doubling_numbers(case), solution.plan, strict=True):
        one = _Industry(case, plan, doubling, lines, families)
        for name, value in one.faults().items():
            worst[name] = max(worst.get(name, -math.inf), value)
    limits = {
        "growth executed against rate": EXECUTED,
        "upper end exceeded by fresh designs": PROVEN,
        "upper end below rate": 0.0,
    }
    found = [
        Check(name, float(value), limits.get(name, TOLERANCE)) for name, value in worst.items()
    ]
    return found + _outcome_checks(solution)


def _outcome_checks(solution: Solution) -> list[Check]:
    plans, outcomes = solution.plan, solution.outcomes
    mean = sum(math.log(2) / plan.rate for plan in plans) / len(plans)
    lower = sum(math.log(2) / plan.upper for plan in plans) / len(plans)
    apart = [
        abs(outcomes["doubling_time"] / mean - 1),
        abs(outcomes["doubling_time_lower"] / lower - 1),
        abs(outcomes["growth_rate"] * mean / math.log(2) - 1),
    ]
    return [Check("outcomes against recomputed ones, worst", max(apart), TOLERANCE)]


class _Industry:
    """A mix with its lines and designs built again from the case."""

    def __init__(
        self,
        case: Case,
        plan: Any,
        doubling: int,
        lines: Iterable[Line],
        families: Iterable[PowerFamily],
    ) -> None:
        named, known = {f.technology: f for f in families}, {line.name: line for line in lines}
        self.case, self.plan = case, plan
        self.factor = learning_factor(case, doubling)
        self.families = list(named.values())
        self.lines = [known[line.name] for line in plan.lines]
        self.designs = [named[d.technology].design(d.variables) for d in plan.designs]
        self.masses = np.array([*plan.line_shares, *plan.design_shares])
        self.assets: list[Line | PowerDesign] = [*self.lines, *self.designs]

    def faults(self) -> dict[str, float]:
        """How far each requirement is missed."""
        plan = self.plan
        running = max(
            (r - m for r, m in zip(plan.running, plan.line_shares, strict=True)), default=0.0
        )
        grown, short = self._execute()
        return {
            "shares from one": abs(float(self.masses.sum()) - 1),
            "negative shares": -min(float(self.masses.min()), *plan.running),
            "lines over their capacity": running,
            "commodity missing over its use, worst at any moment": short,
            "power missing over its use": self._power_shortage(),
            "growth executed against rate": grown,
            "upper end exceeded by fresh designs": self._excess(),
            "upper end below rate": plan.rate - plan.upper,
        }

    def _power_shortage(self) -> float:
        """Demand no carrier meets, better carriers serving first for themselves, over all use."""
        rest, use, shortage = 0.0, 0.0, 0.0
        for carrier in CARRIERS:
            need = sum(
                runs * line.energy.get(carrier, 0.0)
                for line, runs in zip(self.lines, self.plan.running, strict=True)
            )
            supply = sum(
                mass * design.power.get(carrier, 0.0)
                for design, mass in zip(self.designs, self.plan.design_shares, strict=True)
            )
            shortage = max(shortage, need - supply - rest)
            rest, use = max(rest + supply - need, 0.0), use + need
        return shortage / use if use > 0 else 0.0

    def _execute(self) -> tuple[float, float]:
        """Integrate one doubling with the orders of balanced growth; growth and shortage missed."""
        rate = self.plan.rate
        decay = np.array([1 / asset.lifetime for asset in self.assets])
        lag = np.array([asset.lag for asset in self.assets])
        # Orders placed at t arrive at t + lag, in proportion to what stood when time began.
        orders = (rate + decay) * np.exp(rate * lag)
        doubling = math.log(2) / rate

        def slope(time: float, stock: Floats) -> Floats:
            arriving = orders * np.exp(rate * (time * doubling - lag))
            return np.asarray((arriving - decay * stock) * doubling)

        moments, start = np.linspace(0.0, 1.0, _MOMENTS), np.ones(len(lag))
        run = solve_ivp(
            slope, (0.0, 1.0), start, t_eval=moments, rtol=_RUN, atol=_RUN, method="DOP853"
        )
        grown = float(np.max(np.abs(run.y[:, -1] / 2 - 1)))
        short = max(
            self._shortage(self.masses * stock, self.masses * orders * 2**moment)
            for moment, stock in zip(moments, run.y.T, strict=True)
        )
        return grown, short

    def _shortage(self, stock: Floats, orders: Floats) -> float:
        """Largest amount missing of a commodity over what is used of it, at one moment."""
        made, used = dict[str, float](), dict[str, float]()
        for position, line in enumerate(self.lines):
            share = self.plan.line_shares[position]
            runs = stock[position] * self.plan.running[position] / share if share > 0 else 0.0
            for key, flow in line.output.items():
                made[key] = made.get(key, 0.0) + runs * flow / self.factor
            for key, flow in line.input.items():
                used[key] = used.get(key, 0.0) + runs * flow / self.factor
        for asset, ordered in zip(self.assets, orders, strict=True):
            for key, amount in asset.bill.items():
                used[key] = used.get(key, 0.0) + amount * ordered
        free = IMPORTABLE if imports_are_free(self.case) else frozenset[str]()
        return max(
            (amount - made.get(key, 0.0)) / amount
            for key, amount in used.items()
            if amount > 0 and key not in free
        )

    def _excess(self) -> float:
        """By how much any asset earns more than the upper end lets it pay, over what it pays."""
        prices, upper = self.plan.prices, self.plan.upper
        worst = -math.inf
        for line in self.lines:
            flows = {key: rate / self.factor for key, rate in line.output.items()}
            spent = {**{k: rate / self.factor for k, rate in line.input.items()}, **line.energy}
            income = float(_worth(flows, prices) - _worth(spent, prices))
            cost = float(_worth(line.bill, prices)) * _charge(upper, line.lifetime, line.lag)
            worst = max(worst, income / cost - 1)
        made = {key for line in self.lines for key in line.output} | {*prices}
        for family in self.families:
            designs = _random_designs(family, self.case.settings.seed)
            cost = _worth(designs.bill, prices) * _charge(upper, family.lifetime, family.lag)
            possible = np.ones(len(designs), dtype=bool)
            for key, amounts in designs.bill.items():
                possible &= (amounts <= 0) | (key in made)
            income = designs.specific_power * prices.get(family.carrier, 0.0)
            if possible.any():
                worst = max(worst, float(np.max((income / cost - 1)[possible])))
        return worst


def _worth(amounts: Mapping[str, Any], prices: Mapping[str, float]) -> Any:
    return sum((amount * prices.get(key, 0.0) for key, amount in amounts.items()), 0.0)


def _charge(rate: float, lifetime: float, lag: float) -> float:
    return (rate + 1 / lifetime) * math.exp(rate * lag)


def _random_designs(family: PowerFamily, seed: int) -> PowerDesigns:
    """Designs spread at random over all variables, not those of the search's grid."""
    random, variables = np.random.default_rng(seed), {}
    for key, (low, high) in family.bounds.items():
        share = random.random(_SAMPLES)
        if key in family.logarithmic:
            variables[key] = low * (high / low) ** share
        else:
            variables[key] = low + (high - low) * share
    return family.evaluate(variables)


def _least_shortage(case: Case, lines: Sequence[Line], families: Sequence[PowerFamily]) -> float:
    """Least shortage, in kilograms a lifetime, of a kilogram that only keeps itself up.

    Zero if some mix can renew itself: a second linear program, with conversions of energy spelled
    out and several hundred designs drawn at random.
    """
    seed = case.settings.seed
    designs = [design for family in families for design in _strong_designs(family, seed)]
    assets: list[Line | PowerDesign] = [*lines, *designs]
    goods = sorted({key for line in lines for key in (*line.output, *line.input)}
                   | {key for asset in assets for key in asset.bill})  # fmt: skip
    if imports_are_free(case):
        goods = [key for key in goods if key not in IMPORTABLE]
    life = max(line.lifetime for line in lines)
    scale = max((max(design.power.values()) for design in designs), default=0.0) or 1.0
    # Columns: all that stands, lines that run, two conversions, the shortage.
    stands, runs, width = len(assets), len(lines), len(assets) + len(lines) + 3
    rows = []
    for good in goods:
        row = np.zeros(width)
        row[:stands] = [-asset.bill.get(good, 0.0) * life / asset.lifetime for asset in assets]
        net = [line.output.get(good, 0.0) - line.input.get(good, 0.0) for line in lines]
        row[stands : stands + runs], row[-1] = np.array(net) * life, 1.0
        rows.append(row)
    for position, carrier in enumerate(CARRIERS):
        row = np.zeros(width)
        row[runs:stands] = [design.power.get(carrier, 0.0) / scale for design in designs]
        row[stands : stands + runs] = [-line.energy.get(carrier, 0.0) / scale for line in lines]
        row[[-3, -2]] = [(-1.0, 0.0), (1.0, -1.0), (0.0, 1.0)][position]
        rows.append(row)
    for column in range(runs):
        row = np.zeros(width)
        row[[column, stands + column]] = 1.0, -1.0
        rows.append(row)
    whole, cost = np.zeros((1, width)), np.zeros(width)
    whole[0, :stands], cost[-1] = 1.0, 1.0
    found = linprog(cost, A_ub=-np.array(rows), b_ub=np.zeros(len(rows)), A_eq=whole, b_eq=[1.0])
    return math.inf if found.fun is None else float(found.fun)


def _strong_designs(family: PowerFamily, seed: int) -> list[PowerDesign]:
    """The strongest of many designs drawn at random."""
    pool = family.evaluate({}) if not family.bounds else _random_designs(family, seed)
    order = np.argsort(-pool.specific_power)[:_STRONGEST]
    chosen = pool.take(order)
    return [
        family.design({key: float(values[position]) for key, values in chosen.variables.items()})
        for position in range(len(chosen))
    ]
