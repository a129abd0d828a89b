"""Robust choices: what to decide before the uncertain parameters are known."""
