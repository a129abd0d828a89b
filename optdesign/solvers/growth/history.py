"""What an executed plan does, in real time and SI: stocks, orders, flows and totals by interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.arrays import year
from optdesign.formulations.growth.primal import importable
from optdesign.solvers.growth.slow_down import Execution

Floats = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(6)


@dataclass(frozen=True)
class History:
    """An executed plan up to its finish; I intervals between the I + 1 ``times`` [s].

    Amounts are what happens within each interval, (.., I): ``ordered`` (L + D) [kg], ``ran``
    (L) [kg s], ``housed`` (H) [persons], ``imported`` (importable commodities) [kg]. Levels are
    at the times, (.., I + 1): ``mass`` (L + D) [kg] ordered and alive, ``service`` (K) [kg of line,
    W of power].
    """

    times: Floats
    ordered: Floats
    ran: Floats
    housed: Floats
    imported: Floats
    mass: Floats
    service: Floats
    seed: Floats
    """(L + D,) [kg]"""


def executed_edges(execution: Execution) -> tuple[Floats, Floats]:
    """Plan and real times [year] of the fine intervals, cut off at the finish."""
    edges, clock = execution.edges, execution.clock
    if execution.finish is None:
        return edges, clock
    last = min(int(np.searchsorted(clock, execution.finish)), len(clock) - 1)
    share = (execution.finish - clock[last - 1]) / (clock[last] - clock[last - 1])
    end = edges[last - 1] + share * (edges[last] - edges[last - 1])
    return np.append(edges[:last], end), np.append(clock[:last], execution.finish)


def history(execution: Execution) -> History:
    """Integrate an executed plan interval by interval."""
    plan = execution.plan
    arrays, mission, grid = plan.arrays, plan.mission, plan.grid
    edges, clock = executed_edges(execution)
    lines, seed = len(arrays.lines), mission.seed
    times = edges[:-1, None] + np.diff(edges)[:, None] * (_NODES + 1) / 2
    slow = execution.slowdown[: len(edges) - 1]
    real = clock[:-1, None] + slow[:, None] * (times - edges[:-1, None])
    fading = np.exp(-execution.fading * (real - times))
    weights = (np.diff(edges)[:, None] * _WEIGHTS / 2) * grid.scale_at(times.ravel()).reshape(
        times.shape
    )
    weights = weights * fading

    def amount(nodal: Floats) -> Floats:
        values = grid.values_at(nodal, times.ravel()).reshape(len(nodal), *times.shape)
        return np.asarray((values * weights).sum(axis=-1))

    build = np.concatenate([plan.intake[:lines], plan.design])
    decays, delivered = _decays(execution), plan.seed
    mass = _levels(build, decays, delivered, execution, times, real, clock, weights)
    intake, ahead = plan.intake, arrays.intake @ plan.seed
    stock = _levels(intake, arrays.decay, ahead, execution, times, real, clock, weights)
    service = np.array(
        [
            _delayed(clock, stock[k], ahead[k], float(arrays.decay[k]), float(arrays.lag[k]))
            for k in range(len(arrays.stocks))
        ]
    )
    unit = np.where([bool(stock.carrier) for stock in arrays.stocks], arrays.power_unit, 1.0)
    kinds = max(len(importable(arrays)), len(plan.imported))
    imported = plan.imported if len(plan.imported) else np.zeros((kinds, grid.periods + 1))
    return History(
        times=clock * year(),
        ordered=amount(build) * seed,
        ran=amount(plan.run) * seed * year(),
        housed=amount(plan.live) * arrays.persons[:, None] * seed,
        imported=amount(imported) * seed,
        mass=mass * seed,
        service=service * seed * unit[:, None],
        seed=plan.seed * seed,
    )


def _decays(execution: Execution) -> Floats:
    arrays = execution.plan.arrays
    lines = len(arrays.lines)
    lives = [year() / design.lifetime for design in arrays.designs]
    return np.concatenate([arrays.decay[:lines], lives])


def _levels(
    flow: Floats,
    decays: Floats,
    start: Floats,
    execution: Execution,
    times: Floats,
    real: Floats,
    clock: Floats,
    weights: Floats,
) -> Floats:
    """Amounts ordered and alive at the clock's times, (.., times); ``start`` delivered at zero."""
    grid = execution.plan.grid
    values = grid.values_at(flow, times.ravel()).reshape(len(flow), *times.shape)
    left = np.exp(-decays[:, None, None] * (clock[1:, None] - real))
    gained = (values * weights * left).sum(axis=-1)
    kept = np.exp(-decays[:, None] * np.diff(clock))
    levels = np.zeros((len(flow), len(clock)))
    levels[:, 0] = start
    for n in range(len(clock) - 1):
        levels[:, n + 1] = levels[:, n] * kept[:, n] + gained[:, n]
    return levels


def _delayed(clock: Floats, level: Floats, start: float, decay: float, lag: float) -> Floats:
    """Service at the clock's times: what was delivered, and what was ordered a lag before.

    Orders are told from deliveries, which work at once; between times orders grow smoothly.
    """
    delivered = start * np.exp(-decay * clock)
    ordered = np.maximum(level - delivered, 0.0)
    return np.asarray(delivered + np.interp(clock - lag, clock, ordered, left=0.0))
