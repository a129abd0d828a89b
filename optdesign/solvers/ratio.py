"""The least ratio of two linear expressions by Dinkelbach's method, in a persistent program.

N(x) / D(x) with D > 0 is at least r wherever N - r D is at least zero, and r falls to the least
ratio in a few solves, each of a linear program or one with whole numbers.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import MixedAnswer, PersistentMixed, least_activity

Floats = NDArray[np.float64]
_ROUNDS = 60
_SAME = 1e-12


def minimize_ratio(
    program: PersistentMixed,
    index: int,
    *,
    start: Floats | None = None,
    seconds: float | None = None,
) -> MixedAnswer:
    """Minimize an objective that is a ratio within the bounds set before.

    Parameters
    ----------
    program : whose form has ``index`` among its ratios
    start : a solution within the bounds; without one the numerator is minimized first
    seconds : [s], for all solves together

    Returns
    -------
    MixedAnswer; ``bound`` is that of the ratio. Out of time, ``values`` are the best so far.

    Source
    ------
    Dinkelbach, On nonlinear fractional programming, Management Science 13 (1967).
    """
    form, end = program.form, None if seconds is None else perf_counter() + seconds
    above, divisor = form.objectives[index], form.ratios[index]
    least = least_activity(divisor.row, form) + divisor.offset
    if start is None:
        first = program.minimize(above, seconds=seconds)
        if first.status is not LinearStatus.OPTIMAL:
            return replace(first, bound=-np.inf)
        start = first.values
    values, bound = start, -np.inf
    for _ in range(_ROUNDS):
        ratio = float(form.measured(values)[index])
        left = None if end is None else max(end - perf_counter(), 1e-3)
        found = program.minimize(above - ratio * divisor.row, start=values, seconds=left)
        if found.status not in (LinearStatus.OPTIMAL, LinearStatus.LIMIT):
            return replace(found, values=values, bound=bound)
        # N - r D >= slack for all, so that N / D >= r + slack / D; D is least where slack < 0.
        proved = (
            found.bound if program.whole else float((above - ratio * divisor.row) @ found.values)
        )
        slack = min(proved + divisor.above - ratio * divisor.offset, 0.0)
        bound = max(bound, ratio + slack / least)
        if found.status is LinearStatus.LIMIT:
            break
        better = float(form.measured(found.values)[index])
        if not better < ratio - _SAME * abs(ratio):
            break
        values = found.values
    return replace(found, values=values, bound=min(bound, float(form.measured(values)[index])))
