"""The one-way order of the package, part by part, without cycles inside the parts either."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import optdesign

# A part imports only from itself and from those to its left.
ORDER = (
    "errors progress interval units textfile modelling catalogue physics reproduction problem "
    "solution network subproblems formulations solvers verify result tradeoff exploration report "
    "keeping answer api commands cli __main__"
).split()
# The same inside the studies: a file, its trials, the kinds of study, what is written.
EXPLORATION = (
    "study statistics quantities sensitivity trials tornado sweep search robust output explore "
    "front_band"
).split()
ROOT = Path(optdesign.__file__).parent
FILES = sorted(path for path in ROOT.rglob("*.py") if "shipped" not in path.parts)


def module_name(path: Path) -> str:
    parts = ("optdesign", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}


def imported(path: Path, *, typing_too: bool) -> Iterator[str]:
    """The package's own modules that a file imports, wherever in the file it does."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[ast.AST] = set()
    if not typing_too:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                skipped |= {inner for statement in node.body for inner in ast.walk(statement)}
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("optdesign"))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            if node.module and node.module.split(".")[0] == "optdesign":
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield inner if inner in MODULES else node.module


def part(module: str) -> str | None:
    """The first name below the package; None for the package itself (its version)."""
    names = module.split(".")
    return names[1] if len(names) > 1 else None


def test_every_part_has_its_place() -> None:
    assert {part(module) for module in MODULES} - {None} == set(ORDER)
    assert {inner_part(module) for module in MODULES} - {None} == set(EXPLORATION)


def inner_part(module: str) -> str | None:
    """The first name below the package of studies; None for others."""
    names = module.split(".")
    return names[2] if len(names) > 2 and names[1] == "exploration" else None


@pytest.mark.parametrize("module", [name for name in MODULES if part(name)])
def test_imports_point_to_the_left(module: str) -> None:
    own = part(module)
    assert own is not None
    for other in imported(MODULES[module], typing_too=True):
        target = part(other)
        if target is not None:
            assert ORDER.index(target) <= ORDER.index(own), f"{module} imports {other}"
        inner, aim = inner_part(module), inner_part(other)
        if inner and aim:
            assert EXPLORATION.index(aim) <= EXPLORATION.index(inner), f"{module} imports {other}"


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = {
        module: {
            other
            for other in imported(path, typing_too=False)
            # A package's modules reach their own package only for what is left of them in it.
            if other != module and not module.startswith(f"{other}.")
        }
        for module, path in MODULES.items()
        if part(module)
    }
    TopologicalSorter(graph).prepare()
