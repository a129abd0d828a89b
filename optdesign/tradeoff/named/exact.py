"""All points of the fronts of named problems whose formulation offers one model for them.

Every point is verified as the answer of a solve is; the certificate says that there is no other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from optdesign.problem import Case, Settings
from optdesign.progress import report
from optdesign.result import execute
from optdesign.result.document import bare_unit
from optdesign.result.execute import verified_result
from optdesign.solvers.front_model import FrontModel, front_model
from optdesign.tradeoff.front import Front, Objective, Point
from optdesign.tradeoff.models.certificate import Certificate
from optdesign.tradeoff.models.exact import exact_front
from optdesign.tradeoff.named.answers import answer_key, answer_of
from optdesign.tradeoff.named.asking import Diligence
from optdesign.tradeoff.named.holding import named_objectives
from optdesign.tradeoff.named.points import point_of, reasons, trade_sentences, with_slopes
from optdesign.units import from_si

SECONDS = 600.0


def exact_named_front(
    case: Case, names: Sequence[str], *, diligence: Diligence | None = None
) -> Front | None:
    """Every nondominated point of a named problem, with a certificate.

    Parameters
    ----------
    case : the problem with its settings
    names : two objectives or more
    diligence : processes, seconds in all (`SECONDS` unless given), and the file of answers, beside
        which the search is kept so that a later call continues it

    Returns
    -------
    Front; None where the formulation offers no model, or no point was found in the time

    Raises
    ------
    ProblemError
        for unknown objectives.
    """
    started, objectives = perf_counter(), named_objectives(case, names)
    offered = front_model(case, names)
    if offered is None:
        return None
    diligence = diligence or Diligence()
    wanted = [replace(o, expression=offered.expressions[o.name]) for o in objectives]
    found = exact_front(
        offered.model,
        wanted,
        time_limit=SECONDS if diligence.seconds is None else diligence.seconds,
        workers=diligence.workers,
        state=None if diligence.path is None else _state_path(offered.case, names, diligence.path),
        problem=case.problem.name,
    )
    if not found.feasible:
        answer = answer_of(execute(offered.case))
        found = replace(found, infeasibility=reasons(answer))
    elif not found.points and not diligence.seconds:
        return None
    front = _named(offered, objectives, found)
    return replace(front, seconds=perf_counter() - started)


def _state_path(case: Case, names: Sequence[str], book: Path) -> Path:
    """The file of one search: of this program, problem and case, whatever time it may take."""
    known = answer_key(replace(case, settings=Settings()))
    key = hashlib.sha256("\0".join([known, *names]).encode()).hexdigest()[:16]
    return book.with_name(f"{case.problem.name}-{key}.json")


def _named(offered: FrontModel, objectives: tuple[Objective, ...], found: Front) -> Front:
    """The front in the bare units of the problem, each point verified."""
    points, failures = list[Point](), 0
    for place, point in enumerate(found.points, start=1):
        report(f"verifying point {place} of {len(found.points)}")
        named = _verified(offered, objectives, point)
        if named is None:
            failures += 1
        else:
            points.append(named)
    points.sort(key=lambda point: point.objectives)
    problem = offered.case.problem
    front = replace(
        found,
        objectives=objectives,
        points=points,
        complete=found.complete and not failures,
        certificate=_in_units(offered, objectives, found),
        lever_units={key: bare_unit(offered.case, key) for key in problem.levers},
        outcome_units={key: bare_unit(offered.case, key) for key in problem.outcomes},
        main=objectives[0].name,
        unverified=bool(failures) and not points,
    )
    front = with_slopes(front)
    return replace(front, notes=[*_notes(front, found, failures), *trade_sentences(front)])


def _verified(offered: FrontModel, objectives: tuple[Objective, ...], point: Point) -> Point | None:
    """A point of the model as what a solve returns; None if it fails verification."""
    started, clock = datetime.now(UTC), perf_counter()
    solution = offered.solution({key: float(value) for key, value in point.levers.items()})
    if solution is None:
        return None
    result = verified_result(offered.case, solution, started, clock)
    return point_of(offered.case, answer_of(result), objectives, "") if result.verified else None


def _in_units(
    offered: FrontModel, objectives: tuple[Objective, ...], found: Front
) -> Certificate | None:
    """The certificate in bare units instead of those of the model."""
    certificate = found.certificate
    if certificate is None:
        return None
    worth = [from_si(offered.worth[o.name], o.unit) for o in objectives]
    return replace(
        certificate,
        scale=tuple(s * w for s, w in zip(certificate.scale, worth, strict=True)),
        offsets=tuple(s * w for s, w in zip(certificate.offsets, worth, strict=True)),
    )


def _notes(front: Front, found: Front, failures: int) -> list[str]:
    notes = []
    if failures:
        notes.append(f"{failures} points failed verification and are left out.")
    if not found.complete:
        notes += [f"{note[:-1]}; the same call with the same results continues."
                  for note in found.notes]  # fmt: skip
    elif len(front.points) == 1:
        notes.append("The objectives do not conflict: one design is best in all of them.")
    return notes
