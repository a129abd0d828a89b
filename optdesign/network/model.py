"""The data model of the growth network: who makes what from what, per kilogram and second, in SI.

An asset is built from commodities (its bill) and from then on makes, uses or delivers at rates
proportional to its mass. Energy is used by running lines only, so none is counted twice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

CARRIERS = ("electricity", "high_heat", "low_heat")
"""Energy, best first: each may serve for those after it."""

COMMODITIES = (
    "rock",
    "ore",
    "feedstock",
    "nitrogen",
    "metal",
    "silicate",
    "polymer",
    "silicon",
    "electronics",
    "irreducible",
    "effort",
)
"""What is made and used up, in kilograms; ``rock`` is mined material where it is dug, ``ore`` where
it is still to be lifted, ``effort`` assembly, ``irreducible`` what only Earth makes."""

STORABLE = frozenset(COMMODITIES) - {"effort"}
IMPORTABLE = frozenset({"electronics", "irreducible"})


@dataclass(frozen=True)
class Line:
    """A process line; ``output`` and ``input`` are rates per kilogram of line that runs."""

    name: str
    lifetime: float
    """[s], mean life: the mass in service decays at 1/lifetime"""
    lag: float
    """[s], from order to service"""
    output: Mapping[str, float]
    """commodity: [kg/s/kg]"""
    input: Mapping[str, float]
    """commodity: [kg/s/kg]"""
    energy: Mapping[str, float]
    """carrier: [W/kg] used while it runs"""
    bill: Mapping[str, float]
    """commodity: [kg/kg] used up to build a kilogram, effort included"""
    lifted: float = 0.0
    """[1/s], mass lifted from the ground per kilogram that runs"""


@dataclass(frozen=True)
class PowerDesign:
    """A power plant of one size and quality, per kilogram."""

    technology: str
    lifetime: float
    lag: float
    power: Mapping[str, float]
    """carrier: [W/kg] delivered, always on"""
    bill: Mapping[str, float]
    """commodity: [kg/kg]"""
    variables: Mapping[str, float] = field(default_factory=dict)
    """The design's own decisions, SI: aperture_diameter, concentration, slope_error, ..."""
    unit_mass: float = 1.0
    """[kg] of one unit"""
    seed_only: bool = False
    """Comes in whole units with the seed and is never built on site; its bill is empty"""
    most_units: float = math.inf
    """Units there are"""


@dataclass(frozen=True)
class HabitatDesign:
    """A habitat, per person it houses."""

    needs: Mapping[str, float]
    """commodity: [kg/person], effort included"""
    variables: Mapping[str, float]
    """radius, soil_depth, reflector_radius [m]"""
    outcomes: Mapping[str, float] = field(default_factory=dict)
    """What the habitat's physics says of it, by outcome, SI"""


@dataclass(frozen=True)
class Network:
    """All assets of a site. ``power`` and ``habitats`` are pools: pricing adds to them."""

    lines: tuple[Line, ...]
    power: tuple[PowerDesign, ...]
    habitats: tuple[HabitatDesign, ...] = ()
