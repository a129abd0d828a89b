"""Finding problem files and reading them, every fault of a file at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from optdesign.catalogue import Catalogue, load_catalogue
from optdesign.errors import CatalogueError, ProblemError, suggestion
from optdesign.problem.model import Expectation, Lever, Limit, Outcome, Parameter, Problem
from optdesign.problem.schema import (
    CHOICE_KEYS,
    ChoiceTable,
    ExpectTable,
    Header,
    LeverTable,
    OutcomeTable,
    ParameterTable,
)
from optdesign.textfile import describe_faults, flatten, read_toml
from optdesign.units import from_si, same_dimension, si_unit, to_si

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def find_problems() -> dict[str, Path]:
    """Problem files by name: those in ``./problems`` first, then those shipped."""
    found: dict[str, Path] = {}
    for folder in (Path("problems"), shipped_folder("problems")):
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            found.setdefault(path.stem, path)
    return found


def shipped_folder(name: str) -> Path:
    """The folder of shipped data: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "shipped" / name
    return inside if inside.is_dir() else package.parent / name


def load_problem(name: str | Path) -> Problem:
    """Load a problem by name, or from the path of a ``.toml`` file.

    Raises
    ------
    ProblemError
        if there is no such problem, or with every fault of its file.
    """
    if isinstance(name, Path) or str(name).endswith(".toml"):
        return _read_problem(Path(name))
    known = find_problems()
    if name not in known:
        raise ProblemError(f"{name!r} | must be the name of a problem | {suggestion(name, known)}")
    return _read_problem(known[name])


def _read_problem(path: Path) -> Problem:
    if not _NAME.fullmatch(path.stem):
        raise ProblemError(f"{path.name} | a problem is named with letters, digits, . _ - | rename")
    table = read_toml(path, ProblemError)
    reader = _Reader(path.name, load_catalogue())
    problem = reader.problem(path, table)
    if reader.faults:
        raise ProblemError("\n".join(f"{path.name} | {fault}" for fault in reader.faults))
    return problem


