"""Near-optimal alternatives of a named problem as documents, tables and folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optdesign.result.context import write_context
from optdesign.result.document import bare_unit, number
from optdesign.result.folders import ALTERNATIVES_FILE, dated, new_folder
from optdesign.solution import Status
from optdesign.tradeoff.named.alternatives import NamedAlternatives
from optdesign.tradeoff.named.answers import Answer
from optdesign.units import from_si

if TYPE_CHECKING:
    import pandas as pd


def alternatives_document(found: NamedAlternatives) -> dict[str, Any]:
    """The alternatives as plain data, in bare units."""
    case, unit = found.case, bare_unit(found.case, found.case.objective)
    levers = case.problem.levers
    document = {
        "problem": case.problem.name,
        "objective": {"name": case.objective, "unit": unit, "sense": case.sense},
        "within": found.within,
        "limit": number(found.limit, unit),
        "best": None if found.best is None else _answer(found.best, unit),
        "alternatives": [
            {
                "name": variant.name,
                "verdict": variant.verdict,
                **({} if variant.answer is None else _answer(variant.answer, unit)),
            }
            for variant in found.variants
        ],
        "ranges": {
            key: [from_si(end, levers[key].bare) for end in ends]
            for key, ends in found.ranges.items()
        },
        "complete": found.complete,
        "solves": found.solves,
        "seconds": round(found.seconds, 6),
        "notes": [stopped_note(found)] if found.stopped else [],
    }
    if found.status is not Status.OPTIMAL:
        told = None if found.best is None else found.best.infeasibility
        document["infeasibility"] = dict(told or {"conflict": [], "relaxation": []})
    return document


def alternatives_frame(found: NamedAlternatives) -> pd.DataFrame:
    """One row a design, indexed by its name, the best first: ``verdict``, then ``name [unit]``.

    Bare units: of outcomes and levers, of the ``bound``, and ``mix TECHNOLOGY``, the shares of the
    power technologies.
    """
    import pandas as pd

    unit = bare_unit(found.case, found.case.objective)
    designs: list[tuple[str, str, Answer | None]] = []
    if found.best is not None:
        designs.append(("best", "best", found.best))
    designs += [(v.name, v.verdict, v.answer) for v in found.variants]
    rows = [
        {"design": name, "verdict": verdict, **({} if answer is None else _cells(answer, unit))}
        for name, verdict, answer in designs
    ]
    return pd.DataFrame(rows, columns=None if rows else ["design", "verdict"]).set_index("design")


def _cells(answer: Answer, unit: str) -> dict[str, Any]:
    valued = {**answer.outcomes, **answer.levers}
    return {
        f"bound [{unit}]": number(answer.bound, unit),
        **{f"{key} [{part['unit']}]": part["value"] for key, part in valued.items()},
        **{f"mix {name}": share for name, share in answer.shares.items()},
    }


def _answer(answer: Answer, unit: str) -> dict[str, Any]:
    return {
        "status": answer.status,
        "value": number(answer.objective, unit),
        "bound": number(answer.bound, unit),
        "mix": dict(answer.shares),
        "levers": dict(answer.levers),
        "outcomes": dict(answer.outcomes),
    }


def stopped_note(found: NamedAlternatives) -> str:
    """Why a search ended early, and that it can go on."""
    return f"Stopped early, {found.stopped}; the same call with the same results continues."


def store_alternatives(found: NamedAlternatives, results: Path) -> Path:
    """A new folder with the document and the table."""

    def write(folder: Path) -> None:
        import pandas as pd

        document = alternatives_document(found)
        text = json.dumps(document, indent=1, allow_nan=False)
        (folder / ALTERNATIVES_FILE).write_text(f"{text}\n", encoding="utf-8")
        frame = pd.DataFrame([_row(document, row) for row in _rows(document)])
        frame.to_csv(folder / "alternatives.csv", index=False)
        frame.to_parquet(folder / "alternatives.parquet", index=False)
        write_context(found.case, folder)

    return new_folder(results, dated(f"{found.case.problem.name}-alternatives"), write)


def _rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    best = document["best"]
    first = [] if best is None else [{"name": "best", "verdict": "within", **best}]
    return [*first, *document["alternatives"]]


def _row(document: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    objective = document["objective"]
    title = f"{objective['name']} [{objective['unit']}]"
    found = {"name": row["name"], "verdict": row["verdict"], title: row.get("value")}
    found[f"bound [{objective['unit']}]"] = row.get("bound")
    found |= {f"share {key}": share for key, share in row.get("mix", {}).items()}
    for key, part in row.get("levers", {}).items():
        found[f"{key} [{part['unit']}]"] = part["value"]
    return found
