"""Reports as one HTML file without network, and their charts as pictures.

`stored` finds and reads runs, `documents` says what they must hold; `solve_page`, `study_page`,
`front_page` and `compare_page` choose what a reader sees, as `blocks` and `charts`; `render` makes
HTML of them and `drawing` pictures.
"""
