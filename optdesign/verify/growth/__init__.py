"""What the verification of the growth network is made of: SI throughout, no program, no Pyomo.

Assets afresh from the case, integration in pieces, the plan executed, its balances and outcomes,
and the prices behind the bound.
"""
