"""Pure functions of numbers, arrays or Pyomo expressions, in SI; one module a discipline.

No function here reads the catalogue, keeps state or branches on its arguments; every engineering
number is an argument. Only `constants` (universal constants) comes from the catalogue.
"""
