"""Universal constants in SI, read once from the catalogue (``constants/universal.toml``)."""

from __future__ import annotations

from optdesign.catalogue import shipped_catalogue

_universal = shipped_catalogue().items["universal"].entries

GRAVITATIONAL_CONSTANT = _universal["gravitational_constant"].si
STEFAN_BOLTZMANN = _universal["stefan_boltzmann"].si
STANDARD_GRAVITY = _universal["standard_gravity"].si
ASTRONOMICAL_UNIT = _universal["astronomical_unit"].si
