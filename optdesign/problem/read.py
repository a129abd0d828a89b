"""Finding problem files and reading them, every fault of a file at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from optdesign.catalogue import Catalogue, load_catalogue
from optdesign.errors import CatalogueError, ProblemError, UnitError, suggestion
from optdesign.problem.files import chosen_file, find_files
from optdesign.problem.model import Expectation, Lever, Limit, Named, Outcome, Parameter, Problem
from optdesign.problem.schema import (
    CHOICE_KEYS,
    ChoiceTable,
    ExpectTable,
    Header,
    LeverTable,
    OutcomeTable,
    ParameterTable,
)
from optdesign.textfile import brief, describe_faults, flatten, read_toml
from optdesign.units import from_si, same_dimension, si_unit, to_si

_SECTIONS = ("parameters", "limits", "levers", "outcomes", "expect")
_KEY = re.compile(r"[A-Za-z0-9_.-]{1,80}")


def find_problems() -> dict[str, Path]:
    """Problem files by name: those in ``./problems`` first, then those shipped."""
    return find_files("problems")


def load_problem(name: str | Path) -> Problem:
    """Load a problem by name, or from the path of a ``.toml`` file.

    Raises
    ------
    ProblemError
        if there is no such problem, or with every fault of its file.
    """
    path = chosen_file(name, find_problems(), "a problem", ProblemError)
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
        sections = {name: self._section(table, name) for name in _SECTIONS}
        header = self._model(Header, table, "")
        parameters = self._item_parameters(header.items, header.leave_out) if header else {}
        parameters |= self._parameters(sections["parameters"])
        limits, bounds = self._limits(sections["limits"])
        levers = self._levers(sections["levers"])
        outcomes = self._outcomes(sections["outcomes"])
        for key in sorted(
            (parameters.keys() & bounds.keys()) | (parameters.keys() & levers.keys())
        ):
            self.faults.append(f"{key} | must be named once | rename one of the two")
        parameters |= bounds
        self._cross_checks(header, limits, outcomes, parameters)
        return Problem(
            name=path.stem,
            header=header or Header.model_construct(),
            parameters=parameters,
            limits=limits,
            levers=Named(levers, path.name, "lever"),
            outcomes=Named(outcomes, path.name, "outcome"),
            expect=self._expectations(sections["expect"], outcomes),
            path=path,
            digest=hashlib.sha256(path.read_bytes()).hexdigest()[:16],
            catalogue=self.catalogue,
        )

    def _section(self, table: dict[str, Any], name: str) -> dict[str, Any]:
        section = table.pop(name, {})
        if isinstance(section, dict):
            return section
        self.faults.append(f"{name} | must be a table [{name}], got {brief(section)} | mend it")
        return {}

    def _model(self, model: Any, value: Any, where: str) -> Any:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            prefix = f"{where}." if where else ""
            keys = [field.alias or key for key, field in model.model_fields.items()]
            keys += _SECTIONS if model is Header else ()
            self.faults += [f"{prefix}{part}" for part in describe_faults(error, keys)]
            return None

    def _named(
        self, section: Mapping[str, Any], leaf: Mapping[str, Any] | frozenset[str], where: str
    ) -> Iterator[tuple[str, Any]]:
        """The tables of a section by dotted key; a key no command could name is a fault."""
        for key, value in flatten(section, leaf):
            if _KEY.fullmatch(key):
                yield key, value
            else:
                self.faults.append(
                    f"{where} | a key is of letters, digits, _ . -, got {brief(key)}"
                )

    @contextmanager
    def _collecting(self, where: str) -> Iterator[None]:
        try:
            yield
        except (UnitError, CatalogueError) as error:
            self.faults.append(f"{where} | {error}")

    def _bare(self, where: str, bare: str | None, unit: str) -> str:
        """The unit of bare numbers: SI unless given, and of the dimension of ``unit``."""
        if bare is not None and not same_dimension(bare, unit):
            self.faults.append(f"{where} | bare must measure the same as {unit}, got {bare}")
        return bare or si_unit(unit)

    def _limits(self, section: Mapping[str, Any]) -> tuple[dict[str, Limit], dict[str, Parameter]]:
        limits, bounds = dict[str, Limit](), dict[str, Parameter]()
        for key, value in self._named(section, CHOICE_KEYS, "limits"):
            name, rule = f"limit.{key}", dict(value) if isinstance(value, dict) else {}
            outcome, sense = str(rule.pop("outcome", "")), rule.pop("sense", "<=")
            if sense not in ("<=", ">="):
                self.faults.append(f"limits.{key} | sense must be <= or >=, got {brief(sense)}")
            elif "choice" in rule or not rule:
                self.faults.append(f"limits.{key} | must be a number with a unit | mend it")
            else:
                limits[name] = Limit(name, outcome, sense)
                bounds |= self._parameters({name: rule})
        return limits, bounds

    def _cross_checks(
        self,
        header: Any,
        limits: Mapping[str, Limit],
        outcomes: Mapping[str, Outcome],
        parameters: Mapping[str, Parameter],
    ) -> None:
        for key, limit in limits.items():
            if limit.outcome not in outcomes:
                hint = suggestion(limit.outcome, outcomes)
                self.faults.append(f"{key} | its outcome must be listed in [outcomes] | {hint}")
            elif key in parameters and not same_dimension(
                parameters[key].unit, outcomes[limit.outcome].unit
            ):
                unit = outcomes[limit.outcome].unit
                self.faults.append(f"{key} | must measure the same as its outcome, in {unit}")
        for key, outcome in outcomes.items():
            holder = parameters.get(outcome.held_by)
            if outcome.held_by and holder is None:
                hint = suggestion(outcome.held_by, parameters)
                self.faults.append(f"outcomes.{key}.held_by | must be a parameter | {hint}")
            elif holder is not None and not same_dimension(holder.unit, outcome.unit):
                self.faults.append(f"outcomes.{key}.held_by | must be measured in {outcome.unit}")
        declared = [key for key, outcome in outcomes.items() if outcome.sense]
        if header is not None and header.objective not in declared:
            hint = suggestion(header.objective, declared)
            self.faults.append(f"objective | must be an outcome with a sense | {hint}")

    def _item_parameters(
        self, items: Iterable[str], left_out: Iterable[str]
    ) -> dict[str, Parameter]:
        """Numbers of the items named, as parameters under their catalogue keys."""
        found: dict[str, Parameter] = {}
        for name in items:
            with self._collecting(f"items | {brief(name)}"):
                for item in self.catalogue.named(name):
                    if not item.entries:
                        raise CatalogueError(f"{item.key} has no numbers | add them to its file")
                    for attribute in item.entries:
                        key = f"{item.key}.{attribute}"
                        known = self.catalogue.attribute(key)
                        # The range is in the unit of the attribute; the entry's may differ.
                        table = ParameterTable(catalogue=key, unit=known.unit, valid=known.valid)
                        parameter = self._number(key, table)
                        if parameter is not None:
                            found[key] = parameter
        for key in left_out:
            if found.pop(key, None) is None:
                hint = suggestion(key[:60], found)
                self.faults.append(f"leave_out | {brief(key)} must be a number of an item | {hint}")
        return found

    def _parameters(self, section: Mapping[str, Any]) -> dict[str, Parameter]:
        found = {}
        for key, value in self._named(section, CHOICE_KEYS, "parameters"):
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
                with self._collecting(key):
                    parameter = self._number(key, table)
                    if parameter is not None:
                        found[key] = parameter
        return found

    def _number(self, key: str, table: ParameterTable) -> Parameter | None:
        value, unit, low, high = table.value, table.unit, table.low, table.high
        source, mark, meaning, valid = table.source, table.mark, table.meaning, table.valid
        if table.catalogue:
            entry = self.catalogue[table.catalogue]
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
        bare = self._bare(key, table.bare, unit)
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
        for key, value in self._named(section, LeverTable.model_fields, "levers"):
            table = self._model(LeverTable, value, f"levers.{key}")
            if table is None:
                continue
            with self._collecting(f"levers.{key}"):
                low, high = to_si(table.low, table.unit), to_si(table.high, table.unit)
                bare = self._bare(f"levers.{key}", table.bare, table.unit)
                found[key] = Lever(key, low, high, table.unit, bare, table.meaning, table.integer)
        return found

    def _outcomes(self, section: Mapping[str, Any]) -> dict[str, Outcome]:
        found = {}
        for key, value in self._named(section, OutcomeTable.model_fields, "outcomes"):
            table = self._model(OutcomeTable, value, f"outcomes.{key}")
            if table is not None:
                bare = self._bare(f"outcomes.{key}", table.bare, table.unit)
                found[key] = Outcome(key, **{**table.model_dump(), "bare": bare})
        return found

    def _expectations(
        self, section: Mapping[str, Any], outcomes: Mapping[str, Outcome]
    ) -> dict[str, Expectation]:
        found = {}
        for key, value in self._named(section, ExpectTable.model_fields, "expect"):
            table = self._model(ExpectTable, value, f"expect.{key}")
            if key not in outcomes:
                hint = suggestion(key, outcomes)
                self.faults.append(f"expect.{key} | must be an outcome of the problem | {hint}")
            elif table is not None and not same_dimension(table.unit, outcomes[key].unit):
                unit = outcomes[key].unit
                self.faults.append(
                    f"expect.{key} | must measure the same as the outcome, in {unit}"
                )
            elif table is not None:
                with self._collecting(f"expect.{key}"):
                    found[key] = Expectation(to_si(table.value, table.unit), table.tolerance)
        return found
