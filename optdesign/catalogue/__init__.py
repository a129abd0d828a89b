"""The only home of engineering numbers: TOML data with unit, range, source and mark.

``load_catalogue()`` is the way in and adds what ``./catalogue`` holds;
``optdesign/catalogue/README.md`` says what goes where.
"""

from optdesign.catalogue.load import Catalogue
from optdesign.catalogue.own import load_catalogue, shipped_catalogue
from optdesign.catalogue.schema import Attribute, Entry, Item, Source

__all__ = [
    "Attribute",
    "Catalogue",
    "Entry",
    "Item",
    "Source",
    "load_catalogue",
    "shipped_catalogue",
]
