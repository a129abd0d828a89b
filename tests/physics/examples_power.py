"""Examples for sunlight, concentrators, engines, photovoltaics, nuclear, radiators, links."""

from __future__ import annotations

AU = 149_597_870_700.0

EXAMPLES: dict[str, dict[str, float]] = {
    "sunlight.flux": {"distance": 2.77 * AU, "solar_constant": 1361.0},
    "sunlight.angular_radius": {"distance": AU, "solar_radius": 6.957e8},
}
