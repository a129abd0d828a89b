"""Numbers on hand-written pages are computed: this puts them there, or says which are out of date.

    python docs/building/page_numbers.py                     all pages: what is quick
    python docs/building/page_numbers.py leviathan --slow    one page, its long runs too
    python docs/building/page_numbers.py leviathan --bare    lines with numbers nothing computes

A page ``docs/NAME.md`` has a module ``pages/NAME.py`` (underscores for hyphens) with a list
``FACTS``. A fact quotes a passage of the page with format fields where numbers stand, and computes
them:

    Fact("- {:.2f} years, proven not below {:.2f}", lambda: (time(), bound()))

Breaks of lines do not matter. When the site is built quick facts are computed anew and slow ones
taken from ``measured.json``; both are written into the page, and a committed page that says
something else fails the build. Charts that the module lists in ``PICTURES`` by file are drawn when
slow facts are measured.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from types import ModuleType

from charts import draw

from optdesign import __version__

HERE = Path(__file__).parent
DOCS = HERE.parent
MEASURED = HERE / "measured.json"
NUMBER = r"(-?\d(?:[\d ]*\d)?(?:\.\d+)?(?:e-?\d+)?)"
WORDS = r"([^|\n]+?)"
AGREE = 0.01  # relative difference below which a page counts as current

Value = float | str


@dataclass(frozen=True)
class Fact:
    """A passage of a page and the numbers in it.

    Format fields are Python's, with thousands set apart by spaces for ``,`` and short exponents
    (``1e9``); ``{:3r}`` rounds to three significant digits, ``{:s}`` is text.
    """

    says: str
    numbers: Callable[[], Iterable[Value]]
    slow: bool = False


def shown(value: Value, form: str) -> str:
    """A value as the page prints it."""
    if isinstance(value, str):
        return value
    if form.endswith("r"):
        places = int(form[:-1]) - 1 - math.floor(math.log10(abs(value))) if value else 0
        value, form = round(value, places), f",.{max(places, 0)}f"
    text = format(value, form).replace(",", " ")
    return re.sub(r"e([+-])0*(?=\d)", lambda sign: "e" + sign[1].strip("+"), text)


def fields(says: str) -> list[str]:
    """The format of each field of a passage."""
    return [form or "" for _, name, form, _ in Formatter().parse(says) if name is not None]


def pattern(says: str) -> re.Pattern[str]:
    """What finds the passage, whatever its numbers and line breaks."""
    parts = []
    for literal, name, form, _ in Formatter().parse(says):
        parts.append(r"\s+".join(re.escape(word) for word in re.split(r"\s+", literal)))
        if name is not None:
            parts.append(WORDS if (form or "").endswith("s") else NUMBER)
    return re.compile("".join(parts))


def find(page: str, fact: Fact) -> re.Match[str]:
    """The one place where the page has the passage.

    Raises
    ------
    LookupError
        if there is none, or more than one.
    """
    places = list(pattern(fact.says).finditer(page))
    if len(places) != 1:
        raise LookupError(
            f"{fact.says!r} | must stand on the page once | is there {len(places)} times"
        )
    return places[0]


def differ(old: str, new: str) -> bool:
    """Whether the page says something else than what was computed, beyond a last digit."""
    try:
        before, after = (float(text.replace(" ", "")) for text in (old, new))
    except ValueError:
        return old != new
    digits = len(new.partition("e")[0].partition(".")[2])
    last = 10.0**-digits * 10.0 ** float(new.partition("e")[2] or 0)
    return abs(before - after) > max(AGREE * abs(after), 1.01 * last if digits else 0.0)


def written(page: str, fact: Fact, values: Sequence[Value]) -> tuple[str, list[str]]:
    """The page with the values in their places, and what it said otherwise."""
    forms = fields(fact.says)
    if len(forms) != len(values):
        raise LookupError(f"{fact.says!r} | has {len(forms)} numbers | {len(values)} came")
    match, complaints = find(page, fact), []
    for group in range(len(forms), 0, -1):
        start, end = match.span(group)
        new = shown(values[group - 1], forms[group - 1])
        if differ(page[start:end], new):
            complaints.append(
                f"{fact.says[:60]!r}...: the page says {page[start:end]}, computed is {new}"
            )
        page = page[:start] + new + page[end:]
    return page, complaints


def modules() -> list[str]:
    """Names of the pages that have facts."""
    return sorted(path.stem.replace("_", "-") for path in (HERE / "pages").glob("[a-z]*.py"))


def module_of(name: str) -> ModuleType:
    """What computes a page."""
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    return importlib.import_module(f"pages.{name.replace('-', '_')}")


def facts_of(name: str) -> list[Fact]:
    """The facts of a page."""
    found: list[Fact] = module_of(name).FACTS
    return found


def kept() -> dict[str, dict[str, list[Value]]]:
    """Values of slow facts by page and passage."""
    found: dict[str, dict[str, list[Value]]] = json.loads(MEASURED.read_text())
    return found


def values_of(fact: Fact, known: Mapping[str, list[Value]], measure: bool) -> list[Value]:
    """Computed, or as measured before."""
    if fact.slow and not measure:
        if fact.says not in known:
            raise LookupError(f"{fact.says!r} | must be measured | run page_numbers.py PAGE --slow")
        return known[fact.says]
    return [value if isinstance(value, str) else float(value) for value in fact.numbers()]


def filled(name: str, measure: bool = False) -> tuple[str, list[str], dict[str, list[Value]]]:
    """A page with its numbers, what it said otherwise, and the values of its slow facts."""
    page = (DOCS / f"{name}.md").read_text()
    known, complaints, slow = kept().get(name, {}), [], {}
    for fact in facts_of(name):
        values = values_of(fact, known, measure)
        page, said = written(page, fact, values)
        complaints += said
        if fact.slow:
            slow[fact.says] = values
    return page, complaints, slow


def closing(name: str) -> str:
    """What a built page says of its numbers."""
    facts = facts_of(name)
    quick = sum(len(fields(fact.says)) for fact in facts if not fact.slow)
    slow = sum(len(fields(fact.says)) for fact in facts if fact.slow)
    parts = [f"{quick} were computed when it was built"] if quick else []
    parts += [f"{slow} come from long runs of version {kept()[name]['version']}"] if slow else []
    return f"\n---\n\n*Results on this page: {', '.join(parts)}.*\n"


def bare(name: str) -> list[str]:
    """Lines of a page with numbers that no fact computes, code left out."""
    page = (DOCS / f"{name}.md").read_text()
    for fact in facts_of(name):
        start, end = find(page, fact).span()
        page = page[:start] + re.sub(r"\d", "#", page[start:end]) + page[end:]
    page = re.sub(r"^```.*?^```|`[^`]*`|\([^)]*\.(?:md|png|py)\)", "", page, flags=re.S | re.M)
    return [line for line in page.splitlines() if re.search(r"\d", line)]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pages", nargs="*", choices=[[], *modules()])
    parser.add_argument("--slow", action="store_true", help="measure what takes long, too")
    parser.add_argument("--bare", action="store_true", help="only list numbers nothing computes")
    given = parser.parse_args()
    for name in given.pages or modules():
        if given.bare:
            print(f"== {name}", *bare(name), sep="\n")
            continue
        page, complaints, slow = filled(name, given.slow)
        (DOCS / f"{name}.md").write_text(page)
        if given.slow:
            everything: dict[str, object] = {**kept(), name: {"version": __version__, **slow}}
            MEASURED.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n")
            draw(getattr(module_of(name), "PICTURES", {}), DOCS)
        print(name, *complaints, sep="\n  ")


if __name__ == "__main__":
    main()
