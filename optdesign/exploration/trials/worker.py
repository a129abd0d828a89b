"""A worker process: reads plans and their tasks from stdin, writes trials to stdout, pickled.

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

from optdesign.exploration.trials.evaluation import Plan, prepare

READY = "ready"


def main() -> None:
    """Serve until stdin ends."""
    source = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    plan: Plan = pickle.load(source)
    messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(source, messages), daemon=True).start()
    prepare(plan)
    _send(answers, READY)
    while True:
        message = messages.get()
        if isinstance(message, Plan):
            plan = message
        else:
            _send(answers, plan.run(plan, message))


def _receive(source: IO[bytes], messages: queue.SimpleQueue[Any]) -> None:
    """Queue what comes; without a reader of the answers there is nothing to finish."""
    while True:
        try:
            messages.put(pickle.load(source))
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)


def _send(answers: IO[bytes], message: object) -> None:
    pickle.dump(message, answers)
    answers.flush()


if __name__ == "__main__":
    main()
