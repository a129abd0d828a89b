"""Running trials, and keeping what came of them.

`evaluation` solves one trial in a `worker`; `local` and `cluster` are the `workers` that do, a
`crew` is those of a study, and `warm_start` is what trials start from. A `session` hands trials out
and keeps them in a `storage` under a `lock`, as an `execution` says. `run` is a plain study,
`stages` one that asks as it goes, `result` what either leaves.
"""
