"""Balanced growth against closed forms, a second solver by bisection, and its own duality."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq, linprog
from scipy.special import lambertw

from optdesign.network.model import CARRIERS, Line, Network, PowerDesign
from optdesign.network.power_design import PowerDesigns, PowerFamily
from optdesign.solvers.balanced.growth import balanced_growth
from optdesign.subproblems.internal_rate import greatest_rate, internal_rate

YEAR = 365.25 * 86400.0
GOODS = ("metal", "silicate", "polymer", "electronics", "effort")


def _line(
    product: str,
    rate: float,
    bill: dict[str, float],
    *,
    life: float = 10.0,
    lag: float = 0.0,
    inputs: dict[str, float] | None = None,
    energy: dict[str, float] | None = None,
) -> Line:
    """A line with rates a year; ``inputs`` per kilogram of product."""
    used = {key: rate * amount / YEAR for key, amount in (inputs or {}).items()}
    return Line(product, life * YEAR, lag * YEAR, {product: rate / YEAR}, used, energy or {}, bill)


@pytest.mark.parametrize("rate", [1e-6, 0.05, 1.0, 3.0, 1e4])
@pytest.mark.parametrize("life", [0.1, 10.0, 1e5])
@pytest.mark.parametrize("lag", [0.0, 1e-8, 0.3, 5.0])
def test_a_single_asset_that_makes_itself(rate: float, life: float, lag: float) -> None:
    """k = (g + d) exp(g lag): g = k - d without a lag, else a value of Lambert's W."""
    found = balanced_growth(
        Network((_line("metal", rate, {"metal": 1.0}, life=life, lag=lag),), ())
    )
    decay = 1 / life
    exact = rate - decay
    if lag > 0:
        exact = float(np.real(lambertw(rate * lag * math.exp(lag * decay)))) / lag - decay
    near = 1e-8 * max(abs(exact), decay)
    assert found.rate * YEAR == pytest.approx(exact, abs=near)
    assert found.upper * YEAR == pytest.approx(exact, abs=near)
    if exact > 0:
        assert found.doubling_time == pytest.approx(math.log(2) / found.rate)


def test_two_goods_that_need_each_other() -> None:
    """Assets made of each other's product, equal lives: (g + d)^2 = a b."""
    lines = (_line("metal", 4.0, {"polymer": 1.0}), _line("polymer", 1.0, {"metal": 1.0}))
    found = balanced_growth(Network(lines, ()))
    assert found.rate * YEAR == pytest.approx(math.sqrt(4.0) - 0.1, rel=1e-9)
    # x_metal a = (g + d) x_polymer
    shares = found.shares
    assert shares["polymer"] / shares["metal"] == pytest.approx(2.0, rel=1e-6)
    assert sum(shares.values()) == pytest.approx(1.0, rel=1e-12)


def test_one_line_and_its_power() -> None:
    """A line that makes 2 kg/kg a year and draws 10 W/kg, and 40 W/kg of the same metal."""
    line = _line("metal", 2.0, {"metal": 1.0}, energy={"electricity": 10.0})
    power = PowerDesign("pv", 10 * YEAR, 0.0, {"electricity": 40.0}, {"metal": 1.0})
    found = balanced_growth(Network((line,), (power,)))
    # A quarter kilogram of power for each of line: 2 / 1.25 - d.
    assert found.rate * YEAR == pytest.approx(1.6 - 0.1, rel=1e-9)
    assert found.shares["pv 1"] == pytest.approx(0.2, rel=1e-6)
    assert found.utilisation["metal"] == pytest.approx(1.0)


def test_better_carriers_serve_for_worse_ones_but_not_the_reverse() -> None:
    line = _line("metal", 2.0, {"metal": 1.0}, energy={"low_heat": 10.0})
    high = PowerDesign("high", 10 * YEAR, 0.0, {"high_heat": 40.0}, {"metal": 1.0})
    assert balanced_growth(Network((line,), (high,))).rate * YEAR == pytest.approx(1.5)
    hot = _line("metal", 2.0, {"metal": 1.0}, energy={"high_heat": 10.0})
    low = PowerDesign("low", 10 * YEAR, 0.0, {"low_heat": 40.0}, {"metal": 1.0})
    none = balanced_growth(Network((hot,), (low,)))
    assert none.rate == none.upper == 0.0
    assert none.missing == ("high_heat",)


