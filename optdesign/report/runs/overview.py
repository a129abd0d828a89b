"""All that is stored in a folder of results: solves, fronts, studies and alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optdesign.report.runs.documents.alternatives import AlternativesFound
from optdesign.report.runs.documents.study import Studied
from optdesign.result import Run, list_runs
from optdesign.result.folders import ALTERNATIVES_FILE, STUDY_FILE
from optdesign.result.reading import list_documents
from optdesign.tradeoff.export import StoredFront, list_fronts

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
