"""Plan and prices of one centred program, and what they say of networks that differ a little.

Orders, runs and habitats are kept and priced with the other network's coefficients: what its assets
serve, use and are made of, and what its mission asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.blocks import LinearForm
from optdesign.formulations.growth.arrays import Arrays, network_arrays, year
from optdesign.formulations.growth.grid import Grid, lookup, step_weights
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.primal import nodal_weights, primal_blocks
from optdesign.network.model import CARRIERS, HabitatDesign, Line, Network, PowerDesign
from optdesign.solvers.growth.attempts import IPX, SIMPLEX, solve_program
from optdesign.solvers.linear import compile_linear

Floats = NDArray[np.float64]

_ATTEMPTS: tuple[dict[str, Any], ...] = (IPX | {"presolve": "off"}, IPX, SIMPLEX)
_STRETCH = 1e-5
_USED = 1e-9


@dataclass(frozen=True)
class Worths:
    """A plan, times s at nodes, and the prices of its rows; masses in seeds.

    ``material`` (by commodity), ``energy`` (3, nodes) and ``capacity`` (L, nodes) are what one more
    of each would add to the share reached, ``totals`` (limits,) likewise of each limit's row.
    """

    network: Network
    """All lines, and the designs that the plan uses"""
    mission: Mission
    grid: Grid
    power_unit: float
    seed: Floats
    """(L + D,)"""
    build: Floats
    """(L + D, nodes)"""
    run: Floats
    """(L, nodes)"""
    live: Floats
    """(H, nodes)"""
    material: Mapping[str, Floats]
    energy: Floats
    capacity: Floats
    totals: Floats
    import_rate: float
    """of one more seed a year"""
    import_total: float
    """of one more seed"""
    units: Mapping[int, tuple[float, float]]
    """asset that comes in whole units: share reached per seed more of it, and how many there are"""
    share: float
    """of the target reached"""
    growth: float
    """d(share) / d(horizon) [1/year], the growth in each period kept"""
    _services: dict[tuple[int, float, float], Floats] = field(default_factory=dict)

    def reached(self, network: Network, mission: Mission) -> float:
        """Share another network reaches, right to first order; of this one, that of the program.

        Parameters
        ----------
        network : with the lines and designs of this one in their order, each slightly changed
        mission : with the limits of this one
        """
        assets: tuple[Line | PowerDesign, ...] = (*network.lines, *network.power)
        total = self._mission(network, mission)
        for k, asset in enumerate(assets):
            total -= self._cost(asset.bill, self.build[k])
        for k, line in enumerate(network.lines):
            total += self._line(k, line)
        for k, design in enumerate(network.power, len(network.lines)):
            total += self._design(k, design)
        for k, habitat in enumerate(network.habitats):
            total += self._habitat(k, habitat, mission)
        return total

    def _cost(self, bill: Mapping[str, float], amounts: Floats) -> float:
        return float(
            sum(
                need * (self.material[name] @ amounts)
                for name, need in bill.items()
                if name in self.material
            )
        )

    def _line(self, k: int, line: Line) -> float:
        """What its runs make and use, and its orders serve."""
        names = line.output.keys() | line.input.keys()
        made = {name: line.output.get(name, 0.0) - line.input.get(name, 0.0) for name in names}
        gain = self._cost(made, self.run[k]) * year()
        # A watt of one carrier is asked of the sum of it and all better ones.
        for place, carrier in enumerate(CARRIERS):
            power = line.energy.get(carrier, 0.0) / self.power_unit
            gain -= power * float(self.energy[place:].sum(axis=0) @ self.run[k])
        return gain + float(self.capacity[k] @ (self._service(k, line) - self.run[k]))

    def _design(self, k: int, design: PowerDesign) -> float:
        """What its orders supply."""
        service = self._service(k, design)
        return sum(
            power
            / self.power_unit
            * float(self.energy[CARRIERS.index(carrier) :].sum(axis=0) @ service)
            for carrier, power in design.power.items()
        )

    def _service(self, k: int, asset: Line | PowerDesign) -> Floats:
        """Mass in service at nodes, times s."""
        key = (k, asset.lifetime, asset.lag)
        if key not in self._services:
            found = service(self.grid, *key[1:], float(self.seed[k]), self.build[k])
            self._services[key] = found
        return self._services[key]

    def _habitat(self, k: int, habitat: HabitatDesign, mission: Mission) -> float:
        """What it counts, less what it costs."""
        size = sum(amount for name, amount in habitat.needs.items() if name != "effort")
        counts = mission.seed / mission.target * float(nodal_weights(self.grid) @ self.live[k])
        return (counts - self._cost(habitat.needs, self.live[k])) / size

    def _mission(self, network: Network, mission: Mission) -> float:
        """What imports and limits leave."""
        total = self.import_rate * mission.import_rate / mission.seed
        total += self.import_total * mission.import_total / mission.seed
        lines = len(network.lines)
        for k, (price, count) in self.units.items():
            part = count * network.power[k - lines].unit_mass / mission.seed
            total += price * (part - float(self.seed[k]))
        weights = nodal_weights(self.grid)
        for price, limit in zip(self.totals, mission.limits, strict=True):
            built = self.build @ weights
            taken = limit.lines @ built[:lines] + limit.power * built[lines:].sum()
            taken += limit.run @ (self.run @ weights)
            total += price * (limit.left(mission.seed) - limit.unit(mission.seed) * taken)
        return float(total)


def service(grid: Grid, lifetime: float, lag: float, seed: float, orders: Floats) -> Floats:
    """Mass in service at nodes from what is delivered at the start and ordered, times s, exactly.

    Parameters
    ----------
    grid : nodes [year]
    lifetime, lag : [s]
    seed : mass delivered
    orders : (nodes,), mass ordered a year, times s
    """
    decay, delay = year() / lifetime, lag / year()
    keep, left, right = step_weights(decay, grid)
    gained = left * orders[:-1] + right * orders[1:]
    stock = np.zeros(len(orders))
    stock[0] = np.exp(-decay * delay) * seed
    for n in range(grid.periods):
        stock[n + 1] = keep[n] * stock[n] + gained[n]
    found = lookup(grid, grid.times, decay=decay, lag=delay)
    return np.asarray(found.by_stock @ stock + found.by_intake @ orders)


def make_worths(network: Network, mission: Mission, grid: Grid) -> Worths:
    """Solve the centred program on a grid, and see what a slightly longer horizon would add."""
    arrays = network_arrays(network)
    model = primal_blocks(arrays, mission, grid, executable=False)
    form, answer = solve_program(model, "the plan", _ATTEMPTS)
    longer = grid.rescaled(grid.horizon * (1 + _STRETCH))
    other = compile_linear(primal_blocks(arrays, mission, longer, executable=False))
    change = (other.cost - form.cost) @ answer.values
    change -= answer.row_duals @ ((other.matrix - form.matrix) @ answer.values)
    values, prices = (
        _groups(names, numbers, grid.periods + 1)
        for names, numbers in ((form.columns, answer.values), (form.rows, answer.row_duals))
    )
    rents = form.matrix.T @ answer.row_duals - form.cost
    lines = len(arrays.lines)
    build = np.vstack(
        [values("intake", len(arrays.stocks))[:lines], values("design", len(arrays.designs))]
    )
    seed, live = values("seed", len(build), 1)[:, 0], values("live", len(arrays.habitats))
    build[~arrays.buildable] = 0.0
    work = [k for k in range(lines, len(build)) if build[k].max() + seed[k] > _USED]
    home = [k for k in range(len(live)) if live[k].max() > _USED]
    kept = [*range(lines), *work]
    return Worths(
        network=Network(
            network.lines,
            tuple(network.power[k - lines] for k in work),
            tuple(network.habitats[k] for k in home),
        ),
        mission=mission,
        grid=grid,
        power_unit=arrays.power_unit,
        seed=seed[kept],
        build=build[kept],
        run=values("run", lines),
        live=live[home],
        material=dict(
            zip(arrays.commodities, prices("material", len(arrays.commodities)), strict=True)
        ),
        energy=prices("energy_node", len(CARRIERS)),
        capacity=prices("line_node", lines),
        totals=np.array([-prices(f"total_{k}", 1, 1)[0, 0] for k in range(len(mission.limits))]),
        import_rate=float(
            np.maximum(_groups(form.columns, rents, grid.periods)("arrive", 1), 0.0).sum()
        ),
        import_total=-float(prices("import_total", 1, 1)[0, 0]),
        units=_units(arrays, mission, kept, _part_prices(form, answer.row_duals)),
        share=-answer.objective,
        growth=-float(change) / (grid.horizon * _STRETCH),
    )


def _units(
    arrays: Arrays, mission: Mission, kept: Sequence[int], prices: Mapping[int, float]
) -> dict[int, tuple[float, float]]:
    """What comes in whole units, by place among the kept, with the price and number of them."""
    most = arrays.most_seed(mission.seed)
    found = {}
    for k, price in prices.items():
        if k in kept and most[k] < 1 and price > 0:
            mass = arrays.designs[k - len(arrays.lines)].unit_mass
            found[kept.index(k)] = (price, float(most[k]) * mission.seed / mass)
    return found


def _part_prices(form: LinearForm, duals: Floats) -> dict[int, float]:
    """Price of the bound on each asset's part of the seed."""
    rows = [place for name, place in form.rows.items() if name.startswith("seed_part[")]
    prices = -(form.matrix[rows].T @ duals[rows])
    columns = {name: place for name, place in form.columns.items() if name.startswith("seed[")}
    return {int(name[5:-1]): float(prices[place]) for name, place in columns.items()}


class _Groups(Protocol):
    def __call__(self, name: str, rows: int, columns: int = ...) -> Floats: ...


def _groups(names: Mapping[str, int], numbers: Floats, columns: int) -> _Groups:
    """Numbers by the name of their group, as tables; what the program left out is zero."""
    found: dict[str, list[tuple[int, int]]] = {}
    for name, place in names.items():
        group, _, index = name.partition("[")
        found.setdefault(group, []).append((int(index.rstrip("]")), place))

    def table(name: str, rows: int, columns: int = columns) -> Floats:
        values = np.zeros(rows * columns)
        for index, place in found.get(name, []):
            values[index] = numbers[place]
        return values.reshape(rows, columns)

    return table
