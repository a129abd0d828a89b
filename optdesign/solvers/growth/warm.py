"""Starting from the end of a neighbouring case: its designs, horizon and grid.

Designs are rebuilt with the numbers of the new case and priced as any others; what is proven never
depends on them. The answer does within the gap asked for, so who wants answers that can be
repeated starts from the same case each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optdesign.network.model import HabitatDesign, Network, PowerDesign
from optdesign.network.power_families import PowerFamily
from optdesign.solvers.growth.pricing import DenseFamily, DenseHabitats

if TYPE_CHECKING:
    from optdesign.solvers.growth.state import Market, State

_USED = 1e-9
_SAME = 1e-6
Variables = Mapping[str, float]


@dataclass(frozen=True)
class Warm:
    """The end of a search as plain data, which can be sent to other processes."""

    power: tuple[tuple[str, Variables], ...]
    """technology and variables of each design that was built"""
    habitats: tuple[Variables, ...]
    horizon: float
    """[year]"""
    slope: float
    """d log(reached) / d horizon, [1/year]"""
    shares: tuple[float, ...]
    """nodes of the grid over its horizon"""

    @property
    def periods(self) -> int:
        """Periods of that grid."""
        return len(self.shares) - 1


def warm_of(state: State) -> Warm | None:
    """What the end of a search leaves to others; None if it has no plan."""
    if state.execution is None:
        return None
    plan = state.execution.plan
    arrays, lines = plan.arrays, len(plan.arrays.lines)
    built = plan.design.max(axis=1, initial=0.0) + plan.seed[lines:]
    power = tuple(
        (design.technology, dict(design.variables))
        for design, amount in zip(arrays.designs, built, strict=True)
        if amount > _USED and not design.seed_only
    )
    habitats = tuple(
        dict(habitat.variables)
        for habitat, live in zip(arrays.habitats, plan.live, strict=True)
        if live.max(initial=0.0) > _USED
    )
    shares = plan.grid.times / plan.grid.horizon
    return Warm(power, habitats, state.estimate, state.slope, tuple(shares.tolist()))


def warm_market(market: Market, warm: Warm) -> Market:
    """A market whose pool also holds the designs of a neighbouring case, as this case has them."""
    network = market.network
    known = {dense.family.technology: dense for dense in market.families}
    power = list(network.power)
    for technology, variables in warm.power:
        design = _rebuilt(known.get(technology), variables)
        if design is not None and not any(_alike(design, other) for other in power):
            power.append(design)
    habitats = list(network.habitats)
    for variables in warm.habitats:
        nearest = _nearest(market.habitats, variables)
        if nearest is not None and all(nearest.variables != h.variables for h in habitats):
            habitats.append(nearest)
    return replace(market, network=Network(network.lines, tuple(power), tuple(habitats)))


def _rebuilt(dense: DenseFamily | None, variables: Variables) -> PowerDesign | None:
    """A design of a family at, or next to, given variables; None if it does not work there."""
    if dense is None:
        return None
    family: PowerFamily = dense.family
    if not family.bounds.keys() <= variables.keys():
        return None
    held = {key: min(max(variables[key], low), high) for key, (low, high) in family.bounds.items()}
    design = family.design(held)
    return design if max(design.power.values(), default=0.0) > 0 else None


def _alike(one: PowerDesign, other: PowerDesign) -> bool:
    return one.technology == other.technology and all(
        abs(value - other.variables.get(key, np.inf)) <= _SAME * abs(value)
        for key, value in one.variables.items()
    )


def _nearest(dense: DenseHabitats | None, variables: Variables) -> HabitatDesign | None:
    """The allowed habitat of the grid that is nearest to given variables."""
    if dense is None or not len(dense.allowed):
        return None
    distance = np.zeros(len(dense.allowed))
    for key, (low, high) in dense.family.bounds.items():
        values = np.asarray(dense.designs.variables[key])[dense.allowed]
        distance += ((values - variables.get(key, low)) / max(high - low, _SAME)) ** 2
    return dense.design(int(distance.argmin()))
