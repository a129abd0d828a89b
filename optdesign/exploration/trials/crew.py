"""The workers of a study, shared with the small studies inside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from optdesign.exploration.trials.workers import Workers

if TYPE_CHECKING:
    from optdesign.exploration.study.model import Study
    from optdesign.exploration.trials.evaluation import Plan
    from optdesign.exploration.trials.execution import Execution


class Crew:
    """Workers that start when they are first of use and are kept until the end."""

    def __init__(self, execution: Execution, patience: float) -> None:
        """Start nothing yet.

        Parameters
        ----------
        execution : says where the workers are, and how many
        patience : [s], how long a trial may take before its worker counts as stuck
        """
        self._execution, self._patience = execution, patience
        self._workers: Workers | None = None

    def ready(self, plan: Plan, useful: int) -> Workers:
        """The workers, as many as there may be and are of use; those that are missing start.

        Parameters
        ----------
        plan : what a worker that starts now is to prepare for
        useful : [1], how many tasks there are
        """
        if self._workers is None:
            self._workers = self._new()
        self._workers.prepare(plan, useful)
        return self._workers

    def _new(self) -> Workers:
        """Processes on this machine, or the workers of a cluster."""
        if self._execution.cluster is None:
            from optdesign.exploration.trials.local import LocalWorkers

            return LocalWorkers(self._execution.processes, self._patience)
        from optdesign.exploration.trials.cluster import ClusterWorkers

        return ClusterWorkers(self._execution.cluster, self._patience)

    def close(self) -> None:
        """Stop the workers."""
        if self._workers is not None:
            self._workers.close()


@contextmanager
def open_crew(study: Study, execution: Execution) -> Iterator[Crew]:
    """The crew of an execution that has one, else a crew that is stopped at the end."""
    if execution.crew is not None:
        yield execution.crew
        return
    crew = Crew(execution, study.patience)
    try:
        yield crew
    finally:
        crew.close()
