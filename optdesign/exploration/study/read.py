"""Finding study files and reading them, every fault of a file at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from optdesign.errors import OptdesignError, StudyError, suggestion
from optdesign.exploration.study.axes import axis_distribution
from optdesign.exploration.study.blocks import block_size, factors
from optdesign.exploration.study.faults import Faults
from optdesign.exploration.study.grid import Sweep
from optdesign.exploration.study.model import Sampler, SensitivityPlan, Study, Threshold
from optdesign.exploration.study.plan_sections import PLAN_SECTIONS, PlanReader
from optdesign.exploration.study.plans import RobustPlan
from optdesign.exploration.study.schema import (
    MAX_TRIALS,
    SelectionTable,
    SensitivityTable,
    SettingsTable,
    StudyHeader,
)
from optdesign.exploration.study.sweep_section import SWEEP_SECTIONS, read_sweep
from optdesign.exploration.study.uncertainties import Uncertainties
from optdesign.problem import (
    Case,
    Problem,
    Settings,
    find_problems,
    load_problem,
    make_case,
)
from optdesign.problem.files import chosen_file, find_files
from optdesign.problem.model import Value
from optdesign.textfile import brief, flatten, read_toml
from optdesign.units import parse_quantity

_SECTIONS = ("set", "fix", "uncertain", "thresholds", "settings", "sensitivity",
             *SWEEP_SECTIONS, *PLAN_SECTIONS)  # fmt: skip
_ALONE = {
    "sweep": ("uncertain", "sensitivity", "search", "robust"),
    "search": ("uncertain", "sensitivity", "robust", "switch", "shares"),
    "robust": ("sensitivity", "switch", "shares"),
}
_EMPTY: Mapping[str, dict[str, Any]] = {"search": {"batch": 8}, "robust": {"decisions": {}}}
_NOTHING: frozenset[str] = frozenset()
# A solver that keeps its time limit is never taken for stuck.
_GRACE_FACTOR, _GRACE, _PATIENCE = 2.0, 60.0, 1800.0


def find_studies() -> dict[str, Path]:
    """Study files by name: those in ``./studies`` first, then those shipped."""
    return find_files("studies")


def load_study(name: str | Path) -> Study:
    """Load a study by name, or from the path of a ``.toml`` file.

    Raises
    ------
    StudyError
        if there is no such study, or with every fault of its file.
    """
    path = chosen_file(name, find_studies(), "a study", StudyError)
    reader = _Reader()
    study = reader.study(path, read_toml(path, StudyError))
    if reader.faults or study is None:
        raise StudyError("\n".join(f"{path.name} | {line}" for line in reader.faults.lines))
    return study


class _Reader:
    """Reads one study file, collecting every fault before any is raised."""

    def __init__(self) -> None:
        self.faults = Faults()

    def study(self, path: Path, table: dict[str, Any]) -> Study | None:
        sections = {name: self._section(table, name) for name in _SECTIONS}
        header = self.faults.table(StudyHeader, table, "", _SECTIONS)
        problem = self._problem(path, table.get("problem"))
        settings = self.faults.table(SettingsTable, sections["settings"], "settings")
        planned = self.faults.table(SensitivityTable, sections["sensitivity"], "sensitivity")
        own = any(sections[name] for name in (*SWEEP_SECTIONS, "robust"))
        self._check_plan(header, planned, counts_itself=own)
        if problem is None:
            return None
        levers = self._values(problem, sections["fix"], "fix")
        case = self._case(problem, header, settings)
        changed = self._values(problem, sections["set"], "set")
        taken = frozenset((*changed, *levers))
        sweep = read_sweep(problem, sections, taken, self.faults)
        plans = PlanReader(problem, taken, self.faults)
        search = None
        self._check_alone(sections)
        if any(sections[name] for name in SWEEP_SECTIONS):
            axes = () if sweep is None else sweep.axes
            uncertain = {axis.key: axis_distribution(axis) for axis in axes}
        elif sections["search"]:
            search = plans.search(sections["search"], case.objective if case else "")
            uncertain = search[1] if search else {}
        else:
            uncertain = self._uncertain(problem, sections["uncertain"], frozenset(changed))
        robust = plans.robust(sections["robust"], uncertain) if sections["robust"] else None
        written = table.get("outcomes") if isinstance(table.get("outcomes"), list) else []
        wanted = tuple(str(key) for key in written or ())
        outcomes = self._outcomes(problem, wanted or (case.objective,) if case else wanted)
        thresholds = tuple(self._thresholds(problem, sections["thresholds"]))
        if case is None or header is None or settings is None or not planned or self.faults:
            return None
        fixed = {key: float(value) for key, value in levers.items() if isinstance(value, float)}
        study = Study(
            name=path.stem,
            question=header.question,
            description=header.description,
            case=Case(problem, {**case.values, **changed}, fixed, case.objective, case.settings),
            sampler=_sampler(header, sections),
            trials=_trials(header, sweep, robust),
            seed=header.seed,
            uncertain=uncertain,
            outcomes=tuple(dict.fromkeys((*outcomes, *(t.outcome for t in thresholds)))),
            thresholds=thresholds,
            patience=_patience(settings),
            path=path,
            sensitivity=SensitivityPlan(planned.groups, planned.tornado),
            sweep=sweep,
            search=search[0] if search else None,
            robust=robust,
            warm=settings.warm,
        )
        return self._sized(study, planned)

    def _check_alone(self, sections: Mapping[str, Any]) -> None:
        """Whether sections that exclude each other stand in one file."""
        for name, others in _ALONE.items():
            for other in others:
                if sections[name] and sections[other]:
                    text = f"must not stand beside [{name}] | make a study of its own for it"
                    self.faults.add(other, text)

    def _check_plan(
        self,
        header: StudyHeader | None,
        planned: SensitivityTable | None,
        *,
        counts_itself: bool,
    ) -> None:
        """Whether trials, samples and groups fit the sampler."""
        if header is None or planned is None:
            return
        in_blocks = header.sampler in ("sobol-indices", "morris")
        if planned.samples is None and header.trials is None and not counts_itself:
            self.faults.add("trials", "must be given, the file has none | add trials = 64")
        if planned.samples is not None and header.trials is not None:
            self.faults.add(
                "sensitivity.samples",
                "must stand instead of trials, the file has both | remove one of the two",
            )
        for name in ("samples", "groups"):
            if getattr(planned, name) is not None and not in_blocks:
                self.faults.add(
                    f"sensitivity.{name}",
                    f'must go with sampler = "sobol-indices" or "morris", '
                    f'got "{header.sampler}" | remove it, or change the sampler',
                )

    def _sized(self, study: Study, planned: SensitivityTable) -> Study | None:
        """The study with the trials that its samples take."""
        if planned.groups and len(set(factors(study))) < 2:
            self.faults.add(
                "sensitivity.groups",
                f"must part the uncertain parameters in two groups or more, "
                f"got {factors(study)[0]} alone | remove it",
            )
            return None
        if planned.samples is None:
            return study
        trials = planned.samples * block_size(study)
        if trials > MAX_TRIALS:
            self.faults.add(
                "sensitivity.samples",
                f"must take at most {MAX_TRIALS} trials, got "
                f"{block_size(study)} a sample, {trials} | choose fewer",
            )
            return None
        return replace(study, trials=trials)

    def _section(self, table: dict[str, Any], name: str) -> dict[str, Any]:
        # A section that is there but empty asks for its defaults.
        default = _EMPTY.get(name, {}) if name in table else {}
        section = table.pop(name, {})
        if isinstance(section, dict):
            return section or dict(default)
        self.faults.add(name, f"must be a table [{name}], got {brief(section)} | mend it")
        return {}

    def _problem(self, path: Path, name: object) -> Problem | None:
        """The problem named, or the file beside the study if a path is given."""
        if not isinstance(name, str):
            return None
        beside = path.parent / name
        if not name.endswith(".toml") and name not in find_problems():
            hint = suggestion(name[:60], find_problems())
            self.faults.add("problem", f"must be the name of a problem, got {brief(name)} | {hint}")
            return None
        try:
            return load_problem(beside if name.endswith(".toml") else name)
        except OptdesignError as error:
            for line in str(error).splitlines():
                self.faults.add("problem", line)
            return None

    def _case(
        self, problem: Problem, header: StudyHeader | None, settings: SettingsTable | None
    ) -> Case | None:
        table = settings or SettingsTable()
        chosen = Settings(table.periods, table.time_limit, table.gap)
        objective = None if header is None else header.objective
        with self.faults.noting("settings"):
            make_case(problem, settings=chosen)
        with self.faults.noting("objective"):
            make_case(problem, objective=objective)
        return None if self.faults else make_case(problem, objective=objective, settings=chosen)

    def _values(self, problem: Problem, section: Mapping[str, Any], kind: str) -> dict[str, Value]:
        """Parameters to set, or levers to pin, by key; SI."""
        known: Mapping[str, Any] = problem.parameters if kind == "set" else problem.levers
        found: dict[str, Value] = {}
        for key, value in flatten(section, _NOTHING):
            if key not in known:
                what = "parameter" if kind == "set" else "lever"
                hint = suggestion(key, known) if known else f"{problem.name} has no {what}s"
                self.faults.add(f"{kind}.{key}", f"is no {what} of {problem.name} | {hint}")
            elif isinstance(value, bool) or not isinstance(value, int | float | str):
                self.faults.add(
                    f"{kind}.{key}", f"must be a number or a text with a unit, got {brief(value)}"
                )
            else:
                with self.faults.noting(f"{kind}.{key}"):
                    found[key] = known[key].read(value if isinstance(value, str) else repr(value))
        return found

    def _uncertain(
        self, problem: Problem, section: dict[str, Any], changed: frozenset[str]
    ) -> dict[str, Any]:
        selection = {name: section.pop(name) for name in ("include", "exclude") if name in section}
        known = len(self.faults)
        chosen = self.faults.table(SelectionTable, selection, "uncertain")
        uncertainties = Uncertainties(problem, changed, self.faults)
        if chosen is not None and (selection or not section):
            uncertainties.select(chosen)
        uncertainties.add(section)
        found = uncertainties.found
        if not found and len(self.faults) == known:
            self.faults.add(
                "uncertain",
                f"must hold a parameter, but none of {problem.name} with a low or "
                "high is left | name one with a distribution",
            )
        return dict(sorted(found.items()))

    def _outcomes(self, problem: Problem, wanted: tuple[str, ...]) -> tuple[str, ...]:
        for key in wanted:
            if key not in problem.outcomes:
                hint = suggestion(key, problem.outcomes)
                self.faults.add("outcomes", f"{key} is no outcome of {problem.name} | {hint}")
        return tuple(key for key in wanted if key in problem.outcomes)

    def _thresholds(self, problem: Problem, section: Mapping[str, Any]) -> Iterator[Threshold]:
        for key, value in flatten(section, _NOTHING):
            if key not in problem.outcomes:
                hint = suggestion(key, problem.outcomes)
                self.faults.add(f"thresholds.{key}", f"is no outcome of {problem.name} | {hint}")
                continue
            for part in value if isinstance(value, list) else [value]:
                found = self._threshold(problem, key, part)
                if found is not None:
                    yield found

    def _threshold(self, problem: Problem, key: str, value: object) -> Threshold | None:
        """A number or text such as ``20 year`` or ``>= 3 t``; without a sign the better side."""
        outcome = problem.outcomes[key]
        text = value.strip() if isinstance(value, str) else repr(value)
        sense = ">=" if outcome.sense == "max" else "<="
        if text[:2] in ("<=", ">="):
            sense, text = text[:2], text[2:].strip()
        number = math.nan
        with self.faults.noting(f"thresholds.{key}"):
            number = parse_quantity(text, outcome.bare)
            if not math.isfinite(number):
                raise StudyError(f"must be finite, got {brief(value)} | mend it")
        if not math.isfinite(number):
            return None
        return Threshold(key, ">=" if sense == ">=" else "<=", number)


def _sampler(header: StudyHeader, sections: Mapping[str, Any]) -> Sampler:
    """What makes the trials: the section that the file has, or the sampler it names."""
    if any(sections[name] for name in SWEEP_SECTIONS):
        return "grid"
    if sections["search"]:
        return "search"
    return "robust" if sections["robust"] else header.sampler


def _trials(header: StudyHeader, sweep: Sweep | None, robust: RobustPlan | None) -> int:
    """Trials asked for; the points of a grid, or the solves that come first in a robust choice."""
    if sweep is not None:
        return len(list(sweep.points()))
    return (header.trials or 1) if robust is None else 1 + robust.scenarios


def _patience(settings: SettingsTable) -> float:
    if settings.patience is not None:
        return settings.patience
    if settings.time_limit is None:
        return _PATIENCE
    return _GRACE_FACTOR * settings.time_limit + _GRACE
