"""What a study file says, and the points that follow from it; nothing is solved here.

`read` finds and reads files, whose tables are in `schema`; `uncertainties`, `axes`,
`sweep_section` and `plan_sections` read their sections. The result is a `model.Study`, with a
`distribution` for each uncertain parameter, a `grid` and `plans`. `sampling` and `blocks` say
which points of the unit cube the trials take.
"""
