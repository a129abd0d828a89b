"""The points of a study in the unit cube, and the trials they become.

Point n depends on the sampler, the seed and the number of parameters alone: not on the number of
trials, nor on which worker asks. Points are plain numbers here; solving is `evaluation`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optdesign.exploration.study.blocks import block_points, is_block_plan
from optdesign.exploration.study.distribution import Distribution
from optdesign.exploration.study.grid import Number
from optdesign.exploration.study.model import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The generator of the random sampler starts anew for every point, under this stream number.
_RANDOM_STREAM = 1
# The ends of a range may be open bounds of a parameter, which no draw should touch.
_END = 1e-12


@dataclass(frozen=True)
class Task:
    """One trial to run: its number, identity, solver seed and sampled values (SI).

    ``cutoff`` is the objective [SI] that a trial must be able to beat to be worth a full solve.
    """

    index: int
    identity: str
    seed: int
    sampled: Mapping[str, Number]
    cutoff: float | None = None


def sobol_points(count: int, dimension: int, seed: int) -> NDArray[Any]:
    """The first points of the scrambled Sobol sequence, as optuna's ``QMCSampler`` has them.

    Parameters
    ----------
    count, dimension : [1], >= 1
    seed : of the scrambling

    Returns
    -------
    [1], shape (count, dimension), in [0, 1)
    """
    from scipy.stats import qmc

    # The engine asks for whole powers of two; the first points are the same.
    engine = qmc.Sobol(dimension, scramble=True, seed=seed)
    points: NDArray[Any] = engine.random_base2((count - 1).bit_length())
    return points[:count]


def random_points(count: int, dimension: int, seed: int) -> NDArray[Any]:
    """Independent uniform points; shape (count, dimension), in [0, 1)."""
    import numpy as np

    streams = (np.random.default_rng([_RANDOM_STREAM, seed, index]) for index in range(count))
    return np.array([stream.random(dimension) for stream in streams]).reshape(count, dimension)


def study_points(study: Study, count: int) -> NDArray[Any]:
    """The first points of a study; one column a parameter, in the order of their keys."""
    if is_block_plan(study):
        return block_points(study, count)
    points = sobol_points if study.sampler == "sobol" else random_points
    return points(count, len(study.uncertain), study.seed)


def study_tasks(study: Study, count: int) -> list[Task]:
    """The first trials of a study."""
    if study.sampler == "one-at-a-time":
        return one_at_a_time_tasks(study)[:count]
    points = study_points(study, count)
    return [make_task(study, index, points[index]) for index in range(count)]


def make_task(study: Study, index: int, point: Iterable[float]) -> Task:
    """The trial of one point of the unit cube; identity and seed come from its content."""
    return _numbered_task(study, index, values_at(study.uncertain, point))


def values_at(uncertain: Mapping[str, Distribution], point: Iterable[float]) -> dict[str, Number]:
    """The values of uncertain parameters [SI] at one point of the unit cube."""
    return {
        key: distribution.quantile(float(probability))
        for (key, distribution), probability in zip(uncertain.items(), point, strict=True)
    }


def one_at_a_time_tasks(study: Study) -> list[Task]:
    """The nominal case, then the low and the high end of every parameter in turn.

    A discrete parameter takes its first and its last value.
    """
    nominal = {key: nominal_value(study, key) for key in study.uncertain}
    ends = (
        {**nominal, key: found.quantile(probability)}
        for key, found in study.uncertain.items()
        for probability in (_END, 1.0 - _END)
    )
    return [_numbered_task(study, index, values) for index, values in enumerate([nominal, *ends])]


def nominal_value(study: Study, key: str) -> Number:
    """The value of an uncertain parameter in the case itself, if its distribution holds it.

    Else the mode of the distribution, or the first of its values.
    """
    value, found = study.case.values[key], study.uncertain[key]
    if found.kind == "discrete":
        return value if value in found.values and value is not None else found.values[0]
    inside = isinstance(value, float) and found.low <= value <= found.high
    return float(value) if inside and value is not None else found.mode


def named_task(
    study: Study, index: int, values: Mapping[str, Number], cutoff: float | None = None
) -> Task:
    """The task of some values at a number, to be solved in full if it can beat the cutoff."""
    content = f"{study.digest}\0{index}\0{sorted(values.items())!r}\0{cutoff!r}"
    return _task(content, index, values, cutoff)


def point_task(study: Study, index: int, values: Mapping[str, Number]) -> Task:
    """The task of some values, whose identity does not depend on its number."""
    return _task(f"{study.digest}\0{sorted(values.items())!r}", index, values)


def _numbered_task(study: Study, index: int, values: Mapping[str, Number]) -> Task:
    """The task of values that follow from its number."""
    return _task(f"{study.digest}\0{index}\0{sorted(values.items())!r}", index, values)


def _task(
    content: str, index: int, values: Mapping[str, Number], cutoff: float | None = None
) -> Task:
    """A task whose identity and seed come from its content; stored trials are known by these."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Task(index, digest[:16], int(digest[16:24], 16), dict(values), cutoff)
