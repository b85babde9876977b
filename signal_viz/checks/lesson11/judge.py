"""Exercise 11.1: say which of six sentences are true; experiments decide."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from signal_viz import naming
from signal_viz.exercise.errors import NotYet

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

WANTED = "true_ones should hold the letters of the sentences that are true."


class Sentence(NamedTuple):
    """One sentence.

    Args:
        is_true: runs the experiment on a new signal.
        hint: for somebody who has judged it wrongly.
        more: a second hint.
    """

    is_true: Callable[[Any], bool]
    hint: str
    more: str


def judge_six_sentences(evidence: Evidence) -> str:
    """Run six experiments, and hold ``true_ones`` against them."""
    letters = _letters(evidence.answer("true_ones", 'a list of letters, ["A", "B"]'))
    signal_class = evidence.given("Signal")
    for letter, sentence in SENTENCES.items():
        if sentence.is_true(signal_class()) != (letter in letters):
            raise NotYet(
                f"For {letter}, the experiment comes to another verdict than you.",
                wanted=WANTED,
                hint=sentence.hint,
                more=sentence.more,
            )
    return f"Six experiments: {', '.join(sorted(letters))} are true."


def _letters(answer: Any) -> set[str]:
    if isinstance(answer, str):
        answer = answer.replace(",", " ").replace(" ", "")
    whole = list(answer) if isinstance(answer, list | tuple | set | str) else [answer]
    given = {
        one.strip().upper() if isinstance(one, str) else naming.describe(one)
        for one in whole
    }
    for one in sorted(given):
        if one not in SENTENCES:
            raise NotYet(
                f"{naming.clip(one, 40)!r} is none of the six letters.",
                wanted=WANTED,
                hint='Write a list of letters in quotes, like ["A", "B"].',
                more="The letters are A to F. An empty list says that none is true.",
            )
    return given


def _names(signal: Any, **arguments: Any) -> list[str]:
    return [receiver.__name__ for receiver, _ in signal.send(**arguments)]


def first(**_: object) -> None:
    """Stand on a list, before the other one."""


def second(**_: object) -> None:
    """Stand on a list, behind the other one."""


def _none_is_heard(signal: Any) -> bool:
    signal.connect(first)
    return _names(signal, sender=None) == ["first"]


def _moves_to_the_end(signal: Any) -> bool:
    for receiver in (first, second, first):
        signal.connect(receiver)
    return _names(signal, sender=None) == ["second", "first"]


def _second_takes_the_place(signal: Any) -> bool:
    for receiver in (first, second):
        signal.connect(receiver, dispatch_uid="uid")
    return _names(signal, sender=None) == ["second"]


def _robust_goes_on(signal: Any) -> bool:
    def raises(**_: object) -> None:
        raise ValueError("meant")

    signal.connect(raises)
    signal.connect(second)
    logger = logging.getLogger("django.dispatch")
    before, logger.disabled = logger.disabled, True
    try:
        answers = signal.send_robust(sender=None)
    finally:
        logger.disabled = before
    return second in [receiver for receiver, _ in answers]


def _needs_no_kwargs(signal: Any) -> bool:
    def names_all(sender: object, item: object) -> None: ...

    try:
        signal.connect(names_all)
        signal.send(sender=None, item="Emma")
    except (TypeError, ValueError):  # without DEBUG and with it
        return False
    return True


def _late_disconnect_is_late(signal: Any) -> bool:
    def takes_off(**_: object) -> None:
        signal.disconnect(second)

    signal.connect(takes_off)
    signal.connect(second)
    return "second" in _names(signal, sender=None)


SENTENCES = {
    "A": Sentence(
        _none_is_heard,
        "None is a sender, too. Who hears every sender?",
        "Without sender= in connect(), a receiver asks nobody who sends.",
    ),
    "B": Sentence(
        _moves_to_the_end,
        "What does connect() do if the pair is on the list already?",
        "Lesson 03 moves a receiver to the end. It needs two lines for that.",
    ),
    "C": Sentence(
        _second_takes_the_place,
        "The place is taken. Who has to go?",
        "Lesson 02 tries it with a short mail and a long one.",
    ),
    "D": Sentence(
        _robust_goes_on,
        "What makes send_robust() robust?",
        "send() stops at an exception. What does send_robust() do with it?",
    ),
    "E": Sentence(
        _needs_no_kwargs,
        "One argument comes that no sender writes.",
        "Django adds signal= to every call.",
    ),
    "F": Sentence(
        _late_disconnect_is_late,
        "When does send() make up its mind whom to call?",
        "It collects everybody before the first call. A change counts the next time.",
    ),
}
