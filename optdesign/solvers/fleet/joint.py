"""Several sites in one program: the horizon, designs of all of them, a plan and its prices."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from optdesign.formulations.fleet.arrays import fleet_arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.solvers.fleet.outside import families_of
from optdesign.solvers.fleet.request import FleetRequest, Pool, fleet_mission
from optdesign.solvers.fleet.screen import unshifted
from optdesign.solvers.fleet.views import view_prices
from optdesign.solvers.growth.certificate import Aim
from optdesign.solvers.growth.grids import following, refined
from optdesign.solvers.growth.pricing import new_power_designs
from optdesign.solvers.growth.programs import Plan, Prices, solve_plan, solve_prices
from optdesign.solvers.growth.slow_down import Execution, slow_down
from optdesign.solvers.growth.state import Options

COARSE = 32
PERIODS = 48
ROUNDS = 6
SHORTER = 0.6
"""The horizon shrinks to no less than this share of itself at a time."""
ATTEMPTS = 4
NEAR = 5e-3
LEAD, CLOSE = 0.02, 0.004
WORTH = 2e-3
"""Share of the time of the target alone by which a plan is to be sooner, at least."""
NOISE = 1e-11
"""Share of the largest of all lines below which a line does not run."""


@dataclass
class Joint:
    """The end of a search with several sites."""

    request: FleetRequest
    sites: tuple[str, ...]
    pool: Pool
    grid: Grid
    slope: float
    horizon: float
    """[year], at which to look for the bound"""
    estimate: float
    """[year], without waiting for windows"""
    execution: Execution | None = None
    programs: int = 0

    def prices_at(self, horizon: float, easing: float, deadline: float) -> Prices:
        """Prices of the sites together on a horizon."""
        network = self.request.part(self.pool, self.sites)
        mission = fleet_mission(self.request, network)
        return solve_prices(
            fleet_arrays(network),
            mission,
            self.grid.rescaled(horizon),
            easing=easing,
            deadline=deadline,
        )


def joint_search(
    request: FleetRequest,
    pool: Pool,
    plan: Plan,
    paying: tuple[str, ...],
    *,
    slope: float,
    upper: float,
    options: Options,
    easing: float,
) -> Joint:
    """The best plan of the target with the sites that may pay.

    Parameters
    ----------
    request : sites and routes
    pool : designs of all sites
    plan : of the target alone, whose grid is the first
    paying : the other sites
    slope : d log(share reached) / d horizon [1/year]
    upper : [year], of the target alone
    options : how exact and for how long
    easing : how much better than the pool designs outside it may be
    """
    sites = tuple(name for name in request.names if name in (*paying, request.target))
    grid = _coarser(plan).rescaled(upper)
    joint = Joint(request, sites, pool, grid, slope, upper, upper)
    both: tuple[Plan, Prices] | None = None
    known: tuple[float, float] | None = None
    for _ in range(ROUNDS):
        options.check()
        both = _solved(joint, joint.grid, options)
        middle = math.log(max(both[0].reached, 1e-30) * max(both[1].value, 1e-30)) / 2
        horizon = joint.grid.horizon
        joint.slope = _slope(known, (horizon, middle), joint.slope)
        known = (horizon, middle)
        # Far from the target's own time the slope is not what it was there.
        joint.estimate = max(horizon - middle / joint.slope, SHORTER * horizon)
        options.log(f"{len(sites)} sites: about {joint.estimate:.3f} years")
        grew = _grown(joint, both[1])
        near = abs(middle) < 0.3
        if not grew and near:
            break
        if not near:
            # A good deal sooner: growth no longer follows the first plan.
            joint.grid = following(both[0], both[0].grid.times).rescaled(joint.estimate)
    assert both is not None
    periods = min(options.periods, PERIODS)
    joint.grid = refined(both[0], both[1], periods).rescaled(joint.estimate)
    joint.horizon = joint.estimate - LEAD / joint.slope
    _execute(joint, options, upper)
    return joint


def _slope(known: tuple[float, float] | None, found: tuple[float, float], slope: float) -> float:
    """Secant through two horizons and logarithms of the share reached; the old slope if none."""
    if known is None or abs(known[0] - found[0]) < 1e-6 * found[0]:
        return slope
    secant = (known[1] - found[1]) / (known[0] - found[0])
    return min(max(secant, slope / 3), slope * 3)


def _coarser(plan: Plan) -> Grid:
    step = max(round(plan.grid.periods / COARSE), 1)
    times = np.append(plan.grid.times[:-1:step], plan.grid.horizon)
    return following(plan, times)


def _solved(joint: Joint, grid: Grid, options: Options) -> tuple[Plan, Prices]:
    network = joint.request.part(joint.pool, joint.sites)
    arrays, mission = fleet_arrays(network), fleet_mission(joint.request, network)
    joint.programs += 2
    plan = solve_plan(arrays, mission, grid, deadline=options.deadline)
    return plan, solve_prices(arrays, mission, grid, deadline=options.deadline)


def _grown(joint: Joint, prices: Prices) -> bool:
    """Let designs of all sites and ways enter that pay."""
    request, grew = joint.request, False
    power = dict(joint.pool.power)
    for view in request.views(ideal=True):
        if not {view.origin, view.destination} <= set(joint.sites):
            continue
        seen = view_prices(prices, view)
        found, ratio = new_power_designs(families_of(request, view), seen.arrays.designs, seen)
        if ratio > 1 + NEAR and found:
            power[view.prefix] += unshifted(request, view, found)
            grew = True
    joint.pool = replace(joint.pool, power=power)
    return grew


def _execute(joint: Joint, options: Options, upper: float) -> None:
    """A plan with real ships and waits, slowed down until it can be executed."""
    request = joint.request
    network = request.part(joint.pool, joint.sites, ideal=False)
    arrays, mission = fleet_arrays(network), fleet_mission(request, network)
    aim = Aim((joint.estimate + upper) / 2, joint.slope)
    latest = upper * (1 - WORTH)
    for _ in range(ATTEMPTS):
        options.check()
        plan = solve_plan(
            arrays, mission, joint.grid.rescaled(aim.horizon), deadline=options.deadline
        )
        joint.programs += 1
        found = slow_down(without_noise(plan))
        options.log(
            f"{len(joint.sites)} sites, {aim.horizon:.3f} years: plan reaches {found.reached:.4f}"
        )
        best = math.inf if joint.execution is None else joint.execution.finish or math.inf
        if found.finish is not None and found.finish < best:
            joint.execution = found
        value = math.log(max(found.reached, 1e-30))
        if 0 <= value <= CLOSE or (value < 0 and aim.horizon >= latest):
            return
        # Growth with ships and waits is not that of the grid, which was made without.
        joint.grid = following(plan, joint.grid.times)
        aim.found(found.reached, CLOSE / 4)
        aim.horizon = min(aim.horizon, latest)


def without_noise(plan: Plan) -> Plan:
    """The plan without lines that run by a solver's tolerance alone.

    Where a site is left out they do so on no capacity at all, and nothing could be executed.
    """
    return replace(plan, run=np.where(plan.run > NOISE * plan.run.max(initial=0.0), plan.run, 0.0))
