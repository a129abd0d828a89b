"""All that is stored in a folder of results: solves, fronts, studies and alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from optdesign.report.runs.alternatives_document import AlternativesFound
from optdesign.report.runs.documents import Studied
from optdesign.report.terminal.listing import plain_table
from optdesign.result import Run, list_runs
from optdesign.result.folders import ALTERNATIVES_FILE, STUDY_FILE
from optdesign.result.reading import list_documents
from optdesign.tradeoff.export import StoredFront, list_fronts
from optdesign.units import format_number

_SHARED = ("problem", "status", "objective", "bound", "gap", "provenance")


@dataclass(frozen=True)
class Overview:
    """What is stored, each kind oldest first, and a line for each folder that cannot be read."""

    solves: list[Run]
    fronts: list[StoredFront]
    studies: Mapping[str, Studied]
    alternatives: Mapping[str, AlternativesFound]
    faults: list[str]

    def documents(self) -> list[dict[str, Any]]:
        """One document a stored run; a solve has no ``kind``."""
        return [
            *({"run": r.name, **{k: r.document.get(k) for k in _SHARED}} for r in self.solves),
            *(
                _other("front", f.name, f.problem, f.status, f.objectives) | {"points": f.points}
                for f in self.fronts
            ),
            *(
                _other("study", name, s.problem, s.status, s.outcomes) | {"trials": s.trials}
                for name, s in self.studies.items()
            ),
            *(
                _other("alternatives", name, a.problem, a.status, [a.objective.name])
                | {"points": len(a.designs)}
                for name, a in self.alternatives.items()
            ),
        ]


def _other(
    kind: str, name: str, problem: str, status: str, objectives: Iterable[str]
) -> dict[str, Any]:
    objective = {"name": ", ".join(objectives), "value": None, "unit": ""}
    found = {"run": name, **dict.fromkeys(_SHARED), "kind": kind, "problem": problem}
    return found | {"status": status, "objective": objective}


def stored_overview(results: Path) -> Overview:
    """Read the documents of all stored runs."""
    solves, faults = list_runs(results)
    fronts, of_fronts = list_fronts(results)
    studies, of_studies = list_documents(results, STUDY_FILE, Studied)
    others, of_others = list_documents(results, ALTERNATIVES_FILE, AlternativesFound)
    return Overview(solves, fronts, studies, others, faults + of_fronts + of_studies + of_others)


def print_overview(found: Overview, console: Console) -> None:
    """One line a stored run, a table a kind; of solves the gap too."""
    solves = [_solve_line(run) for run in found.solves]
    console.print(plain_table("Stored runs", ("run", "status", "objective", "gap"), solves))
    fronts = [(f.name, f.status, ", ".join(f.objectives), str(f.points)) for f in found.fronts]
    studies = [
        (name, study.status, study.problem,
         ", ".join(f"{count} {status}" for status, count in study.trials.items() if count))
        for name, study in found.studies.items()
    ]  # fmt: skip
    alternatives = [
        (name, part.status, part.objective.name, str(len(part.designs)))
        for name, part in found.alternatives.items()
    ]
    for title, columns, rows in (
        ("Stored fronts", ("front", "status", "objectives", "points"), fronts),
        ("Stored studies", ("study", "status", "problem", "trials"), studies),
        ("Stored alternatives", ("alternatives", "status", "objective", "designs"), alternatives),
    ):
        if rows:
            console.print(plain_table(title, columns, rows))


def _solve_line(run: Run) -> tuple[str, ...]:
    found = run.document
    objective = found["objective"]
    value = objective.get("value")
    shown = "" if value is None else f"{format_number(value, 5)} {objective['unit']}"
    gap = "" if found.get("gap") is None else f"{100 * found['gap']:.2g} %"
    return run.name, str(found["status"]), f"{objective['name']} {shown}", gap
