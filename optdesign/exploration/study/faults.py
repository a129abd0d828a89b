"""The faults of a study file, collected one line each before any is raised."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError

from optdesign.catalogue.schema import Strict
from optdesign.errors import OptdesignError
from optdesign.textfile import describe_faults

Table = TypeVar("Table", bound=Strict)


class Faults:
    """Lines of the form ``where | what must hold, what came | what to do``."""

    def __init__(self) -> None:
        """Begin without any."""
        self.lines = list[str]()

    def __len__(self) -> int:
        return len(self.lines)

    def add(self, where: str, text: str) -> None:
        """Note a fault."""
        self.lines.append(f"{where} | {text}")

    def noting(self, where: str) -> Noting:
        """Note what is raised in a ``with`` block, and go on after it."""
        return Noting(self, where)

    def table(
        self, model: type[Table], value: Any, where: str, keys: Iterable[str] = ()
    ) -> Table | None:
        """A table of the file, validated; None with its faults noted.

        Parameters
        ----------
        model : what it may hold
        value : the table as it came
        where : the section it stands in; empty for the top of the file
        keys : further keys that may stand beside those of the model
        """
        try:
            return model.model_validate(value)
        except ValidationError as error:
            prefix = f"{where}." if where else ""
            parts = describe_faults(error, sorted({*model.model_fields, *keys}))
            self.lines += [f"{prefix}{part}".replace(". |", " |") for part in parts]
            return None


class Noting:
    """Notes an error of the user's as a fault."""

    def __init__(self, faults: Faults, where: str) -> None:
        """Note it at a place."""
        self._faults, self._where = faults, where

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        """Whether there was such an error, which then goes no further."""
        if not isinstance(error, OptdesignError):
            return False
        text = str(error).removeprefix(f"{self._where.partition('.')[2]} | ")
        # What the command line calls --periods stands in the file without dashes.
        self._faults.add(self._where, text.replace("--", ""))
        return True
