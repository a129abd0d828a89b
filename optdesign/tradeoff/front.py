"""A front: its points with outcomes and levers, how good it is, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from optdesign.solution import Status
from optdesign.tradeoff.models.certificate import Certificate

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Sense = Literal["min", "max"]
# The reference point lies this share of the range beyond the worst value of the front.
REFERENCE_MARGIN = 0.1


@dataclass(frozen=True)
class Objective:
    """What is optimized: its name, sense and unit, and for a Pyomo model its expression.

    ``shown`` is the unit people read it in; tables and documents keep ``unit``.
    """

    name: str
    sense: Sense = "min"
    unit: str = "1"
    expression: Any = None
    shown: str = ""

    @property
    def sign(self) -> float:
        """1 if minimized, -1 if maximized."""
        return 1.0 if self.sense == "min" else -1.0


@dataclass(frozen=True)
class Point:
    """One point of a front; ``rates`` are marginal rates of trade, where duals give them.

    A rate is the change of the first objective per unit of the other's worsening or bettering.
    ``bound`` is what is proved of the optimized objective with the others held as they are here.
    """

    objectives: tuple[float, ...]
    levers: Mapping[str, float | str] = field(default_factory=dict)
    outcomes: Mapping[str, float] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)
    bound: float | None = None
    gap: float | None = None


@dataclass(frozen=True)
class Front:
    """Nondominated points in the units of their objectives, sorted by the first.

    ``complete`` says whether no other nondominated point exists (or, on a continuous front, whether
    all that was asked for was found); ``bound_error`` is the largest distance, as a share of the
    ranges, between the front shown and the best that is possible; None if unknown. ``main`` is the
    objective that was optimized where the others were held; ``unverified`` says that there were
    answers, and that all of them failed verification, ``stopped`` that a limit of time or an
    interrupt ended the search, ``every`` that all whole values between the ends were asked, so that
    no point lies between two others.
    """

    objectives: tuple[Objective, ...]
    points: Sequence[Point]
    complete: bool
    method: str
    bound_error: float | None = None
    solves: int = 0
    seconds: float = 0.0
    certificate: Certificate | None = None
    lever_units: Mapping[str, str] = field(default_factory=dict)
    outcome_units: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    problem: str = ""
    feasible: bool = True
    infeasibility: Mapping[str, Any] | None = None
    main: str = ""
    unverified: bool = False
    stopped: bool = False
    every: bool = False

    @property
    def names(self) -> list[str]:
        """Names of the objectives."""
        return [objective.name for objective in self.objectives]

    @cached_property
    def matrix(self) -> Floats:
        """The objectives of all points, array (points, objectives)."""
        found = [point.objectives for point in self.points]
        return np.array(found, dtype=float).reshape(-1, len(self.objectives))

    @property
    def status(self) -> Status:
        """How the search ended; an evolution that ran to its end is not stopped at a limit."""
        if not self.feasible:
            return Status.INFEASIBLE
        if self.unverified:
            return Status.UNVERIFIED
        evolved = self.method == "nsga2" and bool(self.points) and not self.stopped
        finished = self.complete or evolved
        return Status.OPTIMAL if finished else Status.LIMIT

    @property
    def standing(self) -> str:
        """In a few words, how far to trust it."""
        if self.method in ("exact", "continuous"):
            return "complete" if self.complete else "part of the front"
        if self.method == "nsga2":
            return "nothing proved"
        if not self.complete and self.method != "sampled":
            return "not all proved"
        gaps = [point.gap for point in self.points if point.gap is not None]
        if not gaps and self.method != "sampled":
            return "each verified, no bound proved"
        widest = max(gaps, default=0.0)
        return f"each proved within {100 * widest:.2g} %" if widest > 1e-3 else "each proved"

    @property
    def signs(self) -> Floats:
        """1 for each minimized objective, -1 for each maximized."""
        return np.array([objective.sign for objective in self.objectives])

    @cached_property
    def payoff(self) -> Floats:
        """Row i: the point that is best in objective i, ties broken by the others' ranges."""
        values = self.matrix * self.signs
        if not len(values):
            return np.zeros((0, len(self.signs)))
        span = np.where(np.ptp(values, axis=0) > 0, np.ptp(values, axis=0), 1.0)
        rows = []
        for index in range(len(self.signs)):
            rest = ((values - values.min(axis=0)) / span).sum(axis=1)
            rows.append(self.matrix[np.lexsort((rest, values[:, index]))[0]])
        return np.array(rows)

    @property
    def ideal(self) -> Floats:
        """The best value of each objective."""
        return np.asarray((self.matrix * self.signs).min(axis=0) * self.signs)

    @property
    def nadir(self) -> Floats:
        """The worst value of each objective on the front; the true one where it is complete."""
        return np.asarray((self.matrix * self.signs).max(axis=0) * self.signs)

    @property
    def normalized(self) -> Floats:
        """Each objective from 0 (ideal) to 1 (nadir)."""
        span = np.where(self.nadir == self.ideal, 1.0, self.nadir - self.ideal)
        return np.asarray((self.matrix - self.ideal) / span)

    @property
    def knee(self) -> int | None:
        """The point where most is had for what is given up; None where nothing is traded.

        Two objectives: farthest below the line through the ends, that is the least sum of
        `normalized`; none if no point lies below. More: the least largest of `normalized`.
        """
        if len(self.points) < 3:
            return None
        found = self.normalized
        sums = found.sum(axis=1)
        if found.shape[1] > 2:
            return int(np.lexsort((sums, found.max(axis=1).round(9)))[0])
        best = int(np.argmin(sums))
        return best if sums[best] < 1 - 1e-6 else None

    @property
    def reference_point(self) -> Floats:
        """Reference of the hypervolume: the nadir, worse by a tenth of the range."""
        span = np.abs(self.nadir - self.ideal)
        span = np.where(span > 0, span, np.maximum(np.abs(self.nadir), 1.0))
        return np.asarray(self.nadir + REFERENCE_MARGIN * span * self.signs)

    @property
    def hypervolume(self) -> float:
        """Volume dominated by the front up to the reference point, in the objectives' units."""
        return self.hypervolume_to(self.reference_point) if len(self.points) else 0.0

    def hypervolume_to(self, reference: Floats) -> float:
        """Volume dominated up to a given reference point."""
        import moocore

        signs = self.signs
        return float(moocore.hypervolume(self.matrix * signs, ref=np.asarray(reference) * signs))

    def _unit_of(self, name: str) -> str:
        return next((o.unit for o in self.objectives if o.name == name), "1")

    @property
    def frame(self) -> pd.DataFrame:
        """One row a point: objectives, other outcomes and levers, columns ``name [unit]``."""
        import pandas as pd

        rows = []
        for position, point in enumerate(self.points):
            row: dict[str, Any] = {}
            for objective, value in zip(self.objectives, point.objectives, strict=True):
                row[f"{objective.name} [{objective.unit}]"] = value
            for group, units in (
                (point.outcomes, self.outcome_units),
                (point.levers, self.lever_units),
            ):
                for key, number in group.items():
                    row.setdefault(f"{key} [{units.get(key, '1')}]", number)
            row.update({f"rate {key}": rate for key, rate in point.rates.items()})
            if point.bound is not None:
                row[f"{self.main}, proved [{self._unit_of(self.main)}]"] = point.bound
                row["gap [1]"] = point.gap
            row["knee"] = position == self.knee
            rows.append(row)
        columns = [f"{objective.name} [{objective.unit}]" for objective in self.objectives]
        return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)
