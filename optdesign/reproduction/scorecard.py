"""Evaluation of the claims of a source, and the rule that a verdict must obey."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from optdesign.catalogue import Catalogue
from optdesign.errors import CatalogueError, suggestion
from optdesign.reproduction.claims import VERDICTS, Claim, ClaimFile
from optdesign.units import from_si, parse_number, to_si

Computation = Callable[..., float]
TOLERANCE = 0.05


@dataclass(frozen=True)
class Row:
    """One claim with the value computed for it, in the unit of the claim."""

    claim: Claim
    computed: float | None

    @property
    def deviation(self) -> float | None:
        """(computed - printed) / printed, or None where either is missing or the latter is 0."""
        printed = self.claim.printed
        if self.computed is None or not printed:
            return None
        return (self.computed - printed) / abs(printed)

    def document(self) -> dict[str, Any]:
        """The row as plain data."""
        claim = self.claim
        return {
            "id": claim.id,
            "section": claim.section,
            "quantity": claim.quantity,
            "unit": claim.unit,
            "printed": claim.printed,
            "computed": self.computed,
            "deviation": self.deviation,
            "verdict": claim.verdict,
            "reason": claim.reason,
        }


@dataclass(frozen=True)
class Scorecard:
    """Every claim of a source, checked."""

    source: str
    title: str
    rows: tuple[Row, ...]

    def counts(self) -> dict[str, int]:
        """How many claims have each verdict, in a fixed order."""
        counted = Counter(row.claim.verdict for row in self.rows)
        return {verdict: counted[verdict] for verdict in VERDICTS}

    def document(self) -> dict[str, Any]:
        """The scorecard as plain data, for ``--json``."""
        return {"source": self.source, "claims": [row.document() for row in self.rows]}


def verdict_fault(row: Row) -> str | None:
    """Say why the verdict of a claim does not fit its numbers, or None if it does.

    *reproduces* needs a deviation within the printed digits or 5 %; *source wrong* and *source
    inconsistent* need one beyond the printed digits.
    """
    claim = row.claim
    if claim.verdict in ("premise", "assumption"):
        return None
    if claim.printed is None or row.computed is None:
        return f"{claim.id} | needs a printed and a computed number"
    difference = abs(row.computed - claim.printed)
    within_digits = difference <= claim.rounding
    close = within_digits or difference <= TOLERANCE * abs(claim.printed)
    if claim.verdict == "reproduces" and not close:
        return f"{claim.id} | does not reproduce: {row.computed:g} against {claim.printed:g}"
    if claim.verdict.startswith("source") and within_digits:
        return f"{claim.id} | agrees to its printed digits: {row.computed:g}"
    return None


def public_functions(module: ModuleType) -> dict[str, Computation]:
    """The computations a module defines itself, by name."""
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


@dataclass
class _Evaluation:
    """One pass over a file of claims; each is computed once, whatever refers to it."""

    file: ClaimFile
    computations: Mapping[str, Computation]
    catalogue: Catalogue
    known: dict[str, float] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)

    def computed(self, identifier: str) -> float:
        """The SI value of a claim."""
        if identifier in self.known:
            return self.known[identifier]
        if identifier in self.pending:
            chain = " -> ".join([*self.pending, identifier])
            raise CatalogueError(f"{self.file.source} | {chain} | must not refer to itself")
        claim = self._claim(identifier)
        self.pending.append(identifier)
        self.known[identifier] = self._call(claim)
        self.pending.pop()
        return self.known[identifier]

    def _claim(self, identifier: str) -> Claim:
        if identifier not in self.file.claims:
            hint = suggestion(identifier, self.file.claims)
            raise CatalogueError(f"{self.file.source} | no claim {identifier!r} | {hint}")
        return self.file.claims[identifier]

    def _call(self, claim: Claim) -> float:
        name = claim.compute or ""
        function = self.computations.get(name)
        where = f"{self.file.source} | {claim.id}"
        if function is None:
            hint = suggestion(name, self.computations)
            raise CatalogueError(f"{where} | no computation {name!r} | {hint}")
        values = {key: self.argument(text) for key, text in claim.arguments.items()}
        try:
            inspect.signature(function).bind(self.catalogue, **values)
        except TypeError as error:
            raise CatalogueError(f"{where} | {name}: {error} | mend its arguments") from error
        return float(function(self.catalogue, **values))

    def argument(self, text: str) -> float:
        """The SI value of a quantity, a reference to a claim or a key of the catalogue."""
        kind, _, rest = text.partition(":")
        if kind == "computed":
            return self.computed(rest)
        if kind == "printed":
            claim = self._claim(rest)
            if claim.printed is None:
                raise CatalogueError(f"{self.file.source} | {rest} | has no printed number")
            return to_si(claim.printed, claim.unit)
        if text[:1].isdigit() or text[:1] in "+-.":
            number, _, unit = text.partition(" ")
            return to_si(parse_number(number), unit or "1")
        return self.catalogue.value(text)


def evaluate(
    file: ClaimFile, computations: Mapping[str, Computation], catalogue: Catalogue
) -> Scorecard:
    """Compute every claim of a file.

    Raises
    ------
    CatalogueError
        if a claim names an unknown computation, argument, claim or catalogue key.
    """
    run = _Evaluation(file, computations, catalogue)
    rows = []
    for claim in file.claims.values():
        computed = None
        if claim.compute is not None:
            computed = from_si(run.computed(claim.id), claim.unit)
        rows.append(Row(claim, computed))
    return Scorecard(file.source, file.title, tuple(rows))
