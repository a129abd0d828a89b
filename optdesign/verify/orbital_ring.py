"""A link recomputed from its levers: power along the line, heat, areas, masses, random rivals."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from scipy.integrate import quad, solve_ivp

from optdesign.physics.constants import STEFAN_BOLTZMANN
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status
from optdesign.subproblems.ring_case import FREE, SUN_SYNCHRONOUS, Ring, read_ring
from optdesign.subproblems.ring_links import Beam, Conductor, Link, Superconductor
from optdesign.subproblems.ring_option import Option, make_options
from optdesign.subproblems.ring_read import read_links
from optdesign.units import TERA, TONNE

EXACT = 1e-9
BALANCE = 1e-7
_SAMPLES = 3000
_WALK = (72, 720, 12)
"""Seasons, places along the orbit, nodes"""
_COUNTED = 5e-3
"""What counting places misses at most"""


def checks(case: Case, solution: Solution) -> list[Check]:
    """Balances of the answer, its parts again, and random rivals."""
    ring = read_ring(case)
    if solution.status is Status.INFEASIBLE:
        working = _best_rival(case, ring) if ring.orbit.possible else math.inf
        return [Check("random designs that work", float(math.isfinite(working)), 0.0)]
    if solution.objective is None:
        return []
    link = _link(case, ring, solution)
    found = _common(case, ring, solution) + _shadows(case, solution)
    if isinstance(link, Conductor):
        found += _conductor(ring, link, solution)
    elif isinstance(link, Superconductor):
        found += _superconductor(case, ring, link, solution)
    else:
        found += _beam(ring, link, solution)
    return [Check(check.name, float(check.value), check.limit) for check in found]


def _link(case: Case, ring: Ring, solution: Solution) -> Link:
    links = read_links(case, ring, str(solution.levers["technology"]))
    for link in links:
        if isinstance(link, Conductor) and link.name == solution.levers["material"]:
            return link
        if isinstance(link, Superconductor) and link.layers == solution.levers["shade_layers"]:
            return link
    return links[0]


def _common(case: Case, ring: Ring, solution: Solution) -> list[Check]:
    outcomes, levers, objective = solution.outcomes, solution.levers, solution.objective
    assert objective is not None
    tonnes = sum(row["mass [t]"] for row in solution.tables["parts"])
    energy = sum(row["energy [TJ]"] for row in solution.tables["parts"])
    rated = ring.power / outcomes["delivered_fraction"] * ring.oversize
    farm = float(levers["farm_power"])
    scale = ring.power if case.objective == "payback_time" else 1.0
    found = [
        Check("mass against its parts", abs(tonnes * TONNE / outcomes["mass"] - 1), EXACT),
        Check("energy against its parts", abs(
            energy * TERA / ring.power / outcomes["payback_time"] - 1), EXACT),
        Check("farm smaller than losses ask for", rated / farm - 1, BALANCE),
        Check("answer worse than random designs", objective * scale / _best_rival(case, ring) - 1,
              EXACT),
        Check("too seldom available", ring.availability - outcomes["availability"], EXACT),
    ]  # fmt: skip
    if solution.bound is not None:
        found.append(Check("bound beyond the answer", solution.bound / objective - 1, EXACT))
    return found


def _shadows(case: Case, solution: Solution) -> list[Check]:
    """Satellites all along the orbit, in every season, counted behind the body."""
    kind, body = case.choice("ring.orbit"), case.choice("ring.body")
    longest, mean = solution.outcomes["shadow_share"], solution.outcomes["mean_shadow_share"]
    if kind == FREE:
        return [Check("shadow of a free ring", longest + mean, 0.0)]
    season, place = (np.arange(count) / count * 2 * math.pi for count in _WALK[:2])
    axis = case[f"{body}.obliquity"]
    sun = np.array(
        [np.cos(season), np.sin(season) * math.cos(axis), np.sin(season) * math.sin(axis)]
    )
    lean = solution.outcomes["inclination"]
    shares = []
    for node in np.arange(_WALK[2]) / _WALK[2] * 2 * math.pi:
        # The node of a sun-synchronous orbit goes with the Sun, from any start.
        at = season + math.pi / 2 if kind == SUN_SYNCHRONOUS else np.full(len(season), node)
        along = np.array([np.cos(at), np.sin(at), 0 * at])
        across = np.array([-np.sin(at) * math.cos(lean), np.cos(at) * math.cos(lean),
                           np.full(len(at), math.sin(lean))])  # fmt: skip
        spots = along[:, :, None] * np.cos(place) + across[:, :, None] * np.sin(place)
        towards = (sun[:, :, None] * spots).sum(axis=0)
        reach = case[f"{body}.radius"] / (case[f"{body}.radius"] + case["ring.altitude"])
        dark = (towards < 0) & (1 - towards**2 < reach**2)
        shares.append(dark.mean(axis=1))
    return [
        Check("longer in shadow than said", float(np.max(shares)) - longest, _COUNTED),
        Check("share of the year in shadow", abs(float(np.mean(shares)) - mean), _COUNTED),
    ]


def _best_rival(case: Case, ring: Ring) -> float:
    """The least weight among random designs of every option."""
    generator = np.random.default_rng(case.settings.seed)
    options: list[Option] = make_options(case, ring, read_links(case, ring))
    weights = [math.inf]
    for option in options:
        points = generator.random((_SAMPLES // 10, len(option.ranges)))
        weights.append(float(option.designs(option.variables(points)).weight.min()))
    return min(weights)


def _available(outage: float, working: int, links: int) -> float:
    """Availability summed over every state of every link."""
    total = 0.0
    for state in itertools.product((True, False), repeat=links):
        if sum(state) >= working:
            total += math.prod(1 - outage if works else outage for works in state)
    return total


def _outage(ring: Ring, link: Conductor | Superconductor, diameter: float) -> float:
    """Share of the time out: cuts by all particles large enough, integrated over their sizes."""
    hazard = link.hazard
    least = hazard.severing_ratio * diameter

    def density(logarithm: float) -> float:
        size = math.exp(logarithm) / hazard.particle_diameter
        return float(hazard.exponent * hazard.particle_flux * size**-hazard.exponent)

    start = math.log(least)
    flux, _ = quad(density, start, start + 40 / hazard.exponent, epsabs=0.0, epsrel=1e-10)
    mended = flux * diameter * 2 * ring.length * hazard.repair_time
    share = mended / (1 + mended)
    return float(share)


def _conductor(ring: Ring, link: Conductor, solution: Solution) -> list[Check]:
    """The voltage integrated along both lines; heat in equals heat radiated at every metre."""
    levers, outcomes = solution.levers, solution.outcomes
    section, voltage = float(levers["cross_section"]), float(levers["voltage"])
    temperature, current = outcomes["line_temperature"], outcomes["current"]
    slope = 1 + link.slope * (temperature - link.reference_temperature)
    gradient = current * link.resistivity * max(slope, link.residual) / section

    def along(_: float, state: Any) -> list[float]:
        return [-gradient, gradient * current]

    run = solve_ivp(along, (0, 2 * ring.length), [voltage, 0.0], rtol=1e-11, atol=1e-6 * voltage)
    end, heat = float(run.y[0, -1]), float(run.y[1, -1])
    wanted = ring.power / float(levers["working_links"]) / link.station.efficiency
    diameter = 2 * (math.sqrt(section / math.pi) + voltage / link.insulation.field)
    emitted = link.insulation.emissivity * STEFAN_BOLTZMANN * temperature**4 * math.pi * diameter
    absorbed = link.insulation.absorptivity * ring.heat_flux * diameter
    loss = outcomes["line_loss"] / float(levers["working_links"])
    return [
        Check("power at the end of the line", abs(end * current / wanted - 1), BALANCE),
        Check("heat along the line", abs(heat - loss) / wanted, BALANCE),
        Check("heat of a metre unaccounted for",
              abs(absorbed + gradient * current - emitted) / emitted, BALANCE),
        Check("line too hot", temperature / link.insulation.hottest - 1, EXACT),
        *_line_parts(ring, link, solution, diameter, link.density * section),
    ]  # fmt: skip


def _superconductor(
    case: Case, ring: Ring, link: Superconductor, solution: Solution
) -> list[Check]:
    levers, outcomes = solution.levers, solution.outcomes
    section, voltage = float(levers["cross_section"]), float(levers["voltage"])
    diameter = 2 * (math.sqrt(section / math.pi) + voltage / link.insulation.field)
    absorbed = link.insulation.absorptivity * ring.heat_flux * diameter
    passed = case["sunshade.stray_share"] ** link.layers * absorbed
    surface = link.insulation.emissivity * STEFAN_BOLTZMANN * math.pi * diameter
    shade = (passed / surface) ** 0.25
    leak = max(shade - link.temperature, 0.0) * link.conductance * diameter
    cooling = leak * link.specific_power * 2 * ring.length * float(levers["links"])
    scale = max(outcomes["cooling_power"], EXACT * ring.power)
    strands = link.jacket_share + (1 - link.jacket_share) * section / link.reference_section
    return [
        Check("heat under the shade", abs(shade / outcomes["shade_temperature"] - 1), BALANCE),
        Check("cooling recomputed", abs(cooling - outcomes["cooling_power"]) / scale, BALANCE),
        Check("current beyond the cable's",
              outcomes["current"] / (link.current_density * section) - 1, BALANCE),
        *_line_parts(ring, link, solution, diameter, link.linear_density * strands),
    ]  # fmt: skip


def _line_parts(
    ring: Ring,
    link: Conductor | Superconductor,
    solution: Solution,
    diameter: float,
    per_metre: float,
) -> list[Check]:
    """Masses by volume of shells, and availability by all states."""
    levers = solution.levers
    links, length = int(float(levers["links"])), 2 * ring.length
    inner = 2 * math.sqrt(float(levers["cross_section"]) / math.pi)
    shell = math.pi / 4 * (diameter**2 - inner**2) * link.insulation.density
    spacing = solution.outcomes["line_spacing"]
    count = links + 2 * spacing / ring.length * (links - 1)
    masses = {row["part"]: row["mass [t]"] * TONNE for row in solution.tables["parts"]}
    line = masses["lines, or electronics of beams"]
    outage = _outage(ring, link, diameter)
    states = _available(outage, int(float(levers["working_links"])), links)
    return [
        Check("mass of the lines", abs(line / (per_metre * length * count) - 1), BALANCE),
        Check("mass of the insulation", abs(masses["insulation"] / (shell * length * count) - 1),
              BALANCE),
        Check("availability by all states", abs(states - solution.outcomes["availability"]),
              BALANCE),
    ]  # fmt: skip


def _beam(ring: Ring, link: Beam, solution: Solution) -> list[Check]:
    """The share caught, from the areas; the power along the chain of a beam."""
    levers, outcomes = solution.levers, solution.outcomes
    areas = [math.pi / 4 * outcomes[f"{end}_diameter"] ** 2 for end in ("transmitter", "receiver")]
    reach = link.wavelength * ring.length
    caught = -math.expm1(-areas[0] * areas[1] / reach**2)
    working = float(levers["working_links"])
    each = ring.power / outcomes["delivered_fraction"] / working
    through = each * math.sqrt(link.efficiency)
    arriving = through * outcomes["beam_capture"] * math.sqrt(link.efficiency) * working
    states = _available(link.outage, int(working), int(float(levers["links"])))
    return [
        Check("share caught beyond the apertures'", outcomes["beam_capture"] - caught, BALANCE),
        Check("power at the receiver", abs(arriving / ring.power - 1), BALANCE),
        Check("intensity beyond the limit", through / min(areas) / link.intensity - 1, BALANCE),
        Check("availability by all states", abs(states - outcomes["availability"]), BALANCE),
    ]
