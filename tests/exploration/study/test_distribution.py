"""Inverse cumulative functions against scipy, and the statistics of samples."""

from __future__ import annotations

import math

import numpy as np
import optuna
import pytest
import scipy.stats
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optdesign.exploration.statistics import (
    mean_estimate,
    quantile_estimate,
    separation,
    share_estimate,
)
from optdesign.exploration.study.distribution import Distribution, default_kind
from optdesign.exploration.study.sampling import random_points, sobol_points

LOW, MODE, HIGH = 2.0, 3.0, 70.0
PROBABILITIES = np.linspace(0.0, 1.0, 101)


def reference(kind: str) -> scipy.stats.rv_continuous:
    if kind == "uniform":
        return scipy.stats.uniform(LOW, HIGH - LOW)
    if kind == "triangular":
        return scipy.stats.triang((MODE - LOW) / (HIGH - LOW), LOW, HIGH - LOW)
    if kind == "normal":
        deviation = (HIGH - LOW) / 4
        ends = ((LOW - MODE) / deviation, (HIGH - MODE) / deviation)
        return scipy.stats.truncnorm(*ends, loc=MODE, scale=deviation)
    deviation = math.log(HIGH / LOW) / 4
    ends = (math.log(LOW / MODE) / deviation, math.log(HIGH / MODE) / deviation)
    return scipy.stats.truncnorm(*ends, loc=math.log(MODE), scale=deviation)


@pytest.mark.parametrize("kind", ["uniform", "triangular", "normal", "lognormal"])
def test_quantiles_are_those_of_scipy(kind: str) -> None:
    found = [Distribution(kind, LOW, HIGH, MODE).quantile(p) for p in PROBABILITIES]
    expected = reference(kind).ppf(PROBABILITIES)
    expected = np.exp(expected) if kind == "lognormal" else expected
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(["uniform", "triangular", "normal", "lognormal"]),
    ends=st.tuples(*[st.floats(1e-6, 1e6)] * 3).map(sorted),
    probabilities=st.tuples(*[st.floats(0.0, 1.0)] * 2).map(sorted),
)
def test_quantiles_rise_and_never_leave_the_range(kind, ends, probabilities) -> None:  # type: ignore[no-untyped-def]
    low, mode, high = ends
    if high <= low * (1 + 1e-9):
        return
    first, last = (Distribution(kind, low, high, mode).quantile(p) for p in probabilities)
    assert low <= first <= last * (1 + 1e-12)
    assert last <= high


def test_a_range_of_more_than_a_decade_is_lognormal() -> None:
    kinds = [default_kind(*ends) for ends in ((1.0, 10.0), (1.0, 10.1), (0.0, 9.0), (-1.0, 99.0))]
    assert kinds == ["triangular", "lognormal", "triangular", "triangular"]


@pytest.mark.parametrize(("dimension", "seed"), [(1, 0), (3, 5)])
def test_sobol_points_are_those_of_optuna(dimension: int, seed: int) -> None:
    space = {f"x{n}": optuna.distributions.FloatDistribution(0.0, 1.0) for n in range(dimension)}
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with pytest.warns(optuna.exceptions.ExperimentalWarning):
        sampler = optuna.samplers.QMCSampler(scramble=True, seed=seed)
    study = optuna.create_study(sampler=sampler)
    # The sampler takes its space from a first trial.
    first = dict.fromkeys(space, 0.5)
    study.add_trial(optuna.trial.create_trial(params=first, distributions=space, value=0.0))
    expected = [list(study.ask(space).params.values()) for _ in range(20)]
    np.testing.assert_array_equal(sobol_points(20, dimension, seed), expected)


@pytest.mark.parametrize("points", [sobol_points, random_points])
def test_a_point_does_not_depend_on_how_many_there_are(points) -> None:  # type: ignore[no-untyped-def]
    many = points(37, 4, 9)
    for count in (1, 2, 20):
        np.testing.assert_array_equal(points(count, 4, 9), many[:count])
    assert not np.array_equal(many, points(37, 4, 10))


def test_intervals_of_quantiles_cover_as_often_as_they_say() -> None:
    generator = np.random.default_rng(3)
    for probability in (0.05, 0.5, 0.95):
        true = scipy.stats.expon.ppf(probability)
        covered = 0
        for _ in range(400):
            found = quantile_estimate(list(generator.exponential(size=60)), probability)
            low = -math.inf if found.low is None else found.low
            covered += low <= true <= (math.inf if found.high is None else found.high)
        assert covered / 400 >= 0.93


def test_shares_have_exact_intervals() -> None:
    found, expected = share_estimate(3, 20), scipy.stats.binomtest(3, 20).proportion_ci()
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert (share_estimate(0, 5).low, share_estimate(5, 5).high) == (0.0, 1.0)
    unsure = share_estimate(3, 20, unknown=4)
    assert unsure.value == found.value
    assert unsure.low == pytest.approx(scipy.stats.binomtest(3, 24).proportion_ci().low)
    assert unsure.high == pytest.approx(scipy.stats.binomtest(7, 24).proportion_ci().high)


def test_a_mean_has_the_same_interval_for_the_same_seed() -> None:
    sample = list(np.random.default_rng(1).normal(5.0, 2.0, 100))
    found = mean_estimate(sample, 3)
    assert found == mean_estimate(sample, 3)
    half = 1.96 * float(np.std(sample)) / 10
    assert found.low == pytest.approx(found.value - half, rel=0.02)
    assert found.high == pytest.approx(found.value + half, rel=0.02)


def test_separation_counts_pairs() -> None:
    inside, outside = [1.0, 2.0, 2.0, 5.0], [2.0, 6.0]
    pairs = [math.copysign(1, b - a) if a != b else 0 for a in inside for b in outside]
    assert separation(inside, outside) == pytest.approx(sum(pairs) / len(pairs))
    assert separation([1.0, 2.0], [3.0]) == 1.0
