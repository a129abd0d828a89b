"""Arguments, in SI, with which the contract test calls each public physics function."""

from __future__ import annotations

from tests.physics import (
    examples_megasatellite,
    examples_power,
    examples_ring,
    examples_settlement,
)

EXAMPLES: dict[str, dict[str, float]] = {
    **examples_megasatellite.EXAMPLES,
    **examples_power.EXAMPLES,
    **examples_ring.EXAMPLES,
    **examples_settlement.EXAMPLES,
}
