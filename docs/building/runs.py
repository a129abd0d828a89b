"""Runs that several facts share: each is made once a build."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import cache
from typing import Any

import optdesign as od
from optdesign.units import from_si


@cache
def _solved(name: str, given: tuple[tuple[str, str], ...], objective: str | None,
            settings: od.Settings | None) -> od.Answer:  # fmt: skip
    known = od.load_problem(name).levers
    parameters = {key: value for key, value in given if key not in known}
    levers = {key: value for key, value in given if key in known}
    return od.solve(name, parameters, objective=objective, settings=settings, **levers)


def solved(
    name: str,
    given: dict[str, str] | None = None,
    objective: str | None = None,
    settings: od.Settings | None = None,
) -> od.Answer:
    """A verified answer with parameters changed and levers pinned.

    Raises
    ------
    RuntimeError
        if it is not verified.
    """
    answer = _solved(name, tuple(sorted((given or {}).items())), objective, settings)
    if not answer.verified:
        raise RuntimeError(f"{name} {given} | must be verified | {answer.status}")
    return answer


def outcome(
    name: str,
    key: str,
    unit: str,
    given: dict[str, str] | None = None,
    objective: str | None = None,
) -> float:
    """An outcome in the unit named."""
    return from_si(solved(name, given, objective).result.solution.outcomes[key], unit)


@cache
def told(*arguments: str) -> dict[str, Any]:
    """What a command prints with ``--json``; its files are thrown away.

    Raises
    ------
    RuntimeError
        if the command does not end with 0.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "optdesign", *arguments, "--json", "--results", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} | must end with 0 | {done.stderr[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@cache
def studied(name: str) -> dict[str, Any]:
    """The document of a shipped study."""
    return told("study", name, "--workers", "1")
