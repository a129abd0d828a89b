"""The growth network of one site: commodities, lines, power and habitat designs, as coefficients.

Built from a case; knows no time and no solver. `model` is the data model, `power_families` the
continuous designs of power technologies, `habitats` those of habitats, `lines` what processes what.
"""
