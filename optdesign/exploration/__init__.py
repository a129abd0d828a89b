"""Studies: many trials of one problem with uncertain parameters, stored as they finish.

`explore` runs a study of any kind. In order, each part importing only those before it:

- `study`: what a study file says, and the points that follow from it
- `statistics`: estimates with honest intervals; `quantities`: numbers in bare units
- `sensitivity`: which parameters drive an outcome
- `trials`: running trials and keeping what came of them
- `tornado`, `sweep`, `search`, `robust`: the kinds of study that ask for trials of their own
- `output`: what was found, as documents, tables and files
- `front_band`: a front over scenarios

Figures and tables for people are not made here.
"""
