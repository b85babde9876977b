"""Answers that a learner gives as a dict, one for each of several questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signal_viz.exercise.evidence import Evidence

Hints = tuple[str, str]
"""A hint for a wrong answer, and a second one."""


def judge_table(
    evidence: Evidence, name: str, true: Mapping[str, Any], hints: Mapping[str, Hints]
) -> None:
    """Hold the dict ``name`` against what is true.

    Args:
        evidence: the learner's notebook.
        name: name of the dict in the gap; an answer that is ``...`` is none yet.
        true: the right answer to each question.
        hints: for each question what to say about a wrong answer.

    Raises:
        NotStarted: there is no answer yet.
        NotYet: an answer is missing or wrong; the first one is told.
    """
    given = evidence.answer(name, "a dict with an answer to each question")
    if not isinstance(given, dict):
        raise NotYet(
            f"{name} is {naming.describe(given)}.",
            wanted=f"{name} should be a dict, as in the cell of the exercise.",
            hint="Keep the curly brackets, and change only what stands behind :.",
            more='One line looks like this:  "again": 7,',
        )
    missing = [question for question in true if given.get(question, ...) is ...]
    if len(missing) == len(true):
        raise NotStarted(
            f"{name} has no answers yet.",
            wanted="There should be an answer to each question.",
            hint="Replace the dots by answers, and run that cell.",
            more="A wrong answer costs nothing. Write what you think, then check.",
        )
    if missing:
        raise NotYet(
            f"There is no answer for {missing[0]}.",
            wanted="There should be an answer to each question.",
            hint="Every line gets an answer. If nobody is called, that is 0.",
            more="A wrong answer costs nothing. Write what you think, then check.",
        )
    for question, right in true.items():
        answer = _plain(given[question])
        if type(right) is int and isinstance(answer, str | bool):
            raise NotYet(
                f"For {question} there is {naming.describe(answer)}.",
                wanted="Each answer should be a number, without quotes.",
                hint=f"Write a number behind {question}, and nothing else.",
                more="0 is a number, too.",
            )
        # A 1 is no True here: it is an answer to another question.
        if type(answer) is not type(right) or answer != right:
            hint, more = hints[question]
            raise NotYet(
                f"You say {naming.describe(answer)} for {question}; "
                "that is not what happens.",
                wanted="Each answer should say what happens when it is run.",
                hint=hint,
                more=more,
            )


def _plain(answer: Any) -> Any:
    """Return the name of a receiver for all ways to write it."""
    if isinstance(answer, str):
        return answer.strip().removesuffix("()")
    return naming.receiver_name(answer) if callable(answer) else answer
