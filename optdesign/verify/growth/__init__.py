"""What the verification of the growth network is made of: SI throughout, no program, no Pyomo.

Of the plan: `assets` afresh from the case, `pieces` (integration), `execution`, `balances`,
`limits`, `units` and `outcomes`. Of the bound: its prices rebuilt (`repair`, `bound`), tried on
other `designs`, and `sums` where a target is out of reach.
"""
