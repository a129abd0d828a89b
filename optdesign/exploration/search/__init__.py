"""Searches: points that optuna proposes, set against the certified solve."""
