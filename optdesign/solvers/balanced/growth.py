"""Balanced growth after von Neumann: the largest rate a network can sustain, with a proof.

Every solve of the LP at some rate leaves two certificates that do not depend on the solver: the mix
itself, whose rows fix the rate it sustains, and the prices, at which no asset can grow faster than
the greatest internal rate. Newton's method closes the two; pricing adds power designs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from optdesign.formulations.balanced_growth import growth_arrays, makeable, sustainable, year
from optdesign.network.model import (
    CARRIERS,
    COMMODITIES,
    IMPORTABLE,
    Line,
    Network,
    PowerDesign,
)
from optdesign.network.power_families import PowerFamily
from optdesign.solvers.balanced.root import PoolAnswer, PoolRoot
from optdesign.subproblems.power_pricing import PricedFamily

_MOST_ROUNDS = 40


@dataclass(frozen=True)
class BalancedGrowth:
    """A mix that grows at one rate, the prices that prove no mix grows much faster; SI."""

    rate: float
    """[1/s] the mix sustains, by its own rows; 0 where nothing can be sustained"""
    upper: float
    """[1/s] that no mix of the lines and designs can exceed"""
    lines: tuple[Line, ...] = ()
    line_shares: tuple[float, ...] = ()
    """share of the whole mass"""
    running: tuple[float, ...] = ()
    """mass of each line that runs, share of the whole mass"""
    designs: tuple[PowerDesign, ...] = ()
    design_shares: tuple[float, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)
    """[1/kg] of commodities, [1/J] of carriers; the bill of a kilogram of the mix is worth one"""
    spare: Mapping[str, float] = field(default_factory=dict)
    """what is left over of each commodity [1/s], and of the carriers together [W/kg]"""
    missing: tuple[str, ...] = ()
    """used by assets of the network, and neither made nor imported"""
    rounds: int = 0

    @property
    def shares(self) -> dict[str, float]:
        """Share of the mass of every line and design; designs of one technology are numbered."""
        names = [line.name for line in self.lines]
        counts: dict[str, int] = {}
        for design in self.designs:
            counts[design.technology] = counts.get(design.technology, 0) + 1
            names.append(f"{design.technology} {counts[design.technology]}")
        return dict(zip(names, (*self.line_shares, *self.design_shares), strict=True))

    @property
    def utilisation(self) -> dict[str, float]:
        """Share of each line that runs; one where there is no such line."""
        return {
            line.name: runs / share if share > 0 else 1.0
            for line, runs, share in zip(self.lines, self.running, self.line_shares, strict=True)
        }

    @property
    def mix(self) -> Network:
        """The lines and designs with a share."""
        return Network(self.lines, self.designs)

    @property
    def doubling_time(self) -> float:
        """ln 2 over the rate [s]; infinite without growth."""
        return math.log(2) / self.rate if self.rate > 0 else math.inf


def balanced_growth(
    network: Network,
    families: Sequence[PowerFamily] = (),
    *,
    tolerance: float = 1e-6,
    imports: bool = False,
) -> BalancedGrowth:
    """The largest rate at which the network can grow in proportion, and the mix that does.

    Parameters
    ----------
    network : lines and a pool of power designs; habitats are left out
    families : continuous designs; those that pay join the pool
    tolerance : relative width of the bracket at which pricing stops
    imports : whether electronics and what is irreducible come from elsewhere, for nothing

    Raises
    ------
    SolveError
        if the solver fails.
    """
    priced = [PricedFamily(family) for family in families]
    return priced_growth(network, priced, tolerance=tolerance, imports=imports)


def priced_growth(
    network: Network,
    priced: Sequence[PricedFamily],
    *,
    tolerance: float = 1e-6,
    imports: bool = False,
    sign_only: bool = False,
) -> BalancedGrowth:
    """`balanced_growth` with families whose grids are kept from one network to the next.

    With ``sign_only`` it stops as soon as it is sure that there is growth, or that there is none.
    """
    starts = [start for one in priced if (start := one.strongest()) is not None]
    network = Network(network.lines, (*network.power, *starts))
    available = makeable(network, imports=imports)
    missing = _missing(network, imports=imports)
    infinite = {key: math.inf for key in COMMODITIES if key not in available}
    pool, upper, rounds = sustainable(network, imports=imports), math.inf, 0
    best: PoolAnswer | None = None
    while rounds < _MOST_ROUNDS:
        rounds += 1
        if not pool.lines:
            return BalancedGrowth(0.0, 0.0, missing=missing)
        arrays = growth_arrays(pool, imports=imports)
        pool_root = PoolRoot(arrays, imports, enough=0.0 if sign_only else math.inf)
        found = pool_root.solve(best.rate * year() if best else 0.0)
        if sign_only and found.rate > 0:
            best, upper = found, max(found.upper, found.rate)
            break
        prices = dict(found.prices) | infinite
        priced_designs = [one.best(prices) for one in priced]
        proven = max([found.upper, *(rate for rate, _ in priced_designs)])
        upper = min(upper, proven)
        best = found
        enough = tolerance * abs(found.rate)
        new = [design for rate, design in priced_designs if rate > found.rate + 0.1 * enough]
        if (sign_only and upper <= 0) or upper - found.rate <= enough or not new:
            break
        pool = Network(pool.lines, (*pool.power, *new))
    assert best is not None
    return _named(best, max(upper, best.rate), missing, rounds)


def _missing(network: Network, *, imports: bool) -> tuple[str, ...]:
    """What assets need and nothing in the network delivers; the roots of all that is lacking."""
    lines = network.lines
    assets: tuple[Line | PowerDesign, ...] = (*lines, *network.power)
    used = {key for line in lines for need in (line.input, line.energy)
            for key, amount in need.items() if amount > 0}  # fmt: skip
    used |= {key for asset in assets for key, amount in asset.bill.items() if amount > 0}
    made = {key for line in lines for key, rate in line.output.items() if rate > 0}
    best = min(
        (CARRIERS.index(k) for one in network.power for k, power in one.power.items() if power > 0),
        default=len(CARRIERS),
    )
    made |= set(CARRIERS[best:]) | (IMPORTABLE if imports else set())
    return tuple(key for key in (*COMMODITIES, *CARRIERS) if key in used - made)


def _named(
    found: PoolAnswer, upper: float, missing: tuple[str, ...], rounds: int
) -> BalancedGrowth:
    arrays, mass = found.arrays, found.mass
    network, count = arrays.network, len(arrays.network.lines)
    kept = [position for position in range(len(network.power)) if mass[count + position] > 0]
    left = arrays.surplus(mass, found.runs, found.rate * year())
    spare = {
        key: float(amount) * arrays.power_unit if key in CARRIERS else float(amount) / year()
        for key, amount in zip(arrays.rows, left, strict=True)
    }
    bill = float(
        sum(
            found.prices.get(key, 0.0) * (row @ mass)
            for key, row in zip(arrays.rows, arrays.bill, strict=True)
            if key not in CARRIERS
        )
    )
    return BalancedGrowth(
        rate=found.rate,
        upper=upper,
        lines=network.lines,
        line_shares=tuple(map(float, mass[:count])),
        running=tuple(map(float, found.runs)),
        designs=tuple(network.power[position] for position in kept),
        design_shares=tuple(float(mass[count + position]) for position in kept),
        prices={key: price / bill for key, price in found.prices.items()} if bill > 0 else {},
        spare=spare,
        missing=missing,
        rounds=rounds,
    )
