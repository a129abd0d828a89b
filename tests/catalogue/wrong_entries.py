"""Entries that must not load, each with what the one line of its error must say."""

GOOD = 'value = 7800, unit = "kg/m3", source = "JAN", mark = "read"'

# What is wrong, the entry, and the start and the hint of the line that refuses it.
WRONG_ENTRIES = {
    "unknown key": (f"densty = {{ {GOOD} }}", "densty | is not an attribute", "mean density?"),
    "unknown field": (f"density = {{ {GOOD}, hihg = 1 }}", "density.hihg | is not", "mean high?"),
    "missing unit": (
        'density = { value = 1, source = "JAN", mark = "read" }',
        "density.unit | must be given",
        "add it",
    ),
    "unknown unit": (
        'density = { value = 1, unit = "kgg/m3", source = "JAN", mark = "read" }',
        "density.unit | unit 'kgg/m3' | unknown unit 'kgg'",
        "did you mean kg?",
    ),
    "wrong dimension": (
        'density = { value = 1, unit = "kg/m2", source = "JAN", mark = "read" }',
        "density | must be in kg/m3 or the like, got kg/m2",
        "mend unit",
    ),
    "nan": (
        'density = { value = nan, unit = "kg/m3", source = "JAN", mark = "read" }',
        "density.value | must be a number, got nan",
        "mend it",
    ),
    "nan as low": (
        f"density = {{ {GOOD}, low = nan }}",
        "density.low | must be a number, got nan",
        "mend it",
    ),
    "infinite": (
        'density = { value = inf, unit = "kg/m3", source = "JAN", mark = "read" }',
        "density | value must lie in (0, inf) kg/m3, got inf",
        "check value and unit",
    ),
    "infinite high": (
        f"density = {{ {GOOD}, high = inf }}",
        "density | high must lie in (0, inf) kg/m3, got inf",
        "check high and unit",
    ),
    "overflow": (
        'density = { value = 1e308, unit = "t/m3", source = "JAN", mark = "read" }',
        "density | 1e+308 t/m3",
        "is too large",
    ),
    "whole number too large": (
        f'density = {{ value = 1{"0" * 400}, unit = "kg/m3", source = "JAN", mark = "read" }}',
        "density.value | must be a number, got 1000",
        "mend it",
    ),
    "outside valid": (
        'density = { value = -1, unit = "kg/m3", source = "JAN", mark = "read" }',
        "density | value must lie in (0, inf) kg/m3, got -1 kg/m3",
        "check value and unit",
    ),
    "low above value": (
        f"density = {{ {GOOD}, low = 7801 }}",
        "density | low must not exceed value, got low 7801, value 7800",
        "mend it",
    ),
    "high below value": (
        f"density = {{ {GOOD}, high = 1 }}",
        "density | high must not be below value, got high 1, value 7800",
        "mend it",
    ),
    "unknown source": (
        'density = { value = 1, unit = "kg/m3", source = "JAM", mark = "read" }',
        "density | source must be a key of sources.toml, got JAM",
        "did you mean JAN?",
    ),
    "unknown source in a list": (
        'density = { value = 1, unit = "kg/m3", source = ["JAN", "LTN"], mark = "read" }',
        "density | source must be a key of sources.toml, got LTN",
        "did you mean LTM?",
    ),
    "no source": (
        'density = { value = 1, unit = "kg/m3", source = [], mark = "read" }',
        "density.source | must have at least 1 item, got []",
        "mend it",
    ),
    "source a number": (
        'density = { value = 1, unit = "kg/m3", source = 3, mark = "read" }',
        "density.source | must be a list, got 3",
        "mend it",
    ),
    "unknown mark": (
        'density = { value = 1, unit = "kg/m3", source = "JAN", mark = "guess" }',
        "density.mark | must be 'read', 'derived', 'recalled' or 'judgement', got 'guess'",
        "mend it",
    ),
    "value a text": (
        'density = { value = "7800", unit = "kg/m3", source = "JAN", mark = "read" }',
        "density.value | must be a number, got '7800'",
        "mend it",
    ),
    "value true": (
        'density = { value = true, unit = "kg/m3", source = "JAN", mark = "read" }',
        "density.value | must be a number, got True",
        "mend it",
    ),
    "value a table": (
        'density = { value = { value = 1 }, unit = "kg/m3", source = "JAN", mark = "read" }',
        "density.value | must be a number, got {'value': 1}",
        "mend it",
    ),
    "value a date": (
        'density = { value = 2020-01-01, unit = "kg/m3", source = "JAN", mark = "read" }',
        "density.value | must be a number, got datetime.date(2020, 1, 1)",
        "mend it",
    ),
    "unit a number": (
        'density = { value = 1, unit = 3, source = "JAN", mark = "read" }',
        "density.unit | must be text in quotes, got 3",
        "mend it",
    ),
    "bare number": ("density = 7800", "density | must be a table, got 7800", "mend it"),
    "bare text": ('density = "7800 kg/m3"', "density | must be a table, got '7800 kg/m3'", "mend"),
    "unknown text": ('densty = "7800"', "densty | is not an attribute of a material", "density?"),
    "list": ("density = [1, 2]", "density | must be a table, got [1, 2]", "mend it"),
    "empty unknown table": ("[stuff]", "stuff | is not an attribute of a material", "(attributes"),
    "group too deep": (
        f"a.b.c.d.e.f.g.h.i.j.k = {{ {GOOD} }}",
        "a.b.c.d.e.f.g.h.i | is not an attribute of a material",
        "(attributes.toml)",
    ),
    "number inside a group": (
        "bill = { metal = 3 }",
        "bill.metal | is not an attribute of a material",
        "(attributes.toml)",
    ),
}
