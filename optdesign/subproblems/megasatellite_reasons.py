"""Names of what grows in a settlement, and what its growth may wait for, in words."""

from __future__ import annotations

KINDS = ("habitats", "habitats_second")

# Rows in words, for figures and messages.
REASONS = {
    "lifting": "power of the elevators",
    "surface": "ground for the elevators' power",
    "processing": "power to process",
    "collectors": "area of the disk for collectors",
    "nitrogen": "nitrogen of what is mined",
    "iron": "iron of what is mined",
    "mined": "mass that may be mined",
    "spin": "angular momentum of the body",
    "mix": "share of the second kind of cylinder",
    "births": "births",
    "seats": "seats of ships from Earth",
    "migrants": "people who leave Earth",
    "homes": "habitats for the people there are",
}
