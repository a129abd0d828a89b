"""Reports as one HTML file without network.

`solve_page`, `study_page`, `front_page` and `compare_page` choose what a reader sees, as `blocks`
and charts; `render` makes HTML of them.
"""
