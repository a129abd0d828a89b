"""Sweeps: a grid of one or two keys, and where the answers over it switch."""
