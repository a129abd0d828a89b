"""What a file of claims may contain and how precise a printed number is; computes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from optdesign.catalogue.schema import Number, Strict, Unit
from optdesign.errors import CatalogueError
from optdesign.textfile import describe_faults, read_toml

Verdict = Literal["reproduces", "assumption", "premise", "source wrong", "source inconsistent"]
VERDICTS: tuple[Verdict, ...] = (
    "reproduces",
    "source wrong",
    "source inconsistent",
    "assumption",
    "premise",
)
_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FOLDER = Path(__file__).parent


def _sentence(text: str) -> str:
    if not text or "\n" in text or "|" in text:
        raise ValueError("must be one line of text without a vertical bar")
    return text


Line = Annotated[str, AfterValidator(_sentence)]


class Claim(Strict):
    """One quantitative statement of a source, and the call that computes the same quantity.

    An argument of the call is a quantity (``"1.5 au"``), a key of the catalogue
    (``"ceres-paper.radius"``) or another claim (``"printed:id"``, ``"computed:id"``).
    """

    id: str
    section: Line
    quantity: Line
    unit: Unit
    verdict: Verdict
    reason: Line
    printed: Number | None = None
    digits: Annotated[int, Field(ge=1, le=12)] | None = None
    compute: str | None = None
    arguments: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Claim:
        if not _IDENTIFIER.fullmatch(self.id):
            raise ValueError(f"the id must be words joined by hyphens, got {self.id!r}")
        if self.verdict == "premise" and self.compute is not None:
            raise ValueError("a premise has nothing to compute, got a computation")
        if self.printed is None and self.compute is None:
            raise ValueError("must have a printed number or a computation, got neither")
        judged = self.verdict not in ("premise", "assumption")
        if judged and (self.printed is None or self.compute is None):
            raise ValueError(f"{self.verdict!r} needs a printed number and a computation")
        return self

    @property
    def rounding(self) -> float:
        """Half a unit of the last significant digit of the printed number, in its unit.

        Trailing zeros do not count unless ``digits`` says so, but two digits always do.
        """
        if self.printed is None or self.printed == 0:
            return 0.0
        number = Decimal(repr(self.printed)).normalize()
        digits = self.digits or max(2, len(number.as_tuple().digits))
        return float(Decimal(5).scaleb(number.adjusted() - digits))


@dataclass(frozen=True)
class ClaimFile:
    """All claims of one source, in the order of the source."""

    source: str
    title: str
    claims: Mapping[str, Claim]


def sources() -> list[str]:
    """Names of the sources whose claims are on file."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def load_claims(source: str) -> ClaimFile:
    """Read the claims of one source.

    Raises
    ------
    CatalogueError
        naming every fault of the file at once.
    """
    path = _FOLDER / f"{source}.toml"
    table = read_toml(path, CatalogueError)
    title = str(table.pop("title", source))
    claims: dict[str, Claim] = {}
    faults: list[str] = []
    for identifier, content in table.items():
        claim, found = _read_claim(identifier, content)
        faults += [f"{path.name} | {fault}" for fault in found]
        if claim is not None:
            claims[identifier] = claim
    if faults:
        raise CatalogueError("\n".join(faults))
    return ClaimFile(source, title, claims)


def _read_claim(identifier: str, content: Any) -> tuple[Claim | None, list[str]]:
    if not isinstance(content, dict):
        return None, [f"{identifier} | must be a table | write [{identifier}]"]
    try:
        return Claim.model_validate({"id": identifier, **content}), []
    except ValidationError as error:
        faults = describe_faults(error, Claim.model_fields)
        return None, [f"{identifier}.{fault}" for fault in faults]
