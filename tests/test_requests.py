"""What is kept of a request is small, and of the signals that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.dispatch import Signal

from signal_viz.requests import MOST, Latest, RecordedRequest, recorded
from signal_viz.trace import trace

if TYPE_CHECKING:
    from collections.abc import Callable


def hear(**_: object) -> None:
    pass


def kept(work: Callable[[Any, Any], None]) -> RecordedRequest:
    """Record two signals while something is done with them."""
    paid, lost = Signal(), Signal()
    paid.connect(hear)
    lost.connect(hear)
    with trace(paid, lost) as recording:
        work(paid, lost)
    assert type(paid) is Signal
    return recorded("GET", "/orders/", 200, recording)


def test_changes_of_signals_that_nobody_sent_are_left_out() -> None:
    def other(**_: object) -> None:
        pass

    def work(paid: Any, lost: Any) -> None:
        lost.disconnect(hear)
        lost.connect(other)
        paid.connect(other)
        paid.send(sender=None)
        paid.disconnect(hear)

    recording = kept(work).recording

    assert len(recording.snapshot.signals) == 1
    assert [item.receiver for item in recording.snapshot.connections] == ["hear"]
    kinds = [event.kind for event in recording.events]
    assert (kinds.count("connected"), kinds.count("disconnected")) == (1, 1)
    after = recording.snapshot_after(len(recording.events))
    assert [item.receiver.rpartition(".")[2] for item in after.connections] == ["other"]


def test_a_recording_that_is_too_long_stays_one() -> None:
    def work(paid: Any, lost: Any) -> None:
        lost.disconnect(hear)
        for _ in range(10_000):
            paid.send(sender=None)

    request = kept(work)

    assert request.recording.dropped
    assert len(request.recording.snapshot_after(20_000).connections) == 1


def test_counts_are_of_all_dispatches_and_time_of_the_outer_ones() -> None:
    def work(paid: Any, lost: Any) -> None:
        def pass_on(**_: object) -> None:
            lost.send(sender=None)

        paid.connect(pass_on)
        paid.send(sender=None)
        paid.disconnect(pass_on)

    request = kept(work)

    assert str(request) == "GET /orders/ 200: 2 dispatches, 3 receivers ran"
    assert request.counts.duration_ns == request.recording.dispatches[0].duration_ns


@pytest.mark.parametrize(("sends", "most"), [(1, MOST), (10_000, 5)])
def test_old_requests_make_room(sends: int, most: int) -> None:
    def work(paid: Any, _: Any) -> None:
        for _ in range(sends):
            paid.send(sender=None)

    one = kept(work)
    latest = Latest()
    for _ in range(MOST + 1):
        latest.add(one)

    assert 1 <= len(latest.all()) <= most
    assert sends > 1 or len(latest.all()) == most


def test_a_path_is_shown_on_one_short_line() -> None:
    with trace(Signal()) as recording:
        pass

    request = recorded("GET", "/a\n" + 1_000 * "b", 404, recording)

    assert "\n" not in request.path
    assert len(request.path) == 200
