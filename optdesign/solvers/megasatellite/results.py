"""Outcomes and tables of a settlement's growth, from its plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from optdesign.formulations.schedule_grid import Floats, growth_integral
from optdesign.problem import Case
from optdesign.solvers.megasatellite.conflict import disk_radius, mean_kind
from optdesign.solvers.megasatellite.plan import GrowthPlan
from optdesign.subproblems.megasatellite import GrowthNumbers, read_numbers
from optdesign.subproblems.megasatellite_reasons import KINDS, REASONS
from optdesign.subproblems.settlers import Settlers
from optdesign.units import format_number, format_quantity, from_si

Rows = list[dict[str, Any]]
_STAGE = 0.005
"""Stages shorter than this part of the time are not told in the notes."""


def outcomes(
    case: Case, numbers: GrowthNumbers, settlers: Settlers | None, plan: GrowthPlan
) -> dict[str, float]:
    """What the plan attains and uses, by outcome, in SI."""
    end = {key: float(values[-1]) for key, values in plan.stocks.items()}
    people = sum(end.get(key, 0.0) for key in KINDS)
    rates = _settling(plan)
    houses = sum(end[key] / kind.people for key, kind in zip(KINDS, numbers.kinds, strict=False))
    building: Floats = sum(  # type: ignore[assignment]
        _mean_rate(plan, key) / kind.people for key, kind in zip(KINDS, numbers.kinds, strict=False)
    )
    found = {
        "bootstrap_time": plan.horizon,
        "bootstrap_time_lower": plan.lower_bound,
        "bootstrap_time_upper": plan.horizon,
        "bootstrap_time_estimate": plan.estimate,
        "population": end.get("people", people),
        "habitats": houses,
        "peak_settling_rate": float(np.max(rates)),
        "peak_habitat_rate": float(np.max(building)),
        "lifting_power": end["lifting_power"],
        "orbit_power": end.get("orbit_power", 0.0),
        "lift_energy": numbers.lift_power_energy,
        "mass_per_person": mean_kind(numbers, "mass"),
        "energy_per_person": mean_kind(numbers, "energy"),
        **_uses(numbers, plan, end, settlers),
        **_geometry(numbers, end, people),
    }
    if settlers:
        came = end["migrants"] / max(end["people"] - numbers.housed, 1e-300)
        found |= {"migrant_share": min(came, 1.0), "seats": end["seats"]}
    return found


def _uses(
    numbers: GrowthNumbers, plan: GrowthPlan, end: Mapping[str, float], settlers: Settlers | None
) -> dict[str, float]:
    """Mass, nitrogen, iron and angular momentum, over what there is of them."""
    body, program = numbers.body, plan.program
    gained = {key: end[key] - stock.initial for key, stock in program.stocks.items()}
    orbit = numbers.collector_mass * gained.get("orbit_power", 0.0)
    for key, kind in zip(KINDS, numbers.kinds, strict=False):
        orbit += kind.mass * gained[key]
    if settlers:
        orbit += settlers.seat_mass * gained["seats"] + settlers.voyage_mass * gained["migrants"]
    surplus, restored = gained.get("surplus_ore", 0.0), gained.get("restored", 0.0)
    lifted = orbit / numbers.arriving + surplus
    mined = lifted + body.restoring_mass * restored
    used = {
        material: sum(
            getattr(kind, material) * gained[key]
            for key, kind in zip(KINDS, numbers.kinds, strict=False)
        )
        for material in ("nitrogen", "steel")
    }
    return {
        "mined_mass": mined,
        "mined_share": mined / body.whole,
        "surplus_share": surplus / max(mined, 1e-300),
        "nitrogen_share": used["nitrogen"] / max(body.nitrogen * lifted, 1e-300),
        "iron_share": used["steel"] / max(body.iron * lifted, 1e-300),
        "spin_share": body.lost_spin * (lifted - restored) / body.spin,
        "restored_share": max(0.0, restored) / max(lifted, 1e-300),
    }


def _geometry(numbers: GrowthNumbers, end: Mapping[str, float], people: float) -> dict[str, float]:
    """Disk, orbit, frame, travel and impacts."""
    body, radius = numbers.body, disk_radius(numbers)
    mass, frame = mean_kind(numbers, "mass"), mean_kind(numbers, "frame")
    passing = [
        kind.penetration_rate * end[key] / kind.people
        for key, kind in zip(KINDS, numbers.kinds, strict=False)
    ]
    return {
        "disk_diameter": 2 * radius,
        "disk_share": radius / body.orbit_radius,
        "orbit_share": body.orbit_radius / body.hill_radius,
        "frame_share": frame / (mass - frame),
        "bearing_share": mean_kind(numbers, "bearings") / mass,
        "travel_share": mean_kind(numbers, "travel_power") / mean_kind(numbers, "reserve"),
        "travel_power": mean_kind(numbers, "travel_power"),
        "travel_mass": mean_kind(numbers, "travel"),
        "penetration_rate": max(kind.penetration_rate for kind in numbers.kinds),
        "penetrations": sum(passing),
        "spare_mass": mean_kind(numbers, "spare"),
    }


def _mean_rate(plan: GrowthPlan, name: str) -> Floats:
    """Mean rate of a stock in each period, SI."""
    grid = plan.grid
    mean = grid.scale[:-1] * growth_integral(grid.growth, grid.lengths) / grid.lengths
    return plan.rates[name] * mean


def _settling(plan: GrowthPlan) -> Floats:
    return np.asarray(
        sum(_mean_rate(plan, key) for key in KINDS if key in plan.rates), dtype=np.float64
    )


def binding(plan: GrowthPlan) -> list[str]:
    """What the growth waits for in each period: the row that is worth most.

    Power is waited for only until it has all the room there is; then it is the room.
    """
    prices = plan.prices
    orbit = "orbit_power" in plan.program.stocks
    room = {"lifting": "surface", "processing": "collectors" if orbit else "surface"}
    held = {
        "surface": plan.stocks["lifting_power"][1:]
        > (1 - 1e-6) * plan.program.ceilings["surface"].constant
    }
    found = []
    for period in range(len(plan.grid.growth)):
        worth = {key: float(values[period]) for key, values in prices.items()}
        rows = [key for key in worth if key not in ("surface", "collectors", "homes")]
        best = max(rows, key=lambda key: worth[key])
        instead = room.get(best)
        if instead == "surface" and held["surface"][period]:
            best = "surface"
        elif instead == "collectors" and worth.get("collectors", 0.0) > 0.05 * worth[best]:
            best = "collectors"
        found.append(best)
    return found


def waiting_table(plan: GrowthPlan) -> Rows:
    """What the growth waits for, from when to when."""
    times = from_si(1.0, "year") * plan.grid.nodes * plan.horizon
    rows: Rows = []
    for period, reason in enumerate(binding(plan)):
        end = float(times[period + 1])
        if rows and rows[-1]["reason"] == reason:
            rows[-1]["end [year]"] = end
            continue
        rows.append({
            "reason": reason,
            "waits for": REASONS[reason],
            "start [year]": float(times[period]),
            "end [year]": end,
        })  # fmt: skip
    return rows


def schedule_table(numbers: GrowthNumbers, plan: GrowthPlan) -> Rows:
    """One row a node: time, people, powers, settling rate until then, what it waited for."""
    reasons, year = binding(plan), from_si(1.0, "year")
    times, settling = plan.grid.nodes * plan.horizon * year, _settling(plan) / year
    people = np.sum([plan.stocks[key] for key in KINDS if key in plan.stocks], axis=0)
    rows: Rows = []
    for node, time in enumerate(times):
        period = max(node - 1, 0)
        row: dict[str, Any] = {
            "time [year]": float(time),
            "people housed [person]": float(people[node]),
        }
        for key, column in (
            (KINDS[1], "of them in the second kind [person]"),
            ("people", "people there are [person]"),
            ("lifting_power", "lifting power [W]"),
            ("orbit_power", "power in orbit [W]"),
        ):
            if key in plan.stocks:
                row[column] = float(plan.stocks[key][node])
        row["settling rate [person/year]"] = float(settling[period])
        row["waits for"] = REASONS[reasons[period]]
        rows.append(row)
    return rows


def settling_table(case: Case) -> Rows:
    """People a year that all power on the ground houses, as more and more is counted."""
    paper = (
        case.with_value("lifting.energy", "paper")
        .with_value("habitat.mass_model", "paper")
        .with_value("processing.power", "none")
        .with_value("orbit.radius", case.problem.catalogue.value("megasatellite.orbit_radius"))
    )
    body = paper.with_value("processing.power", "body")
    design = body.with_value("habitat.mass_model", "design")
    full = design.with_value("lifting.energy", "full").with_value(
        "orbit.radius", case["orbit.radius"]
    )
    orbit = full.with_value("processing.power", "both")
    steps = (
        ("lifting alone, as the paper counts it", paper, False),
        ("the same power also processes", body, True),
        ("masses and energy of the habitat itself", design, True),
        ("digging, drives, propellant, nitrogen", full, True),
        ("all that, processed by power in orbit", orbit, False),
    )
    rows: Rows = []
    year = from_si(1.0, "year")
    for text, step, processing in steps:
        numbers = read_numbers(step)
        mass = mean_kind(numbers, "mass") / numbers.arriving
        energy = numbers.lift_power_energy * mass
        if processing:
            energy += numbers.orbit_energy * mass + mean_kind(numbers, "energy")
        rate = numbers.body.surface_power / energy
        rows.append({
            "counted": text,
            "energy [J/person]": energy,
            "settled [person/year]": rate / year,
            "time for the target [year]": numbers.target / rate * year,
        })  # fmt: skip
    return rows


def notes(found: Mapping[str, float], waiting: Sequence[Mapping[str, Any]]) -> list[str]:
    """The course of the growth in sentences."""
    whole = from_si(found["bootstrap_time"], "year")
    parts = []
    for row in waiting:
        if row["end [year]"] - row["start [year]"] < _STAGE * whole:
            continue
        ends = [format_number(row[key], 3) for key in ("start [year]", "end [year]")]
        parts.append(f"{row['waits for']} (years {ends[0]} to {ends[1]})")
    rate = format_quantity(found["peak_settling_rate"], "person/year", 3)
    lines = [f"The growth waits for: {'; '.join(parts)}."] if parts else []
    lines.append(
        f"It houses up to {rate}; nitrogen of the air takes "
        f"{format_number(100 * found['nitrogen_share'], 3)} % of what is set free, and "
        f"{format_number(100 * found['spin_share'], 3)} % of the angular momentum goes."
    )
    return lines
