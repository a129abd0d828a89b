"""Several sites as one growth network."""
