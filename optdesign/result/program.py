"""Which program gave an answer: stored answers of older code are not taken for those of newer."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import optdesign

# What is only shown does not decide what is found.
_SHOWN = ("report", "commands")


@cache
def program_stamp() -> str:
    """A short hash of all code and factors of units of the package that decide answers."""
    root, digest = Path(optdesign.__file__).parent, hashlib.sha256()
    for path in sorted([*root.rglob("*.py"), *root.glob("units/*.json")]):
        name = path.relative_to(root)
        if name.parts[0] not in _SHOWN:
            digest.update(f"{name.as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
