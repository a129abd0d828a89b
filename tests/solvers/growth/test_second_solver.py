"""A plain linear program on an even grid, written independently, brackets the same tiny network.

Two lines, one plant, one habitat, imports, a store and one total limit; no delays. Controls
constant in each period give plans that can be executed; averages over periods a relaxation.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import optimize, sparse

from optdesign.formulations.growth.arrays import network_arrays
from optdesign.formulations.growth.mission import Mission, TotalLimit
from optdesign.network.model import Network
from optdesign.solvers.growth.programs import solve_plan, solve_prices
from optdesign.solvers.growth.search import Market, Options, minimum_time
from optdesign.solvers.growth.slow_down import slow_down
from optdesign.solvers.growth.speed_up import speed_up
from tests.solvers.growth.closed_cases import habitat, make_line, make_power
from tests.solvers.growth.random_networks import sensible_grid

# Per kilogram and year: smelter makes metal, shop makes electronics and effort from metal.
METAL, ELECTRONICS, EFFORT, METAL_USED = 2.0, 0.5, 3.0, 0.6
SMELTER_POWER, SHOP_POWER, PLANT_POWER = 60.0, 20.0, 100.0
DECAY = {"smelter": 0.1, "shop": 0.2, "plant": 0.05}
BILL = {
    "smelter": {"metal": 0.9, "electronics": 0.1, "effort": 1.0},
    "shop": {"metal": 0.7, "electronics": 0.3, "effort": 2.0},
    "plant": {"metal": 0.8, "electronics": 0.2, "effort": 0.5},
}
NEEDS = {"metal": 3.0, "effort": 1.0, "electronics": 0.02}
SEED, IMPORT_RATE, IMPORT_TOTAL, LIMIT, TARGET = 100.0, 20.0, 60.0, 500.0, 600.0


def network() -> Network:
    lines = (
        make_line(
            "smelter",
            {"metal": METAL},
            BILL["smelter"],
            decay=DECAY["smelter"],
            energy={"electricity": SMELTER_POWER},
        ),
        make_line(
            "shop",
            {"electronics": ELECTRONICS, "effort": EFFORT},
            BILL["shop"],
            decay=DECAY["shop"],
            inputs={"metal": METAL_USED},
            energy={"electricity": SHOP_POWER},
        ),
    )
    plant = make_power("plant", {"electricity": PLANT_POWER}, BILL["plant"], decay=DECAY["plant"])
    return Network(lines, (plant,), (habitat(**NEEDS),))


def mission() -> Mission:
    limit = TotalLimit("plant", LIMIT, np.ones(2), 1.0, np.zeros(2), 1.0)
    return Mission(TARGET, SEED, IMPORT_RATE, IMPORT_TOTAL, (limit,))


def plain(horizon: float, periods: int, *, relaxed: bool) -> float:
    """Share of the target; plan with constant controls, or relaxation by averages."""
    h, assets = horizon / periods, list(BILL)
    names = [f"{kind} {a}" for kind in ("stock", "build", "mean") for a in assets]
    names += ["run smelter", "run shop", "live", "use", "arrive", "earth", "store m", "store e"]
    column = {name: position * (periods + 1) for position, name in enumerate(names)}
    rows: list[tuple[dict[int, float], float, float]] = []

    def row(terms: dict[tuple[str, int], float], low: float = 0.0, high: float = math.inf) -> None:
        rows.append(({column[k] + n: v for (k, n), v in terms.items()}, low, high))

    def flow(good: str, n: int) -> dict[tuple[str, int], float]:
        made = {
            "metal": {("run smelter", n): METAL, ("run shop", n): -METAL_USED},
            "electronics": {("run shop", n): ELECTRONICS, ("use", n): 1.0},
            "effort": {("run shop", n): EFFORT},
        }[good]
        used = {(f"build {a}", n): -BILL[a][good] for a in assets}
        return {**made, **used, ("live", n): -NEEDS[good]}

    for n in range(periods):
        for a in assets:
            d = DECAY[a]
            now, then, mean = (f"stock {a}", n), (f"stock {a}", n + 1), (f"mean {a}", n)
            if relaxed:
                row({then: 1.0, now: -1.0, (f"build {a}", n): -h, mean: h * d}, 0.0, 0.0)
                row({then: math.expm1(d * h) / (d * h), mean: -1.0})
                row({mean: 1.0, now: math.expm1(-d * h) / (d * h)})
            else:
                gain = -math.expm1(-d * h) / d
                row({then: 1.0, now: -math.exp(-d * h), (f"build {a}", n): -gain}, 0.0, 0.0)
                row({now: 1.0, mean: -1.0})
                row({then: 1.0, mean: -1.0})
        for line in ("smelter", "shop"):
            row({(f"mean {line}", n): 1.0, (f"run {line}", n): -1.0})
        power = {("run smelter", n): -SMELTER_POWER, ("run shop", n): -SHOP_POWER}
        row({("mean plant", n): PLANT_POWER, **power})
        row(flow("effort", n))
        for good, store in (("metal", "store m"), ("electronics", "store e")):
            change = {key: h * value for key, value in flow(good, n).items()}
            row({(store, n): 1.0, (store, n + 1): -1.0, **change})
        parts = {("earth", n): 1.0, ("earth", n + 1): -1.0, ("arrive", n): h, ("use", n): -h}
        row(parts, 0.0, 0.0)
        row({("arrive", n): 1.0}, high=IMPORT_RATE)
    row({(f"stock {a}", 0): 1.0 for a in assets}, high=SEED)
    for store in ("store m", "store e", "earth"):
        row({(store, 0): 1.0}, high=0.0)
    row({("arrive", n): h for n in range(periods)}, high=IMPORT_TOTAL)
    row({(f"build {a}", n): h for a in assets for n in range(periods)}, high=LIMIT - SEED)
    cost = np.zeros(len(names) * (periods + 1))
    cost[column["live"] + np.arange(periods)] = -h / TARGET
    matrix = sparse.lil_matrix((len(rows), len(cost)))
    for position, (terms, _, _) in enumerate(rows):
        for key, value in terms.items():
            matrix[position, key] = value
    low, high = np.array([r[1] for r in rows]), np.array([r[2] for r in rows])
    equal = low == high
    upper = ~equal & np.isfinite(high)
    lower = ~equal & ~upper
    matrix = matrix.tocsr()
    found = optimize.linprog(
        cost,
        A_ub=sparse.vstack([matrix[upper], -matrix[lower]]),
        b_ub=np.concatenate([high[upper], -low[lower]]),
        A_eq=matrix[equal],
        b_eq=low[equal],
        method="highs-ipm",
    )
    assert found.status == 0
    return -float(found.fun)


@pytest.mark.parametrize("horizon", [4.0, 8.0])
def test_an_even_grid_brackets_plan_and_prices(horizon: float) -> None:
    arrays = network_arrays(network())
    grid = sensible_grid(30, horizon, 0.4)
    execution = slow_down(solve_plan(arrays, mission(), grid))
    bound = speed_up(solve_prices(arrays, mission(), grid))
    best = plain(float(execution.clock[-1]), 80, relaxed=True)
    surely = plain(bound.horizon, 80, relaxed=False)
    assert surely <= bound.value * (1 + 1e-6)
    assert execution.reached <= best * (1 + 1e-6)
    assert bound.value / execution.reached < 1.1
    assert best / surely < 1.2


def test_the_search_against_the_even_grid() -> None:
    options = Options(32, 5e-3, most_periods=48)
    found = minimum_time(Market(network(), closed=True), mission(), growth=0.3, options=options)
    assert found.gap < 0.01
    # A relaxation on a horizon that a plan needs must reach the target, a plan on a shorter cannot.
    assert plain(found.upper, 80, relaxed=True) >= 1 - 1e-6
    assert plain(found.lower, 80, relaxed=False) <= 1 + 1e-6


def test_more_designs_are_never_worse_than_any_subset() -> None:
    """Three plants with different strengths: the best subset by enumeration is all of them."""
    base = network()
    plants = (
        base.power[0],
        make_power("light", {"electricity": 150.0}, {"electronics": 0.6, "metal": 0.4}, decay=0.1),
        make_power("heavy", {"electricity": 40.0}, {"metal": 1.0}, decay=0.02, lag=0.2),
    )
    grid = sensible_grid(16, 6.0, 0.4)
    reached, values = {}, {}
    for count in (1, 2, 3):
        for subset in itertools.combinations(range(3), count):
            chosen = Network(base.lines, tuple(plants[k] for k in subset), base.habitats)
            arrays = network_arrays(chosen)
            reached[subset] = solve_plan(arrays, mission(), grid).reached
            values[subset] = solve_prices(arrays, mission(), grid).value
    whole = (0, 1, 2)
    for subset in reached:
        assert reached[subset] <= reached[whole] * (1 + 1e-7)
        assert values[subset] <= values[whole] * (1 + 1e-7)
        assert reached[subset] <= values[subset] * (1 + 1e-7)
    assert reached[whole] >= max(reached.values()) * (1 - 1e-9)
