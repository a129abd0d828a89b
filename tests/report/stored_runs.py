"""Stored runs of every kind, written by hand, small."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from optdesign.report.runs.stored import Stored, read_stored
from optdesign.result import store
from tests.report.growth_run import growth_result

HOSTILE = "<script>alert('x')</script>&\"$y_{"


def solved(results: Path, **changed: Any) -> Path:
    """The folder of a growth network's run; ``changed`` replaces keys of its document."""
    folder = store(growth_result(), results)
    return rewritten(folder, "result.json", changed)


def rewritten(folder: Path, name: str, changed: dict[str, Any]) -> Path:
    """The folder, with keys of a document replaced."""
    path = folder / name
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, **changed}), encoding="utf-8")
    return folder


def front(results: Path, objectives: int = 2, **changed: Any) -> Path:
    """The folder of a front of ``habitat``: cost against comfort, and radius."""
    names = [("energy_per_person", "J", "min"), ("soil_depth", "m", "max"), ("radius", "m", "max")]
    points = [
        {
            "outcomes": {"energy_per_person": 1e13 * (1 + n), "soil_depth": 1.5 + n / 2,
                         "radius": 900.0 + 10 * n},
            "levers": {"radius": 900.0 + 10 * n, "soil_depth": 1.5 + n / 2},
            "rates": {"d energy_per_person / d soil_depth": 2e13},
            "knee": n == 1,
        }
        for n in range(4)
    ]  # fmt: skip
    document = {
        "problem": "habitat",
        "objectives": [
            {"name": n, "unit": u, "sense": s} for n, u, s in names[:objectives]
        ],
        "points": points, "payoff": [[1e13, 1.5], [4e13, 3.0]], "nadir": [4e13, 1.5],
        "hypervolume": 1.0, "reference_point": [5e13, 1.0], "bound_error": 0.01,
        "complete": True, "method": "epsilon-constraint", "solves": 9, "seconds": 1.0,
        "notes": ["a note"], "certificate": {"leaves": 3},
    }  # fmt: skip
    return _written(results / "habitat-pareto-1", "front.json", {**document, **changed})


def study(results: Path, **changed: Any) -> Path:
    """The folder of a study of ``habitat`` with five trials."""
    energy = {"unit": "J", "mean": 3e13, "p5": 1e13, "p50": 3e13, "p95": 5e13,
              "intervals": {"mean": [2e13, 4e13], "p5": [None, 2e13]}}  # fmt: skip
    part = {"first_order": 0.5, "total": 0.6, "low": 0.5, "high": 0.7, "rank": 0.9}
    drivers = [{"parameter": "steel.energy", **part}, {"parameter": "steel.stress", **part}]
    document = {
        "study": "sure", "problem": "habitat", "question": "How sure?",
        "trials": {"complete": 5, "failed": 0, "infeasible": 1},
        "outcomes": {"energy_per_person": energy},
        "sensitivities": {"energy_per_person": {
            "method": "fit", "unit": "J", "used": 5, "explained": 0.9, "parameters": drivers,
            "groups": {"mark": [{"parameter": "read", **part}, {"parameter": "x", **part}]}}},
        "tornado": {"outcome": "energy_per_person", "unit": "J", "nominal": 3e13, "swings": [
            {"parameter": "steel.energy", "unit": "J/kg", "low": 1e7, "nominal": 2e7, "high": 5e7,
             "priced": [-1e13, 2e13], "solved": [None, None], "fitted": [None, None]}]},
        "thresholds": [{"outcome": "energy_per_person", "sense": "<=", "value": 3e13, "unit": "J",
                        "probability": {"value": 0.5, "low": 0.2, "high": 0.8}}],
        "causes": [{"status": "infeasible", "cause": "too heavy", "trials": 1}],
        "feasibility": {"value": 5 / 6, "low": 0.4, "high": 0.99},
        "uncertain": [{"parameter": "steel.energy", "distribution": "uniform", "unit": "J/kg",
                       "low": 1e7, "high": 5e7}],
    }  # fmt: skip
    folder = _written(results / "study-sure", "study.json", {**document, **changed})
    rows = "".join(f"energy_per_person,J,{n}e13,{n / 5}\n" for n in range(1, 6))
    (folder / "distributions.csv").write_text(f"outcome,unit,value,share\n{rows}")
    return folder


def sweep(results: Path) -> Path:
    """The folder of a sweep over two parameters with a switch."""
    points = [
        {"values": {"site.distance": d * 1.5e11, "limit.urban_gravity": g}, "on_grid": True,
         "status": "complete" if d < 6 else "infeasible", "cause": "",
         "outcomes": {"energy_per_person": d * g * 1e13 if d < 6 else None},
         "answers": {"size": "small"}, "shares": {}}
        for d in range(1, 7) for g in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
    ]  # fmt: skip
    axes = [
        {"parameter": "site.distance", "unit": "m", "values": [d * 1.5e11 for d in range(1, 7)]},
        {"parameter": "limit.urban_gravity", "unit": "1", "values": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]},
    ]
    crossing = {"switch": "size", "parameter": "site.distance", "unit": "m", "value": 2e11,
                "at": {"limit.urban_gravity": 0.2}, "resolved": True, "note": "",
                "below": {"value": 1.9e11, "answer": "small"},
                "above": {"value": 2.1e11, "answer": "large"}}  # fmt: skip
    return _written(results / "study-swept", "study.json", {
        "study": "swept", "problem": "habitat", "trials": {"complete": 30, "infeasible": 6},
        "outcomes": {"energy_per_person": {"unit": "J"}},
        "sweep": {"parameters": axes, "points": points}, "switches": [crossing],
    })  # fmt: skip


def alternatives(results: Path, **changed: Any) -> Path:
    """The folder of alternatives of ``habitat``: one within the limit, one proved impossible."""
    radius = {"radius": {"value": 900.0, "unit": "m"}}
    best = {"status": "optimal", "value": 1e13, "bound": 9e12, "mix": {"pv": 0.75, "fission": 0.25},
            "levers": radius, "outcomes": {}}  # fmt: skip
    others = [
        {**best, "name": "without pv", "verdict": "within", "value": 1.04e13,
         "mix": {"fission": 1.0}},
        {"name": "without steel", "verdict": "impossible", "status": "infeasible", "value": None,
         "bound": None, "mix": {}, "levers": {}, "outcomes": {}},
    ]  # fmt: skip
    document = {
        "problem": "habitat", "within": 0.05, "limit": 1.05e13, "best": best,
        "objective": {"name": "energy_per_person", "unit": "J", "sense": "min"},
        "alternatives": others, "ranges": {"radius": [900.0, 1000.0]}, "complete": True,
        "solves": 5, "seconds": 2.0, "notes": ["a note"],
    }  # fmt: skip
    return _written(
        results / "habitat-alternatives-1", "alternatives.json", {**document, **changed}
    )


def _written(folder: Path, name: str, document: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(document), encoding="utf-8")
    return folder


def every_kind(results: Path) -> list[Stored]:
    """A run of each kind."""
    folders = [solved(results), front(results), study(results), sweep(results),
               alternatives(results)]  # fmt: skip
    return [read_stored(folder) for folder in folders]
