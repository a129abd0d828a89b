"""Pyomo stays light beside scipy and matplotlib, and still finds them when asked."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
import optdesign.formulations.habitat
import scipy.optimize
import matplotlib.figure
print(*[name for name in ("scipy.stats", "matplotlib.pyplot") if name in sys.modules])
from pyomo.common.dependencies import matplotlib_available, scipy, scipy_available
assert scipy_available and matplotlib_available and scipy.stats.norm
print(*[name for name in ("scipy.stats", "matplotlib.pyplot") if name in sys.modules])
"""


def test_pyomo_loads_no_more_than_is_asked_for() -> None:
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["", "scipy.stats matplotlib.pyplot"]
