"""Sampling plans made of blocks, for sensitivity indices: SALib's points, cut into whole blocks.

A block is the smallest part of a plan that can be used: one base point with its cross-samples
(Saltelli), or one trajectory (Morris). Block n depends on the seed and the factors alone, so a plan
grows without changing what is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optdesign.exploration.study.model import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

MORRIS_LEVELS = 4
OWN_RANGE = "this study"
"""Source and mark of a range that stands in the study file."""
# The ends of the unit cube may be open bounds of a parameter, which no draw should touch.
_MARGIN = 1e-6
_MORRIS_STREAM = 3


def is_block_plan(study: Study) -> bool:
    """Whether the trials of a study come in blocks."""
    return study.sampler in ("sobol-indices", "morris")


def is_sample(study: Study) -> bool:
    """Whether the trials of a study follow its distributions, or a plan over them."""
    return study.sampler not in ("one-at-a-time", "grid", "search", "robust")


def group_label(study: Study, key: str, kind: str) -> str:
    """The sources (joined by +) or the mark of the range of an uncertain parameter."""
    parameter, found = study.case.problem.parameters[key], study.uncertain[key]
    own = (parameter.value if end is None else end for end in (parameter.low, parameter.high))
    if found.kind == "discrete" or (found.low, found.high) != tuple(own):
        return OWN_RANGE
    return parameter.mark if kind == "mark" else " + ".join(parameter.source)


def factor_labels(study: Study) -> dict[str, str]:
    """What each uncertain parameter is varied with: itself, or the group it belongs to."""
    kind = study.sensitivity.groups
    return {key: group_label(study, key, kind) if kind else key for key in study.uncertain}


def factors(study: Study) -> tuple[str, ...]:
    """What the indices of a plan are of: parameters or groups, in order."""
    return tuple(dict.fromkeys(factor_labels(study).values()))


def block_size(study: Study) -> int:
    """Trials of a block; 1 for samplers without blocks."""
    extra = {"sobol-indices": 2, "morris": 1}.get(study.sampler)
    return 1 if extra is None else len(factors(study)) + extra


def salib_problem(study: Study) -> dict[str, Any]:
    """The unit cube of a study as SALib describes it."""
    names = list(study.uncertain)
    found: dict[str, Any] = {
        "num_vars": len(names),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(names),
    }
    if study.sensitivity.groups:
        found["groups"] = list(factor_labels(study).values())
    return found


def block_points(study: Study, count: int) -> NDArray[Any]:
    """The first points of a plan; shape (count, parameters), inside the unit cube."""
    import numpy as np

    blocks = -(-count // block_size(study))
    problem = salib_problem(study)
    if study.sampler == "morris":
        from SALib.sample import morris

        # SALib draws trajectory after trajectory, so that a longer plan begins with a shorter one.
        generator = np.random.default_rng([_MORRIS_STREAM, study.seed])
        points = morris.sample(problem, blocks, num_levels=MORRIS_LEVELS, seed=generator)
    else:
        from SALib.sample import sobol

        # Whole powers of two; the first points are the same.
        whole = 1 << (blocks - 1).bit_length()
        points = sobol.sample(problem, whole, calc_second_order=False, seed=study.seed)
    return np.asarray(np.clip(points[:count], _MARGIN, 1.0 - _MARGIN), dtype=float)
