# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # What the 22 years become
#
# A published plan grows power at Ceres from a kilowatt to a terawatt, doubling every four months, and then builds
# habitats with it: 10 years and 12 years. Here is what becomes of the 22 years when the schedule is free, and when
# the industry is followed in detail.

# %%
import matplotlib.pyplot as plt

import optdesign as od

YEAR = 365.25 * 86_400
paper = {
    "power first, then habitats": od.solve("ceres-bootstrap-paper", {"policy": "sequential"}),
    "free schedule, both faces of the disk": od.solve(
        "ceres-bootstrap-paper", {"collector.area_ratio": 2.77}
    ),
    "free schedule, collectors anywhere": od.solve("ceres-bootstrap-paper"),
}
for name, answer in paper.items():
    print(f"{name:40} {answer.objective / YEAR:6.2f} years, not below {answer.bound / YEAR:6.2f}")

# %% [markdown]
# The plan is sequential, which wastes the growth of power: it pays to go on building power past the disk's own
# panels, and to switch to habitats one e-folding before the end.
#
# ## With an industry behind it
#
# `ceres-bootstrap` replaces the assumed doubling time by mines, smelters, lines for glass, polymer, silicon and
# electronics, an elevator, power plants and habitats, each with a bill of materials, a lag of construction and a
# life; imports are limited. A coarse grid keeps this page quick to build, so the bracket is wide.

# %%
answer = od.solve("ceres-bootstrap", settings=od.Settings(periods=24, gap=0.05))
print(answer)
print(f"{answer.objective / YEAR:.2f} years; no plan of any design below {answer.bound / YEAR:.2f}")

# %%
schedule = answer.table("schedule")
time = schedule.columns[0]
plant = [c for c in schedule.columns if c.endswith("[t]") and "imported" not in c]
largest = schedule[plant].max().sort_values(ascending=False).index[:8]
figure, axes = plt.subplots(figsize=(9, 5), layout="constrained")
for column in largest:
    axes.plot(schedule[time], schedule[column].where(schedule[column] > 0), label=column[:-4])
axes.set(yscale="log", ylabel="plant in service [t]", xlabel=time)
_ = axes.legend(ncols=2)

# %% [markdown]
# The answer depends on what is not known well. One percent more of each of these numbers changes the time by so many
# days:

# %%
prices = answer.shadow_prices.head(10)
prices.assign(days=prices.effect / 86_400)[["days"]].round(2)

# %% [markdown]
# So the 22 years are neither optimistic nor pessimistic by themselves: a free schedule saves a third, and what a real
# industry needs gives most of it back. How sure that is, the study `ceres-uncertainty` says.
