# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Five minutes
#
# ```sh
# python3 -m venv .venv && .venv/bin/pip install .
# .venv/bin/optdesign solve ceres-bootstrap
# ```
#
# This page does the same from Python; its numbers are those of the moment it was built.

# %%
import optdesign as od

od.problems()

# %% [markdown]
# ## A habitat
#
# Which radius, soil depth and reflector cost the least energy a person? One call solves and verifies.

# %%
answer = od.solve("habitat", {"site.distance": "2.5 au"})
answer

# %%
answer.levers

# %% [markdown]
# `bound` is proven by branch and bound; the checks recompute the answer on an independent path.

# %%
answer.objective, answer.bound, answer.checks.passed.all()

# %% [markdown]
# What would an improvement of 1 % be worth?

# %%
answer.shadow_prices.head(5)

# %% [markdown]
# Limits may be asked to give way; if none can be kept, the answer says which are in conflict and the least change
# that helps.

# %%
impossible = od.solve("habitat", {"limit.rotation_rate": "0.5 rpm"})
impossible.status, impossible.document["infeasibility"]

# %% [markdown]
# ## A front
#
# Deep soil is pleasant, and costs energy.

# %%
front = od.pareto("habitat", ["energy_per_person", "soil_depth"], points=5)
front.frame.iloc[:, :4]

# %% [markdown]
# ## A study
#
# Nobody knows the strength of asteroid steel well. Forty trials over every range of the catalogue:

# %%
import tempfile

study = od.study("habitat-uncertainty", trials=40, results=tempfile.mkdtemp())
study.summary

# %% [markdown]
# On the command line: `optdesign solve`, `pareto`, `study`, `report`; each stores its run under `results/`, and
# `optdesign show NAME` prints what can be changed.
