"""Sampled fronts of mixed models in which two objectives are continuous: infinitely many points."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import numpy as np

from optdesign.errors import ProblemError
from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import MixedForm
from optdesign.tradeoff.front import Front, Objective, Point
from optdesign.tradeoff.models.exact import compile_model
from optdesign.tradeoff.models.scalar import Question, Reply, Scalar
from optdesign.tradeoff.models.steps import spacing
from optdesign.tradeoff.sampling import Sample, sample_front

DEFAULT_POINTS = 20


def is_sampled(form: MixedForm) -> bool:
    """Whether two objectives or more take values anywhere, so that no list is complete."""
    return sum(not spacing(form, index).finite for index in range(len(form.objectives))) > 1


def mixed_front(
    model: Any,
    objectives: Sequence[Objective],
    *,
    points: int | None = None,
    time_limit: float | None = None,
) -> Front:
    """Points of the front of a mixed-integer model, each proved, where the gap is widest.

    After ``time_limit`` [s] they are those found so far.

    Raises
    ------
    ProblemError
        for more than two objectives.
    """
    if len(objectives) != 2:
        raise ProblemError(
            "--objectives | must be two where several are continuous in a model with whole "
            f"numbers, got {len(objectives)} | choose two"
        )
    started, form = perf_counter(), compile_model(model, objectives)
    scalar = Scalar(form, names=[objective.name for objective in objectives], starts=False)

    def time_left() -> float | None:
        return None if time_limit is None else time_limit - (perf_counter() - started)

    def is_late() -> bool:
        left = time_left()
        return left is not None and left <= 0

    ends = [scalar.lexicographic(order, time_left()) for order in ((0, 1), (1, 0))]
    if any(end.status is LinearStatus.INFEASIBLE for end in ends):
        return Front(tuple(objectives), [], True, "sampled", feasible=False)
    left, right = (_sample(end) for end in ends)
    late = ["Stopped early, out of time."]
    if left is None or right is None:
        solves = scalar.program.solves
        return Front(tuple(objectives), [], False, "sampled", solves=solves, notes=late)
    scalar.bound_range(np.array([left.first, right.second]), np.array([right.first, left.second]))

    def ask(bound: float) -> Sample | None:
        question = Question(0, (np.inf, bound + float(scalar.steps[1])))
        return None if is_late() else _sample(scalar.ask(question, time_left()))

    samples, gap = sample_front(ask, left, right, points or DEFAULT_POINTS)
    made = [_point(scalar, objectives, sample) for sample in samples]
    made.sort(key=lambda point: point.objectives)
    widest = f"The widest gap left between two points is {gap:.3f} of the ranges."
    return Front(
        tuple(objectives),
        made,
        complete=False,
        method="sampled",
        solves=scalar.program.solves,
        seconds=perf_counter() - started,
        notes=[*(late if is_late() else []), widest],
    )


def _point(scalar: Scalar, objectives: Sequence[Objective], sample: Sample) -> Point:
    """A sample in the units and senses of the objectives, with its variables."""
    signs = np.array([objective.sign for objective in objectives])
    values = scalar.original_values((sample.first, sample.second)) * signs
    levers = dict(zip(scalar.form.columns, map(float, sample.content), strict=True))
    return Point(tuple(float(f"{v:.12g}") + 0.0 for v in values), levers)


def _sample(reply: Reply) -> Sample | None:
    if reply.point is None:
        return None
    return Sample(reply.point[0], reply.point[1], reply.values)
