"""Results for people: `terminal` prints them, `page` writes HTML, `charts` are all pictures.

`runs` reads what is stored, for pages, charts and lists.
"""
