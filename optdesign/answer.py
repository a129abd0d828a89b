"""What the Python interface returns: results with pandas tables, in the units people read."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optdesign.errors import ProblemError, suggestion
from optdesign.result import Result
from optdesign.result.document import document

if TYPE_CHECKING:
    import pandas as pd

    from optdesign.exploration.trials.result import StudyResult
    from optdesign.tradeoff.named.alternatives import NamedAlternatives


class Answer:
    """A solved and verified case; numbers in the bare units of the problem (mostly SI)."""

    def __init__(self, result: Result, folder: Path | None = None) -> None:
        self.result, self.folder = result, folder

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything, as the JSON document of the command line."""
        return document(self.result)

    @property
    def status(self) -> str:
        """``optimal``, ``infeasible``, ``limit`` or ``unverified``."""
        return self.result.status.value

    @property
    def verified(self) -> bool:
        """Whether every check of the independent verification passed."""
        return self.result.verified

    @property
    def objective(self) -> float | None:
        """Value of the objective."""
        return self._number(self.document["objective"]["value"])

    @property
    def bound(self) -> float | None:
        """Proven bound of the objective."""
        return self._number(self.document["bound"])

    @property
    def gap(self) -> float | None:
        """Relative difference of objective and bound."""
        return self._number(self.document["gap"])

    @property
    def levers(self) -> pd.Series[Any]:
        """The chosen value of each lever."""
        return self._series("levers")

    @property
    def outcomes(self) -> pd.Series[Any]:
        """The value of each outcome."""
        return self._series("outcomes")

    @property
    def shadow_prices(self) -> pd.DataFrame:
        """Change of the objective per +1 % of each parameter, largest first."""
        import pandas as pd

        columns = ["key", "effect", "unit"]
        return pd.DataFrame(self.document["shadow_prices"], columns=columns).set_index("key")

    @property
    def checks(self) -> pd.DataFrame:
        """The checks of the verification."""
        import pandas as pd

        return pd.DataFrame(self.document["verification"]["checks"])

    @property
    def infeasibility(self) -> pd.DataFrame:
        """Why there is no answer, and what would help; empty where there is one.

        One row a requirement in conflict (``part`` is ``conflict``), then one a least change that
        gives an answer (``relaxation``), with the value to change to in a bare ``unit``.
        """
        import pandas as pd

        found = self.document.get("infeasibility", {})
        rows = [
            {"part": part, **row}
            for part in ("conflict", "relaxation")
            for row in found.get(part, ())
        ]
        return pd.DataFrame(rows, columns=["part", "key", "text", "value", "unit"])

    def table(self, name: str) -> pd.DataFrame:
        """One of the tables of the result, e.g. ``schedule``."""
        import pandas as pd

        tables = self.document["tables"]
        if name not in tables:
            raise ProblemError(
                f"table {name!r} | is not in this result | {suggestion(name, tables)}"
            )
        return pd.DataFrame(tables[name])

    def _series(self, group: str) -> pd.Series[Any]:
        import pandas as pd

        return pd.Series({key: part["value"] for key, part in self.document[group].items()})

    @staticmethod
    def _number(value: Any) -> float | None:
        return None if value is None else float(value)

    def __repr__(self) -> str:
        found = self.document
        objective = found["objective"]
        return (
            f"<Answer {found['problem']}: {self.status}, {objective['name']} = "
            f"{objective['value']} {objective['unit']}, verified={self.verified}>"
        )


class AlternativesAnswer:
    """Designs nearly as good as the best; numbers in bare units."""

    def __init__(self, result: NamedAlternatives, folder: Path | None = None) -> None:
        self.result, self.folder = result, folder

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything, as the JSON document of the command line."""
        from optdesign.tradeoff.named.export import alternatives_document

        return alternatives_document(self.result)

    @property
    def status(self) -> str:
        """``optimal`` where all was asked, else how the search or the best design ended."""
        return self.result.status.value

    @property
    def complete(self) -> bool:
        """Whether all was asked."""
        return self.result.complete

    @property
    def ranges(self) -> pd.DataFrame:
        """Least and most of each lever within the limit."""
        import pandas as pd

        rows = self.document["ranges"].values()
        index = pd.Index(self.document["ranges"], name="lever")
        return pd.DataFrame(rows, columns=["low", "high"], index=index)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a design, the best first, then the most different: its verdict and numbers.

        ``verdict`` is ``best``, ``within`` the limit, ``beyond`` it, ``impossible``, ``undecided``
        or ``unknown``; the other columns are ``name [unit]`` and ``mix TECHNOLOGY``.
        """
        from optdesign.tradeoff.named.export import alternatives_frame

        return alternatives_frame(self.result)

    def __repr__(self) -> str:
        found = self.document
        inside = sum(row["verdict"] == "within" for row in found["alternatives"])
        return (
            f"<AlternativesAnswer {found['problem']}: {self.status}, "
            f"{inside} within {100 * found['within']:g} %>"
        )


class StudyAnswer:
    """A study that was run: tables as DataFrames, numbers in bare units, parameters in SI."""

    def __init__(self, result: StudyResult) -> None:
        self.result, self.folder = result, result.folder

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything, as the JSON document of the command line."""
        from optdesign.exploration.output.document import study_document

        return study_document(self.result)

    @cached_property
    def trials(self) -> pd.DataFrame:
        """One row a trial: status and cause, sampled parameters, levers and outcomes."""
        from optdesign.exploration.output.table import trial_table

        return trial_table(self.result)

    @property
    def summary(self) -> pd.DataFrame:
        """Mean and quantiles of each outcome, with intervals."""
        from optdesign.exploration.output.table import summary_table

        return summary_table(self.result)

    @property
    def probabilities(self) -> pd.DataFrame:
        """Probability of a design at all, and of meeting each threshold, with intervals."""
        from optdesign.exploration.output.table import probability_table

        return probability_table(self.result)

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {status}" for status, n in self.document["trials"].items())
        return f"<StudyAnswer {self.result.study.name}: {counts}>"
