"""A user's own folder: what it adds is there, what is wrong in it is named, the rest stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from optdesign.catalogue import load_catalogue, shipped_catalogue
from optdesign.errors import CatalogueError
from tests.catalogue.own_technology import PAGE, TECHNOLOGY, put

NEW = "catalogue/technologies/thermophotovoltaic.toml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def faults() -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue()
    lines = str(caught.value).splitlines()
    assert all(line.count(" | ") >= 2 and len(line) < 300 for line in lines), lines
    return lines


def test_without_a_folder_it_is_the_shipped_catalogue(folder: Path) -> None:
    assert load_catalogue() is shipped_catalogue()
    (folder / "catalogue" / "technologies").mkdir(parents=True)
    assert load_catalogue() is shipped_catalogue()


def test_a_file_called_catalogue_is_none_of_ours(folder: Path) -> None:
    (folder / "catalogue").write_text("a list of seeds")
    assert load_catalogue() is shipped_catalogue()


def test_the_shipped_folder_itself_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import optdesign.catalogue

    monkeypatch.chdir(Path(optdesign.catalogue.__file__).parents[1])
    assert load_catalogue() is shipped_catalogue()


def test_an_item_of_ones_own_is_added(folder: Path) -> None:
    put(folder, NEW, TECHNOLOGY)
    found, shipped = load_catalogue(), shipped_catalogue()
    assert found.items.keys() - shipped.items.keys() == {"thermophotovoltaic"}
    assert found.value("thermophotovoltaic.specific_power") == 400
    assert found.attribute("thermophotovoltaic.lifetime").unit == "year"
    assert "thermophotovoltaic" in [item.key for item in found.named("role:power")]
    assert {key: found.items[key] for key in shipped.items} == shipped.items
    assert found.attributes == shipped.attributes


def test_the_page_shows_the_file_that_is_tested() -> None:
    if not PAGE.is_file():
        pytest.skip("no checkout")
    assert f"```toml\n{TECHNOLOGY}```" in PAGE.read_text()


def test_the_digest_follows_every_byte_and_the_cache_with_it(folder: Path) -> None:
    put(folder, NEW, TECHNOLOGY)
    first = load_catalogue()
    assert first is load_catalogue()
    assert first.digest != shipped_catalogue().digest
    put(folder, NEW, TECHNOLOGY.replace("value = 400", "value = 401"))
    second = load_catalogue()
    assert second.value("thermophotovoltaic.specific_power") == 401
    assert second.digest != first.digest
    put(folder, NEW, TECHNOLOGY)
    assert load_catalogue().digest == first.digest
    (folder / NEW).unlink()
    assert load_catalogue() is shipped_catalogue()


def test_working_directories_are_kept_apart(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        put(folder / name, NEW, TECHNOLOGY.replace("value = 400", f"value = {300 + len(name)}"))
    put(folder / "two", NEW, TECHNOLOGY)
    values = []
    for name in ("one", "two", "one"):
        monkeypatch.chdir(folder / name)
        values.append(load_catalogue().value("thermophotovoltaic.specific_power"))
    assert values == [303, 400, 303]


def test_equal_folders_have_equal_digests(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = set()
    for name in ("one", "two"):
        put(folder / name, NEW, TECHNOLOGY)
        monkeypatch.chdir(folder / name)
        found.add(load_catalogue().digest)
    assert len(found) == 1


def test_citations_of_ones_own(folder: Path) -> None:
    put(folder, NEW, TECHNOLOGY.replace('"JUDGEMENT"', '"LAB26"'))
    assert all("must be a key of sources.toml, got LAB26" in line for line in faults())
    put(folder, "catalogue/sources.toml", '[LAB26]\ntitle = "Notes"\nkind = "report"\n')
    assert load_catalogue().sources["LAB26"].title == "Notes"
    assert "LAB26" not in shipped_catalogue().sources


def test_names_that_are_taken(folder: Path) -> None:
    put(folder, "catalogue/technologies/stirling.toml", TECHNOLOGY)
    put(folder, "catalogue/sources.toml", '[JAN]\ntitle = "Notes"\nkind = "report"\n')
    assert faults() == [
        "catalogue/sources.toml | JAN is taken by a source of the shipped catalogue | rename it",
        (
            "catalogue/technologies/stirling.toml | the name stirling is taken by a technology of "
            "the shipped catalogue | rename the file"
        ),
    ]
    (folder / "catalogue/sources.toml").unlink()
    (folder / "catalogue/technologies/stirling.toml").unlink()
    put(folder, "catalogue/materials/stirling.toml", 'name = "Metal"\n')
    assert "catalogue/materials/stirling.toml | the name stirling is taken" in faults()[0]


@pytest.mark.parametrize(
    ("name", "expectation"),
    [
        ("attributes.toml", "attributes.toml | must not be given, the shipped one holds"),
        (
            "technology/a.toml",
            "must lie in a folder named after a kind of item | did you mean tech",
        ),
        ("a.toml", "a.toml | must lie in a folder named after a kind of item"),
        ("technologies/deep/a.toml", "technologies/deep/a.toml | must lie in a folder"),
        ("technologies/A b.toml", "the file must be named with small letters, digits and hyphens"),
    ],
)
def test_misplaced_files_are_not_lost(folder: Path, name: str, expectation: str) -> None:
    put(folder, f"catalogue/{name}", 'name = "A"\n')
    (line,) = faults()
    assert line.startswith("catalogue/")
    assert expectation in line


def entry(value: str, unit: str = "W/kg", more: str = "") -> str:
    kept = [line for line in TECHNOLOGY.splitlines() if not line.startswith("specific_power")]
    number = f'value = {value}, unit = "{unit}", source = "JUDGEMENT", mark = "judgement"{more}'
    return "\n".join([*kept, f"specific_power = {{ {number} }}\n"])


HOSTILE = {
    "no TOML": ("name = ", "must be a TOML file, got"),
    "nested": ("x = " + "[" * 5000, "must be a TOML file"),
    "not UTF-8": (b"name = '\xff'", "must be UTF-8 text"),
    "large": ("#" * 5_000_000, "must be smaller than"),
    "unknown attribute": (f"{TECHNOLOGY}powr = {{}}\n", "did you mean power?"),
    "zero power": (entry("0"), "value must lie in (0, inf) W/kg, got 0"),
    "negative power": (entry("-1"), "value must lie in (0, inf) W/kg, got -1"),
    "not a number": (entry("nan"), "must be a number"),
    "infinite": (entry("inf"), "value must lie in (0, inf) W/kg, got inf"),
    "beyond floats": (entry("1e400"), "got inf"),
    "thousands of digits": (entry("9" * 5000), "must be a TOML file, got: Exceeds"),
    "beyond SI": (entry("1e308", "GW/kg"), "specific_power"),
    "wrong unit": (entry("1", "kg/W"), "must be in W/kg or the like, got kg/W"),
    "no unit": (entry("1", "wat/kg"), "specific_power.unit"),
    "low above": (entry("1", "W/kg", ", low = 2"), "low must not exceed value"),
    "a path as source": (entry("1").replace("JUDGEMENT", "../../etc/passwd", 1), "sources.toml"),
    "label as number": (TECHNOLOGY.replace('"power"', "3", 1), "role | must be text in quotes"),
    "number as label": (TECHNOLOGY + 'mass = "heavy"\n', "mass | must be a table, got 'heavy'"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_one_line(folder: Path, case: str) -> None:
    text, expectation = HOSTILE[case]
    put(folder, NEW, text)
    (line,) = faults()
    assert line.startswith(f"{NEW} | ")
    assert expectation in line


@pytest.mark.parametrize("text", ['JAN = "a paper"\n', "[X]\ntitle = 3\nkind = 'web'\n", "x = "])
def test_wrong_citations_are_one_line(folder: Path, text: str) -> None:
    put(folder, "catalogue/sources.toml", text)
    put(folder, NEW, TECHNOLOGY)
    (line,) = faults()
    assert line.startswith("catalogue/sources.toml | ")


def test_pipes_directories_and_loops_do_not_hang(folder: Path) -> None:
    place = folder / "catalogue" / "technologies"
    place.mkdir(parents=True)
    os.mkfifo(place / "pipe.toml")
    (place / "folder.toml").mkdir()
    (place / "loop.toml").symlink_to("loop.toml")
    lines = faults()
    assert len(lines) == 3
    assert all(line.startswith("catalogue/technologies/") for line in lines)


def test_a_folder_that_is_a_link_is_followed(folder: Path) -> None:
    put(folder / "elsewhere", NEW, TECHNOLOGY)
    (folder / "catalogue").symlink_to(folder / "elsewhere" / "catalogue")
    assert "thermophotovoltaic" in load_catalogue().items
    put(folder / "elsewhere", NEW, "name = ")
    assert faults()[0].startswith(NEW)
