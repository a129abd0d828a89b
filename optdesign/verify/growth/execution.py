"""A plan executed in real time: orders, running lines, habitats, imports and what is in service.

At plan time t a control is s(t) times the line between its nodes; the clock runs r times slower,
and every control is reduced by r and by how far the fastest decay has gone on during the delay.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.model import COMMODITIES, IMPORTABLE
from optdesign.units import to_si
from optdesign.verify.growth.assets import Industry
from optdesign.verify.growth.pieces import (
    Flows,
    Trajectory,
    grown_on,
    integrate,
    moments,
    times_of,
    values_on,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Executed:
    """What happens, in SI; the rows of flows and amounts are those of ``slices``.

    ``order`` holds what was ordered and has not decayed; an order serves a lag later, a delivery
    at once.
    """

    industry: Industry
    seed: Floats
    """(lines + designs,) [kg]"""
    kinds: tuple[str, ...]
    """commodities that come from Earth"""
    slices: dict[str, slice]
    """orders, run, people, imported: rows"""
    flows: Flows
    order: Trajectory
    total: Trajectory
    """amounts so far, from zero"""

    @property
    def edges(self) -> Floats:
        """[s]."""
        return self.order.edges

    @cached_property
    def times(self) -> Floats:
        """All moments that are checked, (pieces, shares) [s]."""
        return times_of(self.edges)

    def rate(self, name: str) -> Floats:
        """Flows at all moments, (moments, rows) [1/s]."""
        return self._flat(moments(self.flows))[:, self.slices[name]]

    def amount(self, name: str) -> Floats:
        """Amounts so far at all moments, (moments, rows)."""
        return self._flat(self.total.values)[:, self.slices[name]]

    def final(self, name: str) -> Floats:
        """Amounts over the whole bootstrap, (rows,)."""
        return np.asarray(self.total.values[-1, -1, self.slices[name]])

    @cached_property
    def service(self) -> Floats:
        """Mass in service at all moments, (moments, lines + designs) [kg]."""
        times, industry = self.times.ravel(), self.industry
        found = self.seed * np.exp(-np.outer(times, industry.decay))
        for column, lag in enumerate(industry.lag):
            ordered = times - lag
            inside = ordered >= 0
            if column == 0 or lag != industry.lag[column - 1]:
                chosen = ordered[inside]
            found[inside, column] += self.order.at(column, chosen)
        return np.asarray(found)

    @cached_property
    def alive(self) -> Floats:
        """Mass delivered or ordered and not decayed, at all moments [kg]."""
        kept = self.seed * np.exp(-np.outer(self.times.ravel(), self.industry.decay))
        return np.asarray(kept + self._flat(self.order.values))

    def served(self) -> Floats:
        """Integral of the mass in service over the whole bootstrap, (lines + designs,) [kg s]."""
        end, industry = float(self.edges[-1]), self.industry
        found = self.seed * -np.expm1(-industry.decay * end) / industry.decay
        for column, (decay, lag) in enumerate(zip(industry.decay, industry.lag, strict=True)):
            if end > lag:
                at = np.array([end - lag])
                # What was ordered by then and is no longer in service has decayed.
                gone = self.total.at(column, at)[0] - self.order.at(column, at)[0]
                found[column] += gone / decay
        return np.asarray(found)

    @staticmethod
    def _flat(values: Floats) -> Floats:
        return values.reshape(-1, values.shape[-1])


def execute(industry: Industry, execution: Any) -> Executed:
    """Integrate every stock and every amount under the executed controls, up to the finish."""
    year, mission = to_si(1.0, "year"), execution.plan.mission
    plan, kinds = execution.plan, _kinds(execution.plan)
    mass = industry.needs[[name != "effort" for name in COMMODITIES]].sum(axis=0)
    imported = plan.imported if len(plan.imported) else np.zeros((len(kinds), plan.live.shape[1]))
    lines = len(industry.lines)
    rows = {
        "orders": np.concatenate([plan.intake[:lines], plan.design]),
        "run": plan.run * year,
        "people": plan.live / mass[:, None],
        "imported": imported,
    }
    nodal = np.concatenate(list(rows.values())) * (mission.seed / year)
    counts = {name: len(value) for name, value in rows.items()}
    ends = np.cumsum([0, *counts.values()])
    slices = {name: slice(int(ends[n]), int(ends[n + 1])) for n, name in enumerate(counts)}
    edges, flows = _flows(industry, execution, nodal)
    orders = slices["orders"]
    ordered = Flows(
        flows.start[:, orders],
        flows.end[:, orders],
        flows.exponent[:, orders],
        flows.growth[:, orders],
    )
    count = len(industry.decay)
    order = integrate(edges, ordered, industry.decay, np.zeros(count))
    width = flows.start.shape[1]
    total = integrate(edges, flows, np.zeros(width), np.zeros(width))
    return Executed(industry, plan.seed * mission.seed, kinds, slices, flows, order, total)


def _kinds(plan: Any) -> tuple[str, ...]:
    return tuple(name for name in plan.arrays.commodities if name in IMPORTABLE)


def cut_clock(execution: Any) -> tuple[Floats, Floats, Floats]:
    """Plan times and real times [year] of the pieces up to the finish, and their slow-down."""
    edges, slower = np.asarray(execution.edges), np.asarray(execution.slowdown)
    clock = np.concatenate([[0.0], np.cumsum(np.diff(edges) * slower)])
    finish = execution.finish
    if finish is None or finish >= clock[-1]:
        return edges, clock, slower
    last = int(np.searchsorted(clock, finish))
    end = edges[last - 1] + (finish - clock[last - 1]) / slower[last - 1]
    return (
        np.append(edges[:last], end),
        np.append(clock[:last], finish),
        slower[:last],
    )


def _flows(industry: Industry, execution: Any, nodal: Floats) -> tuple[Floats, Flows]:
    """Executed flows on every piece, with its edges in real time."""
    year, grid = to_si(1.0, "year"), execution.plan.grid
    edges, clock, slower = cut_clock(execution)
    left, right = edges[:-1], edges[1:]
    grown, growth = grown_on(grid, edges)
    fading = industry.fading * year
    faded = -fading * (clock[:-1] - left)
    fade = -fading * ((clock[1:] - right) - (clock[:-1] - left))
    start, end = values_on(nodal, grid, edges)
    flows = Flows(
        start / slower[:, None],
        end / slower[:, None],
        np.repeat((grown + faded)[:, None], len(nodal), axis=1),
        np.repeat((growth + fade)[:, None], len(nodal), axis=1),
    )
    return clock * year, flows
