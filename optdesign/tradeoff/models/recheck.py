"""Solving the boxes of a certificate again, with another solver or other settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    """Check the coverage and, given the compiled model, that boxes are empty and points possible.

    The boxes are solved as they stand, without weights, from the model as it was compiled, with
    HiGHS as it comes (presolve, heuristics and cuts on) and no gap allowed. Of each point a
    solution at least as good in every objective is looked for.

    Parameters
    ----------
    form : the model with its objectives, minimized; only the coverage is checked without it
    at_most : how many boxes and how many points, drawn at random; all if left out
    """
    verdict = check_coverage(certificate, points)
    if form is None:
        return verdict
    gaps = {"mip_rel_gap": 0.0, "mip_abs_gap": 1e-6}
    if min(certificate.steps, default=1.0) < 1.0:  # the solver must see the step off a known point
        gaps |= OFF_GRID | {"mip_abs_gap": 1e-7}
    units = np.array([off_grid_unit(row) for row in form.objectives])
    scaled, worth = scaled_objectives(form, units)
    again = _Again(
        PersistentMixed(scaled, **gaps),
        np.array(certificate.scale) / worth,
        np.array(certificate.steps),
    )
    draw = np.random.default_rng(seed)
    boxes = _drawn(draw, len(certificate.boxes), at_most)
    faults = [fault for place in boxes for fault in again.box(certificate.boxes[place])]
    counted = np.array(points, dtype=float).reshape(-1, len(worth)) - certificate.offsets
    counted /= certificate.scale
    for place in _drawn(draw, len(counted), at_most):
        if not again.is_possible(counted[place]):
            faults.append(f"no solution is as good as point {place + 1}")
    return Verdict([*verdict.faults, *faults], len(certificate.boxes), len(boxes))


def _drawn(draw: np.random.Generator, count: int, most: int | None) -> list[int]:
    if most is None or most >= count:
        return list(range(count))
    return [int(place) for place in draw.choice(count, most, replace=False)]


@dataclass(frozen=True)
class _Again:
    """A model to be solved again; ``scale`` is what a step of the certificate is worth in it."""

    program: PersistentMixed
    scale: Floats
    steps: Floats

    def is_possible(self, point: Floats) -> bool:
        """Whether a solution is as good as a point in every objective."""
        for index, value in enumerate(point):
            high = float(value) + self.slack(index, float(value))
            self.program.bound_objective(index, -np.inf, high * self.scale[index])
        nothing = np.zeros(self.program.form.objectives.shape[1])
        return self.program.minimize(nothing).status is LinearStatus.OPTIMAL

    def slack(self, index: int, value: float) -> float:
        """How far a value may be off."""
        ratio = index in self.program.form.ratios
        size = abs(value) if ratio else max(1.0, abs(value))
        return float(max(1e-5 * size, 0.5 * self.steps[index]))

    def box(self, box: Box) -> list[str]:
        """What is wrong with a box."""
        program, scale, steps = self.program, self.scale, self.steps
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
        slack = self.slack(box.index, claimed)
        if value < claimed - slack:
            return [f"{name} reaches {value:g}, below the claimed {claimed:g}"]
        # The least N - r D says nothing of how far above r the ratio lies.
        if divisor is None and value > claimed + slack:
            return [f"{name} reaches {value:g} only, not the claimed {claimed:g}"]
        return []
