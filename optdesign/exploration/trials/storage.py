"""Keeping finished trials in an optuna storage: one writer, one record a trial, no trial twice.

By default the storage is an optuna journal file in the folder of the study; any optuna URL will do.
A trial is written when it is finished, in one operation, so a kill leaves it there or not at all.
With it goes a stamp of the program; trials of another program stay in the storage but do not count.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from optdesign.errors import StudyError
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.trials.evaluation import Trial
from optdesign.result.program import program_stamp

if TYPE_CHECKING:
    import optuna

Direction = Literal["minimize", "maximize"]
JOURNAL_FILE = "trials.log"
_RECORD, _PROGRAM = "trial", "program"
_FIRST_RECORD = b'{"op_code"'
# How long a lock of the journal may be left by a process that was killed [s].
_GRACE = 3


class TrialStore:
    """The stored trials of one study; use it while holding `lock.sole_writer`.

    ``trials`` are those of this program by their number, ``older`` how many of others there are
    that have none of this program beside them, ``reach`` the number after the last of all.
    """

    def __init__(self, study: Study, place: str) -> None:
        """Open the storage, or create it; refuses that of another study.

        Raises
        ------
        StudyError
            if the storage cannot be read, or holds another study, seed or content.
        """
        self.study, self.place = study, place
        with self._readable():
            _mend_tail(place)
            self._optuna = self._open()
            self.trials, older = self._load()
            self.older = len(older)
            self.reach = max({*self.trials, *older}, default=-1) + 1

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except StudyError:
            raise
        except Exception as error:  # optuna and its databases raise many unrelated types here
            reason = " ".join(f"{type(error).__name__} {error}".split())
            raise StudyError(
                f"{self.place or '(empty)':.200} | must be an optuna storage that can be read and "
                f"written, got {reason:.160} | choose another with --storage"
            ) from error

    def _open(self) -> optuna.Study:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        storage = _storage(self.place)
        known = set(optuna.get_all_study_names(storage))
        name = self.study.name
        if name not in known and known and _is_local(self.place):
            raise StudyError(
                f"{self.place:.200} | must be the storage of {name}, holds the study "
                f"{sorted(known)[0]} | choose another with --storage"
            )
        sense = self.study.case.sense
        if name in known:
            found = optuna.load_study(study_name=name, storage=storage)
        else:
            direction: Direction = "minimize" if sense == "min" else "maximize"
            found = optuna.create_study(storage=storage, study_name=name, direction=direction)
        self._check(found)
        return found

    def _check(self, found: optuna.Study) -> None:
        attributes = found.user_attrs
        if "digest" not in attributes:
            if found.get_trials(deepcopy=False):
                raise StudyError(
                    f"{self.place:.200} | must be a storage made by this command, holds trials "
                    "without a digest | choose another with --storage"
                )
            for key, value in self._attributes().items():
                found.set_user_attr(key, value)
            return
        if attributes["digest"] == self.study.digest:
            return
        stored, asked = json.loads(attributes["content"]), self.study.content
        if stored.get("seed") != asked["seed"]:
            raise StudyError(
                f"{self.place:.200} | must be resumed with its own seed, it has {stored['seed']}, "
                f"got {asked['seed']} | choose --seed {stored['seed']}, or another --storage or "
                "--results"
            )
        changed = [key for key in {**asked, **stored} if stored.get(key) != asked.get(key)]
        words = {"case": "problem, catalogue, set, fix or settings"}
        text = ", ".join(words.get(key, key) for key in changed)
        raise StudyError(
            f"{self.place:.200} | must be resumed by the same study, but {text} changed since | "
            "choose another --storage or --results"
        )

    def _attributes(self) -> dict[str, str]:
        # The digest comes last: with it the description is whole.
        content = json.dumps(self.study.content, sort_keys=True)
        return {
            "problem": self.study.case.problem.name,
            "content": content,
            "digest": self.study.digest,
        }

    def _load(self) -> tuple[dict[int, Trial], set[int]]:
        found: dict[int, Trial] = {}
        older: set[int] = set()
        for stored in self._optuna.get_trials(deepcopy=False):
            text = stored.user_attrs.get(_RECORD)
            if text is not None:
                trial = _read(json.loads(text))
                if stored.user_attrs.get(_PROGRAM) == program_stamp():
                    found.setdefault(trial.index, trial)
                else:
                    older.add(trial.index)
        return found, older - found.keys()

    def add(self, task: Task, trial: Trial) -> None:
        """Write a finished trial, unless it is already there."""
        if trial.index in self.trials:
            return
        from optuna.trial import TrialState, create_trial

        complete = trial.status == "complete" and _finite(trial.objective)
        distributions = self._distributions(task)
        frozen = create_trial(
            state=TrialState.COMPLETE if complete else TrialState.FAIL,
            value=trial.objective if complete else None,
            params={key: task.sampled[key] for key in distributions},
            distributions=distributions,
            user_attrs={
                "status": trial.status,
                "cause": trial.cause,
                _PROGRAM: program_stamp(),
                _RECORD: json.dumps(_written(trial)),
            },
        )
        with self._readable():
            self._optuna.add_trial(frozen)
        self.trials[trial.index] = trial

    def _distributions(self, task: Task) -> dict[str, Any]:
        from optuna.distributions import CategoricalDistribution, FloatDistribution

        return {
            key: CategoricalDistribution(found.values)
            if found.kind == "discrete"
            else FloatDistribution(found.low, found.high)
            for key, found in self.study.uncertain.items()
            if key in task.sampled
        }


def storage_command(place: str) -> str:
    """The command that opens the storage in a browser."""
    return f"optuna-dashboard {place}"


def _is_url(place: str) -> bool:
    return "://" in place


def _is_local(place: str) -> bool:
    return not _is_url(place) or place.startswith("sqlite")


def _storage(place: str) -> Any:
    import optuna
    from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

    if _is_url(place):
        return optuna.storages.RDBStorage(place)
    path = Path(place)
    if not path.parent.is_dir():
        raise StudyError(f"{place:.200} | must lie in a folder that exists | create the folder")
    backend = JournalFileBackend(place, lock_obj=JournalFileOpenLock(place, grace_period=_GRACE))
    return optuna.storages.JournalStorage(backend)


def _mend_tail(place: str) -> None:
    """Drop the last record of a journal if a kill cut it short; nothing else is touched."""
    if _is_url(place) or not Path(place).is_file():
        return
    data = Path(place).read_bytes()
    end = data.rfind(b"\n") + 1
    tail = data[end:]
    records = [json.loads(line) for line in data[:end].splitlines()]
    started = tail.startswith(_FIRST_RECORD) or _FIRST_RECORD.startswith(tail)
    if not started or not all(isinstance(r, dict) and "op_code" in r for r in records):
        raise ValueError("a file that is no journal")
    if tail:
        with open(place, "r+b") as stream:
            stream.truncate(end)


def _finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _written(trial: Trial) -> dict[str, Any]:
    """A trial as JSON; Python's own writing of floats comes back bit for bit."""
    return {**vars(trial), "conflict": list(trial.conflict)}


def _read(found: Mapping[str, Any]) -> Trial:
    return Trial(**{**found, "conflict": tuple(found["conflict"])})