def test_surplus_capacity_and_by_products_do_no_harm() -> None:
    line = _line("metal", 2.0, {"metal": 1.0})
    wasteful = Line(
        "waste", 10 * YEAR, 0.0, {"metal": 2.0 / YEAR, "silicate": 5.0 / YEAR}, {}, {},
        {"metal": 1.0},
    )  # fmt: skip
    found = balanced_growth(Network((line, wasteful), ()))
    assert found.rate * YEAR == pytest.approx(1.9)


def test_what_only_imports_supply_ends_growth() -> None:
    bill = {"metal": 1.0, "irreducible": 1e-6}
    network = Network((_line("metal", 2.0, bill),), ())
    alone = balanced_growth(network)
    assert alone.rate == 0.0
    assert alone.missing == ("irreducible",)
    assert not alone.lines
    assert balanced_growth(network, imports=True).rate * YEAR == pytest.approx(1.9)


def test_an_asset_that_needs_imports_is_left_out_where_others_do_without() -> None:
    better = _line("metal", 9.0, {"metal": 1.0, "irreducible": 1e-3})
    plain = _line("metal", 2.0, {"metal": 1.0})
    found = balanced_growth(Network((better, plain), ()))
    assert found.rate * YEAR == pytest.approx(1.9)
    assert found.missing == ("irreducible",)


def test_a_network_that_wears_out_faster_than_it_renews_shrinks() -> None:
    found = balanced_growth(Network((_line("metal", 0.04, {"metal": 1.0}),), ()))
    assert found.rate * YEAR == pytest.approx(-0.06)
    assert found.doubling_time == math.inf


def _random_network(random: np.random.Generator) -> Network:
    def bill() -> dict[str, float]:
        some = {key: float(random.uniform(0, 1)) for key in GOODS if random.random() < 0.6}
        return some or {"metal": 1.0}

    lines = []
    for product in GOODS:
        inputs = {
            key: float(random.uniform(0, 0.3))
            for key in GOODS
            if key != product and random.random() < 0.3
        }
        energy = {key: float(random.uniform(0, 3)) for key in CARRIERS if random.random() < 0.5}
        life, lag = random.uniform(3, 20), random.choice([0.0, 0.1, 0.5])
        rate = 10 ** random.uniform(-0.3, 1.5)
        lines.append(_line(product, rate, bill(), life=life, lag=lag, inputs=inputs, energy=energy))
    designs = []
    for number in range(4):
        carrier = CARRIERS[random.integers(0, 3)] if number else "electricity"
        life, lag = random.uniform(3, 20) * YEAR, random.choice([0.0, 0.1, 0.5]) * YEAR
        power = {carrier: float(random.uniform(5, 50))}
        designs.append(PowerDesign(f"power-{number}", life, lag, power, bill()))
    return Network(tuple(lines), tuple(designs))


