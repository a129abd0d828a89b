"""Fronts of named problems, and alternatives to their optimum: every point is a verified solve.

`front` asks for points one bound at a time, `exact` for all where the formulation has one model
for them; `asking` gets the answers, `answers` keeps them, `holding` bounds objectives, `points`
makes points of answers.
"""
