"""A worker process: reads a plan and then tasks from stdin, writes trials to stdout, pickled.

Its own stdout is kept for answers; whatever a solver prints goes to stderr. It ends when its stdin
is closed, which happens too when the process that started it is killed.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
from typing import IO, Any

READY = "ready"


def main() -> None:
    """Serve until stdin ends."""
    source = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    plan = pickle.load(source)
    tasks: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(source, tasks), daemon=True).start()
    _send(answers, READY)
    while True:
        _send(answers, plan.run(plan, tasks.get()))


def _receive(source: IO[bytes], tasks: queue.SimpleQueue[Any]) -> None:
    """Queue the tasks that come; without a reader of the answers there is nothing to finish."""
    while True:
        try:
            tasks.put(pickle.load(source))
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)


def _send(answers: IO[bytes], message: object) -> None:
    pickle.dump(message, answers)
    answers.flush()


if __name__ == "__main__":
    main()
