"""Which parameters drive an outcome: indices from a plan made for them, or from plain trials.

``sobol``: first-order and total Sobol indices of a Saltelli plan; ``morris``: elementary effects
of a screening; ``fit``: shares of the variance of a polynomial fitted to the trials of any plain
study. Only complete trials have a value. A block of a plan with any other trial is left out as a
whole, and how many were is part of the answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from optdesign.exploration.statistics import CONFIDENCE
from optdesign.exploration.study.blocks import (
    MORRIS_LEVELS,
    block_points,
    block_size,
    factors,
    group_label,
    is_sample,
    salib_problem,
)
from optdesign.exploration.study.model import Sampler, Study
from optdesign.exploration.study.sampling import study_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

Method = Literal["sobol", "morris", "fit"]
GROUPINGS = ("source", "mark")
_METHODS: Mapping[Sampler, Method] = {"sobol-indices": "sobol", "morris": "morris"}
LEAST_TRIALS = 8
LEAST_BLOCKS = {"sobol": 4, "morris": 2}
_RESAMPLES = 200
_STREAM = 4
_TAIL = (1.0 - CONFIDENCE) / 2.0
# A spread below this share of the largest value is rounding, not an effect.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Sensitivity:
    """Indices of one parameter, or of a group of them; what a method does not give is None.

    ``low`` and ``high`` bound the total index. ``mu``, ``mu_star`` and ``sigma`` are mean, mean
    size and spread of the elementary effects over the whole range of the parameter, in SI of the
    outcome; ``mu_star_margin`` is half the interval of ``mu_star``. ``rank`` is the rank
    correlation with the outcome: its sign says which way the outcome goes.
    """

    parameter: str
    first_order: float | None = None
    total: float | None = None
    low: float | None = None
    high: float | None = None
    first_low: float | None = None
    first_high: float | None = None
    rank: float | None = None
    mu: float | None = None
    mu_star: float | None = None
    mu_star_margin: float | None = None
    sigma: float | None = None

    @property
    def weight(self) -> float:
        """What parameters are ordered by."""
        return next(v for v in (self.mu_star, self.total, 0.0) if v is not None)


@dataclass(frozen=True)
class Analysis:
    """The indices of one outcome, the largest first, and what they were made from.

    ``used`` and ``dropped`` count blocks of a plan, else trials. ``explained`` is the share of
    the variance that a fit predicts in trials it has not seen. ``note`` says why there is nothing.
    """

    outcome: str
    method: Method
    used: int
    dropped: int
    parameters: tuple[Sensitivity, ...] = ()
    groups: Mapping[str, tuple[Sensitivity, ...]] = field(default_factory=dict)
    explained: float | None = None
    note: str = ""


def analyze(study: Study, outcome: str, values: NDArray[Any]) -> Analysis:
    """Indices of an outcome by the method that the trials of the study allow.

    Parameters
    ----------
    study : whose trials they are
    outcome : its name
    values : the outcome in every trial, in order; NaN where a trial is not complete
    """
    method = _METHODS.get(study.sampler, "fit")
    if not is_sample(study):
        return Analysis(outcome, method, 0, 0, note="the trials are no sample of the uncertainty")
    size = block_size(study)
    blocks = values[: len(values) // size * size].reshape(-1, size)
    whole = _finite_rows(blocks)
    used = int(whole.sum())
    base = Analysis(outcome, method, used, len(blocks) - used)
    least = LEAST_BLOCKS.get(method, LEAST_TRIALS)
    if used < least:
        what = "trials" if method == "fit" else f"blocks of {size} trials"
        return replace(base, note=f"needs at least {least} complete {what}, has {used}")
    kept = blocks[whole].ravel()
    if kept.max() - kept.min() <= _ROUNDING * max(abs(kept.max()), abs(kept.min())):
        return replace(base, note="the outcome does not vary")
    if method == "sobol":
        return _sobol(base, study, kept)
    if method == "morris":
        return _morris(base, study, whole, kept)
    return _fit(base, study, whole, kept)


def _finite_rows(blocks: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    return np.asarray(np.isfinite(blocks).all(axis=1))


def _ordered(parts: Iterable[Sensitivity]) -> tuple[Sensitivity, ...]:
    return tuple(sorted(parts, key=lambda part: -part.weight))


def _members(study: Study, kind: str) -> dict[str, list[int]]:
    """Positions of the uncertain parameters by source or by mark."""
    found: dict[str, list[int]] = {}
    for position, key in enumerate(study.uncertain):
        found.setdefault(group_label(study, key, kind), []).append(position)
    return found


def _sobol(base: Analysis, study: Study, values: NDArray[Any]) -> Analysis:
    """Sobol indices of whole Saltelli blocks; intervals from blocks drawn with replacement.

    Source
    ------
    Saltelli et al., Variance based sensitivity analysis of model output, 2010, as SALib has it.
    """
    from SALib.analyze import sobol

    found = sobol.analyze(
        salib_problem(study), values, calc_second_order=False,
        num_resamples=_RESAMPLES, conf_level=CONFIDENCE, keep_resamples=True,
        seed=study.seed + 1,  # SALib takes 0 for no seed
    )  # fmt: skip
    names = factors(study)

    def part(name: str, places: Sequence[int]) -> Sensitivity:
        """Sums over a group: its first order is at least, its total at most so much."""
        first, total = (float(found[key][list(places)].sum()) for key in ("S1", "ST"))
        margins = [
            (found[f"{key}_conf_all"][:, list(places)].sum(axis=1).std(ddof=1)) * _deviations()
            for key in ("S1", "ST")
        ]
        low, high = _interval(total, float(margins[1]))
        first_low, first_high = _interval(first, float(margins[0]))
        return Sensitivity(
            name, first, total if len(places) == 1 else min(total, 1.0), low, high,
            first_low, first_high,
        )  # fmt: skip

    groups = {}
    if not study.sensitivity.groups:
        groups = {kind: _grouped(study, kind, part) for kind in GROUPINGS}
    parameters = _ordered(part(name, [place]) for place, name in enumerate(names))
    return replace(base, parameters=parameters, groups=groups)


def _grouped(
    study: Study, kind: str, part: Callable[[str, Sequence[int]], Sensitivity]
) -> tuple[Sensitivity, ...]:
    return _ordered(part(name, places) for name, places in _members(study, kind).items())


def _deviations() -> float:
    """Half the width of the interval of a normal, in deviations."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(1.0 - _TAIL)


