"""Loading: what is right is read, and every kind of fault is refused by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import optdesign.catalogue
from optdesign.catalogue import Attribute, Catalogue, Entry, load_catalogue
from optdesign.catalogue.load import read_catalogue, read_item
from optdesign.errors import CatalogueError
from optdesign.textfile import brief, flatten
from optdesign.units import from_si
from tests.catalogue.wrong_entries import GOOD, WRONG_ENTRIES

SHIPPED = Path(optdesign.catalogue.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue without items."""
    for name in ("attributes.toml", "sources.toml"):
        shutil.copy(SHIPPED / name, tmp_path / name)
    return tmp_path


def put(folder: Path, name: str, text: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def load(folder: Path) -> Catalogue:
    return read_catalogue(folder)


def faults(folder: Path, text: str | bytes, name: str = "materials/stuff.toml") -> list[str]:
    """The lines of the error that a file provokes."""
    put(folder, name, text)
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    lines = str(caught.value).splitlines()
    assert all(line.count(" | ") >= 2 for line in lines), lines
    return lines


def material(body: str) -> str:
    return f'name = "Stuff"\n{body}\n'


def test_a_right_file_loads_in_si(folder: Path) -> None:
    put(
        folder,
        "materials/stuff.toml",
        material(
            'density = { value = 7.8, low = 7.7, high = 7.9, unit = "t/m3",'
            ' source = ["JAN", "OWN"], mark = "derived", note = "warm" }'
        ),
    )
    catalogue = load(folder)
    entry = catalogue["stuff.density"]
    assert entry.si == catalogue.value("stuff.density") == pytest.approx(7800)
    assert (entry.low, entry.high, entry.note) == (7.7, 7.9, "warm")
    assert entry.source == ("JAN", "OWN")
    assert entry.uncertain
    assert catalogue.attribute("stuff.density").unit == "kg/m3"


@pytest.mark.parametrize("case", WRONG_ENTRIES)
def test_a_wrong_entry_is_refused_by_name(folder: Path, case: str) -> None:
    body, expectation, hint = WRONG_ENTRIES[case]
    (line,) = faults(folder, material(body))
    assert line.startswith(f"materials/stuff.toml | {expectation}")
    assert hint in line
    assert len(line) < 300


def test_an_empty_table_lacks_everything(folder: Path) -> None:
    lines = faults(folder, material("[density]"))
    missing = ["value", "unit", "source", "mark"]
    assert lines == [
        f"materials/stuff.toml | density.{key} | must be given | add it" for key in missing
    ]


def test_a_plain_number_meant_as_percent_gets_the_hint(folder: Path) -> None:
    entry = 'value = 63, low = 50, unit = "1", source = "OWN", mark = "derived"'
    lines = faults(
        folder, f'name = "Engine"\nefficiency = {{ {entry} }}', "technologies/engine.toml"
    )
    assert lines == [
        (
            "technologies/engine.toml | efficiency | value must lie in (0, 1], got 63 | "
            'did you mean unit = "percent"?'
        ),
        (
            "technologies/engine.toml | efficiency | low must lie in (0, 1], got 50 | "
            'did you mean unit = "percent"?'
        ),
    ]


def test_percent_itself_gets_no_hint_of_percent(folder: Path) -> None:
    entry = 'value = 163, unit = "percent", source = "OWN", mark = "derived"'
    (line,) = faults(
        folder, f'name = "Engine"\nefficiency = {{ {entry} }}', "technologies/engine.toml"
    )
    assert "got 163 percent | check value and unit" in line


def test_all_faults_of_all_files_come_at_once(folder: Path) -> None:
    put(folder, "materials/broken.toml", "name = ")
    put(folder, "sites/body.toml", 'name = "Body"\nclass = 3\n')
    lines = faults(
        folder,
        f'densty = {{ {GOOD} }}\nstrength = {{ {GOOD} }}\ndensity = {{ value = "x" }}\n',
    )
    starts = [
        "materials/broken.toml | must be a TOML file, got",
        "materials/stuff.toml | name | must be given",
        "materials/stuff.toml | densty |",
        "materials/stuff.toml | strength |",
        "materials/stuff.toml | density.value |",
        "materials/stuff.toml | density.unit |",
        "materials/stuff.toml | density.source |",
        "materials/stuff.toml | density.mark |",
        "sites/body.toml | class | must be text in quotes, got 3",
    ]
    assert len(lines) == len(starts)
    assert all(line.startswith(start) for line, start in zip(lines, starts, strict=True))


@pytest.mark.parametrize(
    ("text", "expectation"),
    [
        ("name = ", "must be a TOML file, got"),
        (b"name = '\xff'", "must be UTF-8 text"),
        ("x = " + "[" * 5000, "must be a TOML file, got"),
        ('name = "A"\nname = "B"', "must be a TOML file, got"),
        ("#" * 5_000_000, "must be smaller than"),
        ("x" + ".x" * 3000 + " = 1\nname = 'A'", "is not an attribute"),
    ],
    ids=["syntax", "encoding", "nesting", "duplicate key", "size", "dots"],
)
def test_a_damaged_file_is_one_line(folder: Path, text: str | bytes, expectation: str) -> None:
    (line,) = faults(folder, text)
    assert line.startswith("materials/stuff.toml | ")
    assert expectation in line


@pytest.mark.parametrize("text", ["", "name = 3", 'name = " "', "name = ['A']"])
def test_an_item_has_a_name(folder: Path, text: str) -> None:
    (line,) = faults(folder, text)
    assert line.startswith("materials/stuff.toml | name | must be given as text in quotes, got ")


def test_a_description_is_text(folder: Path) -> None:
    (line,) = faults(folder, 'name = "A"\ndescription = 3')
    assert line.startswith("materials/stuff.toml | description | must be given as text in quotes")


def test_names_are_unique_over_the_folders(folder: Path) -> None:
    put(folder, "technologies/stuff.toml", 'name = "One"')
    (line,) = faults(folder, 'name = "Two"')
    assert line == "materials/stuff.toml | the name stuff must be unique | rename the file"


@pytest.mark.parametrize("stem", ["two.parts", "Capital", "under_score", "-x", "a b"])
def test_file_names_are_keys(folder: Path, stem: str) -> None:
    (line,) = faults(folder, 'name = "A"', f"materials/{stem}.toml")
    assert "the file must be named with small letters, digits and hyphens" in line


def test_a_file_in_an_unknown_folder_is_not_lost(folder: Path) -> None:
    (line,) = faults(folder, 'name = "A"', "material/stuff.toml")
    assert line.startswith("material/stuff.toml | must lie in a folder of the catalogue | did you")


def test_wrong_attributes_are_refused(folder: Path) -> None:
    put(
        folder,
        "attributes.toml",
        'materiel = 3\n[material]\ndensity = { unit = "kg/m3" }\nx = { meaning = "m" }\n'
        'y = { unit = "m", valid = "(1, 0)", meaning = "m" }\nz = 4\n',
    )
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    lines = str(caught.value).splitlines()
    assert lines == [
        (
            "attributes.toml | materiel | must be a table named after a kind of item | "
            "did you mean material?"
        ),
        "attributes.toml | material.density.meaning | must be given | add it",
        (
            "attributes.toml | material.x | unit must be given for a number, and for nothing else, "
            "got {'meaning': 'm'} | mend it"
        ),
        (
            "attributes.toml | material.y.valid | '(1, 0)' is an empty interval, got '(1, 0)' | "
            "mend it"
        ),
        "attributes.toml | material.z | must be a table, got 4 | mend it",
    ]


def test_wrong_sources_are_refused(folder: Path) -> None:
    put(folder, "sources.toml", 'JAN = "a paper"\n[X]\ntitle = "x"\nkind = "book"\nyaer = 1\n')
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    lines = str(caught.value).splitlines()
    assert [line.split(" | ")[1] for line in lines] == ["JAN", "X.kind", "X.yaer"]
    assert "did you mean year?" in lines[2]


def test_a_missing_folder_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="must be a readable file"):
        load(tmp_path / "none")


