"""One option: a link and how many of it carry the power; its weight, and a bound over boxes.

The weight is what is minimized: mass [kg], embodied energy [J] where payback counts, or the power
sent [W] when asking what can be had at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from optdesign.network.power_design import Floats
from optdesign.problem import Case
from optdesign.subproblems.ring_case import (
    CONDUCTOR,
    SUPERCONDUCTOR,
    Ring,
    binomial_availability,
)
from optdesign.subproblems.ring_links import (
    Beam,
    Conductor,
    Hardware,
    Link,
    State,
    Superconductor,
    Values,
)

MASS, ENERGY, SENT = "mass", "payback_time", "sent"
VOLTAGE, SECTION, SPILL = "voltage", "cross_section", "spill"
LEAST_SPILL, MOST_SPILL = 1e-6, 0.7
Range = tuple[float, float]


@dataclass(frozen=True)
class Design:
    """Arrays of designs: what they take and weigh."""

    values: Values
    state: State
    hardware: Hardware
    links: Floats
    parts: Mapping[str, Floats]
    """[kg], of everything"""
    sent_power: Floats
    """[W], from the farm"""
    farm_power: Floats
    """[W], rated"""
    weight: Floats
    """kg or J; infinite where a design does not work"""


@dataclass(frozen=True)
class Option:
    """A link, of which ``working`` carry the power."""

    ring: Ring
    link: Link
    working: int
    ranges: Mapping[str, Range]
    aim: str
    """One of `MASS`, `ENERGY` and `SENT`: what the weight is"""

    @property
    def technology(self) -> str:
        """Its name among the technologies."""
        if isinstance(self.link, Beam):
            return self.link.name
        return CONDUCTOR if isinstance(self.link, Conductor) else SUPERCONDUCTOR

    def variables(self, points: Floats) -> dict[str, Floats]:
        """Variables of points of the unit cube, shape (points, variables), by logarithm."""
        found = {}
        for position, (key, (low, high)) in enumerate(self.ranges.items()):
            share = points[:, position]
            found[key] = np.clip(low * (high / low) ** share, low, high)
        return found

    def designs(self, values: Values) -> Design:
        """The designs at some values of the variables."""
        if isinstance(self.link, Superconductor) and not self._pinned(SECTION):
            values = self.link.fitted(self.ring, values, self.working)
        return self._design(values, values)

    def lower(self, low: Values, high: Values) -> Floats:
        """A weight that no design between two corners falls below."""
        if isinstance(self.link, Superconductor) and not self._pinned(SECTION):
            least = self.link.fitted(self.ring, {**low, VOLTAGE: high[VOLTAGE]}, self.working)
            low = {**least, VOLTAGE: low[VOLTAGE]}
            high = self.link.fitted(self.ring, {**high, VOLTAGE: low[VOLTAGE]}, self.working) | {
                VOLTAGE: high[VOLTAGE]
            }
        if isinstance(self.link, Beam):
            return self._design(low, high).weight
        return self._design(high, low).weight

    def _pinned(self, key: str) -> bool:
        low, high = self.ranges[key]
        return low == high

    def _design(self, losing: Values, weighing: Values) -> Design:
        """Losses of one corner with masses of another, the same corner for a design."""
        ring, link = self.ring, self.link
        state = link.state(ring, losing, self.working)
        if isinstance(link, Beam):
            hardware = link.hardware(ring, weighing, state, self.working)
            outage = np.full_like(state.taken, link.outage)
            tie: Any = 0.0
        else:
            hardware = link.hardware(ring, weighing)
            length = 2 * ring.length
            outage = link.hazard.outage(length, link.insulation.diameter(losing))
            tie = 2 * link.hazard.spacing(hardware.diameter) / ring.length
        links = self._links(outage)
        works = state.works & np.isfinite(links)
        if SECTION in weighing:
            works &= weighing[SECTION] <= self.ranges[SECTION][1] * (1 + 1e-9)
        links = np.where(works, links, self.working)
        # Lines end on buses that reach from one to the next.
        parts = {
            key: mass * (links + (tie * (links - 1) if key in ("line", "insulation") else 0.0))
            for key, mass in hardware.parts.items()
        }
        self._add_stations(parts, state, links)
        sent = self.working * state.taken + hardware.cooling * links
        rated = sent * ring.oversize
        works = works & (ring.power >= ring.least_fraction * sent * (1 - 1e-12))
        if ring.pinned_farm is not None:
            works &= rated <= ring.pinned_farm * (1 + 1e-9)
            rated = np.full_like(rated, ring.pinned_farm)
        parts |= {"farm": ring.farm_mass * rated, "store": ring.store_mass * sent}
        weight = np.where(works, self.weigh(parts, rated, sent), np.inf)
        return Design(weighing, state, hardware, links, parts, sent, rated, weight)

    def _add_stations(self, parts: dict[str, Floats], state: State, links: Floats) -> None:
        if isinstance(self.link, Beam):
            return
        station = self.link.station
        out = self.ring.power / self.working
        sent, arriving = state.sent, out / station.efficiency
        heat = sent * (1 / station.efficiency - 1) + arriving - out
        through = sent + arriving
        parts["converter"] = links * station.converter_mass * through
        parts["electronics"] = links * station.electronics_mass * through
        radiator = links * station.heat_mass * heat
        parts["radiator"] = parts.get("radiator", 0.0) + radiator

    def _links(self, outage: Floats) -> Floats:
        """Fewest links that are available often enough; infinite where none are enough."""
        ring = self.ring
        found = np.full_like(outage, np.inf)
        for links in range(ring.most_links, self.working - 1, -1):
            known = binomial_availability(outage, working=self.working, links=links)
            found = np.where(known >= ring.availability, float(links), found)
        if ring.pinned_links is None:
            return found
        return np.where(found <= ring.pinned_links, float(ring.pinned_links), np.inf)

    def weigh(self, parts: Mapping[str, Floats], rated: Floats, sent: Floats) -> Any:
        """Mass or embodied energy of everything, or the power sent."""
        if self.aim == SENT:
            return sent
        return self.energy(parts, rated) if self.aim == ENERGY else sum(parts.values())

    def energy(self, parts: Mapping[str, Floats], rated: Floats) -> Any:
        """Embodied energy of everything [J]."""
        prices = {**self.ring.energy, "line": self.link.energy}
        return self.ring.farm_energy * rated + sum(
            prices[key] * mass for key, mass in parts.items() if key != "farm"
        )


def make_options(case: Case, ring: Ring, links: list[Link], aim: str | None = None) -> list[Option]:
    """Every link with every number of working ones that the case allows."""
    low, high = (int(end) for end in case.lever_range("working_links"))
    aim = case.objective if aim is None else aim
    lines = {key: case.lever_range(key) for key in (VOLTAGE, SECTION)}
    beams = {SPILL: (LEAST_SPILL, MOST_SPILL)}
    return [
        Option(ring, link, working, beams if isinstance(link, Beam) else lines, aim)
        for link in links
        for working in range(low, min(high, ring.pinned_links or ring.most_links) + 1)
    ]
