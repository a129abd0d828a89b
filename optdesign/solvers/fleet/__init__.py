"""Solving networks of several sites: what each site sees of the prices, search and tables."""
