"""One module a formulation: `solve(case)` returns an unverified `Solution`."""
