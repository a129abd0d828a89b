"""Pareto fronts: exact with a certificate, sandwiched where continuous, sampled, evolutionary.

`methods` chooses for a Pyomo model (`models`) or a named problem (`named`); a `Front` measures and
tabulates itself, `export` stores it. `sampling` and `evolution` serve both.
"""
