"""Answers in a dict are held against what is true, one after the other."""

from __future__ import annotations

from typing import Any

import pytest

from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import Evidence
from signal_viz.exercise.table import judge_table

TRUE = {"one": 1, "name": "Emma"}
HINTS = {"one": ("Count again.", "It is few."), "name": ("Look again.", "A book.")}


def judge(given: Any) -> NotYet | None:
    try:
        judge_table(Evidence({"says": given}), "says", TRUE, HINTS)
    except NotYet as found:
        return found
    return None


def emma() -> None:
    """Stand for a receiver."""


def test_right_answers_pass() -> None:
    assert judge({"name": "Emma", "one": 1, "more": "than asked"}) is None


@pytest.mark.parametrize("given", ["emma", "emma()", " emma ", emma])
def test_a_receiver_may_be_written_in_several_ways(given: Any) -> None:
    evidence = Evidence({"says": {"who": given}})

    judge_table(evidence, "says", {"who": "emma"}, {"who": ("", "")})


@pytest.mark.parametrize("given", [..., {}, {"one": ..., "name": ...}])
def test_no_answer_at_all_is_no_mistake(given: Any) -> None:
    assert isinstance(judge(given), NotStarted)


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"one": 2, "name": "Emma"}, "Count again."),
        ({"one": 1, "name": "Dracula"}, "Look again."),
        ({"one": 2, "name": "Dracula"}, "Count again."),
        ({"one": True, "name": "Emma"}, "Write a number behind one, and nothing else."),
        ({"one": "1", "name": "Emma"}, "Write a number behind one, and nothing else."),
        ({"one": 1}, "Every line gets an answer. If nobody is called, that is 0."),
        ([1, "Emma"], "Keep the curly brackets, and change only what stands behind :."),
    ],
)
def test_the_first_mistake_is_told_with_its_hint(given: Any, hint: str) -> None:
    found = judge(given)

    assert found is not None
    assert found.hint == hint
    assert not isinstance(found, NotStarted)


def test_an_answer_whose_comparison_raises_is_a_wrong_one() -> None:
    class Odd(int):
        def __eq__(self, other: object) -> bool:
            raise ValueError

        __hash__ = int.__hash__

    found = judge({"one": Odd(1), "name": "Emma"})

    assert found is not None
    assert found.hint == "Count again."
