"""Stored runs: one folder each, written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from optdesign.errors import ResultError, suggestion
from optdesign.problem import case_digest
from optdesign.result.context import write_context
from optdesign.result.document import document
from optdesign.result.execute import Result
from optdesign.textfile import describe_faults

RESULT_FILE = "result.json"
_UNFINISHED = ".writing-"
_ABANDONED = 86_400.0
MAX_DOCUMENT = 200_000_000


Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Objective(BaseModel):
    name: str
    value: Finite | None
    unit: str


class _Provenance(BaseModel):
    started: str


class _Document(BaseModel):
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


def check_folder(results: Path) -> None:
    """Refuse a place where runs cannot be stored, before anything is solved or written.

    Raises
    ------
    ResultError
        if the path, or the nearest that exists above it, is no folder that can be written.
    """
    try:
        existing = next((path for path in (results, *results.parents) if path.exists()), results)
        reason = "" if existing.is_dir() else "it is not a folder"
        if not reason and not os.access(existing, os.W_OK | os.X_OK):
            reason = "permission denied"
    except OSError as error:
        reason = str(error.strerror).lower()
    except ValueError as error:
        reason = str(error)
    if reason:
        raise _unwritable(results, reason)


def _unwritable(results: Path, reason: str) -> ResultError:
    return ResultError(
        f"{results!s:.200} | must be a folder that can be written, {reason} | "
        "choose another with --results"
    )


def store(result: Result, results: Path) -> Path:
    """Write JSON, and each table as CSV and Parquet, to a new folder; returns the folder.

    The folder appears under its name only when complete.

    Raises
    ------
    ResultError
        if the folder cannot be written.
    """
    stamp = result.provenance.started.translate(str.maketrans("", "", "-:"))[:15]
    check_folder(results)
    name = f"{result.case.problem.name}-{stamp}-{case_digest(result.case)[:6]}"
    try:
        results.mkdir(parents=True, exist_ok=True)
        _sweep(results)
        temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=results))
        try:
            _write(result, temporary)
            temporary.chmod(0o755)
            return _publish(temporary, results, name)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
    except OSError as error:
        raise _unwritable(results, str(error.strerror or error).lower()) from error


def _sweep(results: Path) -> None:
    """Remove what a process that was killed while it wrote has left behind, a day later."""
    for folder in results.glob(f"{_UNFINISHED}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)


def _write(result: Result, folder: Path) -> None:
    import pandas as pd

    found = document(result)
    text = json.dumps(found, indent=1, allow_nan=False, ensure_ascii=False)
    (folder / RESULT_FILE).write_text(text + "\n", encoding="utf-8")
    numbers = {**found["levers"], **found["outcomes"]}
    columns = {f"{key} [{part['unit']}]": [part["value"]] for key, part in numbers.items()}
    frames = {name: pd.DataFrame(rows) for name, rows in found["tables"].items()}
    for name, frame in {"outcomes": pd.DataFrame(columns), **frames}.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    write_context(result.case, folder)


def _publish(temporary: Path, results: Path, name: str) -> Path:
    """Rename to the first free name; a folder that exists is never touched."""
    for attempt in range(1, 10_000):
        target = results / (name if attempt == 1 else f"{name}-{attempt}")
        if target.exists():
            continue
        try:
            os.rename(temporary, target)
        except OSError:
            if target.exists():
                continue
            raise
        return target
    raise ResultError(f"{results} | must have room for {name} | remove old runs")


def load_run(name: str, results: Path) -> Run:
    """Load a stored run by its name, or ``latest``.

    Raises
    ------
    ResultError
        if there is none of that name or its document is damaged.
    """
    runs = _folders(results)
    if name == "latest" and runs:
        name = max(runs, key=lambda key: (runs[key] / RESULT_FILE).stat().st_mtime_ns)
    if name not in runs:
        raise ResultError(f"{results} | has no run {name} | {suggestion(name, runs)}")
    return _read(name, runs[name])


def list_runs(results: Path) -> tuple[list[Run], list[str]]:
    """All stored runs, oldest first, and a line for each folder that cannot be read."""
    runs, faults = [], []
    for name, folder in _folders(results).items():
        try:
            runs.append(_read(name, folder))
        except ResultError as error:
            faults.append(str(error))
    return sorted(runs, key=lambda run: str(run.document["provenance"]["started"])), faults


def _folders(results: Path) -> dict[str, Path]:
    try:
        if not results.exists():
            return {}
        return {
            folder.name: folder
            for folder in sorted(results.iterdir())
            if not folder.name.startswith(".") and (folder / RESULT_FILE).is_file()
        }
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ResultError(
            f"{results!s:.200} | must be a folder of runs | {str(reason).lower()}"
        ) from error


def _read(name: str, folder: Path) -> Run:
    path = folder / RESULT_FILE
    try:
        if path.stat().st_size > MAX_DOCUMENT:
            raise ValueError(f"larger than {MAX_DOCUMENT} bytes")
        found = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
        _Document.model_validate(found)
    except ValidationError as error:
        fault = describe_faults(error, [])[0].replace(" | ", ": ")
        raise ResultError(f"{path} | must be the document of a run | {fault}") from error
    except (OSError, ValueError, RecursionError) as error:
        reason = f"{error!s:.200}"
        raise ResultError(f"{path} | must be the document of a run | {reason}") from error
    return Run(name, folder, found)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON number")
