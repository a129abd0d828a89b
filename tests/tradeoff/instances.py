"""Published instances as Pyomo models, where a folder of them is at hand."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from optdesign.tradeoff.front import Objective

FOLDER = Path(
    os.environ.get("OPTDESIGN_INSTANCES")
    or Path(__file__).resolve().parents[3] / "shared" / "instances"
)


def instance(name: str) -> tuple[Any, list[Objective]]:
    """The model and the objectives of an instance; skips the test where it is absent."""
    path = FOLDER / name / "instance.json"
    if not path.is_file():
        pytest.skip("published instances are not here; name their folder in OPTDESIGN_INSTANCES")
    found = json.loads(path.read_text())
    count = found["n_vars"]
    low, high = (
        [None if v is None else float(v) for v in np.broadcast_to(np.array(found[k]), count)]
        for k in ("lower", "upper")
    )
    domain = pyo.Binary if found["var_type"] == "binary" else pyo.Reals
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(count), domain=domain, bounds=lambda _, k: (low[k], high[k]))
    model.rows = pyo.ConstraintList()
    for row in found["constraints"]:
        total = sum(c * model.x[k] for k, c in zip(row["idx"], row["coef"], strict=True))
        bounds = {"=": (row["rhs"],) * 2, "<=": (None, row["rhs"]), ">=": (row["rhs"], None)}
        model.rows.add((bounds[row["sense"]][0], total, bounds[row["sense"]][1]))
    kinds = zip(
        found["objectives"], found["objective_sense"], found["objective_offset"], strict=True
    )
    objectives = [
        Objective(
            f"f{place + 1}",
            sense,
            expression=sum(c * model.x[k] for k, c in enumerate(row) if c) + offset,
        )
        for place, (row, sense, offset) in enumerate(kinds)
    ]
    return model, objectives


def published(name: str) -> set[tuple[float, ...]]:
    """The points listed for an instance."""
    with (FOLDER / name / "expected.csv").open() as lines:
        return {tuple(map(float, row)) for row in list(csv.reader(lines))[1:]}
