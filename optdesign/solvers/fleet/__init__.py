"""Minimum time with several sites; what concerns one of them alone is in `growth`.

`request` is what a case asks, `screen` proves which sites may pay, `joint` solves them together,
`search` goes from one to the other, `extension` and `outside` carry the bound over, `tables` shows.
"""
