"""The folder of stored runs: where a run may be written, how it appears whole, which there are."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from optdesign.errors import ResultError
from optdesign.units import DAY

RESULT_FILE, FRONT_FILE = "result.json", "front.json"
STUDY_FILE, ALTERNATIVES_FILE = "study.json", "alternatives.json"
RUN_FILES = (RESULT_FILE, FRONT_FILE, STUDY_FILE, ALTERNATIVES_FILE)
"""The files of which one makes a folder a run."""
_UNFINISHED = ".writing-"
_ABANDONED = DAY


def results_folder(place: str | Path) -> Path:
    """The folder of runs that is meant.

    Raises
    ------
    ResultError
        for an empty text, which would else be the current folder.
    """
    if not str(place):
        raise ResultError("--results | must be a folder, got an empty text | try --results results")
    return Path(place)


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


def checked_folder(place: str | Path) -> Path:
    """The folder of runs that is meant, where runs can be stored."""
    results = results_folder(place)
    check_folder(results)
    return results


def new_folder(results: Path, name: str, write: Callable[[Path], None]) -> Path:
    """A new folder of that name, or with a number after it, with what ``write`` writes.

    The folder appears under its name only when complete.

    Raises
    ------
    ResultError
        if the folder cannot be written.
    """
    check_folder(results)
    try:
        results.mkdir(parents=True, exist_ok=True)
        _sweep(results)
        temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=results))
        try:
            write(temporary)
            temporary.chmod(0o755)
            return _publish(temporary, results, name)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
    except OSError as error:
        raise _unwritable(results, str(error.strerror or error).lower()) from error


def dated(name: str) -> str:
    """A name with the time of now behind it."""
    return f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S}"


def _sweep(results: Path) -> None:
    """Remove what a process that was killed while it wrote has left behind, a day later."""
    for folder in results.glob(f"{_UNFINISHED}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)


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


def run_folders(results: Path, *files: str) -> dict[str, Path]:
    """The folders of stored runs, by name, the newest last.

    Parameters
    ----------
    results : folder of runs; there need not be one
    files : one of which a folder must hold; those of all kinds of runs if none is given

    Raises
    ------
    ResultError
        if the folder of results cannot be read.
    """
    try:
        if not results.exists():
            return {}
        found = [
            (max(path.stat().st_mtime_ns for path in held), folder)
            for folder in results.iterdir()
            if not folder.name.startswith(".") and (held := documents(folder, *files))
        ]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        where = f"{results!s:.200}"
        raise ResultError(f"{where} | must be a folder of runs | {str(reason).lower()}") from error
    return {folder.name: folder for _, folder in sorted(found)}


def documents(folder: Path, *files: str) -> list[Path]:
    """The files that make a folder a run, of all kinds if none is given."""
    return [folder / name for name in files or RUN_FILES if (folder / name).is_file()]
