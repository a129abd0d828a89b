"""Reading and validating the catalogue; every fault of a file is reported at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from optdesign.catalogue.schema import Attribute, Entry, Item, Source
from optdesign.errors import CatalogueError, suggestion
from optdesign.textfile import brief, describe_faults, flatten, read_toml
from optdesign.units import from_si, same_dimension, si_unit, to_si

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
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


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

    def named(self, name: str) -> list[Item]:
        """The item of that key, or all items of a role for ``role:NAME``."""
        prefix, _, role = name.rpartition(":")
        if prefix == "role":
            found = [item for item in self.items.values() if item.labels.get("role") == role]
        else:
            found = [self.items[name]] if name in self.items else []
        if not found:
            roles = {item.labels.get("role", "") for item in self.items.values()} - {""}
            hint = suggestion(role, roles) if prefix == "role" else suggestion(name, self.items)
            raise CatalogueError(f"must be an item of the catalogue, or role:NAME | {hint}")
        return sorted(found, key=lambda item: item.key)

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every entry with its full key, in order."""
        for item_key in sorted(self.items):
            for attribute, entry in self.items[item_key].entries.items():
                yield f"{item_key}.{attribute}", entry

    def attribute(self, key: str) -> Attribute:
        """What the key of an entry means."""
        item_key, _, attribute = key.partition(".")
        return self.attributes[self.items[item_key].kind][attribute]


def read_catalogue(folder: Path) -> Catalogue:
    """Read every file of a catalogue folder, with its own ``attributes.toml`` and ``sources.toml``.

    Raises
    ------
    CatalogueError
        naming each fault of the files: file, key, expectation, what came, nearest valid name.
    """
    sources = read_sources(folder / "sources.toml")
    attributes = _read_attributes(folder / "attributes.toml")
    faults = _misplaced(folder)
    items, found = read_items(folder, attributes, sources, {})
    if faults + found:
        raise CatalogueError("\n".join(faults + found))
    return Catalogue(items, sources, attributes, _digest(folder))


def read_items(
    folder: Path,
    attributes: Mapping[str, Mapping[str, Attribute]],
    sources: Mapping[str, Source],
    taken: Mapping[str, Item],
) -> tuple[dict[str, Item], list[str]]:
    """Read the items of a folder; returns those that are right and the faults of the others.

    A name that is ``taken`` already, or twice in the folder, is a fault.
    """
    items: dict[str, Item] = {}
    faults: list[str] = []
    for path in data_files(folder):
        item, found = read_item(path, attributes, sources)
        faults += found
        if item is None:
            continue
        if item.key in taken:
            faults.append(
                f"{_short(path)} | the name {item.key} is taken by a {taken[item.key].kind} of the "
                "shipped catalogue | rename the file"
            )
        elif item.key in items:
            faults.append(f"{_short(path)} | the name {item.key} must be unique | rename the file")
        else:
            items[item.key] = item
    return items, faults


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in (*sorted(folder.glob("*.toml")), *data_files(folder)):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def data_files(folder: Path) -> list[Path]:
    """The item files of a catalogue folder, by kind and name."""
    return [path for subfolder in KINDS for path in sorted((folder / subfolder).glob("*.toml"))]


def _misplaced(folder: Path) -> list[str]:
    """Faults of data files in a folder that nothing reads; silence would lose them."""
    read = {*data_files(folder), folder / "sources.toml", folder / "attributes.toml"}
    return [
        f"{path.relative_to(folder).as_posix()} | must lie in a folder of the catalogue | "
        f"{suggestion(path.parent.name, KINDS)}"
        for path in sorted(folder.rglob("*.toml"))
        if path not in read
    ]


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def read_sources(path: Path) -> dict[str, Source]:
    """Read a file of citations; raises every fault at once."""
    found, faults = _validated(read_toml(path, CatalogueError), Source, "")
    _raise_all(path, faults)
    return found


def _read_attributes(path: Path) -> dict[str, dict[str, Attribute]]:
    attributes, faults = {}, []
    for kind, table in read_toml(path, CatalogueError).items():
        if kind not in KINDS.values() or not isinstance(table, dict):
            hint = suggestion(kind, KINDS.values())
            faults.append(f"{kind} | must be a table named after a kind of item | {hint}")
            continue
        attributes[kind], found = _validated(table, Attribute, kind)
        faults += found
    _raise_all(path, faults)
    return attributes


