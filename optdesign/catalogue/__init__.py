"""The only home of engineering numbers: TOML data with unit, range, source and mark.

``load_catalogue()`` is the way in; ``optdesign/catalogue/README.md`` says what goes where.
"""

from optdesign.catalogue.load import Catalogue, load_catalogue
from optdesign.catalogue.schema import Attribute, Entry, Item, Source

__all__ = ["Attribute", "Catalogue", "Entry", "Item", "Source", "load_catalogue"]
