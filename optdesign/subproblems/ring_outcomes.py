"""Outcomes, levers and parts of the best design of a link."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from optdesign.physics import beam as beams
from optdesign.subproblems.ring_case import FREE, binomial_availability
from optdesign.subproblems.ring_links import Beam, Conductor, Superconductor
from optdesign.subproblems.ring_option import SECTION, SPILL, VOLTAGE, Design, Option
from optdesign.subproblems.ring_search import Found
from optdesign.units import TERA, TONNE

_OF_FARM = ("farm", "store")
_PARTS = {"line": "lines, or electronics of beams", "store": "storage for shadows"}


def read_design(found: Found) -> Design:
    """The design of one point."""
    return found.option.designs(found.option.variables(found.point[None]))


def ring_levers(option: Option, design: Design) -> dict[str, float | str]:
    """What was chosen, SI; names where it is no number."""
    link = option.link
    levers: dict[str, float | str] = {"technology": option.technology}
    if isinstance(link, Conductor):
        levers["material"] = link.name
    if not isinstance(link, Beam):
        levers |= {key: float(design.values[key][0]) for key in (VOLTAGE, SECTION)}
    levers["shade_layers"] = float(getattr(link, "layers", 0))
    levers |= {"working_links": float(option.working), "links": float(design.links[0])}
    return levers | {"farm_power": float(design.farm_power[0])}


def ring_outcomes(found: Found, design: Design, swarm_power: float) -> dict[str, float]:
    """Every outcome, SI."""
    option, ring, link = found.option, found.option.ring, found.option.link
    parts = {key: float(np.ravel(mass)[0]) for key, mass in design.parts.items()}
    energy = float(np.ravel(option.energy(design.parts, design.farm_power))[0])
    farm = sum(parts[key] for key in _OF_FARM)
    sent = float(design.sent_power[0])
    outcomes = {
        "mass": sum(parts.values()),
        "payback_time": energy / ring.power,
        "delivered_fraction": ring.power / sent,
        "farm_mass": farm,
        "link_mass": sum(parts.values()) - farm,
        "deployment_energy": energy,
        "swarm_share": energy / (float(design.farm_power[0]) / swarm_power),
        "availability": availability(option, design),
        "shadow_share": ring.orbit.shadow,
        "mean_shadow_share": ring.orbit.mean_shadow,
        "beam_capture": 1.0,
    }
    if ring.orbit.kind != FREE:
        outcomes["inclination"] = math.acos(ring.orbit.cosine)
    if isinstance(link, Beam):
        return outcomes | _beam_outcomes(option, link, design)
    arriving = ring.power / option.working / link.station.efficiency
    outcomes |= {
        "line_loss": option.working * (float(design.state.sent[0]) - arriving),
        "cooling_power": float(design.hardware.cooling[0] * design.links[0]),
        "line_temperature": float(design.state.temperature[0]),
        "current": float(design.state.current[0]),
        "line_spacing": float(link.hazard.spacing(design.hardware.diameter)[0]),
    }
    if isinstance(link, Superconductor):
        outcomes["shade_temperature"] = link.ambient
        # Where the shade is colder than need be, so is the line.
        outcomes["line_temperature"] = min(link.temperature, link.ambient)
    return outcomes


def _beam_outcomes(option: Option, link: Beam, design: Design) -> dict[str, float]:
    captured = 1 - float(design.values[SPILL][0])
    product = np.array(
        [beams.aperture_product(option.ring.length, capture=captured, wavelength=link.wavelength)]
    )
    areas = link.apertures(product, design.state.sent)
    names = ("transmitter_diameter", "receiver_diameter")
    sizes = {key: 2 * math.sqrt(area[0] / math.pi) for key, area in zip(names, areas, strict=True)}
    return {"beam_capture": captured, **sizes}


def availability(option: Option, design: Design) -> float:
    """Share of the time in which enough links work."""
    link = option.link
    if isinstance(link, Beam):
        outage: Any = link.outage
    else:
        outage = float(link.hazard.outage(2 * option.ring.length, design.hardware.diameter)[0])
    links = int(design.links[0])
    return float(binomial_availability(outage, working=option.working, links=links))


def part_table(option: Option, design: Design) -> list[dict[str, Any]]:
    """What the whole is made of."""
    prices = {**option.ring.energy, "line": option.link.energy}
    rows = []
    for key, masses in design.parts.items():
        mass = float(np.ravel(masses)[0])
        made = mass * prices[key] if key != "farm" else None
        if made is None:
            made = option.ring.farm_energy * float(design.farm_power[0])
        if mass > 0:
            name = _PARTS.get(key, key)
            rows.append({"part": name, "mass [t]": mass / TONNE, "energy [TJ]": made / TERA})
    return sorted(rows, key=lambda row: -row["mass [t]"])
