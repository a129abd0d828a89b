"""Balanced growth: the fastest rate at which a whole industry makes itself, with prices.

`root` finds the rate of a pool of designs, `growth` adds designs until none pays, `prices` says
what parameters change, `conflict` why nothing grows.
"""
