"""What grows: commodities, lines, power, habitats and freight of a case, as coefficients in SI.

Built from a case; knows no time and no solver. `model` is the data model of one site, `lines` what
processes what, `power_families` the continuous designs of power technologies, `imported_units` what
comes whole, `habitats` the designs of habitats, `measures` what limits count. `site_case`, `fleet`
and `freight` are for several sites.
"""
