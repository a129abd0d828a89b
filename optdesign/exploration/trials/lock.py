"""One writer at a time: locks that the system frees when their process ends, however it ends."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from optdesign.errors import StudyError

LOCK_FILE = "writer.lock"


@contextmanager
def sole_writer(folder: Path, storage: str | None = None) -> Iterator[None]:
    """Hold the folder of a study, and its storage elsewhere, against other writers.

    Raises
    ------
    StudyError
        if another process is running the study, or writes to the storage.
    """
    with ExitStack() as held:
        if not _locked(held.enter_context(_opened(folder / LOCK_FILE, folder))):
            raise StudyError(
                f"{folder} | must have one writer, but another process runs this study | "
                "wait for it, or choose another --results"
            )
        if storage is not None:
            path = _storage_lock(storage)
            if not _locked(held.enter_context(_opened(path, path.parent))):
                raise StudyError(
                    f"{storage:.200} | must have one writer, but another process writes to it | "
                    "wait for it, or choose another --storage"
                )
        yield


def _opened(path: Path, folder: Path) -> IO[str]:
    try:
        return path.open("a")
    except OSError as error:
        reason = str(error.strerror).lower()
        raise StudyError(f"{folder} | must be a folder that can be written | {reason}") from error


def _storage_lock(storage: str) -> Path:
    """A file for the lock of a storage, which may be no file itself, or not be there yet."""
    kind, _, place = storage.rpartition("://")
    if kind.startswith("sqlite"):  # a third slash, then the path, then perhaps options
        place = place.removeprefix("/").partition("?")[0]
    full = place if kind and not kind.startswith("sqlite") else os.path.realpath(place)
    user = os.getuid() if hasattr(os, "getuid") else ""
    digest = hashlib.sha256(full.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"optdesign-{user}-{digest}.lock"


def _locked(stream: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # a system without such locks
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
