"""Reading and validating the catalogue; every fault of a file is reported at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from optdesign.catalogue.schema import Attribute, Entry, Item, Source
from optdesign.errors import CatalogueError, suggestion
from optdesign.textfile import describe_faults, flatten, read_toml
from optdesign.units import from_si, same_dimension, to_si

# folder -> kind, the name under which attributes.toml describes what its files may contain
KINDS = {
    "constants": "constant",
    "technologies": "technology",
    "processes": "process",
    "materials": "material",
    "sites": "site",
    "settlements": "settlement",
    "models": "model",
}
_LEAF = frozenset(Entry.model_fields)
_SHIPPED = Path(__file__).parent


@dataclass(frozen=True)
class Catalogue:
    """All items by key; entries are reached as ``catalogue["dyneema.density"]``."""

    items: Mapping[str, Item]
    sources: Mapping[str, Source]
    attributes: Mapping[str, Mapping[str, Attribute]]
    digest: str

    def __getitem__(self, key: str) -> Entry:
        item_key, _, attribute = key.partition(".")
        item = self.items.get(item_key)
        if item is None:
            hint = suggestion(item_key, self.items)
            raise CatalogueError(f"{key} | must start with an item of the catalogue | {hint}")
        if attribute not in item.entries:
            hint = suggestion(attribute, item.entries)
            raise CatalogueError(f"{key} | {item_key} has no such entry | {hint}")
        return item.entries[attribute]

    def value(self, key: str) -> float:
        """The SI value of one entry, e.g. ``value("dyneema.density")``."""
        return self[key].si

    def of_kind(self, kind: str) -> list[Item]:
        """All items of a kind, by key."""
        return [item for _, item in sorted(self.items.items()) if item.kind == kind]

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every entry with its full key, in order."""
        for item_key in sorted(self.items):
            for attribute, entry in self.items[item_key].entries.items():
                yield f"{item_key}.{attribute}", entry

    def attribute(self, key: str) -> Attribute:
        """What the key of an entry means."""
        item_key, _, attribute = key.partition(".")
        return self.attributes[self.items[item_key].kind][attribute]


@cache
def load_catalogue(folder: Path = _SHIPPED) -> Catalogue:
    """Load every file of a catalogue folder.

    Raises
    ------
    CatalogueError
        naming each fault of the files: file, key, expectation, what came, nearest valid name.
    """
    sources = _read_models(folder / "sources.toml", Source)
    attributes = {
        kind: _validated(folder / "attributes.toml", table, Attribute, kind)
        for kind, table in read_toml(folder / "attributes.toml", CatalogueError).items()
    }
    items: dict[str, Item] = {}
    faults: list[str] = []
    digest = hashlib.sha256()
    for path in _data_files(folder):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes())
        item, found = read_item(path, attributes, sources)
        if item is None:
            faults += found
        elif item.key in items:
            faults.append(f"{_short(path)} | the name {item.key} must be unique | rename the file")
        else:
            items[item.key] = item
    if faults:
        raise CatalogueError("\n".join(faults))
    return Catalogue(items, sources, attributes, digest.hexdigest()[:16])


def _data_files(folder: Path) -> list[Path]:
    return [path for subfolder in KINDS for path in sorted((folder / subfolder).glob("*.toml"))]


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _read_models(path: Path, model: type[Source]) -> dict[str, Source]:
    return _validated(path, read_toml(path, CatalogueError), model, "")


def _validated(path: Path, table: Mapping[str, Any], model: Any, prefix: str) -> dict[str, Any]:
    """Validate a table of tables; dotted keys of attributes are flattened."""
    found, faults = {}, []
    for key, value in flatten(table, frozenset(model.model_fields)):
        try:
            found[key] = model.model_validate(value)
        except ValidationError as error:
            where = ".".join(part for part in (prefix, key) if part)
            parts = describe_faults(error, model.model_fields)
            faults += [f"{path.name} | {where}.{part}" for part in parts]
    if faults:
        raise CatalogueError("\n".join(faults))
    return found


def read_item(
    path: Path, attributes: Mapping[str, Mapping[str, Attribute]], sources: Mapping[str, Source]
) -> tuple[Item | None, list[str]]:
    """Read one item file; returns the item, or None and the list of its faults."""
    kind = KINDS[path.parent.name]
    table = read_toml(path, CatalogueError)
    header = {key: table.pop(key) for key in ("name", "description") if key in table}
    labels = {key: table.pop(key) for key in [k for k, v in table.items() if isinstance(v, str)]}
    faults: list[str] = []
    if not isinstance(header.get("name"), str):
        faults.append("name | must be given as text | add it")
    entries: dict[str, Entry] = {}
    for key, value in flatten(table, _LEAF):
        attribute = attributes.get(kind, {}).get(key)
        if attribute is None:
            hint = suggestion(key, attributes.get(kind, {}))
            faults.append(f"{key} | is not an attribute of a {kind} (attributes.toml) | {hint}")
            continue
        try:
            entries[key] = Entry.model_validate(value)
        except ValidationError as error:
            faults += [f"{key}.{part}" for part in describe_faults(error, Entry.model_fields)]
            continue
        faults += [f"{key} | {fault}" for fault in _entry_faults(entries[key], attribute, sources)]
    if faults:
        return None, [f"{_short(path)} | {fault}" for fault in faults]
    return Item(key=path.stem, kind=kind, **header, entries=entries, labels=labels), []


def _entry_faults(entry: Entry, attribute: Attribute, sources: Mapping[str, Source]) -> list[str]:
    faults = [
        f"source must be a key of sources.toml, got {key} | {suggestion(key, sources)}"
        for key in entry.source
        if key not in sources
    ]
    if not same_dimension(entry.unit, attribute.unit):
        return [*faults, f"must be in {attribute.unit} or the like, got {entry.unit} | mend unit"]
    for label in ("value", "low", "high"):
        number = getattr(entry, label)
        if number is None:
            continue
        value = from_si(to_si(number, entry.unit), attribute.unit)
        if value not in attribute.valid:
            percent = (
                attribute.unit == "1" and entry.unit == "1" and number / 100 in attribute.valid
            )
            hint = 'did you mean unit = "percent"?' if percent else f"check {label} and unit"
            faults.append(
                f"{label} must lie in {attribute.valid} {attribute.unit}, "
                f"got {number:g} {entry.unit} | {hint}"
            )
    return faults
