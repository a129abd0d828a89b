"""Writes ``known.json``, what pint says of each unit in use: ``python -m optdesign.units.table``.

In use are the units of the data files of the package and of the problems and studies beside it,
those that its code names, those that people are most likely to type, and the SI spelling of each.
"""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from optdesign.errors import UnitError
from optdesign.units.conversion import SI, TABLE, KnownUnit, asked_unit
from optdesign.units.grammar import ALIASES, COMMON, parse_unit
from optdesign.units.text import NUMBER

PACKAGE = Path(__file__).parents[1]
# In the wheel problems and studies lie in the package.
FOLDERS = (PACKAGE, PACKAGE.parent / "problems", PACKAGE.parent / "studies")
_UNIT_KEYS = frozenset({"unit", "bare"})
# Other spellings of what people type in commands.
_TYPED = (
    "years months weeks days hours minutes seconds /year /month /day /hour /s MWe GWe kWth MWth "
    "Mm meter metre kilometer watt megawatt tonnes W/m^2 kg/m^2 kg/m^3 m^2 m^3 kWh/kg Hz GWh "
    "mW nm mg mK kN N °C"
).split()
# Where a text of the code is the unit of a conversion.
_CONVERSIONS = frozenset(
    "to_si from_si same_dimension si_unit parse_unit parse_quantity format_quantity round_outward "
    "number".split()
)


def units_in_use() -> set[str]:
    """Every unit text that is on file."""
    found = {*COMMON, *ALIASES, *SI, *_TYPED}
    for folder in FOLDERS:
        for path in folder.rglob("*.toml"):
            found |= set(units_of_table(tomllib.loads(path.read_text(encoding="utf-8"))))
    for path in PACKAGE.rglob("*.py"):
        found |= set(_units_of_code(ast.parse(path.read_text(encoding="utf-8"))))
    return found | {asked_unit(text).si for text in found}


def units_of_table(value: object, key: str = "") -> Iterator[str]:
    """The unit texts in the content of a TOML file: units by their key, and those of quantities."""
    if isinstance(value, dict):
        for inner, part in value.items():
            yield from units_of_table(part, inner)
    elif isinstance(value, list):
        for part in value:
            yield from units_of_table(part, key)
    elif isinstance(value, str):
        number = NUMBER.match(value)
        text = value if key in _UNIT_KEYS else value[number.end() :].strip() if number else ""
        if _is_unit(text):
            yield text


def _units_of_code(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            for part in node.args if name in _CONVERSIONS else ():
                text = part.value if isinstance(part, ast.Constant) else None
                if isinstance(text, str) and _is_unit(text):
                    yield text


def _is_unit(text: str) -> bool:
    try:
        parse_unit(text)
    except UnitError:
        return False
    return True


def row(unit: KnownUnit) -> dict[str, Any]:
    """What is known of a unit as a row of the file, without what most units have."""
    usual = {"offset": 0.0, "straight": True}
    return {key: value for key, value in asdict(unit).items() if usual.get(key) != value}


def main() -> None:
    """Write the file, one line a unit."""
    rows = {text: row(asked_unit(text)) for text in sorted(units_in_use())}
    write = partial(json.dumps, ensure_ascii=False)
    lines = ",\n".join(f"{write(text)}: {write(rows[text])}" for text in rows)
    TABLE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
