"""What holds for every file of the package; `test_import_order` holds the order of its parts."""

from __future__ import annotations

import ast
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


def test_importing_the_package_is_light() -> None:
    """``import optdesign`` loads none of the heavy libraries."""
    import subprocess
    import sys

    code = (
        "import sys, optdesign, optdesign.cli;"
        "print([m for m in ('pyomo', 'pandas', 'pint', 'scipy', 'plotly') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
