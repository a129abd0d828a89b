"""Parts of the verification of power mixes: the simulation, and simple mixes to compare with."""
