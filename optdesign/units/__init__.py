"""Units at the border: text in, SI floats out, and back. Nothing inside computes with pint.

What pint says of the unit texts in use is on file (``known.json``), so that reading what is shipped
does not even import pint; any other text is read with pint once in a process.
"""

from optdesign.units.conversion import from_si, same_dimension, si_unit, to_si
from optdesign.units.grammar import parse_unit, registry
from optdesign.units.text import (
    UNKNOWN,
    format_number,
    format_quantity,
    parse_number,
    parse_quantity,
    round_outward,
)

# How much of the SI unit these are, for code that writes tables or scales a program.
HOUR, DAY = 3600.0, 86_400.0
TONNE = 1000.0
KILO, MEGA, GIGA, TERA = 1e3, 1e6, 1e9, 1e12

__all__ = [
    "DAY",
    "GIGA",
    "HOUR",
    "KILO",
    "MEGA",
    "TERA",
    "TONNE",
    "UNKNOWN",
    "format_number",
    "format_quantity",
    "from_si",
    "parse_number",
    "parse_quantity",
    "parse_unit",
    "registry",
    "round_outward",
    "same_dimension",
    "si_unit",
    "to_si",
]
