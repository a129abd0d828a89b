"""A page as one HTML file: every text escaped, style, script and data inside."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from optdesign import __version__
from optdesign.report.charts.data import document
from optdesign.report.page.blocks import Page

if TYPE_CHECKING:
    from jinja2 import Template

_ASSETS = Path(__file__).parent / "assets"
_SCRIPTS = ("chart.js", "space.js", "report.js")


def page_html(page: Page) -> str:
    """The page as HTML."""
    charts = [document(chart) for chart in page.charts()]
    return _template().render(
        page=page,
        version=__version__,
        charts=json_island(charts),
        style=Markup(_asset("report.css")),
        script=Markup("\n".join(_asset(name) for name in _SCRIPTS)),
    )


def json_island(found: object) -> Markup:
    """JSON that may stand inside a script element whatever texts it holds.

    >>> str(json_island(["</script>"]))
    '["\\\\u003c/script\\\\u003e"]'
    """
    text = json.dumps(found, allow_nan=False, separators=(",", ":"))
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(_asset("report.html"))


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")
