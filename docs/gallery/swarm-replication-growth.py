# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Swarm replication growth
#
# A unit of the swarm delivers a few hundred watts and costs some megawatt-hours of energy to copy. How soon does it
# earn its copy, when does it never do so, and what does learning change?

# %%
import matplotlib.pyplot as plt
import numpy as np

import optdesign as od

unit = od.solve("replication-unit")
print(unit)
unit.table("days_per_replica").round(1)

# %% [markdown]
# That table leaves out what a unit consumes all the time. With the baseline subtracted many units never copy
# themselves:

# %%
unit.table("days_with_baseline").round(1).head(8)

# %% [markdown]
# ## Energy of each doubling
#
# The source lets every doubling cost 1.5 to 2 times the energy of the last, so a unit costs 0.75 to 1 times as much.
# Without a floor the time of all doublings together would be finite for any number of units, which cannot be: the
# model has one.

# %%
DAY = 86_400
doublings = np.arange(0, 16, 3)
figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
for rate in (0.75, 0.866, 1.0):
    answers = [
        od.solve("replication-unit", {"learning.rate": rate, "doublings": int(n)})
        for n in doublings[1:]
    ]
    years = [0.0] + [answer.outcomes["total_time"] / (365.25 * DAY) for answer in answers]
    axes.plot(years, 2.0**doublings, "o-", label=f"energy of a unit x {rate} a doubling")
axes.set(yscale="log", ylabel="units", xlabel="years")
_ = axes.legend()

# %% [markdown]
# ## The same for a whole industry
#
# `replication` does not assume the energy of a unit: it follows every kilogram of metal, glass, polymer, silicon and
# electronics. The doubling time comes with a bracket.

# %%
industry = od.solve("replication")
print(industry)
print(
    f"doubling in {industry.objective / DAY:.2f} days, proven: not below {industry.bound / DAY:.2f}"
)
industry.table("mix").sort_values("share", ascending=False).round(4)

# %% [markdown]
# What would shorten it most, in days for one percent:

# %%
prices = industry.shadow_prices.head(8)
prices.assign(days=prices.effect / DAY)[["days"]].round(3)
