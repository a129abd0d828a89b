"""How far each parameter alone moves the objective: by shadow prices, by solving, by the trials.

The prices of the nominal solve are exact for small changes and are stretched to the ends of the
range; solving again at each end is exact there; the slope over all trials tells what is left of
either when everything else varies too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optdesign.exploration.study.blocks import is_sample
from optdesign.exploration.study.distribution import Distribution
from optdesign.exploration.study.sampling import nominal_value
from optdesign.exploration.trials.evaluation import Trial
from optdesign.exploration.trials.result import outcome_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optdesign.exploration.trials.result import StudyResult

_PERCENT = 100.0
_SPARE_TRIALS = 2
# Standard errors beyond which a slope is no noise, nineteen times in twenty.
_CERTAIN = 2.0
# A change below this share of the objective is rounding.
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Swing:
    """Changes of the objective [SI] when one parameter goes from nominal to low and to high.

    ``priced`` from shadow prices, ``solved`` by solving again, ``fitted`` by linear regression
    over the trials; a pair of low and high, None where a method has no answer.
    """

    parameter: str
    nominal: float | str
    low: float | str
    high: float | str
    priced: tuple[float | None, float | None] = (None, None)
    solved: tuple[float | None, float | None] = (None, None)
    fitted: tuple[float | None, float | None] = (None, None)

    @property
    def width(self) -> float:
        """The largest change: as solved, else as priced, else as fitted."""
        for pair in (self.solved, self.priced, self.fitted):
            found = [abs(change) for change in pair if change is not None]
            if found:
                return max(found)
        return 0.0


def swings(result: StudyResult) -> list[Swing]:
    """What each uncertain parameter does to the objective, the largest change first."""
    if not is_sample(result.study):
        return []
    nominal = result.nominal
    stored = {} if nominal is None else {trial.index: trial for trial in nominal.trials}
    slopes = _slopes(result)
    found = []
    for place, key in enumerate(result.study.uncertain):
        first = 1 + 2 * place
        low, high = _ends(result.study.uncertain[key])
        middle = nominal_value(result.study, key)
        found.append(
            Swing(
                key, middle, low, high,
                priced=(_priced(stored.get(0), key, middle, low),
                        _priced(stored.get(0), key, middle, high)),
                solved=(_solved(stored, first), _solved(stored, first + 1)),
                fitted=(_fitted(slopes, key, middle, low), _fitted(slopes, key, middle, high)),
            )
        )  # fmt: skip
    return sorted(found, key=lambda swing: -swing.width)


def _ends(found: Distribution) -> tuple[float | str, float | str]:
    """The ends of a range; the first and the last value of a discrete one."""
    if found.kind == "discrete":
        return found.values[0], found.values[-1]
    return found.low, found.high


def notable_swings(result: StudyResult) -> list[Swing]:
    """The swings that are more than rounding, the largest first."""
    least = _ROUNDING * abs(nominal_objective(result) or 0.0)
    return [swing for swing in swings(result) if swing.width > least]


def nominal_objective(result: StudyResult) -> float | None:
    """The objective of the nominal case, SI; None if it has no answer."""
    trial = None if result.nominal is None else result.nominal.trials[0]
    return trial.objective if trial is not None and trial.status == "complete" else None


def _priced(nominal: Trial | None, key: str, middle: float | str, end: float | str) -> float | None:
    """The price per +1 %, times the per cent from the nominal value to the end."""
    if nominal is None or nominal.status != "complete":
        return None
    if isinstance(middle, str) or isinstance(end, str) or not middle:
        return None
    # Prices of zero are not listed, but are prices; without any the solver gives none.
    if not nominal.prices:
        return None
    return nominal.prices.get(key, 0.0) * _PERCENT * (end / middle - 1.0)


def _solved(stored: Mapping[int, Trial], index: int) -> float | None:
    trials = [stored.get(place) for place in (0, index)]
    values = [t.objective for t in trials if t is not None and t.status == "complete"]
    if len(values) < 2 or values[0] is None or values[1] is None:
        return None
    return values[1] - values[0]


@dataclass(frozen=True)
class _Slope:
    """Change of the objective per unit of a parameter, or of its logarithm."""

    value: float
    logarithmic: bool


def _slopes(result: StudyResult) -> dict[str, _Slope]:
    """Linear regression of the objective on all parameters, or on each if trials are too few."""
    import numpy as np

    uncertain = {
        k: found for k, found in result.study.uncertain.items() if _is_number(found.values)
    }
    objective = result.study.case.objective
    values = outcome_values(result, objective)
    usable = np.isfinite(values)
    if not uncertain or usable.sum() < 1 + _SPARE_TRIALS:
        return {}
    columns, scales = [np.ones(int(usable.sum()))], []
    for key, found in uncertain.items():
        column = np.array([float(task.sampled[key]) for task in result.tasks])[usable]
        column = np.log(column) if found.kind == "lognormal" else column
        scale = float(np.ptp(column)) or 1.0
        scales.append(scale)
        columns.append((column - column.mean()) / scale)
    if usable.sum() < len(columns) + _SPARE_TRIALS:
        fitted = np.array([_slope(column, values[usable]) for column in columns[1:]])
    else:
        fitted = np.linalg.lstsq(np.column_stack(columns), values[usable], rcond=None)[0][1:]
    return {
        key: _Slope(float(slope) / scale, found.kind == "lognormal")
        for (key, found), slope, scale in zip(uncertain.items(), fitted, scales, strict=True)
        if math.isfinite(slope)
    }


def _slope(column: NDArray[Any], values: NDArray[Any]) -> float:
    """Slope over one parameter alone; not a number if it may be noise, what the others do."""
    square = float(column @ column)
    slope = float(column @ values) / square if square > 0 else 0.0
    rest = values - values.mean() - slope * column
    error = math.sqrt(float(rest @ rest) / (len(values) - 2) / square) if square > 0 else 0.0
    return slope if abs(slope) > _CERTAIN * error else math.nan


def _is_number(values: tuple[Any, ...]) -> bool:
    return not any(isinstance(value, str) for value in values)


def _fitted(
    slopes: Mapping[str, _Slope], key: str, middle: float | str, end: float | str
) -> float | None:
    slope = slopes.get(key)
    if slope is None or isinstance(middle, str) or isinstance(end, str):
        return None
    if not slope.logarithmic:
        return slope.value * (end - middle)
    return slope.value * math.log(end / middle) if middle > 0 else None
