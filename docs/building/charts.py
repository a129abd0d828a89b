"""Charts of runs as the pictures of pages: drawn as in reports, in few colours to be small."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

import optdesign as od
from optdesign.problem import Case, make_case
from optdesign.report.charts.data import AnyChart
from optdesign.report.charts.drawing import picture
from optdesign.report.charts.solves import own_charts
from optdesign.report.charts.sweeps import sweep_charts
from optdesign.report.runs.documents.context import Context
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.documents.study import Studied
from optdesign.report.runs.meaning import Meaning
from optdesign.result.context import context_document

COLOURS = 256


def solve_chart(answer: od.Answer, name: str) -> AnyChart:
    """A chart of a solved case by its name."""
    found = Solved.model_validate_json(json.dumps(answer.document))
    return named(name, own_charts(found, _meaning(answer.result.case)))


def sweep_chart(document: Mapping[str, Any], name: str) -> AnyChart:
    """A chart of a sweep's document by its name."""
    found = Studied.model_validate(document)
    return named(name, sweep_charts(found, _meaning(make_case(od.load_problem(found.problem)))))


def named(name: str, charts: Iterable[AnyChart]) -> AnyChart:
    """The chart of that name.

    Raises
    ------
    LookupError
        if there is none.
    """
    found = {chart.name: chart for chart in charts}
    if name not in found:
        raise LookupError(f"{name} | must be one of the charts | these are {', '.join(found)}")
    return found[name]


def draw(pictures: Mapping[str, Callable[[], AnyChart]], folder: Path) -> None:
    """Draw charts into files of a folder."""
    for file, chart in pictures.items():
        image = Image.open(BytesIO(picture(chart(), "png"))).convert("RGB")
        # The default method drops the colours of small dots.
        few = image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(folder / file, optimize=True)


def _meaning(case: Case) -> Meaning:
    return Meaning(Context.model_validate(context_document(case)))
