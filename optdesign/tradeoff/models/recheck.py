"""Solving the boxes of a certificate again, with another solver or other settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import MixedForm, PersistentMixed, scaled_objectives
from optdesign.tradeoff.models.certificate import Box, Certificate, Verdict, check_coverage
from optdesign.tradeoff.models.scalar import OFF_GRID, off_grid_unit

Floats = NDArray[np.float64]


def check_certificate(
    certificate: Certificate,
    points: Sequence[Sequence[float]],
    form: MixedForm | None = None,
    *,
    at_most: int | None = None,
    seed: int = 0,
) -> Verdict:
    """Check the coverage and, given the compiled model, that every box is empty indeed.

    The boxes are solved as they stand, without weights, from the model as it was compiled, with
    HiGHS as it comes (presolve, heuristics and cuts on) and no gap allowed.

    Parameters
    ----------
    form : the model with its objectives, minimized; only the coverage is checked without it
    at_most : how many boxes, drawn at random; all if left out
    """
    verdict = check_coverage(certificate, points)
    if form is None:
        return verdict
    boxes: Sequence[Box] = certificate.boxes
    if at_most is not None and at_most < len(boxes):
        drawn = np.random.default_rng(seed).choice(len(boxes), at_most, replace=False)
        boxes = [boxes[int(position)] for position in drawn]
    gaps = {"mip_rel_gap": 0.0, "mip_abs_gap": 1e-6}
    if min(certificate.steps, default=1.0) < 1.0:  # the solver must see the step off a known point
        gaps |= OFF_GRID | {"mip_abs_gap": 1e-7}
    units = np.array([off_grid_unit(row) for row in form.objectives])
    scaled, worth = scaled_objectives(form, units)
    program, scale = PersistentMixed(scaled, **gaps), np.array(certificate.scale) / worth
    steps = np.array(certificate.steps)
    faults = [fault for box in boxes for fault in _solve(program, scale, steps, box)]
    return Verdict([*verdict.faults, *faults], len(certificate.boxes), len(boxes))


def _solve(program: PersistentMixed, scale: Floats, steps: Floats, box: Box) -> list[str]:
    for index, corner in enumerate(box.corner):
        bounded = np.isfinite(corner) and index != box.index
        high = (corner - steps[index]) * scale[index] if bounded else np.inf
        program.bound_objective(index, -np.inf, high)
    form, below = program.form, 0.0
    divisor = form.ratios.get(box.index)
    if divisor is not None and box.found is not None:
        # No ratio lies below r where N - r D is nowhere negative.
        below = (box.found[box.index] - 0.5 * steps[box.index]) * scale[box.index]
    cost = form.objectives[box.index] - (0.0 if divisor is None else below * divisor.row)
    answer: Any = program.minimize(cost)
    name = f"box {box.corner} of objective {box.index + 1}"
    if answer.status is LinearStatus.INFEASIBLE:
        return [] if box.found is None else [f"{name} has no solution, a point was claimed"]
    if answer.status is not LinearStatus.OPTIMAL:
        return [f"{name} could not be solved again"]
    if box.found is None:
        return [f"{name} was said to be empty and is not"]
    value = float(form.measured(answer.values)[box.index]) / scale[box.index]
    claimed = box.found[box.index]
    size = abs(claimed) if divisor is not None else max(1.0, abs(claimed))
    slack = max(1e-5 * size, 0.5 * steps[box.index])
    if value < claimed - slack:
        return [f"{name} reaches {value:g}, below the claimed {claimed:g}"]
    return []
