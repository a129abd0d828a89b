"""Reports in a real browser: no errors, charts drawn, tabs, hovers, legends, filters, printing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from optdesign.report.page.report import run_page, write_page
from tests.report.page.browser import Browser, find_browser
from tests.report.stored_runs import HOSTILE, every_kind, front, rewritten

PROGRAM = find_browser()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert PROGRAM is not None
    started = Browser(PROGRAM)
    yield started
    started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    prices = [{"key": "seed.mass", "effect": -86400.0, "unit": "s"},
              {"key": "site.distance", "effect": 86400.0, "unit": "s"}]  # fmt: skip
    found = {}
    for stored in every_kind(folder):
        if stored.kind == "solve":
            rewritten(stored.folder, "result.json", {"shadow_prices": prices, "notes": [HOSTILE]})
    from optdesign.report.runs.stored import read_stored
    from optdesign.result.folders import run_folders

    for name, path in run_folders(folder).items():
        stored = read_stored(path)
        key = "sweep" if name == "study-swept" else stored.kind
        found[key] = write_page(run_page(stored), folder / f"{key}.html")
    points = [
        {"outcomes": {"energy_per_person": 1e13, "soil_depth": 1.5}},
        *({"outcomes": {"energy_per_person": 2e13 + n * 1e6, "soil_depth": 2.0 + n}}
          for n in range(4)),
    ]  # fmt: skip
    found["steep"] = write_page(
        run_page(read_stored(front(folder / "steep", points=points))), folder / "steep.html"
    )
    three = read_stored(front(folder / "three", objectives=3))
    found["space"] = write_page(run_page(three), folder / "space.html")
    return found


CHARTS = "document.querySelectorAll('.chart').length"
DRAWN = "document.querySelectorAll('.chart .plot svg').length"


@pytest.mark.parametrize("kind", ["solve", "front", "space", "study", "sweep", "alternatives"])
def test_every_page_opens_and_draws_without_a_fault(
    browser: Browser, pages: dict[str, Path], kind: str
) -> None:
    browser.faults.clear()
    for width, scheme in ((1280, "light"), (390, "dark")):
        browser.open(pages[kind], width=width, scheme=scheme)
        assert 0 < browser.value(CHARTS) <= browser.value(DRAWN)
        empty = "[...document.querySelectorAll('.plot')].filter(part => !part.firstChild).length"
        assert browser.value(empty) == 0
        for tab in range(browser.value("document.querySelectorAll('[role=tab]').length")):
            browser.value(f"document.querySelectorAll('[role=tab]')[{tab}].click()")
            shown = "document.querySelectorAll('[role=tabpanel]:not([hidden])').length"
            assert browser.value(shown) == 1
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert browser.value(wide) <= 0, "the page is wider than the screen"
        bad = """[...document.querySelectorAll('svg *')].some(part =>
            [...part.attributes].some(a => /NaN|undefined|Infinity/.test(a.value)))"""
        assert not browser.value(bad), "a chart has coordinates that are no numbers"
    assert browser.faults == []


def test_tabs_work_by_key_and_link(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["solve"])
    chosen = "document.querySelector('[role=tab][aria-selected=true]').textContent"
    assert browser.value(chosen) == "Plan and designs"
    browser.value("document.getElementById('tab-answer').focus()")
    browser.press("ArrowRight")
    assert browser.value(chosen) == "Certificate"
    assert browser.value("location.hash") == "#certificate"
    browser.press("End")
    assert browser.value(chosen) == "Provenance"


def centre(browser: Browser, selector: str) -> tuple[float, float]:
    script = f"""(() => {{ const part = document.querySelector({selector!r});
        part.scrollIntoView({{block: 'center'}}); const box = part.getBoundingClientRect();
        return [box.left + box.width / 2, box.top + box.height / 2]; }})()"""
    x, y = browser.value(script)
    return x, y


def test_hovering_tells_the_numbers_under_the_pointer(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["solve"])
    browser.point("mouseMoved", *centre(browser, "#figure-schedule .plot svg"))
    tip = "document.getElementById('tip').innerText"
    assert "smelter" in browser.value(tip)
    assert "year" in browser.value(tip)
    assert browser.value("document.querySelectorAll('.ruler').length") == 1
    browser.point("mouseMoved", 2, 2)
    assert browser.value("document.getElementById('tip').hidden")
    browser.value("document.getElementById('tab-drivers').click()")
    browser.point("mouseMoved", *centre(browser, "#figure-drivers .plot svg rect"))
    assert "%" in browser.value(tip)


def test_the_keyboard_reads_a_chart_too(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["front"])
    browser.value("document.querySelector('#figure-front .plot svg').focus()")
    browser.press("ArrowRight")
    assert "10 TJ" in browser.value("document.getElementById('tip').innerText")


def stepped(browser: Browser, figure: str, keys: list[str]) -> list[str]:
    """What a chart tells after each of some keys."""
    browser.value(f"document.querySelector('#figure-{figure} .plot svg').focus()")
    told = []
    for key in keys:
        browser.press(key)
        told.append(browser.value("document.getElementById('tip').innerText"))
        assert browser.value("document.querySelectorAll('.ring').length") == 1
    return told


def test_every_point_of_a_steep_front_is_reached_by_key(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["steep"])
    told = stepped(browser, "front", ["ArrowRight"] * 6 + ["ArrowLeft"])
    for text, depth in zip(told, (1.5, 2, 3, 4, 5, 5, 4), strict=True):
        assert f"\n{depth:g} m" in text, told
    browser.open(pages["front"])
    told = stepped(browser, "front", ["ArrowRight"] * 4)
    assert [text.split("\n")[0] for text in told] == [
        "nondominated points", "knee", *["nondominated points"] * 2
    ]  # fmt: skip


def test_every_cell_of_a_field_is_reached_by_key(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["sweep"])
    figure = browser.value("document.querySelector('.chart').id").removeprefix("figure-")
    told = stepped(browser, figure, ["ArrowUp", "ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"])
    wanted = [(1, 1), (1, 2), (2, 2), (2, 1), (1, 1)]
    assert [text.split("\n")[0] for text in told] == [f"{d * g} TJ" for d, g in wanted]
    every = stepped(browser, figure, ["ArrowRight"] * 6)
    assert every[-1].startswith("no design")
    browser.value("document.activeElement.blur()")
    assert browser.value("document.querySelectorAll('.ring').length") == 0


@pytest.mark.parametrize(
    ("part", "at", "value", "between"),
    [
        ("{x: [0, 10], y: [1, 100], style: 'line'}", 5, 50.5, True),
        ("{x: [0, 10], y: [1, 100], style: 'line'}", 10, 100, None),
        ("{x: [0, 10], y: [1, 100], style: 'step'}", 5, 1, None),
        ("{x: [0, 10], y: [1, 100], style: 'bars'}", 5, None, None),
        ("{x: [0, 10], y: [1, null], style: 'line'}", 5, None, None),
        ("{x: [0, 4], y: [1, 100], style: 'line'}", 5, None, None),
        ("{x: [10, 0], y: [1, 100], style: 'joined'}", 5, 50.5, True),
    ],
)
def test_a_line_tells_what_is_drawn_at_a_place(
    browser: Browser, pages: dict[str, Path], part: str, at: float, value: float, between: bool
) -> None:
    browser.open(pages["solve"])
    axes = "{x: scale({}, [0, 10], 0, 300, 0), y: scale({}, [1, 100], 200, 0, 0)}"
    found = browser.value(f"valueAt({part}, {at}, {axes})") or {}
    assert found.get("value") == (None if value is None else pytest.approx(value))
    assert found.get("between") == between
    if between:  # on a logarithmic axis a straight line is a power
        axes = axes.replace("y: scale({}", "y: scale({scale: 'log'}")
        assert browser.value(f"valueAt({part}, {at}, {axes}).value") == pytest.approx(10.0)


def test_panels_share_their_margins_and_can_be_saved_whole(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["solve"])
    axes = """[...document.querySelectorAll('#figure-schedule .plot svg')].map(svg =>
        [...svg.querySelectorAll('line')].filter(line => line.getAttribute('style').includes('soft')
        && line.getAttribute('y1') === line.getAttribute('y2')).map(line =>
        [line.getAttribute('x1'), line.getAttribute('x2')])[0])"""
    ends = browser.value(axes)
    assert len(ends) == 3
    assert ends[0] == ends[1] == ends[2]
    figure = "document.getElementById('figure-schedule')"
    assert browser.value(f"wholeDrawing({figure}).querySelectorAll('svg').length") == 3
    rows = browser.value("csv(charts.schedule)").split("\r\n")
    assert rows[0] == '"series","year","plant ordered and alive [t]"'
    assert '"people housed","3","500"' in rows


def test_hovering_a_row_of_points_tells_their_range(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["alternatives"])
    browser.point("mouseMoved", *centre(browser, "#figure-alternatives .plot svg circle"))
    tip = browser.value("document.getElementById('tip').innerText")
    assert "best" in tip
    assert "9 to 10" in tip


def test_a_legend_takes_a_line_away(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["solve"])
    count = "document.querySelectorAll('#figure-schedule .plot svg > path[stroke-width]').length"
    before = browser.value(count)
    browser.point("click", *centre(browser, "#figure-schedule .key"))
    assert browser.value(count) == before - 1
    pressed = "document.querySelector('#figure-schedule .key').getAttribute('aria-pressed')"
    assert browser.value(pressed) == "false"


def test_tables_are_filtered_and_sorted(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["solve"])
    browser.value("document.getElementById('tab-assumptions').click()")
    rows = "document.querySelectorAll('#assumptions .tools ~ .scroll tbody tr:not([hidden])')"
    every = browser.value(f"{rows}.length")
    browser.point("click", *centre(browser, "#assumptions .chip"))
    marks = browser.value(f"[...{rows}].map(row => row.cells[3].textContent.trim())")
    chip = browser.value("document.querySelector('#assumptions .chip').textContent")
    assert 0 < len(marks) < every
    assert set(marks) == {chip}
    browser.value("document.querySelector('#assumptions .sort').click()")
    names = browser.value(f"[...{rows}].map(row => row.cells[0].textContent)")
    assert [name.lower() for name in names] == sorted((n.lower() for n in names), key=_natural)


def _natural(name: str) -> str:
    # The order of the browser puts punctuation first, as most of ours does.
    return name.replace(": ", "\0").replace("-", "\1").replace(" ", "\2").replace("(", "\3")


def test_hostile_texts_run_nothing(browser: Browser, pages: dict[str, Path]) -> None:
    browser.faults.clear()
    browser.open(pages["solve"])
    shown = "document.querySelector('.sentences').innerText"
    assert HOSTILE in browser.value(shown)
    assert browser.value("document.scripts.length") == 2
    assert browser.faults == []


def test_print_shows_all_parts(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    browser.open(pages["solve"], media="print", scheme="dark")
    hidden = """[...document.querySelectorAll('[role=tabpanel]')].filter(
        part => getComputedStyle(part).display === 'none').length"""
    assert browser.value(hidden) == 0
    assert browser.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.value("getComputedStyle(document.querySelector('nav')).display") == "none"
    browser.pdf(tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_colours_can_be_told_apart(browser: Browser, pages: dict[str, Path]) -> None:
    contrast = """(() => {
      const canvas = new OffscreenCanvas(1, 1).getContext('2d');
      const light = (text) => { canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
        const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255)
          .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]; };
      const style = getComputedStyle(document.documentElement);
      const ratio = (name) => { const [a, b] = [name, '--card'].map(
        key => light(style.getPropertyValue(key).trim())).sort((p, q) => q - p);
        return (a + 0.05) / (b + 0.05); };
      return Object.fromEntries(['--ink', '--soft', '--accent', '--good', '--fair', '--bad',
        ...Array.from({length: 8}, (_, n) => `--c${n}`)].map(name => [name, ratio(name)]));
    })()"""
    for scheme in ("light", "dark"):
        browser.open(pages["solve"], scheme=scheme)
        found = browser.value(contrast)
        assert min(found.values()) >= 4.5, found  # lines are named in their colours


SPOTS = """[...document.querySelectorAll('svg.space .spot')].map(
    spot => [spot.getAttribute('cx'), spot.getAttribute('cy')].map(Number))"""


def dragged(browser: Browser, right: float, down: float) -> None:
    x, y = centre(browser, "svg.space")
    for kind, part in (("mousePressed", 0), ("mouseMoved", 0.5), ("mouseMoved", 1),
                       ("mouseReleased", 1)):  # fmt: skip
        browser.call("Input.dispatchMouseEvent", type=kind, x=x + part * right, y=y + part * down,
                     button="left", buttons=int(kind != "mouseReleased"), clickCount=1)  # fmt: skip


def test_a_projection_keeps_lengths_and_looks_where_its_angles_say(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["space"])

    def seen(azimuth: float, elevation: float) -> list[float]:
        view = f"{{azimuth: {azimuth}, elevation: {elevation}}}"
        script = f"projection({view}, {{x: 0, y: 0}}, 1)([1, 2, 3])"
        found = browser.value(script)
        return [found["x"], -found["y"], found["away"]]

    assert seen(-90, 0) == pytest.approx([1, 3, 2])  # from the front
    assert seen(0, 0) == pytest.approx([2, 3, -1])  # from the right
    assert seen(-90, 90) == pytest.approx([1, 2, -3])  # from above
    assert sum(part**2 for part in seen(-37, 21)) == pytest.approx(14)


def test_points_in_space_are_turned_by_dragging_and_by_keys(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.faults.clear()
    browser.open(pages["space"])
    first = browser.value(SPOTS)
    assert len(first) == 5  # four points and the ring of the knee
    angles = "(({azimuth, elevation}) => [azimuth, elevation])(VIEWS.get(charts.space))"
    azimuth, elevation = browser.value(angles)
    dragged(browser, 80, 40)
    turned = browser.value(angles)
    assert turned[0] < azimuth
    assert turned[1] > elevation
    assert browser.value(SPOTS) != first
    browser.point("mouseMoved", *centre(browser, "svg.space"))
    assert browser.value(angles) == turned, "a mouse that is not pressed turns nothing"
    browser.value("document.querySelector('.reset').click()")
    assert browser.value(SPOTS) == first
    browser.value("document.querySelector('svg.space').focus()")
    for key in ("ArrowRight", "ArrowUp"):
        before = browser.value(SPOTS)
        browser.press(key)
        assert browser.value(SPOTS) != before
    browser.press("Home")
    assert browser.value(SPOTS) == first
    browser.value("document.querySelector('#figure-space .key').click()")
    assert len(browser.value(SPOTS)) == 1
    assert browser.faults == []


def test_points_in_space_are_turned_by_touch(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["space"], width=390)
    first = browser.value(SPOTS)
    x, y = centre(browser, "svg.space")
    for kind, right in (("touchStart", 0), ("touchMove", 30), ("touchMove", 60)):
        browser.call("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": x + right, "y": y}])
    browser.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    assert browser.value(SPOTS) != first


def test_points_in_space_tell_their_values(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["space"])
    tip = "document.getElementById('tip').innerText"
    browser.point("mouseMoved", *centre(browser, "svg.space .spot"))
    told = browser.value(tip)
    assert all(name in told for name in ("energy per person", "soil depth", "radius"))
    browser.value("document.querySelector('svg.space').focus()")
    browser.press("Enter")
    assert "10 TJ" in browser.value(tip)
    browser.press("Enter")
    assert "20 TJ" in browser.value(tip)
    assert browser.value("csv(charts.space).split('\\r\\n')[1]").count(",") == 3
    label = browser.value("document.querySelector('svg.space').getAttribute('aria-label')")
    assert label.startswith("Three objectives at once.")
    assert "Arrow keys" in label
