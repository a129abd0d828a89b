"""The JSON document of a study, in bare units; what it holds is an interface."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from optdesign.exploration.quantities import bare_value, estimate_document, parameter_unit
from optdesign.exploration.robust.comparison import chosen_trials
from optdesign.exploration.robust.document import robust_document
from optdesign.exploration.search.document import search_document
from optdesign.exploration.sensitivity.document import sensitivity_document
from optdesign.exploration.statistics import CONFIDENCE
from optdesign.exploration.study.blocks import is_sample
from optdesign.exploration.sweep.document import sweep_document
from optdesign.exploration.tornado.document import tornado_document
from optdesign.exploration.trials.evaluation import Outcome
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.storage import storage_command
from optdesign.problem.model import Parameter
from optdesign.result.document import bare_unit, number
from optdesign.units import from_si

_SHOWN = 5


def study_document(result: StudyResult) -> dict[str, Any]:
    """Return a study as plain data."""
    study, case = result.study, result.study.case
    is_plain = is_sample(study)
    # What a robust choice is to be judged by is what it meets, not how it was found.
    whole, result = result, chosen_trials(result) if study.robust else result
    statuses: tuple[Outcome, ...] = ("complete", "failed", "infeasible")
    found: dict[str, Any] = {
        "study": study.name,
        "problem": case.problem.name,
        "question": study.question,
        "trials": {status: whole.count(status) for status in statuses},
        "outcomes": {key: _outcome(result, key) for key in study.outcomes},
        **_particular(result, whole),
        "storage": result.storage,
        "seed": study.seed,
        "sampler": study.sampler,
        "confidence": CONFIDENCE,
        "feasibility": estimate_document(result.feasibility, "1"),
        "thresholds": [
            {
                "outcome": threshold.outcome,
                "sense": threshold.sense,
                "value": number(threshold.value, bare_unit(case, threshold.outcome)),
                "unit": bare_unit(case, threshold.outcome),
                "probability": estimate_document(result.probability(threshold), "1"),
            }
            for threshold in study.thresholds
        ],
        "causes": [
            {"status": status, "cause": cause, "trials": count}
            for status, cause, count in whole.causes
        ],
        "separation": [] if study.search else _separation(result),
        "uncertain": [_uncertain(result, key) for key in study.uncertain]
        if is_plain or study.robust
        else [],
        "digest": study.digest,
        "problem_hash": case.problem.digest,
        "catalogue_hash": case.problem.catalogue.digest,
        "dashboard": storage_command(result.storage),
        "folder": str(result.folder),
    }
    if whole.exit_code:
        found["infeasibility"] = {"conflict": _conflicts(whole), "relaxation": []}
    return found


def _particular(result: StudyResult, whole: StudyResult) -> dict[str, Any]:
    """What only a study of its kind has; ``whole`` holds all trials, those not chosen too."""
    study = result.study
    if is_sample(study):
        drivers = sensitivity_document(study, result.analyses)
        return {**drivers, "tornado": tornado_document(result)}
    found: dict[str, Any] = {"sensitivity": [], **sweep_document(result)}
    if study.search is not None:
        found["search"] = search_document(whole)
    if study.robust is not None:
        found["robust"] = robust_document(whole)
    return found


def _outcome(result: StudyResult, key: str) -> dict[str, Any]:
    unit = bare_unit(result.study.case, key)
    estimates = result.estimates.get(key, {})
    names = ("mean", "p5", "p50", "p95")
    values = {
        name: number(estimates[name].value, unit) if name in estimates else None for name in names
    }
    intervals = {
        name: [number(part.low, unit), number(part.high, unit)] for name, part in estimates.items()
    }
    return {"unit": unit, **values, "intervals": intervals}


def _separation(result: StudyResult) -> list[dict[str, Any]]:
    rows = []
    statuses: tuple[Outcome, ...] = ("infeasible", "failed")
    for status in statuses:
        for part in result.separations(status)[:_SHOWN]:
            unit = parameter_unit(result.study, part.parameter)
            rows.append({"status": status, **asdict(part), "unit": unit})
    return rows


def _uncertain(result: StudyResult, key: str) -> dict[str, Any]:
    found = result.study.uncertain[key]
    parameter: Parameter = result.study.case.problem.parameters[key]
    row: dict[str, Any] = {"parameter": key, "distribution": found.kind, "unit": parameter.bare}
    if found.kind == "discrete":
        values = [bare_value(result.study, key, value) for value in found.values]
        return {**row, "values": values, "weights": list(found.weights)}
    ends = {name: getattr(found, name) for name in ("low", "mode", "high")}
    return {**row, **{name: from_si(end, parameter.bare) for name, end in ends.items()}}


def _conflicts(result: StudyResult) -> list[dict[str, str]]:
    """The requirements in conflict over all trials, each once, with the sentence of one trial."""
    texts = {
        key: trial.cause for trial in result.trials for key in trial.conflict if trial.conflict
    }
    return [{"key": key, "text": text} for key, text in texts.items()]
