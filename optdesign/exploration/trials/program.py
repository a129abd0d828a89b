"""Which program ran a trial: trials of older code are not mixed with those of newer code."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import optdesign

# What is only shown does not decide what a trial finds.
_SHOWN = ("report", "commands")


@cache
def program_stamp() -> str:
    """A short hash of all code of the package that decides answers."""
    root, digest = Path(optdesign.__file__).parent, hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root)
        if name.parts[0] not in _SHOWN:
            digest.update(f"{name.as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
