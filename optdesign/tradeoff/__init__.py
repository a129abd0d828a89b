"""Pareto fronts: exact with a certificate, sandwiched where continuous, sampled, evolutionary.

`exact_front` and `continuous_front` take any linear Pyomo model with several objectives, the
module `named` a problem by its name, `methods` chooses among all; a `Front` measures, tabulates and
exports itself.
"""
