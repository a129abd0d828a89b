"""Optimization and design-space exploration of self-replicating space industry."""

__version__ = "0.1.0"
