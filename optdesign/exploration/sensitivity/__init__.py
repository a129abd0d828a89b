"""Which parameters drive an outcome: indices from plans or from a fitted polynomial.

Plain numbers of trials in, nothing is run here.
"""