class _Reader:
    """Reads one problem file, collecting every fault before any is raised."""

    def __init__(self, file_name: str, catalogue: Catalogue) -> None:
        self.file_name, self.catalogue, self.faults = file_name, catalogue, list[str]()

    def problem(self, path: Path, table: dict[str, Any]) -> Problem:
        sections = {
            name: self._section(table, name)
            for name in ("parameters", "limits", "levers", "outcomes", "expect")
        }
        header = self._model(Header, table, "")
        limits, parameters = {}, self._parameters(sections["parameters"])
        for key, value in flatten(sections["limits"], CHOICE_KEYS):
            name, rule = f"limit.{key}", dict(value) if isinstance(value, dict) else {}
            limits[name] = Limit(name, str(rule.pop("outcome", "")), rule.pop("sense", "<="))
            if limits[name].sense not in ("<=", ">="):
                self.faults.append(f"limits.{key} | sense must be <= or >= | mend it")
            parameters |= self._parameters({name: rule})
        levers = self._levers(sections["levers"])
        outcomes = self._outcomes(sections["outcomes"])
        self._cross_checks(header, limits, outcomes)
        return Problem(
            name=path.stem,
            header=header or Header.model_construct(),
            parameters=parameters,
            limits=limits,
            levers=levers,
            outcomes=outcomes,
            expect=self._expectations(sections["expect"], outcomes),
            path=path,
            digest=hashlib.sha256(path.read_bytes()).hexdigest()[:16],
            catalogue=self.catalogue,
        )

    def _section(self, table: dict[str, Any], name: str) -> dict[str, Any]:
        section = table.pop(name, {})
        if isinstance(section, dict):
            return section
        self.faults.append(f"{name} | must be a table [{name}], got {section!r} | mend it")
        return {}

    def _model(self, model: Any, value: Any, where: str) -> Any:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            prefix = f"{where}." if where else ""
            self.faults += [f"{prefix}{p}" for p in describe_faults(error, model.model_fields)]
            return None

    def _cross_checks(
        self, header: Any, limits: Mapping[str, Limit], outcomes: Mapping[str, Outcome]
    ) -> None:
        for key, limit in limits.items():
            if limit.outcome not in outcomes:
                hint = suggestion(limit.outcome, outcomes)
                self.faults.append(f"{key} | its outcome must be listed in [outcomes] | {hint}")
        declared = [key for key, outcome in outcomes.items() if outcome.sense]
        if header is not None and header.objective not in declared:
            hint = suggestion(header.objective, declared)
            self.faults.append(f"objective | must be an outcome with a sense | {hint}")

    def _parameters(self, section: Mapping[str, Any]) -> dict[str, Parameter]:
        found = {}
        for key, value in flatten(section, CHOICE_KEYS):
            choice = isinstance(value, dict) and "choice" in value
            table = self._model(ChoiceTable if choice else ParameterTable, value, key)
            if table is None:
                continue
            if choice:
                if table.choice not in table.options:
                    self.faults.append(f"{key} | choice must be one of its options | mend it")
                found[key] = Parameter(
                    key, table.choice, options=table.options, meaning=table.meaning
                )
            else:
                parameter = self._number(key, table)
                if parameter is not None:
                    found[key] = parameter
        return found

    def _number(self, key: str, table: ParameterTable) -> Parameter | None:
        value, unit, low, high = table.value, table.unit, table.low, table.high
        source, mark, meaning, valid = table.source, table.mark, table.meaning, table.valid
        if table.catalogue:
            try:
                entry = self.catalogue[table.catalogue]
            except CatalogueError as error:
                self.faults.append(f"{key} | {error}")
                return None
            value, low, high = entry.value, entry.low, entry.high
            source, mark = entry.source, entry.mark
            meaning = meaning or self.catalogue.attribute(table.catalogue).meaning
            unit = unit or entry.unit
            if unit != entry.unit:
                if not same_dimension(unit, entry.unit):
                    self.faults.append(f"{key} | unit must measure the same as {entry.unit}")
                    return None
                value, low, high = (
                    None if n is None else from_si(to_si(n, entry.unit), unit)
                    for n in (value, low, high)
                )
        if unit is None or (value is None and not table.otherwise):
            self.faults.append(f"{key} | needs value and unit, or catalogue, or otherwise and unit")
            return None
        bare = table.bare or si_unit(unit)
        if not same_dimension(bare, unit):
            self.faults.append(f"{key} | bare must measure the same as unit, got {bare}, {unit}")
            return None
        parameter = Parameter(
            key,
            None if value is None else to_si(value, unit),
            unit,
            bare,
            None if low is None else to_si(low, unit),
            None if high is None else to_si(high, unit),
            valid,
            source,
            mark,
            meaning,
            otherwise=table.otherwise,
        )
        if value is not None and value not in valid:
            self.faults.append(f"{key} | must lie in {valid} {unit}, got {value:g}")
        return parameter

    def _levers(self, section: Mapping[str, Any]) -> dict[str, Lever]:
        found = {}
        for key, value in flatten(section, frozenset(LeverTable.model_fields)):
            table = self._model(LeverTable, value, f"levers.{key}")
            if table is not None:
                low, high = to_si(table.low, table.unit), to_si(table.high, table.unit)
                bare = table.bare or si_unit(table.unit)
                found[key] = Lever(key, low, high, table.unit, bare, table.meaning, table.integer)
        return found

    def _outcomes(self, section: Mapping[str, Any]) -> dict[str, Outcome]:
        found = {}
        for key, value in flatten(section, frozenset(OutcomeTable.model_fields)):
            table = self._model(OutcomeTable, value, f"outcomes.{key}")
            if table is not None:
                bare = table.bare or si_unit(table.unit)
                found[key] = Outcome(key, table.unit, bare, table.sense, table.meaning)
        return found

    def _expectations(
        self, section: Mapping[str, Any], outcomes: Mapping[str, Outcome]
    ) -> dict[str, Expectation]:
        found = {}
        for key, value in flatten(section, frozenset(ExpectTable.model_fields)):
            table = self._model(ExpectTable, value, f"expect.{key}")
            if key not in outcomes:
                hint = suggestion(key, outcomes)
                self.faults.append(f"expect.{key} | must be an outcome of the problem | {hint}")
            elif table is not None:
                found[key] = Expectation(to_si(table.value, table.unit), table.tolerance)
        return found
