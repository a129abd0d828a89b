"""Claims of published sources as data, and the small computations that check them.

A source is one TOML file of claims and one module of computations with the same name; `reproduce`
brings the two together in a `scorecard`, and `page` writes it in Markdown.
"""
