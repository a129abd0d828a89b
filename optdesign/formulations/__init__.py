"""Pyomo models, one a question; they are built here and solved elsewhere (`optdesign.solvers`)."""
