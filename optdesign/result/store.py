"""Stored solves: writing and reading them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from optdesign.errors import ResultError
from optdesign.problem import case_digest
from optdesign.result.context import write_context
from optdesign.result.document import document
from optdesign.result.execute import Result
from optdesign.result.folders import RESULT_FILE, new_folder, run_folders
from optdesign.result.reading import read_json, validated

Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Part(BaseModel):
    """A part of a document that is used as it was read: nothing is converted."""

    model_config = ConfigDict(strict=True)


class _Objective(_Part):
    name: str
    value: Finite | None
    unit: str


class _Provenance(_Part):
    started: str


class _Document(_Part):
    """What every reader of a stored document relies on."""

    problem: str
    status: str
    objective: _Objective
    bound: Finite | None
    gap: Finite | None
    provenance: _Provenance


@dataclass(frozen=True)
class Run:
    """A stored run: its name, its folder and its document."""

    name: str
    folder: Path
    document: dict[str, Any]


def store(result: Result, results: Path) -> Path:
    """Write JSON, and each table as CSV and Parquet, to a new folder; returns the folder.

    Raises
    ------
    ResultError
        if the folder cannot be written.
    """
    stamp = result.provenance.started.translate(str.maketrans("", "", "-:"))[:15]
    name = f"{result.case.problem.name}-{stamp}-{case_digest(result.case)[:6]}"
    return new_folder(results, name, lambda folder: _write(result, folder))


def _write(result: Result, folder: Path) -> None:
    found = document(result)
    text = json.dumps(found, indent=1, allow_nan=False, ensure_ascii=False)
    (folder / RESULT_FILE).write_text(text + "\n", encoding="utf-8")
    numbers = {**found["levers"], **found["outcomes"]}
    outcomes = {f"{key} [{part['unit']}]": part["value"] for key, part in numbers.items()}
    for name, rows in {"outcomes": [outcomes], **found["tables"]}.items():
        _write_table(rows, folder / name)
    write_context(result.case, folder)


def _write_table(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Rows as CSV and Parquet.

    Arrow reads the CSV: of Python's objects it would make arrays with the help of pandas, which
    takes longer to load than all tables take to write.
    """
    from pyarrow import BufferReader, parquet
    from pyarrow.csv import ConvertOptions, ParseOptions, read_csv

    names = list(dict.fromkeys(name for row in rows for name in row))
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names or ["-"])
    writer.writerows([row.get(name) for name in names] for row in rows)
    content = text.getvalue().encode()
    path.with_suffix(".csv").write_bytes(content)
    types = {name: _arrow_type([row.get(name) for row in rows]) for name in names}
    options = ConvertOptions(column_types=types, strings_can_be_null=True)
    parsing = ParseOptions(newlines_in_values=True)
    table = read_csv(BufferReader(content), parse_options=parsing, convert_options=options)
    parquet.write_table(table, path.with_suffix(".parquet"))


def _arrow_type(values: Sequence[object]) -> Any:
    import pyarrow

    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pyarrow.bool_()
    if kinds == {int}:
        return pyarrow.int64()
    return pyarrow.float64() if kinds <= {int, float} else pyarrow.string()


def list_runs(results: Path) -> tuple[list[Run], list[str]]:
    """All stored runs, oldest first, and a line for each folder that cannot be read."""
    runs, faults = [], []
    for folder in sorted(run_folders(results, RESULT_FILE).values()):
        try:
            runs.append(read_run(folder))
        except ResultError as error:
            faults.append(str(error))
    return sorted(runs, key=lambda run: str(run.document["provenance"]["started"])), faults


def read_run(folder: Path) -> Run:
    """The run stored in a folder.

    Raises
    ------
    ResultError
        if its document is damaged.
    """
    path = folder / RESULT_FILE
    found = read_json(path)
    validated(path, found, _Document)
    return Run(folder.name, folder, found)
