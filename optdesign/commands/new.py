"""The command ``new``: a problem or study file of one's own, started from another."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from optdesign.commands.names import problem_or_study_names
from optdesign.commands.terminal import Json, Quiet, Unused, Version, print_json
from optdesign.errors import ProblemError, suggestion

_SECTION = re.compile(r"\s*\[+\s*\"?([A-Za-z0-9_-]+)")


def new(
    name: Annotated[str, typer.Argument(help="Name of the new problem or study.")],
    other: Annotated[
        str,
        typer.Option(
            "--from", metavar="OTHER", help="Problem or study to start from.",
            autocompletion=problem_or_study_names,
        ),
    ],
    as_json: Json = False,
    results: Unused = Path("results"),
    quiet: Quiet = False,
    version: Version = False,
) -> None:  # fmt: skip
    """Start a problem or study file of your own. In ./problems or ./studies."""
    path = start_file(name, other)
    if as_json:
        print_json({"name": path.stem, "from": other, "file": str(path)})
    elif not quiet:
        command = "solve" if path.parent.name == "problems" else "study"
        print(f"Written to {path}: change it, then: optdesign {command} {path.stem}")


def start_file(name: str, other: str) -> Path:
    """Copy the file of a problem or study under a new name, without its expected values.

    The name may end as the file does, in ``.toml``.

    Raises
    ------
    ProblemError
        for a name that cannot be one or is taken, an unknown other, or a folder not writable.
    """
    from optdesign.exploration.study.read import find_studies
    from optdesign.problem.files import NAME_RULE, can_be_name
    from optdesign.problem.read import find_problems

    name = name.removesuffix(".toml")
    if not can_be_name(name):
        raise ProblemError(f"{name[:60]!r} | must be {NAME_RULE} | for example my-{other}")
    problems, studies = find_problems(), find_studies()
    if other not in problems and other not in studies:
        hint = suggestion(other[:60], {**problems, **studies})
        raise ProblemError(f"--from {other[:60]!r} | must be a problem or a study | {hint}")
    kind, found = ("problems", problems) if other in problems else ("studies", studies)
    if name in found:
        raise ProblemError(f"{name} | is taken by {found[name].name} | choose another name")
    path = Path(kind) / f"{name}.toml"
    try:
        text = found[other].read_text(encoding="utf-8")
        path.parent.mkdir(exist_ok=True)
        _write_new(path, f"# Started from {other}.\n{without_section(text, 'expect')}")
    except FileExistsError as error:
        raise ProblemError(f"{path} | must not exist yet | choose another name") from error
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error).lower()
        raise ProblemError(f"{path} | must be a file that can be written | {reason}") from error
    return path


def _write_new(path: Path, text: str) -> None:
    """Write a file whole, never over another."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8")
        os.link(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def without_section(text: str, section: str) -> str:
    """A TOML text without a table of that name and its parts.

    >>> without_section("a = 1\\n[expect]\\nb = 2\\n[levers]\\nc = 3\\n", "expect")
    'a = 1\\n[levers]\\nc = 3\\n'
    """
    kept, inside = [], False
    for line in text.splitlines(keepends=True):
        match = _SECTION.match(line)
        if match:
            inside = match[1] == section
        if not inside:
            kept.append(line)
    return "".join(kept).rstrip() + "\n"
