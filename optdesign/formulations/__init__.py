"""Pyomo models, one a question; they are built here and solved elsewhere (`optdesign.solvers`).

A file bears the name of its formulation, or of a part of it: `power_mix` is built from
`power_units`, `power_choice` and `power_spares`; the growth network has the folder `growth`,
several sites `fleet`. `blocks` builds linear programs from sparse rows, `names` finds a formulation
by its name.
"""
