"""The one-way flow of the package, read from its imports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import optdesign

ROOT = Path(optdesign.__file__).parent
# A layer may import from itself and from those before it.
LAYERS = (
    "__init__", "errors", "progress", "interval", "units", "textfile", "catalogue", "physics",
    "problem", "solution", "network", "subproblems", "formulations", "solvers", "verify", "result",
    "tradeoff", "fronts", "exploration", "reproduction",
    "scorecards", "report", "api", "terminal", "commands", "front_command", "cli", "__main__",
)  # fmt: skip
FILES = sorted(ROOT.rglob("*.py"))


def _layer(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def _imported_layers(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "optdesign":
                names = [f"optdesign.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("optdesign.")}
    return {name for name in found if name in LAYERS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_only_from_the_left(path: Path) -> None:
    layer = _layer(path)
    if layer == "__init__":  # names the interface for type checkers and imports it on first use
        return
    position = LAYERS.index(layer)
    wrong = {name for name in _imported_layers(path) if LAYERS.index(name) > position}
    assert not wrong, f"{layer} must not import {wrong}"


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
