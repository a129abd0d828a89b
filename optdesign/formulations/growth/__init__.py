"""The growth network over time as linear programs: piecewise-linear controls on an adapted grid.

`arrays` puts a network into matrices, `grid` integrates stocks exactly, `primal` is the plan,
`dual` its prices. Repairing both to rigorous bounds is `solvers.growth`'s business.
"""
