"""Whether the first designs of a request reach its target at all: the test of every mend."""

from __future__ import annotations

import numpy as np

from optdesign.errors import SolveError
from optdesign.formulations.growth.arrays import network_arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.solvers.growth.programs import solve_plan
from optdesign.solvers.growth.request import Request
from optdesign.solvers.growth.search import first_horizon
from optdesign.solvers.growth.slow_down import slow_down

HORIZONS = (100.0, 200.0)
"""[year] within which a mend must reach the target."""
PERIODS = 24
_DOUBLINGS = 8.0
_IMPORTED_GROWTH = 0.3


def is_reachable(request: Request) -> bool:
    """Whether the first designs reach the target by an executable plan, in two centuries at most.

    Where growth is fast a short horizon is tried first: far more than the target in a long one is
    hard on the solver.
    """
    return reached(request) is True


def reached(request: Request) -> bool | None:
    """Whether it is reachable; None where no program had an answer, which tells nothing."""
    growth, arrays = request.growth, network_arrays(request.market.network)
    if not len(arrays.persons):
        return False
    horizons = list(HORIZONS)
    if growth > 0:
        guess = 1.3 * first_horizon(request.mission, arrays, growth)
        horizons = [guess, *(h for h in horizons if h > guess)]
    known = None
    for horizon in horizons:
        try:
            grid = _grid(horizon, growth if growth > 0 else _IMPORTED_GROWTH)
            plan = solve_plan(arrays, request.mission, grid)
        except SolveError:
            continue
        if slow_down(plan).finish is not None:
            return True
        known = False
    return known


def _grid(horizon: float, growth: float) -> Grid:
    """Half of the periods while the plant grows, half afterwards."""
    grown = min(_DOUBLINGS / growth, 0.6 * horizon)
    half = PERIODS // 2
    times = np.concatenate(
        [np.linspace(0.0, grown, half + 1), np.linspace(grown, horizon, half + 1)[1:]]
    )
    return Grid(times, np.where(np.arange(PERIODS) < half, growth, 0.0))
