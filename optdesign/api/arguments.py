"""Arguments of the Python interface: what is of the wrong type is told in a line, as in a shell."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from optdesign.errors import ProblemError
from optdesign.problem import Settings
from optdesign.textfile import brief

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Kind(NamedTuple):
    """What an argument must be, in words, and the test of it."""

    words: str
    test: Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_whole(value: object) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, float) or _is_whole(value)


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in value)


def _is_settings(value: object) -> bool:
    if not isinstance(value, Settings):
        return False
    numbers = (value.time_limit, value.gap)
    return (
        all(number is None or _is_number(number) for number in numbers)
        and (value.periods is None or _is_whole(value.periods))
        and _is_whole(value.seed)
    )


NAME = Kind("a name or a path", lambda value: isinstance(value, str | Path))
TEXT = Kind("a text", _is_text)
WHOLE = Kind("a whole number", _is_whole)
NUMBER = Kind("a number", _is_number)
VALUES = Kind('a mapping such as {"site.distance": "2.5 au"}', _is_mapping)
SETTINGS = Kind("Settings, with numbers in it", _is_settings)
OBJECTIVES = Kind(
    "a list of objectives", lambda value: isinstance(value, Sequence) and not _is_text(value)
)


def checked(**kinds: Kind) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """Check arguments by name before a call; None passes where it is the default.

    Raises
    ------
    ProblemError
        by the decorated function, for an argument that is not what it must be.
    """

    def decorate(function: Callable[Given, Found]) -> Callable[Given, Found]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def call(*arguments: Given.args, **named: Given.kwargs) -> Found:
            for key, value in signature.bind(*arguments, **named).arguments.items():
                kind = kinds.get(key)
                allowed = value is None and signature.parameters[key].default is None
                if kind is not None and not allowed and not kind.test(value):
                    raise ProblemError(
                        f"{function.__name__} | {key} must be {kind.words}, got {brief(value)} | "
                        f"see help(optdesign.{function.__name__})"
                    )
            return function(*arguments, **named)

        return call

    return decorate
