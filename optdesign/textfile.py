"""Reading TOML data files and writing files whole; shared by catalogue, problems and results."""

from __future__ import annotations

import os
import re
import reprlib
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from optdesign.errors import OptdesignError, suggestion

MAX_BYTES = 4_000_000
MAX_DEPTH = 8
# What pydantic says of a value, in the words of a TOML file.
_PLAIN = (
    (r"^(Input|Value) should (be|have)", r"must \2"),
    (r"a valid dictionary or instance of \w+", "a table"),
    (r"a valid tuple", "a list"),
    (r"a valid string", "text in quotes"),
    (r"a valid integer", "a whole number"),
    (r"a valid (number|boolean)", r"a \1"),
    (r" after validation, not \d+", ""),
)
# Parts of pydantic's places that are its own: which member of a union, which check.
_TECHNICAL = re.compile(r"(function-\w+|constrained-\w+)\[.*|str|float|int|bool")
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxlong = _SHORT.maxother = 57


def read_toml(path: Path, error: type[OptdesignError]) -> dict[str, Any]:
    """Read a TOML file as plain data; every way to fail becomes ``error`` with one line."""
    try:
        if path.exists() and not path.is_file():  # a pipe or device would block or never end
            raise error(f"{path} | must be a file, got something else | give the path of a file")
        if path.stat().st_size > MAX_BYTES:
            raise error(
                f"{path} | must be smaller than {MAX_BYTES} bytes | is this the right file?"
            )
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise error(f"{path} | must be a TOML file, got: {fault} | mend the file there") from fault
    except UnicodeDecodeError as fault:
        raise error(
            f"{path} | must be UTF-8 text | {fault.reason} at byte {fault.start}"
        ) from fault
    except RecursionError as fault:
        raise error(
            f"{path} | must be a TOML file, got tables nested too deep | flatten"
        ) from fault
    except ValueError as fault:  # an integer of thousands of digits, or a path no system allows
        raise error(f"{path!s:.200} | must be a TOML file, got: {fault} | mend it") from fault
    except OSError as fault:
        raise error(f"{path!s:.200} | must be a readable file | {fault.strerror}") from fault


def flatten(
    table: Mapping[str, Any], is_leaf: Mapping[str, Any] | frozenset[str], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield ``(dotted key, leaf)``: a table is a leaf if it is empty or holds a key of the leaf.

    Anything that is not a table, and any table nested too deep, is yielded as it is, so that the
    schema can refuse it by name.
    """
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        group = isinstance(value, dict) and value and not (set(value) & set(is_leaf))
        if group and name.count(".") < MAX_DEPTH:
            yield from flatten(value, is_leaf, name)
        else:
            yield name, value


def brief(value: object) -> str:
    """Write a value for a message: one line, at most 60 characters, whatever it is."""
    text = _SHORT.repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def describe_faults(
    error: ValidationError, valid_keys: Mapping[str, Any] | list[str], where: str = ""
) -> list[str]:
    """Turn a pydantic error into parts ``key | expectation, what came | what to do``."""
    faults = []
    told = set[str]()
    for fault in error.errors(include_url=False):
        place = list(map(str, fault["loc"]))
        union = len(place) > 1 and _TECHNICAL.fullmatch(place[-1]) is not None
        key = ".".join(part for part in (where, *place[: len(place) - union]) if part)
        if union and key in told:  # the same value, refused by another member of the union
            continue
        told.add(key)
        if fault["type"] == "extra_forbidden":
            hint = suggestion(str(fault["loc"][-1]), list(valid_keys))
            faults.append(f"{key} | is not a known key here | {hint}")
        elif fault["type"] == "missing":
            faults.append(f"{key} | must be given | add it")
        else:
            faults.append(f"{key} | {_expectation(fault['msg'], fault['input'])}".strip(" |"))
    return faults


def _expectation(message: str, came: object) -> str:
    if message.startswith("Value error, ") and (" | " in message or ", got " in message):
        text = message.removeprefix("Value error, ")
        return text if " | " in text else f"{text} | mend it"
    text = message.removeprefix("Value error, ")
    for technical, plain in _PLAIN:
        text = re.sub(technical, plain, text)
    return f"{text[:1].lower()}{text[1:]}, got {brief(came)} | mend it"


def write_whole(path: Path, text: str | bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
