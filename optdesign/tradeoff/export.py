"""Fronts as documents, tables and folders."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from optdesign.problem import Case
from optdesign.result.context import write_context
from optdesign.result.folders import FRONT_FILE, dated, new_folder, run_folders
from optdesign.solution import Status
from optdesign.tradeoff.front import Front


def front_document(front: Front) -> dict[str, Any]:
    """The front as plain data, in the units of its objectives."""
    filled = bool(front.points)
    points = [
        {
            "outcomes": {
                **point.outcomes,
                **dict(zip(front.names, point.objectives, strict=True)),
            },
            "levers": dict(point.levers),
            "rates": dict(point.rates),
            "bound": point.bound,
            "gap": point.gap,
            "knee": position == front.knee,
        }
        for position, point in enumerate(front.points)
    ]
    found = {
        "problem": front.problem,
        "status": front.status.value,
        "objectives": [
            {"name": o.name, "unit": o.unit, "sense": o.sense} for o in front.objectives
        ],
        "points": points,
        "payoff": front.payoff.tolist(),
        "nadir": front.nadir.tolist() if filled else None,
        "hypervolume": front.hypervolume,
        "reference_point": front.reference_point.tolist() if filled else None,
        "bound_error": front.bound_error,
        "complete": front.complete,
        "every": front.every,
        "method": front.method,
        "main": front.main or None,
        "solves": front.solves,
        "seconds": round(front.seconds, 6),
        "notes": list(front.notes),
        "certificate": None if front.certificate is None else front.certificate.document(),
    }
    if front.status is not Status.OPTIMAL:
        found["infeasibility"] = dict(front.infeasibility or {"conflict": [], "relaxation": []})
    return found


def store_front(
    front: Front,
    results: Path,
    extra: Mapping[str, Any] | None = None,
    case: Case | None = None,
) -> Path:
    """Write ``front.json`` (with what is ``extra``), ``front.csv`` and ``front.parquet``.

    They come in a new folder, which appears when all is written; with the context of the case that
    the front is of, if it is of a named problem.

    Raises
    ------
    ResultError
        if the folder cannot be written.
    """
    name = dated(f"{front.problem or 'model'}-pareto")

    def write(folder: Path) -> None:
        write_front(front, folder, extra)
        if case is not None:
            write_context(case, folder)

    return new_folder(results, name, write)


def write_front(front: Front, folder: Path, extra: Mapping[str, Any] | None = None) -> None:
    """Write the files of a front into a folder that exists."""
    found = {**front_document(front), **(extra or {})}
    text = json.dumps(found, indent=1, allow_nan=False, default=_plain)
    (folder / FRONT_FILE).write_text(text + "\n", encoding="utf-8")
    frame = front.frame
    frame.to_csv(folder / "front.csv", index=False)
    frame.to_parquet(folder / "front.parquet", index=False)


@dataclass(frozen=True)
class StoredFront:
    """One line of a list of stored fronts.

    ``status`` is complete, partial, infeasible or unverified.
    """

    name: str
    problem: str
    status: str
    objectives: tuple[str, ...]
    points: int
    bound_error: float | None


def list_fronts(results: Path) -> tuple[list[StoredFront], list[str]]:
    """All stored fronts, oldest first, and a line for each that cannot be read."""
    found, faults = list[StoredFront](), list[str]()
    for folder in run_folders(results, FRONT_FILE).values():
        path = folder / FRONT_FILE
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            status = "complete" if document["complete"] else "partial"
            if document.get("status") in (Status.INFEASIBLE.value, Status.UNVERIFIED.value):
                status = str(document["status"])
            front = StoredFront(
                folder.name,
                str(document["problem"]),
                status,
                tuple(str(objective["name"]) for objective in document["objectives"]),
                len(document["points"]),
                document["bound_error"],
            )
            found.append(front)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            reason = " ".join(f"{error!s:.200}".split())
            faults.append(f"{path} | must be the document of a front | {reason}")
    return found, faults


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} is no JSON")
