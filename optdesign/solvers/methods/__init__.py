"""One module a formulation, of its name: `solve(case)` returns an unverified `Solution`.

``OBJECTIVES`` names what it optimizes (without it: any objective of the problem), ``EXTREMES`` what
it optimizes besides, within a time.
"""
