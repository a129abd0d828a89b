"""What a page is made of: tabs of blocks. Plain texts throughout; `render` escapes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from optdesign.report.charts.data import AnyChart

Tone = Literal["plain", "good", "fair", "bad"]


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    tone: Tone = "plain"
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Facts:
    """Labels with values, as ``(label, value, remark)``."""

    title: str
    rows: Sequence[tuple[str, str, str]]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Table:
    """Rows of texts; ``numeric`` columns are set right; a ``filtered`` table can be searched.

    ``total`` is how many rows there are in all if only some are shown; ``group`` is the column
    by whose values rows can be chosen.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    note: str = ""
    total: int | None = None
    filtered: bool = False
    group: int | None = None
    folded: bool = False
    kind: Literal["table"] = "table"

    @property
    def choices(self) -> list[str]:
        """The values of the column to choose by, in order of appearance."""
        return [] if self.group is None else list(dict.fromkeys(r[self.group] for r in self.rows))


@dataclass(frozen=True)
class Picture:
    """A chart; a ``half`` shares its row with the next where there is room."""

    chart: AnyChart
    half: bool = False
    kind: Literal["chart"] = "chart"


Block = Text | Facts | Table | Picture


@dataclass(frozen=True)
class Tab:
    """A part of the page that is shown at once."""

    key: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Page:
    """All of a report: the question and its answer, then the tabs."""

    title: str
    kicker: str
    question: str
    answer: str
    answer_label: str
    badge: str
    tone: Tone
    sentences: Sequence[str] = ()
    highlights: Sequence[tuple[str, str, str]] = ()
    tabs: Sequence[Tab] = field(default_factory=tuple)
    footer: str = ""

    def charts(self) -> list[AnyChart]:
        """Every chart of the page, in order."""
        blocks = (block for tab in self.tabs for block in tab.blocks)
        return [block.chart for block in blocks if isinstance(block, Picture)]
