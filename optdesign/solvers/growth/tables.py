"""Tables of an executed plan: schedule, orders, energy, materials, designs and phases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.arrays import year
from optdesign.formulations.growth.primal import importable
from optdesign.network.model import CARRIERS, Network
from optdesign.solvers.growth.history import History, executed_edges
from optdesign.solvers.growth.slow_down import Execution

Floats = NDArray[np.float64]
Rows = list[Mapping[str, Any]]

NEGLIGIBLE = 1e-6
"""Share of all power of a technology below which a design counts as not built."""
_TONNE = 1000.0


class Report:
    """An executed plan with its history, from which tables and outcomes are read."""

    def __init__(self, network: Network, execution: Execution, history: History) -> None:
        self.network, self.execution, self.history = network, execution, history
        self.arrays = execution.plan.arrays
        edges, _ = executed_edges(execution)
        grid = execution.plan.grid
        self.period = grid.period_of((edges[1:] + edges[:-1]) / 2)
        self.periods = int(self.period[-1]) + 1
        self.lines = len(self.arrays.lines)

    def summed(self, amounts: Floats) -> Floats:
        """Amounts of fine intervals summed by period, (.., periods)."""
        found = np.zeros((len(amounts), self.periods))
        np.add.at(found.T, self.period, amounts.T)
        return found

    def ends(self, levels: Floats) -> Floats:
        """Levels at the end of each period, (.., periods)."""
        last = np.searchsorted(self.period, np.arange(self.periods), side="right")
        return np.asarray(levels[..., last])

    def times(self) -> tuple[Floats, Floats]:
        """Start and end of each period [s]."""
        end = self.ends(self.history.times)
        return np.concatenate([[0.0], end[:-1]]), end

    def technologies(self) -> dict[str, list[int]]:
        """Columns of the designs of each power technology, after the lines."""
        found: dict[str, list[int]] = {}
        for column, design in enumerate(self.arrays.designs, self.lines):
            found.setdefault(design.technology, []).append(column)
        return found

    def built_designs(self) -> list[int]:
        """Columns of the power designs that are built in more than traces."""
        history = self.history
        total = history.ordered.sum(axis=1) + history.seed
        found = []
        for columns in self.technologies().values():
            whole = float(total[columns].sum())
            found += [c for c in columns if total[c] > NEGLIGIBLE * whole > 0]
        return sorted(found)

    def built_habitats(self) -> list[int]:
        """Rows of the habitats that house more than traces."""
        housed = self.history.housed.sum(axis=1)
        return [row for row, people in enumerate(housed) if people > NEGLIGIBLE * housed.sum()]


def all_tables(report: Report) -> dict[str, Rows]:
    """Every table of a plan."""
    return {
        "schedule": schedule(report),
        "orders": orders(report),
        "energy": energy(report),
        "materials": materials(report),
        "designs": designs(report),
        "habitats": habitats(report),
        "seed": seed(report),
        "phases": phases(report),
    }


def schedule(report: Report) -> Rows:
    """One row a period: plant by asset at its end, people housed, imports so far."""
    start, end = report.times()
    mass = report.ends(report.history.mass) / _TONNE
    people = np.cumsum(report.summed(report.history.housed).sum(axis=0))
    imported = np.cumsum(report.summed(report.history.imported).sum(axis=0)) / _TONNE
    rows: Rows = []
    for n in range(report.periods):
        row = {"start [year]": start[n] / year(), "end [year]": end[n] / year()}
        row |= {f"{name} [t]": mass[k, n] for k, name in enumerate(report.arrays.lines)}
        for name, columns in report.technologies().items():
            row[f"{name} [t]"] = mass[columns, n].sum()
        rows.append(row | {"people": people[n], "imported so far [t]": imported[n]})
    return rows


def orders(report: Report) -> Rows:
    """One row a period and asset that is ordered or alive: orders in it, mass at its end."""
    start, end = report.times()
    ordered = report.summed(report.history.ordered) / _TONNE
    mass = report.ends(report.history.mass) / _TONNE
    groups = {name: [k] for k, name in enumerate(report.arrays.lines)} | report.technologies()
    rows: Rows = []
    for n in range(report.periods):
        for name, columns in groups.items():
            new, alive = ordered[columns, n].sum(), mass[columns, n].sum()
            if new > 0 or alive > 0:
                rows.append(
                    {
                        "start [year]": start[n] / year(),
                        "end [year]": end[n] / year(),
                        "asset": name,
                        "ordered [t]": new,
                        "plant at end [t]": alive,
                    }
                )
    return rows


def energy(report: Report) -> Rows:
    """One row a period: power in service at its end and mean power used, by carrier [W]."""
    start, end = report.times()
    service = report.ends(report.history.service)
    ran = report.summed(report.history.ran) / np.maximum(end - start, 1e-300)
    rows: Rows = []
    for n in range(report.periods):
        row = {"start [year]": start[n] / year(), "end [year]": end[n] / year()}
        for carrier in CARRIERS:
            stocks = [k for k, stock in enumerate(report.arrays.stocks) if stock.carrier == carrier]
            used = sum(
                ran[k, n] * line.energy.get(carrier, 0.0)
                for k, line in enumerate(report.network.lines)
            )
            row[f"{carrier} in service [W]"] = service[stocks, n].sum()
            row[f"{carrier} used [W]"] = used
        rows.append(row)
    return rows


def materials(report: Report) -> Rows:
    """One row a period and commodity: made, imported, and what it went into [t]."""
    start, end = report.times()
    ordered, ran = report.summed(report.history.ordered), report.summed(report.history.ran)
    housed = report.summed(report.history.housed)
    imported = report.summed(report.history.imported)
    sent = importable(report.arrays)
    arrays, network = report.arrays, report.network
    rows: Rows = []
    for n in range(report.periods):
        for m, name in enumerate(arrays.commodities):
            made = sum(
                ran[k, n] * line.output.get(name, 0.0) for k, line in enumerate(network.lines)
            )
            used = sum(
                ran[k, n] * line.input.get(name, 0.0) for k, line in enumerate(network.lines)
            )
            lived = sum(
                housed[k, n] * h.needs.get(name, 0.0) for k, h in enumerate(arrays.habitats)
            )
            rows.append(
                {
                    "start [year]": start[n] / year(),
                    "end [year]": end[n] / year(),
                    "commodity": name,
                    "made [t]": made / _TONNE,
                    "imported [t]": (imported[sent.index(m), n] if m in sent else 0.0) / _TONNE,
                    "used by lines [t]": used / _TONNE,
                    "built into plant [t]": float(arrays.bill[m] @ ordered[:, n]) / _TONNE,
                    "built into habitats [t]": lived / _TONNE,
                }
            )
    return rows


def designs(report: Report) -> Rows:
    """One row a power design that is built: its variables, size, number and share."""
    total = report.history.ordered.sum(axis=1) + report.history.seed
    whole = {name: float(total[columns].sum()) for name, columns in report.technologies().items()}
    rows: Rows = []
    for column in report.built_designs():
        design = report.arrays.designs[column - report.lines]
        carrier, power = max(design.power.items(), key=lambda pair: pair[1])
        units = {"aperture_diameter": "m", "slope_error": "mrad"}
        row: dict[str, Any] = {"technology": design.technology, "carrier": carrier}
        for key in ("aperture_diameter", "concentration", "slope_error"):
            factor = 1000.0 if key == "slope_error" else 1.0
            shown = f"{key} [{units[key]}]" if key in units else key
            row[shown] = design.variables[key] * factor if key in design.variables else None
        for key in ("hot_temperature", "cold_temperature"):
            row[f"{key} [K]"] = design.variables.get(key)
        row |= {
            "specific power [W/kg]": power,
            "unit mass [kg]": design.unit_mass,
            "units built": total[column] / design.unit_mass,
            "mass built [t]": total[column] / _TONNE,
            "share of technology": total[column] / whole[design.technology],
        }
        rows.append(row)
    return rows


def habitats(report: Report) -> Rows:
    """One row a habitat design that is built."""
    housed = report.history.housed.sum(axis=1)
    rows: Rows = []
    for row in report.built_habitats():
        design = report.arrays.habitats[row]
        rows.append(
            {f"{key} [m]": value for key, value in design.variables.items()}
            | {
                "people": housed[row],
                "share": housed[row] / housed.sum(),
                "steel [t/person]": design.outcomes["steel_per_person"] / _TONNE,
                "mass [t/person]": design.outcomes["total_per_person"] / _TONNE,
                "urban gravity [g]": design.outcomes["urban_gravity"],
            }
        )
    return rows


def seed(report: Report) -> Rows:
    """What the seed is made of."""
    names = [*report.arrays.lines, *[d.technology for d in report.arrays.designs]]
    total: dict[str, float] = {}
    for name, mass in zip(names, report.history.seed, strict=True):
        total[name] = total.get(name, 0.0) + float(mass)
    return [
        {"asset": name, "mass [t]": mass / _TONNE}
        for name, mass in sorted(total.items(), key=lambda pair: -pair[1])
        if mass > 0
    ]


def phases(report: Report) -> Rows:
    """When things start and end, in years."""
    rows: Rows = [
        {
            "phase": "imports so far fall below a tenth of all electronics",
            "year": imports_end(report),
        },
        {"phase": "a hundredth of the target is housed", "year": housed_at(report, 0.01)},
        {"phase": "half of the target is housed", "year": housed_at(report, 0.5)},
    ]
    for k, name in enumerate(report.arrays.lines):
        rows.append({"phase": f"{name} has grown to its full mass", "year": full_at(report, [k])})
    return sorted(rows, key=lambda row: row["year"])


def housed_at(report: Report, share: float) -> float:
    """Year by which a share of the target is housed."""
    people = np.cumsum(report.history.housed.sum(axis=0))
    return _crossing(report, people, share * float(people[-1]))


def full_at(report: Report, columns: list[int]) -> float:
    """Year in which some assets reach 95 % of their largest mass."""
    mass = report.history.mass[columns].sum(axis=0)
    first = int(np.argmax(mass >= 0.95 * mass.max()))
    return float(report.history.times[first] / year())


def imports_end(report: Report) -> float:
    """Year from which imports so far are less than a tenth of the electronics built in so far."""
    arrays, history = report.arrays, report.history
    row = arrays.row("electronics")
    if row is None or not history.imported.size:
        return 0.0
    used = arrays.bill[row] @ history.ordered
    for k, habitat in enumerate(arrays.habitats):
        used = used + habitat.needs.get("electronics", 0.0) * history.housed[k]
    sent = history.imported[importable(arrays).index(row)]
    matter = np.flatnonzero(np.cumsum(sent) > 0.1 * np.cumsum(used))
    return float(history.times[matter[-1] + 1] / year()) if matter.size else 0.0


def _crossing(report: Report, level: Floats, wanted: float) -> float:
    after = int(np.searchsorted(level, wanted))
    return float(report.history.times[min(after + 1, len(level))] / year())
