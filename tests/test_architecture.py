"""What holds for every file of the package; `test_import_order` holds the order of its parts."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import optdesign

ROOT = Path(optdesign.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno
            assert length <= 60, f"{node.name} has {length} lines"


def test_formulations_have_a_method_and_a_verification() -> None:
    methods = {path.stem for path in (ROOT / "solvers" / "methods").glob("[a-z]*.py")}
    verifications = {path.stem for path in (ROOT / "verify").glob("[a-z]*.py")}
    assert methods == verifications


HEAVY = ("pyomo", "pandas", "pint", "scipy", "plotly", "numpy", "optuna", "matplotlib")
LISTING = """
import contextlib, optdesign.cli
sys.argv = ["optdesign", *{}]
with contextlib.suppress(SystemExit):
    optdesign.cli.main()
"""
READING = """
from optdesign.exploration.study.read import find_studies, load_study
from optdesign.problem import find_problems, load_problem
assert [load_problem(name) for name in find_problems()]
assert [load_study(name) for name in find_studies()]
"""


def loaded_after(code: str) -> set[str]:
    """Which heavy libraries a fresh Python has loaded at the end of ``code``."""
    whole = f"import sys\n{code}\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=True)
    return set(ran.stdout.splitlines()[-1].split())


def test_importing_the_package_is_light() -> None:
    """``import optdesign`` loads none of the heavy libraries."""
    assert loaded_after("import optdesign, optdesign.cli") == set()


@pytest.mark.parametrize(
    "arguments", [["problems"], ["show", "habitat"], ["show", "ceres-bootstrap", "--all"]]
)
def test_listing_is_light(arguments: list[str]) -> None:
    assert loaded_after(LISTING.format(arguments)) == set()


def test_reading_what_is_shipped_asks_pint_nothing() -> None:
    """The units of the catalogue, the problems and the studies are on file."""
    assert not loaded_after(READING) & {"pint", "pyomo"}
