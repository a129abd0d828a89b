"""What the methods of single designs and mixes need besides a solver.

Why no design will do (``..._conflict``: the requirements in conflict and the least changes to
them), shadow prices without solving again, and tables over what a designer varies.
"""