def _interval(value: float, margin: float) -> tuple[float, float]:
    """The part of value +- margin where an index can lie."""
    low, high = (min(max(value + sign * margin, 0.0), 1.0) for sign in (-1.0, 1.0))
    return low, high


def _morris(base: Analysis, study: Study, whole: NDArray[Any], values: NDArray[Any]) -> Analysis:
    """Elementary effects over whole trajectories.

    Source
    ------
    Morris, Factorial sampling plans, 1991; Campolongo et al., An effective screening design, 2007,
    as SALib has them.
    """
    import numpy as np
    from SALib.analyze import morris

    size = block_size(study)
    points = block_points(study, len(whole) * size)[np.repeat(whole, size)]
    found = morris.analyze(
        salib_problem(study), points, values, num_resamples=_RESAMPLES,
        conf_level=CONFIDENCE, num_levels=MORRIS_LEVELS, seed=study.seed + 1,
    )  # fmt: skip
    columns = zip(
        *(found[key] for key in ("names", "mu", "mu_star", "mu_star_conf", "sigma")), strict=True
    )
    parts = [
        Sensitivity(
            str(name),
            mu=None if study.sensitivity.groups else float(mu),
            mu_star=float(size_of), mu_star_margin=float(margin), sigma=_number(sigma),
        )
        for name, mu, size_of, margin, sigma in columns
    ]  # fmt: skip
    return replace(base, parameters=_ordered(parts))


def _number(value: Any) -> float | None:
    """A float, or None for what is masked or no number."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _fit(base: Analysis, study: Study, whole: NDArray[Any], values: NDArray[Any]) -> Analysis:
    """Shares of the variance of a sparse polynomial; what it leaves may belong to any parameter."""
    import numpy as np
    from scipy.stats import spearmanr

    from optdesign.exploration.sensitivity.surrogate import fit_surrogate, resampled_coefficients

    points = study_points(study, len(whole))[whole]
    found = fit_surrogate(points, values)
    stream = (_STREAM, study.seed)
    drawn = resampled_coefficients(found, points, values, resamples=_RESAMPLES, stream=stream)
    rest = 1.0 - found.explained

    def part(name: str, places: Sequence[int]) -> Sensitivity:
        ends = [
            np.quantile([index(places, c) for c in drawn], (_TAIL, 1.0 - _TAIL))
            for index in (found.first_order, found.total)
        ]
        rank = None
        if len(places) == 1 and base.used > 2:
            rank = _number(spearmanr(points[:, places[0]], values).statistic)
        return Sensitivity(
            name, found.first_order(places), found.total(places),
            float(ends[1][0]), min(float(ends[1][1]) + rest, 1.0),
            float(ends[0][0]), min(float(ends[0][1]) + rest, 1.0), rank,
        )  # fmt: skip

    parameters = _ordered(part(key, [place]) for place, key in enumerate(study.uncertain))
    groups = {kind: _grouped(study, kind, part) for kind in GROUPINGS}
    return replace(base, parameters=parameters, groups=groups, explained=found.explained)
