"""Every computation that the claims of the Ceres megasatellite paper may name."""

from __future__ import annotations

from types import ModuleType

from optdesign.reproduction import ceres_bootstrap, ceres_elevator, ceres_resources, ceres_spin
from optdesign.reproduction.ceres_habitat import COMPUTATIONS as HABITAT
from optdesign.reproduction.scorecard import Computation, public_functions

_MODULES: tuple[ModuleType, ...] = (ceres_elevator, ceres_spin, ceres_resources, ceres_bootstrap)

COMPUTATIONS: dict[str, Computation] = dict(HABITAT)
for _module in _MODULES:
    COMPUTATIONS.update(public_functions(_module))
