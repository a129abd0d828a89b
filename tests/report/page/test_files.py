"""Pages as files: whole, escaped, without network; damaged and hostile runs are one line."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.errors import OptdesignError, ResultError
from optdesign.report.page.render import json_island, page_html
from optdesign.report.page.report import run_page, write_page
from optdesign.report.runs.stored import find_run, read_stored
from optdesign.result.folders import run_folders
from tests.report.stored_runs import (
    HOSTILE,
    alternatives,
    every_kind,
    front,
    solved,
    study,
    sweep,
)


class Tags(HTMLParser):
    """Names, ids and attributes of all elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += [(key, value or "") for key, value in attrs]


def test_pages_are_whole_and_ask_for_nothing(tmp_path: Path) -> None:
    for stored in every_kind(tmp_path):
        text = page_html(run_page(stored))
        tags = Tags(text)
        ids = [value for key, value in tags.attributes if key == "id"]
        assert len(ids) == len(set(ids))
        loaded = [value for key, value in tags.attributes if key in ("src", "srcset", "data")]
        assert not loaded
        assert "@import" not in text
        assert "url(" not in text
        targets = [v for k, v in tags.attributes if k == "aria-controls"]
        assert set(targets) <= set(ids)
        assert {"link", "script", "style"} <= set(tags.names)


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    tables = {HOSTILE: [{HOSTILE: HOSTILE, "n [t]": float(n), "share": 0.1} for n in range(5)]}
    documents = [
        solved(tmp_path, problem=HOSTILE, notes=[HOSTILE], tables=tables),
        front(tmp_path, problem=HOSTILE, notes=[HOSTILE], method=HOSTILE),
        study(tmp_path, study=HOSTILE, problem=HOSTILE, question=HOSTILE,
              causes=[{"status": HOSTILE, "cause": HOSTILE, "trials": 1}]),
    ]  # fmt: skip
    (documents[0] / "context.json").unlink()
    for folder in documents:
        text = page_html(run_page(read_stored(folder)))
        assert "<script>alert" not in text
        assert Tags(text).names.count("script") == 2
        assert "&lt;script&gt;alert" in text


@given(st.lists(st.text()))
def test_data_inside_a_page_comes_back_as_it_was(texts: list[str]) -> None:
    island = str(json_island(texts))
    assert not re.search("[<>&]", island)
    assert json.loads(island) == texts


def test_runs_are_found_by_name_start_path_and_age(tmp_path: Path) -> None:
    folders = [front(tmp_path), study(tmp_path)]
    assert set(run_folders(tmp_path)) == {"habitat-pareto-1", "study-sure"}
    assert find_run("habitat-pareto-1", tmp_path) == folders[0]
    assert find_run("hab", tmp_path) == folders[0]
    assert find_run(str(folders[1]), tmp_path / "none") == folders[1]
    assert find_run(None, tmp_path) in folders
    sweep(tmp_path)
    for text, part in (("study", "fits 2"), ("nothing", "has no run"), ("a/b", "the folder of")):
        with pytest.raises(ResultError, match=part):
            find_run(text, tmp_path)
    with pytest.raises(ResultError, match="no stored runs"):
        find_run(None, tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("front.json", "{"), ("front.json", "[]"), ("front.json", '{"problem": NaN}'),
        ("front.json", "\udcff"), ("front.json", "[" * 100_000), ("study.json", "{}"),
        ("distributions.csv", "outcome,value\na,b\n"), ("distributions.csv", "x"),
    ],
)  # fmt: skip
def test_damaged_documents_are_one_line(tmp_path: Path, name: str, text: str) -> None:
    folder = front(tmp_path) if name == "front.json" else study(tmp_path)
    (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    if text == "x":  # a table without rows
        assert run_page(read_stored(folder)).answer == "30 TJ"
        return
    with pytest.raises(ResultError) as caught:
        run_page(read_stored(folder))
    assert "\n" not in str(caught.value)
    assert str(caught.value).count(" | ") >= 2


def test_a_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    page = run_page(read_stored(front(tmp_path)))
    path = write_page(page, tmp_path / "page.html")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(ResultError, match="it is a folder"):
        write_page(page, tmp_path)
    with pytest.raises(ResultError, match="can be written"):
        write_page(page, tmp_path / "none" / "page.html")
    assert not list(tmp_path.glob(".*"))


JUNK: tuple[Any, ...] = (None, True, -1, 0, 1e308, "", HOSTILE, "K", [], {}, [1], {"a": 1}, "inf")


def places(found: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = found.items() if isinstance(found, dict) else enumerate(found[:20]) if isinstance(
        found, list) else ()  # fmt: skip
    for key, value in parts:
        yield (*above, key)
        yield from places(value, (*above, key))


def test_mutated_documents_give_a_page_or_one_line(tmp_path: Path) -> None:
    rng = random.Random(7)
    kinds = {
        "result.json": solved(tmp_path),
        "front.json": front(tmp_path),
        "study.json": study(tmp_path),
        "alternatives.json": alternatives(tmp_path),
    }
    made = 0
    for name, folder in kinds.items():
        original = json.loads((folder / name).read_text(encoding="utf-8"))
        for _ in range(60):
            document = json.loads(json.dumps(original))
            *above, last = rng.choice(list(places(document)))
            part = document
            for key in above:
                part = part[key]
            part[last] = rng.choice(JUNK)
            (folder / name).write_text(json.dumps(document), encoding="utf-8")
            fault = ""
            try:
                page_html(run_page(read_stored(folder)))
                made += 1
            except OptdesignError as error:
                fault = str(error)
            assert "\n" not in fault
    assert made > 20
