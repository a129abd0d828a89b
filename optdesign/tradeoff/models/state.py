"""What a search has found so far, in a file, so that a later call continues it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import ResultError
from optdesign.solvers.mixed import MixedForm
from optdesign.textfile import write_whole
from optdesign.tradeoff.models.certificate import Box, Certificate

Floats = NDArray[np.float64]
Point = tuple[float, ...]


@dataclass
class State:
    """Points with their variables (scaled outcomes), answered boxes, solves and seconds."""

    digest: str
    points: dict[Point, Floats] = field(default_factory=dict)
    boxes: list[Box] = field(default_factory=list)
    solves: int = 0
    seconds: float = 0.0


def form_digest(form: MixedForm) -> str:
    """A short hash of every number of a compiled model."""
    matrix = form.matrix.tocsc()
    parts = [form.objectives, form.offsets, matrix.indptr, matrix.indices, matrix.data]
    parts += [form.row_low, form.row_high, form.low, form.high, form.integer]
    for index, divisor in form.ratios.items():
        parts += [np.array([index, divisor.offset, divisor.above]), divisor.row]
    found = hashlib.sha256()
    for part in parts:
        found.update(np.ascontiguousarray(part).tobytes())
    return found.hexdigest()[:16]


def save_state(state: State, path: Path) -> None:
    """Write the state; the file is replaced whole or not at all.

    Raises
    ------
    ResultError
        if the file cannot be written.
    """
    dimension = len(next(iter(state.points), ()))
    ones, zeros = (1.0,) * dimension, (0.0,) * dimension
    text = json.dumps(
        {
            "digest": state.digest,
            "points": [[list(p), values.tolist()] for p, values in state.points.items()],
            "boxes": Certificate(ones, zeros, ones, state.boxes).document()["boxes"],
            "solves": state.solves,
            "seconds": state.seconds,
        }
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError as error:
        reason = str(error.strerror or error).lower()
        raise ResultError(f"{path} | must be a file that can be written | {reason}") from error


def load_state(path: Path, digest: str) -> State:
    """The state in a file, or an empty one if there is no file.

    Raises
    ------
    ResultError
        if the file is damaged or belongs to another model.
    """
    if not path.exists():
        return State(digest)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        empty: dict[str, list[float]] = {"scale": [], "offsets": [], "steps": []}
        certificate = Certificate.from_document({**empty, "boxes": found["boxes"]})
        points = {
            tuple(float(value) for value in point): np.array(values, dtype=float)
            for point, values in found["points"]
        }
        solves, seconds = int(found["solves"]), float(found["seconds"])
        written = str(found["digest"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ResultError(
            f"{path} | must be the state of a search, {error!s:.100} | remove the file"
        ) from error
    if written != digest:
        raise ResultError(f"{path} | belongs to another model | name another state file")
    return State(digest, points, list(certificate.boxes), solves, seconds)
