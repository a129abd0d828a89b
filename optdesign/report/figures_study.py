"""Figures of a study: the distribution of an outcome, and the probability of meeting a value."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optdesign.errors import ResultError
from optdesign.exploration.statistics import CONFIDENCE
from optdesign.exploration.trials.result import QUANTILES, StudyResult
from optdesign.report.figures_plans import plan_figures
from optdesign.report.figures_sensitivity import indices_figure, parallel_figure, tornado_figure
from optdesign.report.figures_sweep import sweep_figures
from optdesign.units import format_number, from_si

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DOTS_PER_INCH = 150
_LEAST_TRIALS = 3
# A spread below this share of the median is rounding, not a distribution.
_ROUNDING = 1e-6


def write_study_figures(result: StudyResult) -> list[Path]:
    """Draw outcomes that vary and what drives them into the folder of the study.

    Raises
    ------
    ResultError
        if the folder cannot be written.
    """
    written = []
    for name, draw in _figures(result).items():
        figure = draw()
        if figure is None:
            continue
        path, unfinished = (result.folder / f"{dot}{name}.png" for dot in ("", "."))
        try:
            figure.savefig(unfinished, format="png", dpi=_DOTS_PER_INCH)
            os.replace(unfinished, path)
        except OSError as error:
            reason = str(error.strerror or error).lower()
            raise ResultError(
                f"{result.folder} | must be a folder that can be written | {reason}"
            ) from error
        written.append(path)
    return written


def _figures(result: StudyResult) -> dict[str, Callable[[], Figure | None]]:
    """What draws each figure, by the name of its file."""
    if result.study.sweep is not None:
        return sweep_figures(result)
    if result.study.search is not None or result.study.robust is not None:
        return plan_figures(result)
    first, names = result.analyses[0], {key: _file_name(key) for key in result.study.outcomes}
    return {
        **{name: partial(distribution_figure, result, key) for key, name in names.items()},
        **{
            f"sensitivity-{names[found.outcome]}": partial(indices_figure, result, found)
            for found in result.analyses
        },
        "parallel": partial(parallel_figure, result, first),
        "tornado": partial(tornado_figure, result),
    }


def _file_name(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "-", key)


def distribution_figure(result: StudyResult, outcome: str) -> Figure | None:
    """Histogram with quantiles above, probability of meeting any value with its band below.

    Parameters
    ----------
    result : of a study
    outcome : key of one of its outcomes

    Returns
    -------
    Figure or None
        None if too few trials are complete or the outcome does not vary
    """
    unit = result.study.case.problem.outcomes[outcome].unit
    sample = sorted(from_si(value, unit) for value in result.sample(outcome))
    if len(sample) < _LEAST_TRIALS or sample[-1] - sample[0] <= _ROUNDING * abs(sample[0]):
        return None
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 6.5), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1.0, 1.2))
    counts = f"{len(sample)} of {len(result.trials)} trials complete"
    figure.suptitle(f"{_words(outcome)} in {result.study.name}, {counts}")
    _histogram(upper, result, outcome, sample)
    _probability(lower, result, outcome, sample)
    lower.set_xlabel(f"{_words(outcome)} [{unit}]" if unit != "1" else _words(outcome))
    return figure


def _words(key: str) -> str:
    return key.replace("_", " ")


def _histogram(panel: Any, result: StudyResult, outcome: str, sample: Sequence[float]) -> None:
    unit = result.study.case.problem.outcomes[outcome].unit
    bins = max(5, min(40, round(2 * math.sqrt(len(sample)))))
    panel.hist(sample, bins=bins, color="0.8", edgecolor="0.6")
    for position, name in enumerate(QUANTILES):
        estimate = result.estimates[outcome][name]
        ends = (estimate.low, estimate.high)
        low, high = (None if end is None else from_si(end, unit) for end in ends)
        label = f"{name} {format_number(from_si(estimate.value, unit))}"
        panel.axvline(from_si(estimate.value, unit), color=f"C{position}", label=label)
        # An end that the sample cannot give is drawn at the end of the sample.
        band = (sample[0] if low is None else low, sample[-1] if high is None else high)
        panel.axvspan(*band, color=f"C{position}", alpha=0.12, linewidth=0)
    panel.set_ylabel("trials")
    panel.legend(title=f"quantile, {CONFIDENCE:.0%} band", frameon=False)


def _probability(panel: Any, result: StudyResult, outcome: str, sample: Sequence[float]) -> None:
    """Share of all trials that meet each value, with the band of Clopper and Pearson."""
    import numpy as np
    from scipy.stats import beta

    study = result.study
    best = study.case.problem.outcomes[outcome].sense
    rising = best != "max"
    known = result.count("complete") + result.count("infeasible")
    total, unknown = len(result.trials), result.count("failed")
    hits = np.arange(1, len(sample) + 1) if rising else np.arange(len(sample), 0, -1)
    tail = (1.0 - CONFIDENCE) / 2.0
    low = beta.ppf(tail, hits, total - hits + 1)
    most = hits + unknown
    high = np.where(most < total, beta.ppf(1.0 - tail, most + 1, np.maximum(total - most, 1)), 1.0)
    where = "post" if rising else "pre"
    panel.fill_between(sample, low, high, step=where, color="C0", alpha=0.15, linewidth=0)
    panel.step(sample, hits / known, where=where, color="C0")
    for threshold in study.thresholds:
        if threshold.outcome == outcome and (threshold.sense == "<=") == rising:
            unit = study.case.problem.outcomes[outcome].unit
            value, chance = from_si(threshold.value, unit), result.probability(threshold).value
            panel.plot([value], [chance], "o", color="C3")
            panel.annotate(
                f"{chance:.0%}",
                (value, chance),
                xytext=(6, -12 if rising else 6),
                textcoords="offset points",
            )
    panel.set_ylim(0.0, 1.02)
    panel.set_ylabel(f"probability of {'at most' if rising else 'at least'}")
    panel.grid(alpha=0.3)