def test_the_digest_follows_every_file(folder: Path) -> None:
    put(folder, "materials/stuff.toml", material(f"density = {{ {GOOD} }}"))
    first = load(folder).digest
    put(folder, "materials/stuff.toml", material(f"density = {{ {GOOD}, high = 7900 }}"))
    second = load(folder).digest
    put(folder, "sources.toml", (folder / "sources.toml").read_text() + "\n# more\n")
    assert len({first, second, load(folder).digest}) == 3
    assert load(folder).digest == load(folder).digest


@given(
    st.floats(1e-3, 1e3),
    st.floats(0, 2),
    st.floats(0, 2),
    st.sampled_from(["kg/m3", "t/m3", "g/cm3"]),
)
def test_an_entry_is_ordered_or_refused(value: float, down: float, up: float, unit: str) -> None:
    table = {"value": value, "low": value * down, "high": value * up, "unit": unit}
    table |= {"source": "JAN", "mark": "read"}
    if down <= 1 <= up:
        entry = Entry.model_validate(table)
        assert from_si(entry.si, unit) == pytest.approx(value, rel=1e-12)
    else:
        with pytest.raises(ValueError):
            Entry.model_validate(table)


@given(st.floats(0, 1), st.sampled_from(["1", "percent", "kg/kg"]))
def test_closed_ends_survive_the_conversion(value: float, unit: str) -> None:
    """A share of exactly one, given in percent, is not refused for the rounding of a division."""
    catalogue = load_catalogue()
    attribute = Attribute(unit="1", meaning="share", valid="[0, 1]")  # type: ignore[arg-type]
    path = SHIPPED / "materials" / "steel-wire.toml"
    item, found = read_item(path, catalogue.attributes, catalogue.sources)
    assert item is not None
    assert found == []
    factor = 100.0 if unit == "percent" else 1.0
    entry = Entry(value=value * factor, unit=unit, source=("JAN",), mark="read")
    assert optdesign.catalogue.load._entry_faults(entry, attribute, catalogue.sources) == []


TABLES = st.recursive(
    st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=5), st.booleans()),
    lambda inner: st.dictionaries(
        st.sampled_from(["value", "unit", "a", "b", "density"]), inner, max_size=4
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "density"]), TABLES, max_size=3))
def test_flattening_loses_nothing(table: dict[str, object]) -> None:
    """Every value of the tables is in exactly one leaf: counted on both sides."""

    def count(value: object) -> int:
        if not isinstance(value, dict) or not value:
            return 1
        return sum(count(child) for child in value.values())

    assert sum(count(leaf) for _, leaf in flatten(table, frozenset({"value", "unit"}))) == sum(
        count(value) for value in table.values()
    )


@given(st.one_of(st.text(), st.integers(), st.floats(), st.lists(st.integers()), TABLES))
def test_a_value_in_a_message_is_one_short_line(value: object) -> None:
    text = brief(value)
    assert len(text) <= 60
    assert "\n" not in text


def test_a_value_nested_without_end_can_be_shown() -> None:
    deep: dict[str, object] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    assert len(brief(deep)) <= 60
    assert [key for key, _ in flatten({"x": deep}, frozenset({"value"}))] == ["x" + ".a" * 8]
