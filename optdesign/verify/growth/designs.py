"""Whether any design of the families, not only those of the pool, pays at the bound's prices."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from optdesign.network.habitats import HabitatFamily
from optdesign.network.model import COMMODITIES
from optdesign.network.power_families import PowerDesigns, PowerFamily
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.verify.growth.assets import Families
from optdesign.verify.growth.balances import EXACT, TOLERANCE
from optdesign.verify.growth.bound import Repaired, whole_value

Floats = NDArray[np.float64]

SAMPLES = 20_000
MOMENTS = 48
POLISHED = 3
HABITATS = 121


def family_checks(case: Case, repaired: Repaired, families: Families) -> list[Check]:
    """Random designs of every family, the best polished; dense habitats; the seed's best."""
    random = np.random.default_rng(case.settings.seed)
    chosen = np.linspace(0, len(repaired.times) - 1, MOMENTS).astype(int)
    found, delivered = [], repaired.delivered
    for family in families.power.values():
        designs = random_designs(family, random, SAMPLES // len(families.power))
        most, start = _largest(repaired, family, designs, chosen)
        delivered = max(delivered, start)
        found.append(Check(f"best {family.technology} beyond its cost", most - 1, TOLERANCE))
    value = whole_value(case, repaired, delivered)
    return [
        *found,
        Check("best habitat beyond its cost", _best_habitat(case, repaired, families), TOLERANCE),
        Check("the whole with any seed worth more than the target", value - 1, EXACT),
    ]


def random_designs(family: PowerFamily, random: np.random.Generator, count: int) -> PowerDesigns:
    """Designs anywhere in a family; the one there is where nothing can be chosen."""
    if not family.bounds:
        return family.evaluate({})
    shares = random.random((count, len(family.bounds)))
    return family.evaluate(_variables(family, shares))


def _variables(family: PowerFamily, shares: Floats) -> dict[str, Floats]:
    found = {}
    for column, (key, (low, high)) in enumerate(family.bounds.items()):
        share = shares[:, column]
        spread = low * (high / low) ** share if key in family.logarithmic else None
        found[key] = np.asarray(low + share * (high - low) if spread is None else spread)
    return found


def _shares(family: PowerFamily, variables: Mapping[str, float]) -> Floats:
    found = []
    for key, (low, high) in family.bounds.items():
        value = variables[key]
        if key in family.logarithmic:
            low, high, value = np.log(low), np.log(high), np.log(value)
        found.append((value - low) / (high - low) if high > low else 0.0)
    return np.asarray(np.clip(np.array(found), 0.0, 1.0))


def bill_rows(designs: PowerDesigns) -> Floats:
    """What a kilogram takes, (designs, commodities)."""
    nothing = np.zeros(len(designs))
    columns = [designs.bill.get(name, nothing) for name in COMMODITIES]
    return np.asarray(np.stack(columns, axis=1))


def useful_power(designs: PowerDesigns) -> Floats:
    """Specific power, nothing where a design yields none [W/kg]."""
    return np.asarray(np.where(designs.power > 0, designs.specific_power, 0.0))


def _ratio(designs: PowerDesigns, price: Floats, order: Floats, added: float) -> Floats:
    """Worth over cost, (designs, moments)."""
    cost = bill_rows(designs) @ price.T + added
    worth = np.outer(useful_power(designs), order)
    return np.asarray(np.where(worth > 0, worth / np.maximum(cost, 1e-300), 0.0))


def _largest(
    repaired: Repaired, family: PowerFamily, designs: PowerDesigns, chosen: NDArray[np.intp]
) -> tuple[float, float]:
    """Largest worth over cost, polished, and the most a kilogram is worth at the start."""
    key = (family.carrier, family.lifetime, family.lag)
    order, added = repaired.power_order(key), repaired.limit_cost
    ratio = _ratio(designs, repaired.price[chosen], order[chosen], added)
    largest = float(ratio.max(initial=0.0))
    stock = len(repaired.industry.lines) + repaired.keys.index(key)
    start = float(useful_power(designs).max(initial=0.0) * repaired.start[stock])
    if not family.bounds or largest <= 0:
        return largest, start
    for column in _worst(ratio):
        moment, row = chosen[column], int(ratio[:, column].argmax())
        origin = _shares(family, {k: float(v[row]) for k, v in designs.variables.items()})

        def negative(shares: Floats, moment: int = int(moment)) -> float:
            one = family.evaluate(_variables(family, shares[None, :]))
            price = repaired.price[[moment]]
            return -float(_ratio(one, price, order[[moment]], added)[0, 0])

        done = minimize(negative, origin, method="L-BFGS-B", bounds=[(0.0, 1.0)] * len(origin))
        largest = max(largest, -float(done.fun))
    return largest, start


def _worst(ratio: Floats) -> list[int]:
    """Some moments at which designs come nearest to paying, apart from each other."""
    best = ratio.max(axis=0)
    found: list[int] = []
    for column in np.argsort(-best):
        if all(abs(int(column) - other) > MOMENTS // 8 for other in found):
            found.append(int(column))
    return found[:POLISHED]


def _best_habitat(case: Case, repaired: Repaired, families: Families) -> float:
    """Largest excess of what a person housed counts over the cost, on a grid of its own."""
    needs = habitat_needs(families.habitats)
    if not len(needs):
        return -1.0
    steps = np.arange(0, len(repaired.times), 5)
    cost = (needs @ repaired.price[steps].T).min(axis=1)
    return float((1 / case["target.population"] / np.maximum(cost, 1e-300)).max() - 1)


def habitat_needs(family: HabitatFamily) -> Floats:
    """What a person takes in every habitat that is allowed, (designs, commodities) [kg]."""
    designs = family.grid(HABITATS)
    nothing = np.zeros(len(designs))
    needs = [
        np.broadcast_to(designs.needs.get(name, nothing), len(designs)) for name in COMMODITIES
    ]
    return np.asarray(np.stack(needs, axis=1)[designs.allowed])
