"""How far each parameter alone moves the objective: the nominal case and the ends of ranges."""
