"""The habitat problem with what a growth network needs to know besides."""

from __future__ import annotations

import tempfile
from pathlib import Path

from optdesign.problem import Case, load_problem, make_case, shipped_folder
from optdesign.units import to_si

ITEMS = 'items = ["light-reflector", "thin-film-pv", "power-conditioning", "dose-shielding"]\n'
PARAMETERS = """
twin-cylinder.construction_effort.bulk = { catalogue = "twin-cylinder.construction_effort.bulk" }
twin-cylinder.construction_effort.steel = { catalogue = "twin-cylinder.construction_effort.steel" }
radiation.free_dose = { catalogue = "radiation.free_dose" }
cosmic-rays.radial_gradient = { catalogue = "cosmic-rays.radial_gradient" }
growth-case.irreducible_share = { catalogue = "growth-case.irreducible_share" }
"""
LIMITS = """
dose = { value = inf, unit = "mSv/year", valid = "(0, inf]", source = "OWN", outcome = "dose" }
"""
OUTCOMES = 'dose = { unit = "mSv/year" }\n'
APHELION = to_si(2.986, "au")


def habitat_case(
    parameters: dict[str, str] | None = None, levers: dict[str, str] | None = None
) -> Case:
    """The case, with some parameters set and some levers pinned."""
    text = (shipped_folder("problems") / "habitat.toml").read_text(encoding="utf-8")
    text = text.replace("[parameters]", f"{ITEMS}\n[parameters]{PARAMETERS}", 1)
    text = text.replace("[limits]", f"[limits]{LIMITS}", 1)
    text = text.replace("[outcomes]", f"[outcomes]\n{OUTCOMES}", 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "habitats.toml"
        path.write_text(text, encoding="utf-8")
        return make_case(load_problem(path), parameters=parameters, levers=levers)
