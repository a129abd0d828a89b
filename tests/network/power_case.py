"""A case with every power technology of the catalogue, and no more of a problem than that."""

from __future__ import annotations

import tempfile
from pathlib import Path

from optdesign.problem import Case, load_problem, make_case

PROBLEM = """
question = "Which power?"
formulation = "growth-network"
class = "LP"
objective = "duration"
items = [
  "role:power", "sun", "high-heat", "low-heat", "heat-pipe-radiator", "power-conditioning"{more}
]

[outcomes]
duration = {{ unit = "s", sense = "min" }}
"""


def power_case(parameters: dict[str, str] | None = None, items: tuple[str, ...] = ()) -> Case:
    """The case, with some parameters set and some more items."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "power.toml"
        path.write_text(PROBLEM.format(more="".join(f', "{item}"' for item in items)))
        return make_case(load_problem(path), parameters=parameters)
