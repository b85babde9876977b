from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest

from signal_viz import record
from signal_viz.naming import Sender, describe
from signal_viz.record import AsyncCall, DispatchRecord, Plan
from signal_viz.watched import MAIN_THREAD


class Name(str):
    __slots__ = ()


def dispatch(plan: Plan, **values: Any) -> DispatchRecord:
    made = DispatchRecord(1, "asend", 0, MAIN_THREAD)
    made.plan = plan
    for name, value in values.items():
        setattr(made, name, value)
    return made


def call(
    *,
    requested: bool = True,
    started: int | None = None,
    ended: int | None = None,
) -> AsyncCall:
    found = AsyncCall(9)
    found.requested, found.started, found.ended = requested, started, ended
    return found


@pytest.mark.parametrize(
    ("values", "settled"),
    [
        ({}, False),
        ({"ended": 9}, True),
        ({"ended": 9, "stamps": [1]}, False),
        ({"ended": 9, "stamps": [1], "sync_ended": 2}, True),
        ({"stamps": [1], "sync_ended": 2}, False),
    ],
)
def test_a_dispatch_is_settled_when_no_receiver_runs_any_more(
    values: dict[str, Any], *, settled: bool
) -> None:
    assert dispatch(Plan((1, 2)), **values).settled() is settled


@pytest.mark.parametrize(
    ("values", "settled"),
    [
        ({"requested": False}, True),
        ({}, False),
        ({"started": 3}, False),
        ({"started": 3, "ended": 4}, True),
        ({"ended": 4}, True),
    ],
)
def test_an_async_receiver_may_run_on_when_the_send_has_ended(
    values: dict[str, Any], *, settled: bool
) -> None:
    made = dispatch(Plan((), (9,)), ended=8)
    made.calls = (call(**values),)

    assert made.settled() is settled


def test_how_many_events_a_dispatch_makes_is_known_without_making_them() -> None:
    made = dispatch(Plan((1, 2, 3), (4, 5), (6,)), ended=9)
    assert made.events() == 2 + 1 + 3

    made.stamps, made.sync_ended = [1, 2], 3
    made.calls = (call(started=4, ended=5), call(requested=False))

    # Start and end, one skipped, two sync calls and one missed, one async call and
    # one missed.
    assert made.events() == 2 + 1 + (4 + 1) + (2 + 1)
    assert made.weight() == 1 + 3 + 2


def test_which_receiver_runs_is_known_by_its_stamp() -> None:
    made = dispatch(Plan((7, 8)), stamps=[1])
    assert made.origin() == (made, 7)

    made.stamps = [1, 2]

    assert made.origin() == (made, 8)
    assert made.sync_running()


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "None"), (True, "True"), (1.5, "1.5"), ("None", "'None'")],
)
def test_a_value_is_kept_as_its_text(value: Any, text: str) -> None:
    assert record.text(record.kept(value)) == text


@pytest.mark.parametrize("value", [None, True, 1.5, 7, -(2**62), "default"])
def test_a_small_value_that_never_changes_is_kept_as_it_is(value: Any) -> None:
    assert record.kept(value) is value


@pytest.mark.parametrize(
    "value", [2**64, "x" * 10_000, [1], HTTPStatus.OK, Name("Ada")]
)
def test_of_any_other_value_the_text_alone_is_kept(value: Any) -> None:
    kept = record.kept(value)

    assert type(kept) is record.Text
    assert record.text(kept) == describe(value)


def test_a_stranger_is_not_kept() -> None:
    assert type(record.kept(Sender("Order", "model"))) is record.Text


def test_answers_are_kept_in_order() -> None:
    kept = record.responses([(len, None), (len, 1), (len, [])])

    assert [record.text(value) for value in kept] == ["None", "1", "[]"]
    assert list(record.responses([(len, None)] * 3)) == [None] * 3
