"""One program solved until its rows hold: some solvers one after the other, and a mend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import SolveError, TimeLimitError
from optdesign.formulations.blocks import LinearForm
from optdesign.solvers.linear import LinearAnswer, LinearStatus, PersistentLinear, compile_linear

Floats = NDArray[np.float64]

GOOD = 1e-8
"""Largest breach of a row with which no further attempt is made"""
_ACCEPTED = 1e-6
_GAIN = 1e-2
"""Largest reduced cost of the wrong sign, over the largest cost, of what counts as an optimum."""
# Without an end to their iterations both have gone on for ever.
IPX: dict[str, Any] = {"solver": "ipx", "ipm_iteration_limit": 250}
SIMPLEX: dict[str, Any] = {
    "solver": "simplex",
    "presolve": "off",
    "simplex_iteration_limit": 20000,
}
_MEND = SIMPLEX | {"simplex_iteration_limit": 2000}


def solve_program(
    model: Any,
    what: str,
    attempts: Sequence[dict[str, Any]],
    good: float = GOOD,
    *,
    deadline: float = math.inf,
) -> tuple[LinearForm, LinearAnswer]:
    """Solve a model; an answer counts only if its rows hold, whatever the solver says.

    Raises
    ------
    SolveError
        if no attempt gives an answer whose rows hold to 1e-6; ``good`` ends the attempts.
    TimeLimitError
        if the ``deadline``, of `time.perf_counter`, passes before there is one.
    """
    form = compile_linear(model)
    best: tuple[float, LinearAnswer | None] = (_ACCEPTED, None)
    for options in attempts:
        left = max(deadline - perf_counter(), 0.0)
        program = PersistentLinear(form, time_limit=left, **options)
        answer = program.solve()
        breach = violation(form, answer.values)
        if answer.status is LinearStatus.OPTIMAL and breach > good:
            # From the basis found a few steps of the simplex method mend it.
            program.set_options(**_MEND)
            mended = program.solve()
            if mended.status is LinearStatus.OPTIMAL:
                rest = violation(form, mended.values)
                breach, answer = (rest, mended) if rest < breach else (breach, answer)
        if breach < best[0] and _is_optimal(form, answer):
            best = (breach, answer)
        if best[0] <= good or perf_counter() > deadline:
            break
    if best[1] is None and perf_counter() > deadline:
        raise TimeLimitError("--time-limit | is over | allow more time")
    if best[1] is None:
        broken = answer.status is LinearStatus.OPTIMAL
        came = "answers that break their own rows" if broken else answer.status.value
        raise SolveError(
            f"{what} | must have an optimum, got {came} | look for numbers far apart, such as a "
            "tiny seed, or limits that leave nothing"
        )
    return form, best[1]


def _is_optimal(form: LinearForm, answer: LinearAnswer) -> bool:
    """Whether the multipliers bear out what the solver says.

    It has called a program's zero optimal that all its neighbours improve on.
    """
    if answer.status is not LinearStatus.OPTIMAL:
        return False
    reduced = form.cost - form.matrix.T @ answer.row_duals
    gain = max(
        -reduced[np.isinf(form.high)].min(initial=0.0),
        reduced[np.isinf(form.low)].max(initial=0.0),
    )
    return bool(gain <= _GAIN * np.abs(form.cost).max(initial=0.0))


def violation(form: LinearForm, values: Floats) -> float:
    """Largest breach of a row or bound."""
    if len(values) != len(form.cost):
        return float("inf")
    rows = form.matrix @ values
    parts = (form.row_low - rows, rows - form.row_high, form.low - values, values - form.high)
    return float(max(part.max(initial=0.0) for part in parts))
