"""Stored runs as reports read them: found by name, read strictly, their numbers given meaning."""
