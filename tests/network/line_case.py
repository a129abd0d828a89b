"""A case with every process line of the catalogue, with or without the elevator of Ceres."""

from __future__ import annotations

import tempfile
from pathlib import Path

from optdesign.problem import Case, load_problem, make_case

PROBLEM = """
question = "What do the lines make?"
formulation = "growth-network"
class = "LP"
objective = "duration"
sites = ["ceres"]
items = ["role:line"{more}]

[outcomes]
duration = {{ unit = "s", sense = "min" }}
"""
ELEVATOR = ("elevator", "ceres-elevator", "steam-rocket", "dyneema", "ceres")


def line_case(parameters: dict[str, str] | None = None, items: tuple[str, ...] = ()) -> Case:
    """The case, with some parameters set and some more items."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.toml"
        path.write_text(PROBLEM.format(more="".join(f', "{item}"' for item in items)))
        return make_case(load_problem(path), parameters=parameters)
