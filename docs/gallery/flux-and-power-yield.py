# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Flux and power yield
#
# How much sunlight is there at a site, how large should a concentrator be to use it, and what does distance do to
# the growth of industry? The numbers below come from the catalogue and the problem `concentrator`.

# %%
import matplotlib.pyplot as plt
import numpy as np

import optdesign as od
from optdesign.catalogue import shipped_catalogue

solar_constant = shipped_catalogue().value("sun.solar_constant")
distance = np.linspace(0.9, 4.0, 100)
flux = solar_constant / distance**2

# %% [markdown]
# ## The best concentrator at every distance
#
# A Stirling unit: aperture, concentration, quality of the mirror and both temperatures are chosen together so that
# the energy of its making is earned back soonest. The default stands at the aphelion of Ceres, where a bound is
# proven; the table has the best unit at other distances.

# %%
stirling = od.solve("concentrator")
print(stirling)
table = stirling.table("distance").set_index("distance [au]")
table.round(3)

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
left.plot(distance, flux, label="sunlight [W/m²]")
left.set(xlabel="distance from the Sun [au]", ylabel="sunlight [W/m²]", yscale="log")
other = left.twinx()
other.plot(table.index, table["specific_power [W/kg]"], "C1o-", label="unit")
other.set(ylabel="power of the best unit [W/kg]", yscale="log")
right.plot(table.index, table["aperture_diameter [m]"], "C2o-")
right.set(xlabel="distance from the Sun [au]", ylabel="best aperture [m]")

# %% [markdown]
# Power per mass does not fall as steeply as sunlight: farther out the best unit is larger, its mirror better and its
# radiator colder. The exponent of power per mass against distance:

# %%
slope = np.polyfit(np.log(table.index), np.log(table["specific_power [W/kg]"]), 1)[0]
print(f"power per mass ~ distance^{slope:.2f}, sunlight ~ distance^-2")

# %% [markdown]
# ## What industry as a whole makes of it
#
# `replication` chooses the mix of lines and power plants, and all designs, for the fastest balanced growth.

# %%
sites = {"near-Earth": 1.0, "inner belt": 2.2, "Vesta, aphelion": 2.57, "Ceres, aphelion": 2.986}
rows = []
for site, au in sites.items():
    answer = od.solve("replication", {"site.distance": f"{au} au"})
    mix = answer.table("designs").sort_values("share", ascending=False)
    days = answer.objective / 86_400
    rows.append((site, au, solar_constant / au**2, days, mix.iloc[0]["design"]))
print(f"{'site':18}{'au':>7}{'W/m²':>8}{'doubling [day]':>16}   largest power plant")
for site, au, light, days, design in rows:
    print(f"{site:18}{au:7.3f}{light:8.0f}{days:16.1f}   {design}")

# %% [markdown]
# The study `distance-sweep` does this on a fine grid and finds by bisection the distances at which the best
# technology changes: `optdesign study distance-sweep`.
