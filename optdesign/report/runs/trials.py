"""The trials of a stored study: columns of its table, and the samples of its outcomes."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from optdesign.errors import ResultError

DISTRIBUTIONS = "distributions.csv"
_TRIALS = "trials.parquet"


@dataclass(frozen=True)
class Column:
    """A column of the table of trials: finite numbers, texts, None for what is missing."""

    unit: str
    values: Sequence[float | str | None]

    @property
    def numbers(self) -> list[float | None]:
        """The numbers alone."""
        return [None if isinstance(value, str) else value for value in self.values]


def read_trials(folder: Path, keys: Sequence[str]) -> dict[str, Column]:
    """Columns ``key`` or ``key [unit]`` of a study's trials; those that there are.

    Raises
    ------
    ResultError
        if there is a table that cannot be read.
    """
    path = folder / _TRIALS
    if not path.is_file():
        return {}
    from pyarrow import ArrowException, parquet

    try:
        known = {
            str(name).partition(" [")[0]: str(name) for name in parquet.read_schema(path).names
        }
        names = {key: known[key] for key in keys if key in known}
        table = parquet.read_table(path, columns=list(names.values()))
        cells = {key: table.column(name).to_pylist() for key, name in names.items()}
    except (OSError, ValueError, ArrowException) as error:
        raise ResultError(f"{path} | must be the trials of a study | {error!s:.100}") from error
    return {
        key: Column(names[key].partition(" [")[2].removesuffix("]") or "1",
                    [_cell(value) for value in values])
        for key, values in cells.items()
    }  # fmt: skip


def read_answers(
    folder: Path, keys: Sequence[str], others: Sequence[str] = ()
) -> dict[str, Column]:
    """Columns of trials as `read_trials` has them, ``keys`` with values of complete trials only.

    One that failed its verification has values in the table too, but they are no answer.
    """
    columns = read_trials(folder, ["status", *keys, *others])
    if "status" not in columns:
        return columns
    known = [status == "complete" for status in columns["status"].values]
    for key in set(keys) & columns.keys():
        column = columns[key]
        values = [v if here else None for v, here in zip(column.values, known, strict=True)]
        columns[key] = Column(column.unit, values)
    return columns


def _cell(value: object) -> float | str | None:
    if isinstance(value, str):
        return value
    plain = isinstance(value, float | int) and math.isfinite(value)
    return float(value) if plain else None  # type: ignore[arg-type]


def read_distributions(folder: Path) -> dict[str, list[float]]:
    """The values of each outcome over complete trials, in order and in stored units.

    Raises
    ------
    ResultError
        if there is a table of distributions that cannot be read.
    """
    path = folder / DISTRIBUTIONS
    if not path.is_file():
        return {}
    found: dict[str, list[float]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                value = float(row["value"])
                if not math.isfinite(value):
                    raise ValueError(f"{value} is no value of an outcome")
                found.setdefault(row["outcome"], []).append(value)
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise ResultError(
            f"{path} | must be the distributions of a study | {reason!s:.100}"
        ) from error
    return {key: sorted(values) for key, values in found.items()}
