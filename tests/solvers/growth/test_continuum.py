"""The proven largest worth over cost of a family is never below any design, and barely above."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from optdesign.network.model import COMMODITIES
from optdesign.network.power_families import PowerFamily, power_families
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.solvers.growth.continuum import _families
from optdesign.solvers.growth.pricing import DenseFamily, Tariff, bill_matrix, polish
from tests.network.power_case import power_case

Floats = NDArray[np.float64]
CASE = power_case()
FAMILIES = {d: power_families(CASE, d * ASTRONOMICAL_UNIT) for d in (1.0, 2.986)}
NAMES = [family.technology for family in FAMILIES[1.0]]


def family_of(distance: float, name: str) -> PowerFamily:
    return next(f for f in FAMILIES[distance] if f.technology == name)


def random_tariff(family: PowerFamily, seed: int, paying: float) -> Tariff:
    """Prices over three decades at one moment; the grid's best is worth ``paying`` of its cost."""
    rng = np.random.default_rng(seed)
    price = np.exp(rng.uniform(-3.5, 3.5, (len(COMMODITIES), 1)))
    added = rng.choice([0.0, 1.0]) * rng.uniform(0.0, 2.0, 1)
    key = (family.carrier, family.lifetime, family.lag)
    tariff = Tariff(price, {key: np.ones(1)}, added)
    dense = DenseFamily(family)
    best = float(tariff.ratio(family, dense.designs, dense.bills).max())
    return replace(tariff, orders={key: np.full(1, paying / best)})


def random_designs(family: PowerFamily, seed: int, count: int) -> dict[str, Floats]:
    """Designs anywhere in the family, ends included more often than by chance."""
    rng = np.random.default_rng(seed)
    found = {}
    for key, (low, high) in family.bounds.items():
        share = np.clip(rng.uniform(-0.05, 1.05, count), 0.0, 1.0)
        if key in family.logarithmic and high > low:
            found[key] = low * (high / low) ** share
        else:
            found[key] = low + (high - low) * share
    return found


def largest_found(family: PowerFamily, tariff: Tariff, seed: int) -> float:
    """The best of twenty thousand designs and of those polished from the best few."""
    variables = random_designs(family, seed, 20_000) if family.bounds else {}
    designs = family.evaluate(variables)
    ratios = tariff.ratio(family, designs, bill_matrix(designs))[:, 0]
    best = float(ratios.max())
    if not family.bounds:
        return best
    for row in np.argsort(-ratios)[:2]:
        start = {key: float(values[row]) for key, values in variables.items()}
        best = max(best, polish(family, start, tariff, 0)[1])
    return best


@pytest.mark.parametrize("distance", FAMILIES)
@pytest.mark.parametrize("name", NAMES)
def test_the_claim_is_above_all_designs_and_near_the_best(distance: float, name: str) -> None:
    family = family_of(distance, name)
    if not (family.grid(20).power > 0).any():
        pytest.skip("delivers nothing here")
    claims = _families(CASE, distance * ASTRONOMICAL_UNIT, [family])
    assert len(claims) == 1
    for seed in range(3):
        tariff = random_tariff(family, 17 * seed + len(name), 1.0)
        best = largest_found(family, tariff, seed)
        # Prices that nearly close the pool, as the bound meets them: the best barely pays.
        key, worth = next(iter(tariff.orders.items()))
        tariff = replace(tariff, orders={key: worth * (1.002 / best)})
        claim, best = float(claims[0](tariff)[0]), largest_found(family, tariff, seed + 100)
        assert claim >= best * (1 - 1e-12)
        assert claim <= best * 1.015


@pytest.mark.parametrize("name", NAMES)
def test_polish_finds_at_least_what_the_dense_grid_has(name: str) -> None:
    family = family_of(2.986, name)
    dense = DenseFamily(family)
    if not len(dense.designs):
        pytest.skip("delivers nothing here")
    for seed in range(3):
        tariff = random_tariff(family, seed, 1.0)
        ratios = tariff.ratio(family, dense.designs, dense.bills)[:, 0]
        row = int(ratios.argmax())
        start = {key: float(values[row]) for key, values in dense.designs.variables.items()}
        variables, ratio = polish(family, start, tariff, 0)
        assert ratio >= ratios.max() * (1 - 1e-9)
        for key, value in variables.items():
            low, high = family.bounds[key]
            assert low * (1 - 1e-12) <= value <= high * (1 + 1e-12)
        design = family.design(variables)
        cost = sum(
            design.bill.get(good, 0.0) * tariff.price[n, 0] for n, good in enumerate(COMMODITIES)
        )
        worth = design.power[family.carrier] * next(iter(tariff.orders.values()))[0]
        assert worth / (cost + tariff.added[0]) == pytest.approx(ratio, rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("paying", [0.5, 1.1, 3.0])
def test_claims_hold_far_from_closed_prices(name: str, paying: float) -> None:
    family = family_of(2.986, name)
    claim = _families(CASE, 2.986 * ASTRONOMICAL_UNIT, [family])[0]
    for seed in range(2):
        tariff = random_tariff(family, 31 * seed, paying)
        assert float(claim(tariff)[0]) >= largest_found(family, tariff, seed) * (1 - 1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_worthless_power_is_worth_nothing(name: str) -> None:
    family = family_of(1.0, name)
    orders = {(family.carrier, family.lifetime, family.lag): np.zeros(2)}
    tariff = Tariff(np.ones((len(COMMODITIES), 2)), orders, np.zeros(2))
    dense = DenseFamily(family)
    assert not tariff.ratio(family, dense.designs, dense.bills).any()
    claim = _families(CASE, ASTRONOMICAL_UNIT, [family])[0](tariff)
    assert (claim <= 1.0).all()


@pytest.mark.parametrize("name", NAMES)
def test_power_without_a_price_is_a_defect_and_not_worthless(name: str) -> None:
    family = family_of(1.0, name)
    others = {(family.carrier, family.lifetime * 1.5, family.lag): np.ones(2)}
    tariff = Tariff(np.ones((len(COMMODITIES), 2)), others, np.zeros(2))
    dense = DenseFamily(family)
    with pytest.raises(LookupError, match=name):
        tariff.ratio(family, dense.designs, dense.bills)
    with pytest.raises(LookupError, match=name):
        _families(CASE, ASTRONOMICAL_UNIT, [family])[0](tariff)


def test_a_family_without_a_working_design_needs_no_price() -> None:
    far = 1e5 * ASTRONOMICAL_UNIT
    tariff = Tariff(np.ones((len(COMMODITIES), 2)), {}, np.zeros(2))
    dark = [f for f in power_families(CASE, far) if not len(DenseFamily(f).designs)]
    assert {"low_heat", "electricity"} <= {family.carrier for family in dark}
    claims = _families(CASE, far, dark)
    assert len(claims) == len(dark)
    assert not any(claim(tariff).any() for claim in claims)
