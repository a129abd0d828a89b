"""Writing what a study found into its folder: Parquet of trials, CSV of summaries, JSON."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from optdesign.errors import StudyError
from optdesign.exploration.output.document import study_document
from optdesign.exploration.output.table import (
    distribution_table,
    probability_table,
    summary_table,
    trial_table,
)
from optdesign.exploration.robust.comparison import chosen_trials
from optdesign.exploration.robust.document import candidate_table
from optdesign.exploration.search.document import best_table
from optdesign.exploration.sensitivity.document import sensitivity_table
from optdesign.exploration.sweep.document import switch_table
from optdesign.exploration.tornado.document import tornado_table
from optdesign.exploration.trials.result import StudyResult
from optdesign.result.context import write_context
from optdesign.result.folders import STUDY_FILE
from optdesign.textfile import write_whole

if TYPE_CHECKING:
    import pandas as pd


def store_study(result: StudyResult) -> list[Path]:
    """Write the files of a study, each whole; returns their paths.

    Raises
    ------
    StudyError
        if the folder cannot be written.
    """
    frames = _frames(result)
    parquet = BytesIO()
    trial_table(result).to_parquet(parquet, index=False)
    text = json.dumps(study_document(result), indent=1, allow_nan=False, ensure_ascii=False)
    files: dict[str, str | bytes] = {
        "trials.parquet": parquet.getvalue(),
        **{f"{name}.csv": frame.to_csv(index=False) for name, frame in frames.items()},
        STUDY_FILE: f"{text}\n",
    }
    try:
        for name, content in files.items():
            write_whole(result.folder / name, content)
        write_context(result.study.case, result.folder)
    except OSError as error:
        reason = str(error.strerror or error).lower()
        raise StudyError(
            f"{result.folder} | must be a folder that can be written | {reason}"
        ) from error
    return [result.folder / name for name in files]


def _frames(result: StudyResult) -> dict[str, pd.DataFrame]:
    """The tables of a study by the name of their file."""
    study = result.study
    if study.sweep is not None:
        return {"points": trial_table(result), "switches": switch_table(result)}
    if study.search is not None:
        return {"best": best_table(result)}
    if study.robust is not None:
        return {"candidates": candidate_table(result), **_samples(chosen_trials(result))}
    return {
        **_samples(result),
        "sensitivity": sensitivity_table(study, result.analyses),
        "tornado": tornado_table(result),
    }


def _samples(result: StudyResult) -> dict[str, pd.DataFrame]:
    return {
        "summary": summary_table(result),
        "probabilities": probability_table(result),
        "distributions": distribution_table(result),
    }
