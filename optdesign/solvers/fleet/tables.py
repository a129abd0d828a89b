"""Tables of a fleet: sites and why they are used, routes, mix, shipments, stocks over time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.arrays import year
from optdesign.network.fleet import bare, is_plant, place_of
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.solvers.fleet.screen import doubling_time
from optdesign.solvers.fleet.search import FleetState
from optdesign.solvers.growth.tables import Report, designs, habitats, orders, phases, schedule
from optdesign.units import DAY, KILO, TONNE

Floats = NDArray[np.float64]
Rows = list[Mapping[str, Any]]

_TRACE = 1e-9
TARGET, USED, USELESS, UNUSED = "target", "used", "proven useless", "not used"


def fleet_tables(state: FleetState, report: Report) -> dict[str, Rows]:
    """Every table of a fleet's plan."""
    return {
        "sites": sites(state, report),
        "mix": mix(report),
        "shipments": shipments(report),
        "routes": routes(state),
        "stocks": stocks(state, report),
        "schedule": schedule(report),
        "orders": orders(report),
        "designs": designs(report),
        "habitats": habitats(report),
        "phases": phases(report),
    }


def asset_names(report: Report) -> list[str]:
    """Placed names of lines and of power technologies, by column."""
    return [*report.arrays.lines, *(design.technology for design in report.arrays.designs)]


def sites(state: FleetState, report: Report) -> Rows:
    """One row a site: sunlight, growth alone, what a seed is worth there, and the verdict."""
    names = asset_names(report)
    seed, total = report.history.seed, report.history.ordered.sum(axis=1)
    paying = (*state.screening.paying, *state.considered)
    rows: Rows = []
    for site in state.request.sites:
        found = state.screening.found.get(site.name)
        here = [
            k for k, name in enumerate(names) if place_of(name)[1] == site.name and is_plant(name)
        ]
        plant = float(seed[here].sum() + total[here].sum())
        verdict = TARGET if site.name == state.request.target else UNUSED
        if verdict != TARGET and plant > _TRACE * float(seed.sum() + total.sum()):
            verdict = USED
        elif verdict != TARGET and found is not None and site.name not in paying:
            verdict = USELESS
        unknown = 1.0 if verdict == TARGET else math.nan
        rows.append(
            {
                "site": site.name,
                "distance [au]": site.distance / ASTRONOMICAL_UNIT,
                "doubling time alone [day]": doubling_time(state.screening.growth[site.name]) / DAY,
                "worth of a kilogram of seed": unknown if found is None else found.ratio,
                "seed [t]": float(seed[here].sum()) / TONNE,
                "plant ordered [t]": float(total[here].sum()) / TONNE,
                "verdict": verdict,
            }
        )
    return rows


def mix(report: Report) -> Rows:
    """One row a site and asset: mass ordered, largest mass at once, share of the site's plant."""
    groups: dict[tuple[str, str], list[int]] = {}
    for column, name in enumerate(asset_names(report)):
        if is_plant(name):
            groups.setdefault((place_of(name)[1], bare(name)), []).append(column)
    history = report.history
    built = history.ordered.sum(axis=1) + history.seed
    whole: dict[str, float] = {}
    for (site, _), columns in groups.items():
        whole[site] = whole.get(site, 0.0) + float(built[columns].sum())
    rows: Rows = []
    for (site, asset), columns in groups.items():
        mass = float(built[columns].sum())
        if mass > _TRACE * max(whole[site], TONNE):
            rows.append(
                {
                    "site": site,
                    "asset": asset,
                    "seed [t]": float(history.seed[columns].sum()) / TONNE,
                    "built, with seed [t]": mass / TONNE,
                    "largest mass [t]": float(history.mass[columns].sum(axis=0).max()) / TONNE,
                    "share of the site's plant": mass / whole[site],
                }
            )
    return rows


def shipments(report: Report) -> Rows:
    """One row a route and what is sent: mass, share lost, and when it is ordered."""
    history, names = report.history, asset_names(report)
    groups: dict[tuple[str, str, str], list[int]] = {}
    for column, name in enumerate(names):
        origin, destination = place_of(name)
        if origin != destination:
            groups.setdefault((origin, destination, bare(name)), []).append(column)
    whole = float(history.ordered.sum())
    rows: Rows = []
    for (origin, destination, what), columns in groups.items():
        sent = history.ordered[columns].sum(axis=0)
        total = float(sent.sum())
        if total <= _TRACE * whole:
            continue
        passed = np.cumsum(sent) / total
        times = history.times[1:] / year()
        first, middle, last = (
            float(times[min(int(np.searchsorted(passed, share)), len(times) - 1)])
            for share in (0.01, 0.5, 0.99)
        )
        lag = float(_lag(report, columns[0]))
        rows.append(
            {
                "from": origin,
                "to": destination,
                "what": what,
                "mass arriving [t]": total / TONNE,
                "first hundredth ordered [year]": first,
                "half ordered [year]": middle,
                "last hundredth ordered [year]": last,
                "from order to service [year]": lag,
            }
        )
    return rows


def _lag(report: Report, column: int) -> float:
    arrays = report.arrays
    stock = int(np.flatnonzero(arrays.intake[:, column])[0])
    return arrays.stocks[stock].lag


def routes(state: FleetState) -> Rows:
    """One row a route and kind of ship."""
    wait, chosen = state.request.wait, {(r.name, r.ship) for r in state.request.routes}
    return [
        {
            "from": route.origin,
            "to": route.destination,
            "ship": route.ship,
            "delta-v [km/s]": route.delta_v / KILO,
            "under way [year]": _years(route.time),
            "between windows [year]": _years(route.window),
            "wait in the plan [year]": _years(route.wait(wait)),
            "propellant [kg/kg]": route.propellant if route.possible else None,
            "ship [kg/kg]": route.ship_mass if route.possible else None,
            "in the plan": (route.name, route.ship) in chosen,
        }
        for route in state.request.every
    ]


def _years(seconds: float) -> float | None:
    return seconds / year() if math.isfinite(seconds) else None


def stocks(state: FleetState, report: Report) -> Rows:
    """One row a period: plant at each site at its end, and what is sent in it."""
    start, end = report.times()
    names = asset_names(report)
    mass = report.ends(report.history.mass) / TONNE
    ordered = report.summed(report.history.ordered) / TONNE
    people = np.cumsum(report.summed(report.history.housed).sum(axis=0))
    rows: Rows = []
    for n in range(report.periods):
        row: dict[str, Any] = {"start [year]": start[n] / year(), "end [year]": end[n] / year()}
        for site in state.request.names:
            here = [k for k, name in enumerate(names) if place_of(name)[1] == site]
            row[f"plant at {site} [t]"] = float(mass[here, n].sum())
        for route in state.request.routes:
            sent = [
                k
                for k, name in enumerate(names)
                if place_of(name) == (route.origin, route.destination)
            ]
            row[f"ordered for {route.name} [t]"] = float(ordered[sent, n].sum())
        rows.append(row | {"people": people[n]})
    return rows
