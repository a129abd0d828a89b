"""The catalogue in use: the shipped one and, beside it, the items of ``./catalogue``.

A user's folder only adds: names, citations and attributes of the shipped one stay as they are.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path

from optdesign.catalogue.load import (
    KINDS,
    Catalogue,
    data_files,
    read_catalogue,
    read_items,
    read_sources,
)
from optdesign.catalogue.schema import Source
from optdesign.errors import CatalogueError, suggestion
from optdesign.textfile import MAX_BYTES

SHIPPED = Path(__file__).parent
FOLDER = "catalogue"
_SOURCES = "sources.toml"


@cache
def shipped_catalogue() -> Catalogue:
    """The catalogue of the package alone, whatever the working directory holds."""
    return read_catalogue(SHIPPED)


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Load the shipped catalogue with the items of a user's folder added.

    Parameters
    ----------
    folder : the user's own, ``./catalogue`` unless given; it need not exist. It holds
        ``<kind>/<name>.toml`` as the shipped one does, and may hold ``sources.toml``.

    Raises
    ------
    CatalogueError
        naming each fault of the files, a name that is taken among them.
    """
    own = Path(FOLDER) if folder is None else folder
    files = _toml_files(own)
    if not files or own.resolve() == SHIPPED.resolve():
        return shipped_catalogue()
    return _with_own(own.resolve(), own.name, _digest(own, files))


@lru_cache(maxsize=8)
def _with_own(folder: Path, name: str, digest: str) -> Catalogue:
    """The catalogue with one state of a folder; ``digest`` is part of the key of the cache."""
    shipped = shipped_catalogue()
    faults = _misplaced(folder)
    sources, found = _own_sources(folder / _SOURCES, shipped)
    faults += found
    known = {**shipped.sources, **sources}
    items, found = read_items(folder, shipped.attributes, known, shipped.items)
    faults += found
    if faults:
        raise CatalogueError("\n".join(f"{name}/{fault}" for fault in faults))
    both = hashlib.sha256(f"{shipped.digest}\0{digest}".encode()).hexdigest()[:16]
    return Catalogue({**shipped.items, **items}, known, shipped.attributes, both)


def _own_sources(path: Path, shipped: Catalogue) -> tuple[dict[str, Source], list[str]]:
    if not path.exists():
        return {}, []
    try:
        found = read_sources(path)
    except CatalogueError as error:
        return {}, str(error).replace(str(path), path.name).splitlines()
    taken = sorted(found.keys() & shipped.sources.keys())
    return found, [
        f"{path.name} | {key} is taken by a source of the shipped catalogue | rename it"
        for key in taken
    ]


def _toml_files(folder: Path) -> list[Path]:
    """TOML files of a folder and, two levels down, of those in it; nothing deeper is walked."""
    try:
        patterns = ("*.toml", "*/*.toml", "*/*/*.toml") if folder.is_dir() else ()
        return sorted(path for pattern in patterns for path in folder.glob(pattern))
    except OSError as error:
        raise CatalogueError(f"{folder} | must be a readable folder | {error.strerror}") from error


def _misplaced(folder: Path) -> list[str]:
    """Faults of files that nothing reads; silence would lose them."""
    read = {*data_files(folder), folder / _SOURCES}
    faults = []
    for path in _toml_files(folder):
        name = path.relative_to(folder).as_posix()
        if name == "attributes.toml":
            faults.append(f"{name} | must not be given, the shipped one holds | remove the file")
        elif path not in read:
            hint = suggestion(path.parent.name, KINDS)
            faults.append(f"{name} | must lie in a folder named after a kind of item | {hint}")
    return faults


def _digest(folder: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode(errors="surrogateescape"))
        digest.update(_content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    """What a file holds; of one that will be refused anyway, only its size."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return b"refused"
        content = path.read_bytes()
    except OSError:
        return b"unreadable"
    return f"{len(content)}\0".encode() + content
