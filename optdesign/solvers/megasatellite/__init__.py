"""Growth of one settlement to a world: executable `plan`, `prices`, `results` and `conflict`."""
