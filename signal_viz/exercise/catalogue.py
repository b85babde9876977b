"""Which exercises exist, by number."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signal_viz import checks
from signal_viz.errors import SignalVizError

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

_NUMBER = re.compile(r"(\d{1,2})\.(\d{1,2})")
_MODULE = re.compile(r"lesson(\d\d)")


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise.

    Args:
        number: ``"01.2"``: the second one of lesson 01.
        title: a few words.
        judge: looks at the evidence; returns what it saw, as one sentence, when
            the answer is right, else raises :class:`~signal_viz.exercise.NotYet`.
    """

    number: str
    title: str
    judge: Callable[[Evidence], str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """The exercises of one lesson, in their order."""

    number: str
    title: str
    exercises: tuple[Exercise, ...]


def lessons() -> list[Lesson]:
    """Return every lesson that has exercises, in order."""
    found = pkgutil.iter_modules(checks.__path__, "signal_viz.checks.")
    modules = sorted(item.name for item in found if _MODULE.search(item.name))
    return [importlib.import_module(name).LESSON for name in modules]


def lesson(number: str) -> Lesson | None:
    """Return lesson ``number`` (``"01"``), or ``None`` if it has no exercises."""
    return next((item for item in lessons() if item.number == number), None)


def find(number: object) -> Exercise:
    """Return the exercise called ``number``.

    Args:
        number: ``"01.2"``; ``"1.2"`` is understood too.

    Raises:
        SignalVizError: there is no such exercise; the sentence lists those
            that exist.
    """
    known = lessons()
    if not isinstance(number, str):
        raise SignalVizError(
            "The number of an exercise is a text in quotes, for example "
            f'sv.check("{known[-1].exercises[0].number}").'
        )
    match = _NUMBER.fullmatch(number.strip())
    wanted = f"{int(match[1]):02}.{int(match[2])}" if match else ""
    for item in known:
        for exercise in item.exercises:
            if exercise.number == wanted:
                return exercise
    same_lesson = [item for item in known if item.number == wanted[:2]] or known
    numbers = ", ".join(one.number for item in same_lesson for one in item.exercises)
    raise SignalVizError(f'There is no exercise "{number[:20]}". There are: {numbers}.')
