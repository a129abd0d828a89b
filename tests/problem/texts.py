"""A small problem file of its own, so that the tests of reading do not lean on shipped ones."""

GOOD = """
question = "How long?"
formulation = "bootstrap-schedule"
class = "LP"
objective = "duration"

[parameters]
depth = { value = 1.5, low = 1, high = 4, unit = "km", valid = "(0, 4]", source = "OWN" }
share = { value = 30, unit = "percent", valid = "[0, 100]", source = "OWN" }
heat.flux = { catalogue = "sun.solar_constant", valid = "(0, inf)" }
ceiling = { value = inf, unit = "W", valid = "(0, inf]", source = "OWN" }
mode = { choice = "fast", options = ["fast", "slow"] }
derived = { otherwise = "depth x share", unit = "m", valid = "(0, inf)" }

[limits]
duration = { value = 2, unit = "year", source = "OWN", outcome = "duration", sense = "<=" }

[levers]
radius = { low = 500, high = 2000, unit = "m" }
count = { low = 1, high = 9, unit = "1", integer = true }

[outcomes]
duration = { unit = "year", sense = "min" }
mass = { unit = "t" }

[expect]
duration = { value = 1, unit = "year" }
"""
