"""Pricing: which designs outside the pool are worth more than they cost, at some moment.

Every family is scored on a dense grid in one product of matrices, then the best are polished with
scipy. Local starts alone have missed the best designs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from optdesign.network.habitats import HabitatDesigns, HabitatFamily
from optdesign.network.model import COMMODITIES, HabitatDesign, PowerDesign
from optdesign.network.power_families import PowerDesigns, PowerFamily
from optdesign.solvers.growth.grids import order_worths
from optdesign.solvers.growth.programs import Prices

Floats = NDArray[np.float64]

POINTS = 60
NEW_PER_FAMILY = 3
DISTINCT = 0.03
_STEP = 1e-5


@dataclass(frozen=True)
class DenseFamily:
    """A family with its dense grid."""

    family: PowerFamily

    @cached_property
    def designs(self) -> PowerDesigns:
        """The working designs of the grid."""
        found = self.family.grid(POINTS)
        return found.take(np.flatnonzero(found.power > 0))

    @cached_property
    def bills(self) -> Floats:
        """(designs, commodities), per kilogram."""
        return bill_matrix(self.designs)


def bill_matrix(designs: PowerDesigns) -> Floats:
    """Bills per kilogram, (designs, all commodities)."""
    table = np.zeros((len(designs), len(COMMODITIES)))
    for column, name in enumerate(COMMODITIES):
        if name in designs.bill:
            table[:, column] = designs.bill[name]
    return table


@dataclass(frozen=True)
class Tariff:
    """Prices at some moments: what commodities cost and power is worth, all times s."""

    price: Floats
    """(all commodities, moments)"""
    orders: Mapping[tuple[str, float, float], Floats]
    """by carrier, life [s] and lag [s]: worth of an order of a watt, (moments,)"""
    added: Floats
    """(moments,), cost of a kilogram of power plant under the limits"""

    def worth(self, family: PowerFamily) -> Floats:
        """Worth of an order of a watt of a family, (moments,).

        Raises
        ------
        LookupError
            if no design behind the prices has the family's carrier, life and lag. Its power then
            has no known worth, and zero would call every design of it not worth building.
        """
        key = (family.carrier, family.lifetime, family.lag)
        if key not in self.orders:
            raise LookupError(f"no prices for {family.technology}: no design of the pool has {key}")
        return self.orders[key]

    def ratio(self, family: PowerFamily, designs: PowerDesigns, bills: Floats) -> Floats:
        """Worth over cost, (designs, moments)."""
        worth = self.worth(family)
        cost = bills @ self.price + self.added
        value = np.outer(designs.specific_power, worth)
        return np.asarray(np.divide(value, cost, out=np.zeros_like(value), where=cost > 0))


def tariff(prices: Prices) -> Tariff:
    """Prices at nodes and mid-periods."""
    grid = prices.grid
    times = np.sort(np.concatenate([grid.times, (grid.times[1:] + grid.times[:-1]) / 2]))
    return make_tariff(
        prices,
        grid.values_at(prices.price, times),
        order_worths(prices, times),
        grid.scale_at(times),
    )


def make_tariff(prices: Prices, price: Floats, orders: Floats, scale: Floats) -> Tariff:
    """A tariff from prices of the network's commodities and worths of its stocks."""
    arrays, mission = prices.arrays, prices.mission
    # What no asset of the pool makes or takes has no price: for free, a design outside that takes
    # it costs no more than it would, so it is not overlooked and a bound over it holds.
    full = np.zeros((len(COMMODITIES), price.shape[1]))
    full[[COMMODITIES.index(name) for name in arrays.commodities]] = price
    keyed = {}
    for k, stock in enumerate(arrays.stocks):
        if stock.carrier:
            keyed[stock.key] = orders[k] / arrays.power_unit
    added = sum(
        (
            value * limit.unit(mission.seed) * limit.power
            for value, limit in zip(prices.limit_value, mission.limits, strict=True)
        ),
        0.0,
    )
    return Tariff(full, keyed, added * scale)


