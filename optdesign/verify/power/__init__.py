"""Of power mixes: the `simulation` hour by hour, and simple mixes as `attempts` at a case."""