def _attainable(network: Network, rate: float) -> bool:
    """Whether a rate [1/yr] can be sustained: another LP, with conversions spelled out."""
    assets, count = [*network.lines, *network.power], len(network.lines)
    width = len(assets) + count + 2
    rows = []
    for good in GOODS:
        row = np.zeros(width)
        for column, asset in enumerate(assets):
            charge = max(rate + YEAR / asset.lifetime, 0.0) * math.exp(rate * asset.lag / YEAR)
            row[column] = -asset.bill.get(good, 0.0) * charge
        for column, line in enumerate(network.lines, len(assets)):
            row[column] = (line.output.get(good, 0.0) - line.input.get(good, 0.0)) * YEAR
        rows.append(row)
    for position, carrier in enumerate(CARRIERS):
        row = np.zeros(width)
        for column, design in enumerate(network.power, count):
            row[column] = design.power.get(carrier, 0.0)
        for column, line in enumerate(network.lines, len(assets)):
            row[column] = -line.energy.get(carrier, 0.0)
        row[[-2, -1]] = [(-1.0, 0.0), (1.0, -1.0), (0.0, 1.0)][position]
        rows.append(row)
    for column in range(count):
        row = np.zeros(width)
        row[[column, len(assets) + column]] = 1.0, -1.0
        rows.append(row)
    balances = len(GOODS) + len(CARRIERS)
    short = np.array([[1.0]] * balances + [[0.0]] * count)
    whole = np.zeros((1, width + 1))
    whole[0, : len(assets)] = 1.0
    found = linprog(
        np.eye(width + 1)[-1], A_ub=-np.hstack([np.array(rows), short]), b_ub=np.zeros(len(rows)),
        A_eq=whole, b_eq=[1.0],
    )  # fmt: skip
    return bool(found.fun < 1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_random_networks_against_bisection_with_another_solver(seed: int) -> None:
    network = _random_network(np.random.default_rng(seed))
    found = balanced_growth(network)
    size = max(abs(found.rate), 1 / YEAR)
    assert _attainable(network, (found.rate - 1e-6 * size) * YEAR)
    assert not _attainable(network, (found.upper + 1e-6 * size) * YEAR)
    assert 0 <= found.upper - found.rate <= 1e-8 * size


@pytest.mark.parametrize("seed", range(4))
def test_no_prices_prove_less_than_is_attained(seed: int) -> None:
    """Weak duality: at any prices some asset's internal rate is at least the rate attained."""
    random = np.random.default_rng(seed)
    network = _random_network(random)
    found = balanced_growth(network)
    for _ in range(50):
        prices = {key: float(random.exponential()) for key in GOODS}
        worth = np.sort(random.exponential(size=3))[::-1] / YEAR / 10
        prices |= dict(zip(CARRIERS, map(float, worth), strict=True))
        assert greatest_rate(network.lines, network.power, prices) >= found.rate - 1e-12 / YEAR


@pytest.mark.parametrize("lag", [0.0, 1e-9, 0.2, 20.0])
def test_the_internal_rate_solves_its_equation(lag: float) -> None:
    incomes = np.array([0.0, 1e-6, 0.3, 40.0]) / YEAR
    rates = internal_rate(incomes, 2.0, lifetime=8 * YEAR, lag=lag * YEAR) * YEAR
    assert rates[0] == pytest.approx(-1 / 8)
    for income, rate in zip(incomes[1:], rates[1:], strict=True):
        exact = brentq(
            lambda g, q=income: 2 * (g + 1 / 8) * math.exp(g * lag) - q * YEAR,
            -1 / 8,
            30,
            xtol=1e-15,
        )
        assert rate == pytest.approx(exact, rel=1e-9, abs=1e-12)


def _family(best: float, width: float) -> PowerFamily:
    """Designs of 40 W/kg at a size ``best`` [m], less at others, smoothly."""

    def evaluate(variables: object) -> PowerDesigns:
        size = variables["size"]  # type: ignore[index]
        power = 40.0 / (1 + (np.log(size / best) / width) ** 2)
        return PowerDesigns(
            {"size": size}, power, np.ones_like(size), {"metal": np.ones_like(size)}
        )

    return PowerFamily(
        "round", "electricity", 10 * YEAR, 0.0, {"size": (1.0, 100.0)}, evaluate,
        frozenset({"size"}),
    )  # fmt: skip


@pytest.mark.parametrize("best", [0.5, 3.3, 17.0, 99.0, 300.0])
def test_pricing_finds_the_best_design_between_grid_points(best: float) -> None:
    line = _line("metal", 2.0, {"metal": 1.0}, energy={"electricity": 10.0})
    found = balanced_growth(Network((line,), ()), [_family(best, 0.2)])
    size = min(max(best, 1.0), 100.0)
    power = 40.0 / (1 + (math.log(size / best) / 0.2) ** 2)
    assert found.rate * YEAR == pytest.approx(2 / (1 + 10 / power) - 0.1, rel=1e-6)
    assert found.upper == pytest.approx(found.rate, rel=1e-6)
    (design,) = [d for d, s in zip(found.designs, found.design_shares, strict=True) if s > 1e-3]
    assert design.variables["size"] == pytest.approx(size, rel=1e-3)
