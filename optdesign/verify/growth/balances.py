"""Whether an executed plan does only what is possible: power, lines, goods, imports, limits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.model import CARRIERS, COMMODITIES, STORABLE
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.units import to_si
from optdesign.verify.growth.execution import Executed
from optdesign.verify.growth.limits import run_coefficients

Floats = NDArray[np.float64]

TOLERANCE = 1e-6
EXACT = 1e-9
TRACE = 1e-6
"""Share of all plant, or of all that a commodity is ever used, below which nothing is judged."""


def clock_checks(execution: Any, fading: float) -> list[Check]:
    """The clock of an execution never runs fast and is the sum of its parts."""
    edges, slower = np.asarray(execution.edges), np.asarray(execution.slowdown)
    times = execution.plan.grid.times
    clock = np.concatenate([[0.0], np.cumsum(np.diff(edges) * slower)])
    apart = np.abs(clock - execution.clock).max() / clock[-1]
    missing = [np.abs(edges - node).min() for node in times]
    year = to_si(1.0, "year")
    return [
        Check("plan time gained", float((1 - slower).max()), EXACT),
        Check("plan time running backwards", float(-np.diff(edges).min()), 0.0, "year"),
        Check("clock against its parts", float(apart), EXACT),
        Check("nodes that are no edges", float(max(missing) / times[-1]), EXACT),
        Check(
            "fading slower than the fastest decay", 1 - execution.fading / (fading * year), EXACT
        ),
    ]


def balance_checks(case: Case, executed: Executed) -> list[Check]:
    """Everything that must hold at every moment and over the whole bootstrap."""
    return [
        sign_check(executed),
        *_capacity(executed),
        *_goods(executed),
        *import_checks(case, executed),
        *_whole(case, executed),
    ]


def sign_check(executed: Executed) -> Check:
    """Nothing is ordered, run, settled or sent backwards."""
    flows = executed.flows
    least = min(float(flows.start.min()), float(flows.end.min()), float(executed.seed.min()))
    return Check("controls below zero", -least, 0.0, "kg/s")


def _capacity(executed: Executed) -> list[Check]:
    """Lines that run, and power used, beyond what is in service; cumulative over carriers."""
    industry, service = executed.industry, executed.service
    lines, run = len(industry.lines), executed.rate("run")
    plant = service.sum(axis=1)
    floor = TRACE * plant[:, None]
    excess = (run - service[:, :lines]) / np.maximum(service[:, :lines], floor)
    draw = np.cumsum(run @ industry.draw.T, axis=1)
    power = np.cumsum(service[:, lines:] @ industry.power.T, axis=1)
    weak = TRACE * draw.max(axis=1, initial=0.0)[:, None]
    short = np.where(draw > 0, (draw - power) / np.maximum(np.maximum(power, weak), 1e-300), 0.0)
    found = [
        Check(f"{line.name} run beyond its mass in service", float(excess[:, k].max()), TOLERANCE)
        for k, line in enumerate(industry.lines)
    ]
    return found + [
        Check(f"power used beyond supply, up to {carrier}", float(short[:, k].max()), TOLERANCE)
        for k, carrier in enumerate(CARRIERS)
    ]


@dataclass(frozen=True)
class Goods:
    """What is made, sent from Earth and used of every commodity, (.., commodities)."""

    made: Floats
    sent: Floats
    used: Floats


def goods(executed: Executed, name: str = "amount") -> Goods:
    """Amounts so far (``amount``) or flows (``rate``) of commodities at all moments."""
    industry, of = executed.industry, getattr(executed, name)
    run = of("run")
    made = run @ industry.made.T
    used = run @ industry.used.T + of("orders") @ industry.bill.T + of("people") @ industry.needs.T
    sent = np.zeros_like(made)
    for row, kind in enumerate(executed.kinds):
        sent[:, COMMODITIES.index(kind)] = of("imported")[:, row]
    return Goods(made, sent, used)


def _goods(executed: Executed) -> list[Check]:
    """No store is ever overdrawn; what cannot be stored is made when it is used."""
    total, now = goods(executed), goods(executed, "rate")
    found = []
    for column, name in enumerate(COMMODITIES):
        # Goods from Earth that nothing here makes have a store of their own.
        if name in STORABLE and name != "irreducible":
            left = total.made + total.sent - total.used
            used = total.used[:, column]
            floor = TRACE * executed.amount("orders").sum(axis=1)
        else:
            left = now.made + now.sent - now.used
            used = now.used[:, column]
            floor = TRACE * executed.rate("orders").sum(axis=1)
        short = -left[:, column] / np.maximum(np.maximum(used, floor), 1e-300)
        found.append(Check(f"{name} used that is not there", float(short.max()), TOLERANCE))
    return found


def import_checks(case: Case, executed: Executed) -> list[Check]:
    """Earth sends as fast as it may until all is sent; nothing is used before it is there."""
    rate, whole = case["imports.rate"], case["imports.total"]
    used, seed = executed.amount("imported").sum(axis=1), float(executed.seed.sum())
    arrived = np.minimum(rate * executed.times.ravel(), whole)
    early = (used - arrived) / np.maximum(arrived, TRACE * seed)
    return [
        Check("imports used before they arrive", float(early.max(initial=0.0)), TOLERANCE),
        Check("imports above their total", float(used[-1] - whole) / max(whole, seed), TOLERANCE),
        Check("seed too heavy", seed / case["seed.mass"] - 1, TOLERANCE),
    ]


def _whole(case: Case, executed: Executed) -> list[Check]:
    """People, limits, and what is left of mass and energy."""
    return [
        target_check(case, executed),
        *limit_checks(case, totals(case, executed)),
        *_conservation(executed),
    ]


def target_check(case: Case, executed: Executed) -> Check:
    """The people of the target are housed at the end."""
    housed = float(executed.final("people").sum())
    return Check("target not housed", 1 - housed / case["target.population"], TOLERANCE)


def limit_checks(case: Case, sums: Mapping[str, float]) -> list[Check]:
    """Sums over the whole bootstrap [SI] against the finite limits of the same name."""
    return [
        Check(f"limit.{name} exceeded", value / max(case[key], 1e-300) - 1, TOLERANCE)
        for name, value in sums.items()
        if (key := f"limit.{name}") in case.values and math.isfinite(case[key])
    ]


def totals(case: Case, executed: Executed) -> dict[str, float]:
    """What limits over the whole bootstrap concern, in SI."""
    ran = executed.final("run")
    coefficients = run_coefficients(case, executed.industry)
    found = {name: float(values @ ran) for name, values in coefficients.items()}
    found["plant_mass"] += float(executed.final("orders").sum() + executed.seed.sum())
    return found


def _conservation(executed: Executed) -> list[Check]:
    """Mass dug up and sent = plant + habitats + store + waste; energy delivered >= energy used."""
    industry, ran = executed.industry, executed.final("run")
    lines = len(industry.lines)
    digs = industry.used.sum(axis=0) == 0
    matter = [name != "effort" for name in COMMODITIES]
    made, used = industry.made[matter].sum(axis=0), industry.used[matter].sum(axis=0)
    waste = (used - made)[~digs]
    dug = float(made[digs] @ ran[digs])
    sent = float(executed.final("imported").sum())
    final = goods(executed)
    store = (final.made + final.sent - final.used)[-1][matter].sum()
    plant, homes = executed.final("orders").sum(), industry.needs[matter].sum(axis=0)
    kept = plant + homes @ executed.final("people") + store + waste @ ran[~digs]
    delivered = (industry.power * executed.served()[lines:]).sum()
    need = float((industry.draw @ ran).sum())
    out_of_nothing = float((-waste / np.maximum(used[~digs], 1e-300)).max(initial=-1.0))
    return [
        Check(
            "mass dug up and sent against where it went", abs(kept / (dug + sent) - 1), TOLERANCE
        ),
        Check("mass that lines make from nothing", out_of_nothing, EXACT),
        Check("energy used beyond all delivered", need / max(delivered, 1e-300) - 1, TOLERANCE),
    ]
