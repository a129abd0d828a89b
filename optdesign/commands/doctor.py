"""The command ``doctor``: what is installed, and whether it works, in seconds."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import typer

from optdesign import __version__
from optdesign.commands.terminal import (
    Json,
    Quiet,
    Results,
    Version,
    present,
)

if TYPE_CHECKING:
    from rich.console import Console

PACKAGES = (
    "highspy", "pyscipopt", "pyomo", "scipy", "numpy", "pandas", "pyarrow", "matplotlib",
    "optuna", "SALib", "moocore", "pint", "pydantic", "typer", "rich", "jinja2", "distributed",
)  # fmt: skip
OPTIONAL = ("distributed",)
_QUICK = "ceres-bootstrap-paper"
_FAILED = 5


def doctor(
    results: Results = Path("results"),
    as_json: Json = False,
    quiet: Quiet = False,
    version: Version = False,
) -> None:
    """Say what is installed, and test it in seconds. Solvers, data, storage and reports."""
    import platform

    checks = [_run(name, check) for name, check in _checks(results).items()]
    found = {
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "packages": {name: _installed(name) for name in PACKAGES},
        "passed": all(check["passed"] for check in checks),
        "checks": checks,
    }
    present(lambda: found, lambda screen: _print(found, screen), as_json=as_json, quiet=quiet)
    raise typer.Exit(0 if found["passed"] else _FAILED)


def _installed(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version  # slow to import

    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _checks(results: Path) -> dict[str, Callable[[], str]]:
    return {
        "packages": _all_there,
        "catalogue": _catalogue,
        "problems and studies": _files,
        "HiGHS": _highs,
        "SCIP": _scip,
        "solve and verify": _solve,
        "report": _report,
        "results folder": lambda: _storage(results),
    }


def _run(name: str, check: Callable[[], str]) -> dict[str, Any]:
    """One check: what it found, or in one line what is wrong."""
    clock = perf_counter()
    try:
        passed, detail = True, check()
    except Exception as error:  # whatever is broken must be told, not thrown
        passed, detail = False, f"{type(error).__name__}: {error}".splitlines()[0][:300]
    seconds = round(perf_counter() - clock, 3)
    return {"name": name, "passed": passed, "seconds": seconds, "detail": detail}


def _all_there() -> str:
    missing = [name for name in PACKAGES if name not in OPTIONAL and _installed(name) is None]
    if missing:
        raise RuntimeError(f"not installed: {', '.join(missing)}")
    absent = [name for name in OPTIONAL if _installed(name) is None]
    return f"optional, not installed: {', '.join(absent)}" if absent else "all installed"


def _catalogue() -> str:
    from optdesign.catalogue import load_catalogue

    catalogue = load_catalogue()
    values = sum(len(item.entries) for item in catalogue.items.values())
    return f"{len(catalogue.items)} items, {values} values, {len(catalogue.sources)} sources"


def _files() -> str:
    from optdesign.exploration.study.read import find_studies, load_study
    from optdesign.problem import find_problems, load_problem

    problems, studies = find_problems(), find_studies()
    for name in problems:
        load_problem(name)
    for name in studies:
        load_study(name)
    return f"{len(problems)} problems, {len(studies)} studies"


def _small_model() -> Any:
    """Maximize x + y with 2 x + y <= 3, x + 2 y <= 3 over whole numbers: 2."""
    import pyomo.environ as pyo

    model = pyo.ConcreteModel()
    model.x, model.y = (pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(0, 3)) for _ in "xy")
    model.rows = pyo.ConstraintList()
    model.rows.add(2 * model.x + model.y <= 3)
    model.rows.add(model.x + 2 * model.y <= 3)
    model.objective = pyo.Objective(expr=model.x + model.y, sense=pyo.maximize)
    return model


def _highs() -> str:
    from pyomo.contrib.appsi.solvers import Highs

    model, solver = _small_model(), Highs()
    solver.solve(model)
    _expect(model.objective(), 2.0)
    return f"solves, {_installed('highspy')}"


def _scip() -> str:
    import pyscipopt

    model = pyscipopt.Model()
    model.hideOutput()
    x, y = (model.addVar(vtype="C", lb=0.0, ub=3.0) for _ in "xy")
    model.addCons(x * y <= 2.0)
    model.setObjective(x + y, sense="maximize")
    model.optimize()
    _expect(model.getObjVal(), 3.0 + 2.0 / 3.0)
    return f"solves, {model.version()}"


def _expect(value: float, wanted: float) -> None:
    if not abs(value - wanted) < 1e-5:
        raise RuntimeError(f"the optimum is {wanted:g}, got {value:g}")


def _solve() -> str:
    from optdesign.problem import load_problem, make_case
    from optdesign.result import execute
    from optdesign.units import format_quantity

    problem = load_problem(_QUICK)
    result = execute(make_case(problem))
    if not result.verified:
        raise RuntimeError(f"{_QUICK} is {result.status.value}")
    for key, expected in problem.expect.items():
        value = result.solution.outcomes[key]
        if abs(value - expected.value) > expected.tolerance * abs(expected.value):
            raise RuntimeError(f"{key} is {value:g}, expected {expected.value:g} in SI")
    shown = format_quantity(result.solution.objective or 0.0, "year")
    return f"{_QUICK}: {shown}, {len(result.checks)} checks passed"


def _report() -> str:
    from optdesign.report.page.blocks import Page
    from optdesign.report.page.render import page_html

    text = page_html(Page("t", "k", "<q>", "a", "l", "b", "good"))
    if "&lt;q&gt;" not in text:
        raise RuntimeError("texts are not escaped")
    return "pages are made and escaped"


def _storage(results: Path) -> str:
    from optdesign.result import check_folder

    check_folder(results)
    nearest = next(path for path in (results.absolute(), *results.absolute().parents)
                   if path.exists())  # fmt: skip
    with tempfile.TemporaryFile(dir=nearest) as stream:
        stream.write(b"0")
    free = shutil.disk_usage(nearest).free / 2**30
    return f"{results} can be written, {free:.0f} GiB free"


def _print(found: dict[str, Any], screen: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    screen.print(
        f"optdesign {found['version']}, Python {found['python']}, {found['platform']}, "
        f"{found['cores']} cores",
        markup=False,
    )
    packages = ", ".join(f"{k} {v or 'not installed'}" for k, v in found["packages"].items())
    screen.print(packages, markup=False, soft_wrap=not sys.stdout.isatty())
    table = Table(box=None, pad_edge=False, show_header=False)
    for check in found["checks"]:
        word, style = ("passed", "green") if check["passed"] else ("FAILED", "bold red")
        seconds = f"{check['seconds']:.2f} s"
        table.add_row(Text(word, style=style), check["name"], seconds, Text(check["detail"]))
    screen.print(table)
