"""Examples for habitat, cooling, reflector, elevator, orbits, frame and bootstrap forms."""

from __future__ import annotations

EXAMPLES: dict[str, dict[str, float]] = {}
