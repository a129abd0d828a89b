"""Reading TOML data files and writing files whole; shared by catalogue, problems and results."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from optdesign.errors import OptdesignError, suggestion

MAX_BYTES = 4_000_000


def read_toml(path: Path, error: type[OptdesignError]) -> dict[str, Any]:
    """Read a TOML file as plain data; every way to fail becomes ``error`` with one line."""
    try:
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
    except OSError as fault:
        raise error(f"{path} | must be a readable file | {fault.strerror}") from fault


def flatten(
    table: Mapping[str, Any], is_leaf: Mapping[str, Any] | frozenset[str], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield ``(dotted key, leaf table)``: a table is a leaf if it holds any of the leaf's keys.

    Anything that is not a table is yielded as it is, so that the schema can refuse it by name.
    """
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        inner = isinstance(value, dict) and value and not (set(value) & set(is_leaf))
        if inner and all(isinstance(child, dict) for child in value.values()):
            yield from flatten(value, is_leaf, name)
        else:
            yield name, value


def describe_faults(error: ValidationError, valid_keys: Mapping[str, Any] | list[str]) -> list[str]:
    """Turn a pydantic error into parts ``key | expectation, what came | nearest valid name``."""
    faults = []
    for fault in error.errors(include_url=False):
        key = ".".join(str(part) for part in fault["loc"])
        came = repr(fault["input"])
        came = came if len(came) < 60 else came[:57] + "..."
        if fault["type"] == "extra_forbidden":
            hint = suggestion(str(fault["loc"][-1]), list(valid_keys))
            faults.append(f"{key} | is not a known key here | {hint}")
        elif fault["type"] == "missing":
            faults.append(f"{key} | must be given | add it")
        else:
            message = fault["msg"].removeprefix("Value error, ")
            came = "" if fault["type"] == "value_error" and "got" in message else f", got {came}"
            faults.append(f"{key} | {message[:1].lower()}{message[1:]}{came}".strip(" |"))
    return faults


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
