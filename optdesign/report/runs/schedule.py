"""The tables of a growth network as stored: which columns and rows count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

TIME = "end [year]"
IMPORTED = "imported so far [t]"
_NO_ASSET = ("start [year]", TIME, "people", IMPORTED)
SMALL = 0.01
"""Designs with a smaller share of their technology's mass are counted, not listed."""


def asset_columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns of the schedule that hold the mass of an asset."""
    return [name for name in rows[0] if name not in _NO_ASSET]
