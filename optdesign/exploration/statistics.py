"""Statistics of samples with honest intervals: plain numbers in, plain numbers out.

Intervals have a confidence of 95 %, and treat points as independent; those of a Sobol sequence
spread more evenly, so that their intervals are on the wide side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

CONFIDENCE = 0.95
_RESAMPLES = 2000
_BOOTSTRAP_STREAM = 2
_TAIL = (1.0 - CONFIDENCE) / 2.0


@dataclass(frozen=True)
class Estimate:
    """A number with its interval; an end that the sample cannot give is None."""

    value: float
    low: float | None
    high: float | None


def quantile_estimate(values: Sequence[float], probability: float) -> Estimate:
    """A quantile with the interval between two order statistics, whatever the distribution.

    Parameters
    ----------
    values : finite numbers, at least one
    probability : [1], (0, 1)

    Returns
    -------
    Estimate in the unit of the values; ends are None where too few values lie beyond

    Source
    ------
    David and Nagaraja, Order Statistics, section 7.1: the number of values below a quantile is
    binomial.
    """
    import numpy as np
    from scipy.stats import binom

    ordered = np.sort(np.asarray(values, dtype=float))
    count = len(ordered)
    lower = int(binom.ppf(_TAIL, count, probability))
    upper = int(binom.ppf(1.0 - _TAIL, count, probability)) + 1
    return Estimate(
        float(np.quantile(ordered, probability)),
        float(ordered[lower - 1]) if lower >= 1 else None,
        float(ordered[upper - 1]) if upper <= count else None,
    )


def mean_estimate(values: Sequence[float], seed: int) -> Estimate:
    """The mean, with the percentile interval of a seeded bootstrap."""
    import numpy as np

    sample = np.asarray(values, dtype=float)
    mean = float(np.mean(sample))
    if len(sample) < 2:
        return Estimate(mean, None, None)
    generator = np.random.default_rng([_BOOTSTRAP_STREAM, seed])
    means = [
        float(np.mean(sample[generator.integers(0, len(sample), len(sample))]))
        for _ in range(_RESAMPLES)
    ]
    low, high = np.quantile(means, [_TAIL, 1.0 - _TAIL])
    return Estimate(mean, float(low), float(high))


def share_estimate(hits: int, count: int, unknown: int = 0) -> Estimate:
    """A probability from hits among trials, with the exact interval of Clopper and Pearson.

    Trials of unknown answer take no part in the value; the interval reaches from none of them
    being a hit to all of them being one.

    Parameters
    ----------
    hits, count : [1], 0 <= hits <= count
    unknown : [1], further trials without an answer, >= 0
    """
    from scipy.stats import beta

    total = count + unknown
    low, high, best = 0.0, 1.0, hits + unknown
    if hits > 0:
        low = float(beta.ppf(_TAIL, hits, total - hits + 1))
    if best < total:
        high = float(beta.ppf(1.0 - _TAIL, best + 1, total - best))
    return Estimate(hits / count if count else math.nan, low, high)


def separation(inside: Sequence[float], outside: Sequence[float]) -> float:
    """How well one number tells two groups apart: 0 not at all, 1 (or -1) completely.

    Twice the probability that a value outside exceeds one inside, less one; positive if those
    outside are the greater.
    """
    from scipy.stats import mannwhitneyu

    if not inside or not outside:
        return 0.0
    statistic = mannwhitneyu(outside, inside, method="asymptotic").statistic
    return float(2.0 * statistic / (len(inside) * len(outside)) - 1.0)


def chance_separation(inside: int, outside: int, tried: int) -> float:
    """The separation that chance exceeds for any of so many numbers one time in twenty.

    Of the Mann-Whitney statistic's normal limit, the chance shared among all numbers tried.
    """
    spread = math.sqrt((inside + outside + 1) / (3.0 * inside * outside))
    return NormalDist().inv_cdf(1.0 - (1.0 - CONFIDENCE) / 2.0 / tried) * spread
