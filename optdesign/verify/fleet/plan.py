"""Whether the executed plan of a fleet does only what is possible, at every site and on the way."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.elevator import site_item
from optdesign.network.measures import body_stock, lifted_angular_momentum
from optdesign.network.model import CARRIERS, IMPORTABLE, STORABLE
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.units import to_si
from optdesign.verify.fleet.assets import FleetFamilies, FleetIndustry, dug
from optdesign.verify.growth.balances import (
    EXACT,
    TOLERANCE,
    TRACE,
    import_checks,
    limit_checks,
    sign_check,
    target_check,
)
from optdesign.verify.growth.execution import Executed
from optdesign.verify.growth.pieces import at_ends

Floats = NDArray[np.float64]


def plan_checks(
    case: Case, families: FleetFamilies, industry: FleetIndustry, executed: Executed
) -> list[Check]:
    """Everything that must hold at every moment and over the whole bootstrap."""
    return [
        sign_check(executed),
        *_capacity(industry, executed),
        *_goods(industry, executed),
        *import_checks(case, executed),
        _shipped_seed(industry, executed),
        target_check(case, executed),
        *limit_checks(case, whole_sums(industry, executed, families)),
        *_bodies(case, families, industry, executed),
        *_conservation(industry, executed),
    ]


def _capacity(industry: FleetIndustry, executed: Executed) -> list[Check]:
    """Lines that run and power used beyond what is in service, site by site."""
    service, run = executed.service, executed.rate("run")
    lines = len(industry.lines)
    floor = TRACE * service.sum(axis=1)[:, None]
    excess = (run - service[:, :lines]) / np.maximum(service[:, :lines], floor)
    shape = (len(run), len(industry.sites), len(CARRIERS))
    draw = (run @ industry.draw.T).reshape(shape).cumsum(axis=2)
    power = (service[:, lines:] @ industry.power.T).reshape(shape).cumsum(axis=2)
    weak = TRACE * draw.max(axis=(1, 2), initial=0.0)[:, None, None]
    room = np.maximum(np.maximum(power, weak), 1e-300)
    short = np.where(draw > 0, (draw - power) / room, 0.0)
    found = []
    for k, site in enumerate(industry.sites):
        own = [n for n, line in enumerate(industry.lines) if line.site == site]
        most = float(excess[:, own].max(initial=-1.0))
        found.append(Check(f"lines at {site} run beyond their mass in service", most, TOLERANCE))
        most = float(short[:, k].max(initial=-1.0))
        found.append(Check(f"power at {site} used beyond supply", most, TOLERANCE))
    return found


def _imported(industry: FleetIndustry, executed: Executed, name: str) -> Floats:
    """What comes from Earth of every commodity, (moments, commodities)."""
    sent = getattr(executed, name)("imported")
    rows = import_rows(industry)
    found = np.zeros((len(sent), len(industry.commodities)))
    if sent.shape[1]:
        found[:, rows] = sent
    return found


def import_rows(industry: FleetIndustry) -> list[int]:
    """Commodities that Earth may send to a site."""
    kinds = [name.rpartition(":")[2] for name in industry.commodities]
    return [row for row, kind in enumerate(kinds) if kind in IMPORTABLE]


def _used(industry: FleetIndustry, executed: Executed, name: str) -> Floats:
    of = getattr(executed, name)
    return np.asarray(
        of("run") @ industry.used.T
        + of("orders") @ industry.bill.T
        + of("people") @ industry.homes.T
    )


def _goods(industry: FleetIndustry, executed: Executed) -> list[Check]:
    """No store of any site is overdrawn; effort and transport are made when they are used."""
    worst: dict[str, float] = {}
    for name in ("amount", "rate"):
        made = getattr(executed, name)("run") @ industry.made.T
        used = _used(industry, executed, name)
        left = made + _imported(industry, executed, name) - used
        floor = TRACE * getattr(executed, name)("orders").sum(axis=1)
        for column, commodity in enumerate(industry.commodities):
            place, _, kind = commodity.rpartition(":")
            stored = kind in STORABLE and kind != "irreducible"
            if stored == (name == "amount"):
                room = np.maximum(np.maximum(used[:, column], floor), 1e-300)
                short = float((-left[:, column] / room).max())
                worst[place] = max(worst.get(place, -1.0), short)
    return [
        Check(f"goods of {place} used that are not there", short, TOLERANCE)
        for place, short in worst.items()
    ]


def _shipped_seed(industry: FleetIndustry, executed: Executed) -> Check:
    """The seed holds nothing that is still to be sent."""
    sent = [asset.origin != asset.site for asset in industry.assets]
    return Check("goods still to be sent in the seed", float(executed.seed[sent].sum()), 0.0, "kg")


def works(industry: FleetIndustry) -> NDArray[np.bool_]:
    """Which assets work or give power once they are there: no goods to be used up."""
    return np.array([
        bool(asset.power or asset.energy or asset.input or asset.origin == asset.site)
        for asset in industry.assets
    ])  # fmt: skip


def whole_sums(
    industry: FleetIndustry, executed: Executed, families: FleetFamilies
) -> dict[str, float]:
    """What limits over all sites concern, in SI."""
    ran = executed.final("run")
    lifted = np.array([
        families.sites[line.site].lines[line.name.rpartition(":")[2]].lifted
        if line.name.rpartition(":")[2] in families.sites[line.site].lines else 0.0
        for line in industry.lines
    ])  # fmt: skip
    plant = works(industry)
    electricity = np.array([line.energy.get("electricity", 0.0) for line in industry.lines])
    return {
        "total_energy": float(industry.draw.sum(axis=0) @ ran),
        "plant_mass": float(executed.final("orders")[plant].sum() + executed.seed.sum()),
        "lifted_mass": float(lifted @ ran),
        "lifting_energy": float(np.where(lifted > 0, electricity, 0.0) @ ran),
    }


def body_sums(
    case: Case, families: FleetFamilies, industry: FleetIndustry, executed: Executed
) -> dict[tuple[str, str], float]:
    """Shares of spin, iron, nitrogen and mass taken from every body of the plan."""
    ran, found = executed.final("run"), {}
    for name in industry.sites:
        site = families.sites[name]
        own = {k: line for k, line in enumerate(industry.lines) if line.origin == line.site == name}

        def made(kind: str, name: str = name, own: dict[int, Any] = own) -> float:
            rates = [line.output.get(f"{name}:{kind}", 0.0) * ran[k] for k, line in own.items()]
            return float(sum(rates))

        taken = sum(dug(line) * ran[k] for k, line in own.items())
        found[name, "mined"] = taken / case[f"{name}.mass"] / case["site.mined_share"]
        for element, kind in (("iron", "metal"), ("nitrogen", "nitrogen")):
            stock = body_stock(site.case, element)
            if stock:
                found[name, element] = made(kind) / stock
        lifts = {
            k: site.lines[line.name.rpartition(":")[2]].lifted
            for k, line in own.items()
            if line.name.rpartition(":")[2] in site.lines
        }
        lifted = sum(rate * ran[k] for k, rate in lifts.items())
        if lifted > 0:
            assert site_item(site.case) == name
            found[name, "angular_momentum"] = lifted * lifted_angular_momentum(site.case)
    return found


def _bodies(
    case: Case, families: FleetFamilies, industry: FleetIndustry, executed: Executed
) -> list[Check]:
    """What is taken from every body against the limits on it."""
    found = []
    for (site, name), share in body_sums(case, families, industry, executed).items():
        limit = 1.0 if name == "mined" else case[f"limit.{name}"]
        if math.isfinite(limit):
            excess = share / max(limit, 1e-300) - 1
            found.append(Check(f"{name} of {site} beyond its limit", excess, TOLERANCE))
    return found


def _conservation(industry: FleetIndustry, executed: Executed) -> list[Check]:
    """Over all sites: mass dug up and sent from Earth is all accounted for."""
    matter = np.array([
        name.rpartition(":")[2] not in ("effort", "transport") for name in industry.commodities
    ])  # fmt: skip
    ran, orders = executed.final("run"), executed.final("orders")
    made, used = industry.made[matter], industry.used[matter]
    digs = used.sum(axis=0) == 0
    ships = np.array(["transport" in "".join(line.output) for line in industry.lines])
    waste = used.sum(axis=0) - made.sum(axis=0)
    drawn = np.array([line.origin != line.site and not line.input for line in industry.lines])
    mined = float((made.sum(axis=0) * (digs & ~drawn)) @ ran)
    imported = _imported(industry, executed, "amount")[-1]
    spent = industry.bill[matter].sum(axis=0) @ orders
    homes = industry.homes[matter].sum(axis=0) @ executed.final("people")
    left = (
        executed.final("run") @ industry.made.T
        + imported
        - executed.final("run") @ industry.used.T
        - orders @ industry.bill.T
        - executed.final("people") @ industry.homes.T
    )[matter].sum()
    unpacked = float((made.sum(axis=0) * (digs & drawn)) @ ran)
    into = mined + unpacked + float(imported.sum())
    kept = spent + homes + left + float(np.where(digs, 0.0, waste) @ ran)
    nothing = np.where(digs | ships, -1.0, -waste / np.maximum(used.sum(axis=0), 1e-300))
    lines = len(industry.lines)
    need = float((industry.draw @ ran).sum())
    delivered = float((industry.power * executed.served()[lines:]).sum())
    return [
        Check("mass over all sites against where it went", abs(kept / into - 1), TOLERANCE),
        Check("mass that lines make from nothing", float(nothing.max(initial=-1.0)), EXACT),
        Check("energy used beyond all delivered", need / max(delivered, 1e-300) - 1, TOLERANCE),
        *_arrivals(industry, executed),
    ]


def _arrivals(industry: FleetIndustry, executed: Executed) -> list[Check]:
    """What is drawn from a shipment is no more than was sent and has arrived."""
    found, ran = [], executed.final("run")
    for k, line in enumerate(industry.lines):
        if line.origin == line.site or line.input or line.energy:
            continue
        drawn = sum(line.output.values()) * ran[k]
        sent = float(executed.final("orders")[k])
        excess = drawn / max(sent, 1e-300) - 1 if drawn > 0 else -1.0
        found.append(Check(f"{line.name} drawn beyond what was sent", excess, TOLERANCE))
    return found


def recomputed(
    case: Case,
    families: FleetFamilies,
    industry: FleetIndustry,
    executed: Executed,
    state: Any,
) -> dict[str, float]:
    """Outcomes from the execution and fresh assets, in SI."""
    year, people = to_si(1.0, "year"), executed.final("people")
    orders = executed.final("orders")
    sent = [asset.origin != asset.site for asset in industry.assets]
    bodies = body_sums(case, families, industry, executed)
    mass = orders + executed.seed
    used = {
        asset.site
        for asset, amount in zip(industry.assets, mass, strict=True)
        if amount > 1e-9 * mass.sum()
    }
    steel = [habitat.outcomes["energy_per_person"] for habitat in industry.habitats]
    upper = math.inf if state.execution.finish is None else state.execution.finish * year
    lower = 0.0 if state.bound is None else state.bound.horizon * year
    single = state.single.upper * year
    found = whole_sums(industry, executed, families) | {
        "bootstrap_time": upper,
        "bootstrap_time_upper": upper,
        "bootstrap_time_lower": lower,
        "single_site_time": single,
        "saving": single - upper,
        "largest_saving": max(single - lower, 0.0),
        "imported_mass": float(executed.final("imported").sum()),
        "shipped_mass": float(orders[sent].sum()),
        "sites_used": float(len(used)),
        "energy_per_person": float(np.dot(steel, people) / people.sum()),
        "habitat_mass": float(industry.needs[:-1].sum(axis=0) @ people),
        "peak_plant_mass": float(at_ends(executed.alive[:, works(industry)].sum(axis=1)).max()),
    }
    for name in ("angular_momentum", "iron", "nitrogen"):
        found[name] = max((v for (_, key), v in bodies.items() if key == name), default=0.0)
    return found
