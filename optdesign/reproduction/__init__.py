"""Claims of published sources as data, and the small computations that check them.

A source is one TOML file of claims and one module of computations with the same name; the engine
that brings the two together is `optdesign.scorecards`.
"""
