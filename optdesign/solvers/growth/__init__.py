"""Minimum time of a growth network with a certificate: an executable plan and proven prices.

`programs` solves the linear programs, `slow_down` makes a plan executable at every moment,
`speed_up` makes prices valid at every moment, `search` finds the horizon, `pricing` the designs.
"""
