"""Studies: many trials of one problem with uncertain parameters, stored as they finish.

A study file (`schema`, read by `read`) becomes a `model.Study` of SI numbers. `sampling` gives each
trial its point, `evaluation` solves one trial, `local` and `cluster` spread trials over workers,
`storage` keeps them, `run` binds these, and `result` and `statistics` say what came out. Figures
and tables for people are not made here.
"""
