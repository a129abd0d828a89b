"""Files of problems and studies: found by name in the user's folder first, then as shipped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from optdesign.errors import OptdesignError, suggestion

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
NAME_RULE = "at most 64 letters, digits, . _ -"


def can_be_name(text: str) -> bool:
    """Whether a problem or a study can be called so."""
    return _NAME.fullmatch(text) is not None


def shipped_folder(name: str) -> Path:
    """The folder of shipped data: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "shipped" / name
    return inside if inside.is_dir() else package.parent / name


def find_files(kind: str) -> dict[str, Path]:
    """Files of a kind by name: those in ``./problems`` or ``./studies``, then those shipped."""
    found: dict[str, Path] = {}
    for folder in (Path(kind), shipped_folder(kind)):
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            found.setdefault(path.stem, path)
    return found


def chosen_file(
    name: str | Path, known: Mapping[str, Path], what: str, error: type[OptdesignError]
) -> Path:
    """The file that is meant: the path of a ``.toml`` file, or one of the known names.

    Raises
    ------
    OptdesignError
        of the type given, for an unknown name, or a file whose name cannot be one.
    """
    if not isinstance(name, Path) and not str(name).endswith(".toml"):
        if name not in known:
            hint = suggestion(name[:60], known)
            raise error(f"{name[:60]!r} | must be the name of {what} or a .toml file | {hint}")
        return known[name]
    path = Path(name)
    if not can_be_name(path.stem):
        raise error(f"{path.name[:60]!r} | must be named with {NAME_RULE} | rename it")
    return path
