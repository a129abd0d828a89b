"""The prices over time: the least value of seed, imports and limits that no plan can beat.

Prices are continuous and, times s, linear in each period. A kilogram ordered at t is worth the
income of its stock from t + lag on; no asset may be worth more than its materials cost. A horizon
on which the value is at most one is too short for the target, whatever the plan: prices repaired to
hold at every moment prove a lower bound on the time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from optdesign.formulations.blocks import Blocks
from optdesign.formulations.growth.arrays import Arrays
from optdesign.formulations.growth.grid import Grid, averaging, banded, lookup, step_weights
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.primal import importable, storable


def dual_model(arrays: Arrays, mission: Mission, grid: Grid, *, easing: float = 0.0) -> Any:
    """The program of `dual_blocks` as a ConcreteModel."""
    return dual_blocks(arrays, mission, grid, easing=easing).model


def dual_blocks(arrays: Arrays, mission: Mission, grid: Grid, *, easing: float = 0.0) -> Blocks:
    """Build the program: minimize the value of seed, imports and limits.

    Parameters
    ----------
    arrays : the network
    mission : target, seed, imports and limits
    grid : nodes in years
    easing : power designs are taken this much better than they are, relative; the value then also
        holds for designs near those of the pool

    Returns
    -------
    Blocks; groups by name: ``price`` (M), ``energy`` (3 cumulative rows), ``rent`` (L),
    ``worth`` (K, of a unit in service, times s) at nodes; ``start`` and ``middle`` worth of an
    order; ``seed_value``, ``part_value`` (of what the seed may hold little of),
    ``limit_value``, ``import_price`` (nodes), ``import_rent`` (periods),
    ``import_value``
    """
    blocks = Blocks()
    _groups(blocks, arrays, mission, grid)
    _worths(blocks, arrays, grid)
    _orders(blocks, arrays, mission, grid, grid.times, "start", easing)
    middle = (grid.times[1:] + grid.times[:-1]) / 2
    _orders(blocks, arrays, mission, grid, middle, "middle", easing)
    _rents(blocks, arrays, mission, grid)
    _habitats(blocks, arrays, mission, grid)
    _falling(blocks, arrays, grid)
    if mission.imports:
        _imports(blocks, arrays, mission, grid)
    left = [limit.left(mission.seed) for limit in mission.limits]
    most = arrays.most_seed(mission.seed)
    costs = {"seed_value": np.ones(1), "limit_value": np.array(left)}
    costs["part_value"] = most[most < 1]
    if mission.imports:
        rate, total = mission.import_rate / mission.seed, mission.import_total / mission.seed
        costs |= {"import_rent": rate * grid.lengths, "import_value": np.array([total])}
    blocks.minimize(costs)
    return blocks


def _groups(blocks: Blocks, arrays: Arrays, mission: Mission, grid: Grid) -> None:
    nodes, stocks = grid.periods + 1, len(arrays.stocks)
    blocks.variables("price", len(arrays.commodities) * nodes)
    blocks.variables("energy", len(arrays.use) * nodes if arrays.designs else 0)
    blocks.variables("rent", len(arrays.lines) * nodes)
    blocks.variables("worth", stocks * nodes)
    blocks.variables("start", stocks * nodes)
    blocks.variables("middle", stocks * grid.periods)
    blocks.variables("seed_value", 1)
    blocks.variables("limit_value", len(mission.limits))
    blocks.variables("part_value", int((arrays.most_seed(mission.seed) < 1).sum()))
    if mission.imports:
        blocks.variables("import_price", nodes)
        blocks.variables("import_rent", grid.periods)
        blocks.variables("import_value", 1)


def incomes(arrays: Arrays) -> tuple[Any, Any]:
    """What a unit of each stock earns: matrices on cumulative energy prices and on line rents."""
    lines, stocks = len(arrays.lines), len(arrays.stocks)
    rents = sparse.identity(stocks, format="csr")[:, :lines]
    return sparse.csr_matrix(arrays.supply.T), rents


def _worths(blocks: Blocks, arrays: Arrays, grid: Grid) -> None:
    """Exact steps of every worth, back from zero at the horizon; worth of orders by look-up."""
    nodes = grid.periods + 1
    backward = grid.reversed_grid()
    flip = sparse.identity(nodes, format="csr")[::-1]
    on_energy, on_rent = incomes(arrays)
    step, by_income = [], []
    for decay in arrays.decay:
        keep, left, right = step_weights(float(decay), backward)
        step.append(banded(-keep, np.ones(grid.periods)) @ flip)
        by_income.append(banded(-left, -right) @ flip)
    income = sparse.block_diag(by_income)
    identity = sparse.identity(nodes)
    earned = {"rent": income @ sparse.kron(on_rent, identity)}
    if arrays.designs:
        earned["energy"] = income @ sparse.kron(on_energy, identity)
    blocks.rows("worth_step", {"worth": sparse.block_diag(step), **earned}, low=0.0, high=0.0)
    last = sparse.csr_matrix((np.ones(1), ([0], [nodes - 1])), shape=(1, nodes))
    kinds = sparse.identity(len(arrays.stocks))
    blocks.rows("worth_end", {"worth": sparse.kron(kinds, last)}, low=0.0, high=0.0)
    middle = (grid.times[1:] + grid.times[:-1]) / 2
    for name, times in (("start", grid.times), ("middle", middle)):
        found = [
            lookup(backward, grid.horizon - times, decay=float(stock.decay), lag=stock.lag)
            for stock in arrays.stocks
        ]
        income = sparse.block_diag([part.by_intake @ flip for part in found])
        terms = {
            name: sparse.identity(len(times) * len(found)),
            "worth": -sparse.block_diag([part.by_stock @ flip for part in found]),
            "rent": -income @ sparse.kron(on_rent, identity),
        }
        if arrays.designs:
            terms["energy"] = -income @ sparse.kron(on_energy, identity)
        blocks.rows(f"worth_{name}", terms, low=0.0, high=0.0)


def _limit_column(coefficients: Any, scale: Any) -> Any:
    """(rows x times, limits): what limits add to each cost, times s."""
    return sparse.kron(sparse.csr_matrix(coefficients), sparse.csr_matrix(scale[:, None]))


def _orders(
    blocks: Blocks,
    arrays: Arrays,
    mission: Mission,
    grid: Grid,
    times: Any,
    name: str,
    easing: float,
) -> None:
    """No asset is worth more than its materials; at the start, than the seed it takes."""
    at = sparse.identity(len(times)) if name == "start" else averaging(grid.periods)
    gain = np.array(arrays.intake)
    gain[:, len(arrays.lines) :] *= 1 + easing
    terms = {
        "price": sparse.kron(arrays.bill.T, at),
        name: -sparse.kron((gain * arrays.buildable).T, sparse.identity(len(times))),
    }
    if mission.limits:
        build = np.array(
            [limit.unit(mission.seed) * limit.build(arrays) for limit in mission.limits]
        ).T
        terms["limit_value"] = _limit_column(build, grid.scale_at(times))
    blocks.rows(f"order_{name}", terms, low=0.0)
    if name == "start":
        first = sparse.csr_matrix((np.ones(1), ([0], [0])), shape=(1, len(times)))
        given = {"seed_value": np.ones((gain.shape[1], 1)), "worth": -sparse.kron(gain.T, first)}
        limited = np.flatnonzero(arrays.most_seed(mission.seed) < 1)
        given["part_value"] = sparse.identity(gain.shape[1], format="csr")[:, limited]
        blocks.rows("seed", given, low=0.0)


def _rents(blocks: Blocks, arrays: Arrays, mission: Mission, grid: Grid) -> None:
    """A running line earns at least what it makes less what it uses."""
    identity = sparse.identity(grid.periods + 1)
    terms = {
        "rent": sparse.identity(len(arrays.lines) * (grid.periods + 1)),
        "price": -sparse.kron(arrays.run.T, identity),
    }
    if arrays.designs:
        terms["energy"] = sparse.kron(arrays.use.T, identity)
    if mission.limits:
        run = np.array([limit.unit(mission.seed) * limit.run for limit in mission.limits]).T
        # What a limit takes from a rent is taken from below, or the rent fails inside a period.
        terms["limit_value"] = _limit_column(run, grid.tangent)
    blocks.rows("rent_least", terms, low=0.0)


def _habitats(blocks: Blocks, arrays: Arrays, mission: Mission, grid: Grid) -> None:
    """No habitat counts more towards the target than it costs."""
    scale = grid.scale
    worth = arrays.persons * mission.seed / mission.target
    terms = {"price": sparse.kron(arrays.needs.T, sparse.identity(grid.periods + 1))}
    blocks.rows("habitat", terms, low=np.asarray(np.kron(worth, scale)))


def _falling(blocks: Blocks, arrays: Arrays, grid: Grid) -> None:
    """The price of what can be stored never rises: (pi / s)' <= 0 at both ends of a period."""
    slope = banded(-1 / grid.lengths, 1 / grid.lengths)
    kept = sparse.identity(len(arrays.commodities), format="csr")[storable(arrays)]
    for name, offset in (("start", 0), ("end", 1)):
        fall = banded(grid.rates, first=offset) - slope
        blocks.rows(f"falling_{name}", {"price": sparse.kron(kept, fall)}, low=0.0)


def _imports(blocks: Blocks, arrays: Arrays, mission: Mission, grid: Grid) -> None:
    """An import is worth the most it will still fetch; its rent is that less its total's value."""
    nodes = grid.periods + 1
    rows = importable(arrays)
    picked = sparse.identity(len(arrays.commodities), format="csr")[rows]
    blocks.rows(
        "import_covers",
        {
            "import_price": sparse.kron(np.ones((len(rows), 1)), sparse.identity(nodes)),
            "price": -sparse.kron(picked, sparse.diags(1 / grid.scale)),
        },
        low=0.0,
    )
    fall = banded(np.ones(grid.periods), -np.ones(grid.periods))
    blocks.rows("import_falls", {"import_price": fall}, low=0.0)
    terms = {
        "import_rent": sparse.identity(grid.periods),
        "import_price": -averaging(grid.periods),
        "import_value": np.ones((grid.periods, 1)),
    }
    blocks.rows("import_rent_least", terms, low=0.0)
