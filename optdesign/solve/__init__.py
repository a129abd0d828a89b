"""Solvers: a case goes in, an unverified `Solution` comes out.

`highs` and `linear` hold the persistent linear solver, `methods` one module a formulation.
"""
