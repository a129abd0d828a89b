"""One test over every public physics function: number = array = Pyomo, and the units add up.

The examples are in ``examples.py``; the units are read from the docstrings, which are thereby
checked too. A public function without an example fails the test.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

import optdesign.physics
from optdesign.physics import constants
from optdesign.units import parse_unit, registry, si_unit
from tests.physics.examples import EXAMPLES

_HELPERS = {"maths", "constants"}
# Modules whose functions take a dataclass of assumptions; they are tested on their own.
_ASSEMBLIES = {"habitat_assessment"}
_CONSTANT_UNITS = {
    "GRAVITATIONAL_CONSTANT": "m3/kg/s2",
    "STEFAN_BOLTZMANN": "W/m2/K4",
    "STANDARD_GRAVITY": "m/s2",
    "ASTRONOMICAL_UNIT": "m",
}


def _public_functions() -> dict[str, Callable[..., Any]]:
    found = {}
    for module_info in pkgutil.iter_modules(optdesign.physics.__path__):
        if module_info.name in _HELPERS | _ASSEMBLIES:
            continue
        module = importlib.import_module(f"optdesign.physics.{module_info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{module_info.name}.{name}"] = function
    return found


FUNCTIONS = _public_functions()


def _documented_units(function: Callable[..., Any]) -> tuple[dict[str, str], str]:
    """Units of the parameters and of the result, as the numpy sections of the docstring say."""
    text = inspect.getdoc(function) or ""
    parameters = re.search(r"Parameters\n-+\n(.*?)(?:\n\n[A-Z]|\Z)", text, re.DOTALL)
    units: dict[str, str] = {}
    for names, unit in re.findall(
        r"^([\w, ]+?) : \[([^\]]+)\]", parameters[1] if parameters else "", re.MULTILINE
    ):
        units.update({name.strip(): unit for name in names.split(",")})
    result = re.search(r"Returns\n-+\n\[([^\]]+)\]", text)
    assert result is not None, "the docstring must give the unit of the result"
    return units, result[1]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_has_example_and_units(name: str) -> None:
    assert name in EXAMPLES, f"add {name} to tests/physics/examples.py"
    units, result = _documented_units(FUNCTIONS[name])
    assert set(units) == set(inspect.signature(FUNCTIONS[name]).parameters)
    for unit in [*units.values(), result]:
        parse_unit(unit)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_number_array_and_pyomo_agree(name: str) -> None:
    function, arguments = FUNCTIONS[name], EXAMPLES[name]
    number = function(**arguments)
    assert np.isfinite(number)
    arrays = {key: np.array([value, value * 1.01]) for key, value in arguments.items()}
    array = function(**arrays)
    assert array.shape == (2,)
    assert array[0] == pytest.approx(number, rel=1e-12)
    model = pyo.ConcreteModel()
    variables = {}
    for key, value in arguments.items():
        variables[key] = pyo.Var(initialize=value)
        model.add_component(key, variables[key])
    expression = function(**variables)
    assert pyo.value(expression) == pytest.approx(number, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_units_add_up(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    function, arguments = FUNCTIONS[name], EXAMPLES[name]
    units, result_unit = _documented_units(function)
    expected = function(**arguments)
    for module_name in {key.split(".")[0] for key in FUNCTIONS}:
        module = importlib.import_module(f"optdesign.physics.{module_name}")
        for constant, unit in _CONSTANT_UNITS.items():
            if hasattr(module, constant):
                quantity = registry().Quantity(getattr(constants, constant), parse_unit(unit))
                monkeypatch.setattr(module, constant, quantity)
    quantities = {
        key: registry().Quantity(value, parse_unit(si_unit(units[key])))
        for key, value in arguments.items()
    }
    result = registry().Quantity(function(**quantities))
    assert result.dimensionality == parse_unit(result_unit).dimensionality
    assert result.to(parse_unit(si_unit(result_unit))).magnitude == pytest.approx(
        expected, rel=1e-9, abs=1e-12
    )