def polish(
    family: PowerFamily, start: Mapping[str, float], tariff: Tariff, moment: int
) -> tuple[dict[str, float], float]:
    """The best design near a start at one moment, and its worth over cost."""
    keys = [key for key, (low, high) in family.bounds.items() if high > low]
    fixed = {key: bounds[0] for key, bounds in family.bounds.items() if key not in keys}
    curved = np.array([key in family.logarithmic for key in keys])
    low, high = (np.array([family.bounds[key][end] for key in keys], dtype=float) for end in (0, 1))
    low, high = (np.where(curved, np.log(np.where(curved, e, 1.0)), e) for e in (low, high))
    at = replace(
        tariff,
        price=tariff.price[:, [moment]],
        orders={key: worth[[moment]] for key, worth in tariff.orders.items()},
        added=tariff.added[[moment]],
    )

    def variables(points: Floats) -> dict[str, Floats]:
        values = low + points * (high - low)
        values = np.where(curved, np.exp(np.where(curved, values, 0.0)), values)
        found = {key: values[:, position] for position, key in enumerate(keys)}
        return found | {key: np.full(len(points), value) for key, value in fixed.items()}

    def score(points: Floats) -> Floats:
        designs = family.evaluate(variables(points))
        return at.ratio(family, designs, bill_matrix(designs))[:, 0]

    def negative(point: Floats) -> tuple[float, Floats]:
        steps = np.where(point + _STEP <= 1.0, _STEP, -_STEP)
        values = score(np.vstack([point, point + np.diag(steps)]))
        return -float(values[0]), -(values[1:] - values[0]) / steps

    if not keys:
        only = {key: float(value) for key, value in fixed.items()}
        return only, float(score(np.zeros((1, 0)))[0])
    origin = np.array([start[key] for key in keys])
    origin = np.where(curved, np.log(np.where(curved, origin, 1.0)), origin)
    origin = np.clip((origin - low) / (high - low), 0.0, 1.0)
    found = optimize.minimize(
        negative, origin, jac=True, method="L-BFGS-B", bounds=[(0.0, 1.0)] * len(keys)
    )
    best = found.x if -found.fun >= score(origin[None, :])[0] else origin
    point = {key: float(value[0]) for key, value in variables(best[None, :]).items()}
    return point, float(score(best[None, :])[0])


