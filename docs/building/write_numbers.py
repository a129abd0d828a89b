"""Put computed numbers into the hand-written pages when the site is built."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import mkdocs_gen_files

sys.path.insert(0, str(Path(__file__).parent))
from page_numbers import closing, filled, modules

log = logging.getLogger("mkdocs.plugins.page_numbers")

for name in modules():
    page, complaints, _ = filled(name)
    for complaint in complaints:
        log.warning("%s.md is out of date: %s; run page_numbers.py", name, complaint)
    with mkdocs_gen_files.open(f"{name}.md", "w") as target:
        target.write(page + closing(name))