def _raise_all(path: Path, faults: list[str]) -> None:
    if faults:
        raise CatalogueError("\n".join(f"{path.name} | {fault}" for fault in faults))


def _validated(
    table: Mapping[str, Any], model: type[Any], prefix: str
) -> tuple[dict[str, Any], list[str]]:
    """Validate a table of tables, dotted keys flattened; returns what is valid and the faults."""
    found: dict[str, Any] = {}
    faults: list[str] = []
    for key, value in flatten(table, frozenset(model.model_fields)):
        try:
            found[key] = model.model_validate(value)
        except ValidationError as error:
            where = f"{prefix}.{key}" if prefix else key
            faults += describe_faults(error, model.model_fields, where)
    return found, faults


def read_item(
    path: Path, attributes: Mapping[str, Mapping[str, Attribute]], sources: Mapping[str, Source]
) -> tuple[Item | None, list[str]]:
    """Read one item file; returns the item, or None and the list of its faults."""
    kind = KINDS[path.parent.name]
    try:
        table = read_toml(path, CatalogueError)
    except CatalogueError as error:
        return None, [str(error).replace(str(path), _short(path), 1)]
    header, faults = _read_header(path.stem, table)
    entries: dict[str, Entry] = {}
    labels: dict[str, str] = {}
    for key, value in flatten(table, _LEAF):
        attribute = attributes.get(kind, {}).get(key)
        if attribute is None:
            hint = suggestion(key, attributes.get(kind, {}))
            faults.append(f"{key} | is not an attribute of a {kind} (attributes.toml) | {hint}")
        elif attribute.form == "text" and isinstance(value, str):
            labels[key] = value
        elif attribute.form == "text":
            faults.append(f"{key} | must be text in quotes, got {brief(value)} | mend it")
        else:
            entry, found = _read_entry(key, value, attribute, sources)
            faults += found
            entries |= {key: entry} if entry is not None else {}
    if faults:
        return None, [f"{_short(path)} | {fault}" for fault in faults]
    return Item(key=path.stem, kind=kind, **header, entries=entries, labels=labels), []


def _read_header(stem: str, table: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Take name and description out of the table of an item."""
    header, faults = {}, []
    if not _KEY.fullmatch(stem):
        faults.append(
            f"the file must be named with small letters, digits and hyphens, got {brief(stem)} | "
            "rename it"
        )
    for key in ("name", "description"):
        text = table.pop(key, None if key == "name" else "")
        if isinstance(text, str) and (text.strip() or key == "description"):
            header[key] = text
        else:
            came = "nothing" if text is None else brief(text)
            faults.append(f"{key} | must be given as text in quotes, got {came} | add it")
    return header, faults


def _read_entry(
    key: str, value: object, attribute: Attribute, sources: Mapping[str, Source]
) -> tuple[Entry | None, list[str]]:
    try:
        entry = Entry.model_validate(value)
    except ValidationError as error:
        return None, describe_faults(error, Entry.model_fields, key)
    faults = [f"{key} | {fault}" for fault in _entry_faults(entry, attribute, sources)]
    return (None if faults else entry), faults


def _entry_faults(entry: Entry, attribute: Attribute, sources: Mapping[str, Source]) -> list[str]:
    faults = [
        f"source must be a key of sources.toml, got {name} | {suggestion(name, sources)}"
        for name in entry.source
        if name not in sources
    ]
    if not same_dimension(entry.unit, attribute.unit):
        return [*faults, f"must be in {attribute.unit} or the like, got {entry.unit} | mend unit"]
    for label in ("value", "low", "high"):
        number = getattr(entry, label)
        if number is None or _within(number, entry.unit, attribute):
            continue
        plain = si_unit(entry.unit) == "1" and to_si(1.0, entry.unit) == 1.0
        percent = plain and _within(number, "percent", attribute)
        hint = 'did you mean unit = "percent"?' if percent else f"check {label} and unit"
        faults.append(
            f"{label} must lie in {_shown(str(attribute.valid), attribute.unit)}, "
            f"got {_shown(f'{number:g}', entry.unit)} | {hint}"
        )
    return faults


def _shown(number: str, unit: str) -> str:
    return number if unit == "1" else f"{number} {unit}"


def _within(number: float, unit: str, attribute: Attribute) -> bool:
    """Whether a number lies in the valid range, up to the rounding of the conversion."""
    value = number if unit == attribute.unit else from_si(to_si(number, unit), attribute.unit)
    return value in attribute.valid or float(f"{value:.12g}") in attribute.valid