def new_power_designs(
    families: Sequence[DenseFamily], pool: Sequence[PowerDesign], prices: Prices
) -> tuple[list[PowerDesign], float]:
    """Designs that pay and are not near one of the pool, and the largest worth over cost found."""
    now = tariff(prices)
    found: list[PowerDesign] = []
    largest = 0.0
    for dense in families:
        if not len(dense.designs):
            continue
        ratios = now.ratio(dense.family, dense.designs, dense.bills)
        known = [design for design in pool if design.technology == dense.family.technology]
        moments = np.argsort(-ratios.max(axis=0))
        tried: list[int] = []
        for moment in moments:
            # Neighbouring moments have nearly the same best design.
            if any(abs(int(moment) - other) < ratios.shape[1] // 8 for other in tried):
                continue
            tried.append(int(moment))
            row = int(ratios[:, moment].argmax())
            start = {key: float(v[row]) for key, v in dense.designs.variables.items()}
            variables, ratio = polish(dense.family, start, now, int(moment))
            largest = max(largest, ratio)
            if ratio > 1.0 + 1e-6 and _is_new(dense.family, variables, known):
                known.append(dense.family.design(variables))
                found.append(known[-1])
            if len(tried) >= NEW_PER_FAMILY:
                break
    return found, largest


def _is_new(
    family: PowerFamily, variables: Mapping[str, float], known: Sequence[PowerDesign]
) -> bool:
    """Whether some variable differs by three percent of its range from every known design."""

    def place(key: str, value: float) -> float:
        low, high = family.bounds[key]
        if key in family.logarithmic:
            low, high, value = np.log(low), np.log(high), np.log(value)
        return float((value - low) / (high - low)) if high > low else 0.0

    return all(
        max(
            (abs(place(k, variables[k]) - place(k, other.variables[k])) for k in family.bounds),
            default=0.0,
        )
        > DISTINCT / 3
        for other in known
    )


def first_designs(families: Sequence[DenseFamily]) -> list[PowerDesign]:
    """The design of most power per kilogram of each family."""
    found = []
    for dense in families:
        designs = dense.designs
        if len(designs):
            best = int(designs.specific_power.argmax())
            found.append(
                dense.family.design({k: float(v[best]) for k, v in designs.variables.items()})
            )
    return found


@dataclass(frozen=True)
class DenseHabitats:
    """The allowed habitat designs on a dense grid."""

    family: HabitatFamily

    @cached_property
    def designs(self) -> HabitatDesigns:
        """All designs of the grid."""
        return self.family.grid()

    @cached_property
    def allowed(self) -> NDArray[np.intp]:
        """Positions of the designs that keep all limits."""
        return np.flatnonzero(self.designs.allowed)

    @cached_property
    def needs(self) -> Floats:
        """(allowed designs, all commodities), per person."""
        table = np.zeros((len(self.allowed), len(COMMODITIES)))
        for column, name in enumerate(COMMODITIES):
            if name in self.designs.needs:
                table[:, column] = np.asarray(self.designs.needs[name])[self.allowed]
        return table

    @cached_property
    def cells(self) -> Floats:
        """(cells, all commodities), per person: the least need of each at a cell's corners.

        A cell counts if one of its corners is allowed; the needs of its other corners count too, as
        a limit may cut through it. Needs are taken to be monotone in a cell.
        """
        shape = [len(np.unique(self.designs.variables[key])) for key in ("radius", "soil_depth")]
        needs = np.full((*shape, len(COMMODITIES)), 0.0)
        for column, name in enumerate(COMMODITIES):
            if name in self.designs.needs:
                needs[..., column] = np.asarray(self.designs.needs[name]).reshape(shape)
        needs = np.where(np.isfinite(needs).all(axis=-1, keepdims=True), needs, np.inf)
        allowed = np.asarray(self.designs.allowed, dtype=bool).reshape(shape)
        for axis, count in enumerate(shape):
            if count > 1:
                ends = range(count - 1), range(1, count)
                one, other = (needs.take(end, axis=axis) for end in ends)
                needs = np.minimum(one, other)
                one, other = (allowed.take(end, axis=axis) for end in ends)
                allowed = one | other
        return np.asarray(needs[allowed])

    def ratio(self, prices: Prices, price: Floats, scale: Floats, *, cells: bool = False) -> Floats:
        """Worth over cost of a person housed, (allowed designs or cells, moments)."""
        cost = (self.cells if cells else self.needs) @ price
        worth = scale * (prices.mission.seed / prices.mission.target)
        return np.asarray(np.divide(worth, cost, out=np.full_like(cost, np.inf), where=cost > 0))

    def design(self, row: int) -> HabitatDesign:
        """One of the allowed designs."""
        return self.designs.design(int(self.allowed[row]))


def new_habitats(
    dense: DenseHabitats, pool: Sequence[HabitatDesign], prices: Prices
) -> tuple[list[HabitatDesign], float]:
    """Habitats that cost less than they count at some moment, and the largest ratio found."""
    now = tariff(prices)
    grid = prices.grid
    times = np.sort(np.concatenate([grid.times, (grid.times[1:] + grid.times[:-1]) / 2]))
    ratios = dense.ratio(prices, now.price, grid.scale_at(times))
    if not ratios.size:
        return [], 0.0
    best = ratios.argmax(axis=0)
    known = {tuple(sorted(habitat.variables.items())) for habitat in pool}
    found: list[HabitatDesign] = []
    for moment in np.argsort(-ratios.max(axis=0)):
        row = int(best[moment])
        if ratios[row, moment] <= 1.0 + 1e-6 or len(found) == NEW_PER_FAMILY:
            break
        habitat = dense.design(row)
        key = tuple(sorted(habitat.variables.items()))
        if key not in known:
            known.add(key)
            found.append(habitat)
    return found, float(ratios.max())
