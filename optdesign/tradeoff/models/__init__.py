"""Fronts of linear Pyomo models with several objectives, and alternatives to their optimum.

`exact` finds every point with `engine` (one question after another, `scalar`, in the `zones` that
are left) and keeps the proof, `certificate`, that `recheck` puts to the test; `continuous` and
`mixed` are for fronts of infinitely many points; `alternatives` is nearly as good as the best.
"""
