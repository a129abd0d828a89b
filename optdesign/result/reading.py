"""Reading the JSON documents of stored runs strictly; every fault is one line."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from optdesign.errors import ResultError
from optdesign.result.folders import run_folders
from optdesign.textfile import describe_faults

MAX_DOCUMENT = 200_000_000
Model = TypeVar("Model", bound=BaseModel)
_WHAT = "must be the document of a run"


def read_json(path: Path) -> Any:
    """What a JSON file holds.

    Raises
    ------
    ResultError
        if it cannot be read, is too large, or holds what is no JSON.
    """
    try:
        if path.stat().st_size > MAX_DOCUMENT:
            raise ValueError(f"larger than {MAX_DOCUMENT} bytes")
        return json.loads(
            path.read_text(encoding="utf-8"),
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_whole,
        )
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ResultError(f"{path} | {_WHAT} | {reason!s:.200}") from error


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text:.20} is larger than any number here")
    return value


def _whole(text: str) -> int:
    _finite(text)
    return int(text)


def validated(path: Path, found: Any, model: type[Model]) -> Model:
    """What a file holds, as its model.

    Raises
    ------
    ResultError
        if it is no such document.
    """
    try:
        return model.model_validate(found)
    except ValidationError as error:
        fault = describe_faults(error, [])[0].replace(" | ", ": ")
        raise ResultError(f"{path} | {_WHAT} | {fault:.300}") from error


def read_document(path: Path, model: type[Model]) -> Model:
    """What a JSON file holds, as its model; raises as `read_json` and `validated` do."""
    return validated(path, read_json(path), model)


def list_documents(
    results: Path, file: str, model: type[Model]
) -> tuple[dict[str, Model], list[str]]:
    """The documents of one kind of run, by the name of the run, the newest last.

    Returns
    -------
    documents, and a line for each that cannot be read
    """
    found, faults = dict[str, Model](), list[str]()
    for name, folder in run_folders(results, file).items():
        try:
            found[name] = read_document(folder / file, model)
        except ResultError as error:
            faults.append(str(error))
    return found, faults
