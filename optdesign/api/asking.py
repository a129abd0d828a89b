"""What calls from Python have in common: problems with changed parameters and pinned levers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from optdesign.errors import ProblemError
from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.textfile import brief

Setting = float | int | str


def asked_case(
    name: str | Path,
    parameters: Mapping[str, Setting] | None,
    levers: Mapping[str, Setting],
    *,
    objective: str | None = None,
    settings: Settings | None = None,
) -> Case:
    """The case that the arguments of a call ask for; numbers may be given for texts."""
    return make_case(
        load_problem(name),
        parameters={key: _text(value) for key, value in (parameters or {}).items()},
        levers={key: _text(value) for key, value in levers.items()},
        objective=objective,
        settings=settings,
    )


def _text(value: Setting) -> str:
    if isinstance(value, str):
        return value
    try:
        return repr(float(value))
    except (TypeError, ValueError, OverflowError) as error:
        raise ProblemError(f"{brief(value)} | must be a number or a text | {error}") from error
