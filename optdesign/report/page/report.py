"""From stored runs to pages and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from optdesign.errors import ResultError, UnitError
from optdesign.report.page.alternatives_page import alternatives_page
from optdesign.report.page.blocks import Block, Page, Picture
from optdesign.report.page.compare_page import compare_page
from optdesign.report.page.front_page import front_page
from optdesign.report.page.render import page_html
from optdesign.report.page.solve_page import solve_page
from optdesign.report.page.study_page import study_page
from optdesign.report.runs.stored import Stored
from optdesign.textfile import write_whole

REPORT_FILE = "report.html"
PAGES: Mapping[str, Callable[[Stored], Page]] = {
    "solve": solve_page,
    "front": front_page,
    "study": study_page,
    "alternatives": alternatives_page,
}
"""Kind of run: what makes its page."""


def run_page(stored: Stored) -> Page:
    """The page of a stored run.

    Raises
    ------
    ResultError
        if its document holds a unit that does not exist.
    """
    try:
        return _uniquely_named(PAGES[stored.kind](stored))
    except (UnitError, OverflowError) as error:
        raise ResultError(f"{stored.folder} | must be the folder of a run | {error}") from error


def comparison_page(runs: Sequence[Stored]) -> Page:
    """The page that compares stored runs."""
    try:
        return _uniquely_named(compare_page(runs))
    except (UnitError, OverflowError) as error:
        raise ResultError(f"compare | must read the runs given | {error}") from error


def _uniquely_named(page: Page) -> Page:
    """The page with every chart under a name of its own: they are files and links."""
    used: dict[str, int] = {}

    def named(block: Block) -> Block:
        if not isinstance(block, Picture):
            return block
        count = used[block.chart.name] = used.get(block.chart.name, 0) + 1
        if count == 1:
            return block
        return replace(block, chart=replace(block.chart, name=f"{block.chart.name}_{count}"))

    tabs = [replace(tab, blocks=[named(block) for block in tab.blocks]) for tab in page.tabs]
    return replace(page, tabs=tabs)


def write_page(page: Page, path: Path) -> Path:
    """Write a page as HTML; a reader sees the old file or the new one.

    Raises
    ------
    ResultError
        if the file cannot be written.
    """
    try:
        if path.is_dir():
            raise ResultError(f"{path!s:.200} | must be a file, it is a folder | add a name")
        write_whole(path, page_html(page))
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error).lower()
        raise ResultError(
            f"{path!s:.200} | must be a file that can be written, {reason} | choose another"
        ) from error
    return path
