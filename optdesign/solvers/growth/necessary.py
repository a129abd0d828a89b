"""What no plan can do without: sums over a bootstrap, with designs at least as good as any.

For every technology one design is assumed that has, per watt, the least mass and the least of every
commodity of all its designs, and is a little better still, since these are known on a grid only;
and likewise one habitat with the least of every need.
"""

from __future__ import annotations

from collections.abc import Collection

from optdesign.formulations.blocks import Blocks
from optdesign.formulations.growth.arrays import Arrays, network_arrays
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.totals import (
    RATE,
    SEED,
    TARGET,
    TOTAL,
    amount_unit,
    totals_blocks,
)
from optdesign.network.model import COMMODITIES, HabitatDesign, Network, PowerDesign
from optdesign.solvers.growth.pricing import DenseFamily
from optdesign.solvers.growth.search import LONGEST, Market
from optdesign.solvers.linear import LinearStatus, PersistentLinear, compile_linear

BETTER = 0.02
MOST = 10.0
_CLOSE = 1e-6
UNMADE = ("irreducible", "electronics")


def ideal_arrays(market: Market) -> Arrays:
    """The lines of a market with ideal power and every allowed habitat."""
    network = market.network
    power = [_ideal(dense) for dense in market.families if len(dense.designs)]
    named = {dense.family.technology for dense in market.families}
    power += [design for design in network.power if design.technology not in named]
    habitats = network.habitats
    if market.habitats is not None and len(market.habitats.allowed):
        least = market.habitats.needs.min(axis=0)
        needs = {key: float(v) for key, v in zip(COMMODITIES, least, strict=True) if v > 0}
        habitats = (HabitatDesign(needs, {}),)
    return network_arrays(Network(network.lines, tuple(power), habitats))


def _ideal(dense: DenseFamily) -> PowerDesign:
    family, designs = dense.family, dense.designs
    specific = designs.specific_power
    best = float(specific.max()) * (1 + BETTER)
    bill = {key: float((amount / specific).min()) * best / (1 + BETTER) ** 2
            for key, amount in designs.bill.items()}  # fmt: skip
    return PowerDesign(family.technology, family.lifetime, family.lag, {family.carrier: best}, bill)


def most_share(arrays: Arrays, mission: Mission, dropped: Collection[str] = ()) -> float:
    """An upper bound of the share of the target that any plan reaches; ten or more is ten."""
    found = _solve(totals_blocks(arrays, mission, LONGEST, dropped=dropped))
    # Doing nothing is always possible: without an optimum nothing is known, and nothing forbidden.
    return MOST if found is None else -found


def least_amount(
    arrays: Arrays, mission: Mission, key: str, dropped: Collection[str] = ()
) -> float | None:
    """A lower bound of what the target takes of one key, SI (imports a year in kg/year).

    None if no amount of it is enough.
    """
    found = _solve(totals_blocks(arrays, mission, LONGEST, wanted=key, dropped=dropped))
    if found is None:
        return None
    amount = found * amount_unit(arrays, mission, LONGEST, key)
    return amount / LONGEST if key == RATE else amount


def smallest_conflict(arrays: Arrays, mission: Mission) -> list[str]:
    """A set of requirements that no plan meets together, none of which can be left out.

    Empty if the sums allow the target. Commodities stand for their balances where nothing on site
    makes them.
    """
    if most_share(arrays, mission) >= 1 - _CLOSE:
        return []
    dropped: list[str] = []
    conflict = [TARGET]
    limits = [limit.key for limit in mission.limits]
    for key in (SEED, RATE, TOTAL, *limits, *unmade(arrays)):
        if most_share(arrays, mission, (*dropped, key)) >= 1 - _CLOSE:
            conflict.append(key)
        else:
            dropped.append(key)
    return conflict


def unmade(arrays: Arrays) -> list[str]:
    """Commodities that are needed and that only imports bring."""
    rows = ((name, arrays.row(name)) for name in UNMADE)
    return [
        name for name, row in rows if row is not None and float(arrays.run[row].max(initial=0)) <= 0
    ]


def _solve(blocks: Blocks) -> float | None:
    form = compile_linear(blocks)
    for solver in ("simplex", "ipx"):
        answer = PersistentLinear(form, solver=solver).solve()
        if answer.status is LinearStatus.OPTIMAL:
            return answer.objective
    return None
