"""Stored runs: one folder each, written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optdesign.errors import ResultError, suggestion
from optdesign.problem import case_digest
from optdesign.result.document import document
from optdesign.result.execute import Result

RESULT_FILE = "result.json"


@dataclass(frozen=True)
class Run:
    """A stored run: its name, its folder and its document."""

    name: str
    folder: Path
    document: dict[str, Any]


def store(result: Result, results: Path) -> Path:
    """Write JSON, and each table as CSV and Parquet, to a new folder; returns the folder.

    The folder appears under its name only when complete.

    Raises
    ------
    ResultError
        if the folder cannot be written.
    """
    stamp = result.provenance.started.translate(str.maketrans("", "", "-:"))[:15]
    name = f"{result.case.problem.name}-{stamp}-{case_digest(result.case)[:6]}"
    try:
        results.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".writing-", dir=results))
        try:
            _write(result, temporary)
            temporary.chmod(0o755)
            return _publish(temporary, results, name)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
    except OSError as error:
        raise ResultError(
            f"{results} | must be a folder that can be written, {error.strerror} | "
            "choose another with --results"
        ) from error


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
    if not results.is_dir():
        return {}
    return {
        folder.name: folder
        for folder in sorted(results.iterdir())
        if not folder.name.startswith(".") and (folder / RESULT_FILE).is_file()
    }


def _read(name: str, folder: Path) -> Run:
    path = folder / RESULT_FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        found["provenance"]["started"], found["problem"], found["objective"]["name"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ResultError(f"{path} | must be the document of a run | {error}") from error
    return Run(name, folder, found)
