"""What connecting, disconnecting, dying and sending do while a dispatch runs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from signal_viz import trace
from tests.facts.reading import heard, states, story

if TYPE_CHECKING:
    from collections.abc import Callable


class Book: ...


def mail(**_: object) -> None: ...


def late(**_: object) -> None: ...


@pytest.mark.parametrize("cached", [False, True])
def test_what_a_receiver_connects_or_disconnects_counts_from_the_next_send(
    make_signal: Callable[..., Any], *, cached: bool
) -> None:
    signal = make_signal(use_caching=cached)

    def change(**_: object) -> None:
        signal.connect(late)
        signal.disconnect(mail)

    signal.connect(change)
    signal.connect(mail)
    with trace(signal) as recording:
        signal.send(sender=Book)
        signal.send(sender=Book)

    assert heard(recording) == [["change", "mail"], ["change", "late"]]
    assert story(recording)[:6] == [
        "send",
        "change starts",
        "late connected",
        "mail disconnected",
        "change returns",
        "mail starts",
    ]


def test_a_receiver_that_disconnects_itself_runs_once(signal: Any) -> None:
    def once(**_: object) -> None:
        signal.disconnect(once)

    signal.connect(once)
    signal.connect(mail)
    with trace(signal) as recording:
        signal.send(sender=Book)
        signal.send(sender=Book)

    assert heard(recording) == [["once", "mail"], ["mail"]]


def test_a_receiver_that_is_dropped_during_a_send_is_still_called_in_it(
    signal: Any,
) -> None:
    def short_lived(**_: object) -> None: ...

    kept = [short_lived]

    def drop(**_: object) -> None:
        kept.clear()

    signal.connect(drop)
    signal.connect(short_lived)
    del short_lived
    with trace(signal) as recording:
        signal.send(sender=Book)
        signal.send(sender=Book)

    assert heard(recording) == [["drop", "short_lived"], ["drop"]]
    assert "short_lived collected" in story(recording)


def test_a_nested_send_of_the_same_signal_goes_depth_first(signal: Any) -> None:
    def deeper(level: int, **_: object) -> None:
        if level < 2:
            signal.send(sender=Book, level=level + 1)

    signal.connect(deeper)
    signal.connect(mail)
    with trace(signal) as recording:
        signal.send(sender=Book, level=0)

    inner = ["mail starts", "mail returns", "end"]
    assert story(recording) == [
        *["send", "deeper starts"] * 3,
        "deeper returns",
        *inner,
        *["deeper returns", *inner] * 2,
    ]
    tree = [(item.depth, item.parent) for item in recording.dispatches]
    assert tree == [(0, None), (1, 1), (2, 2)]


def test_what_fails_in_a_nested_send_fails_all_the_way_up(
    make_signal: Callable[..., Any],
) -> None:
    paid, packed = make_signal(), make_signal()

    def pack(**_: object) -> None:
        packed.send(sender=Book)

    def fail(**_: object) -> None:
        raise ValueError("no paper")

    paid.connect(pack)
    paid.connect(mail)
    packed.connect(fail)
    with trace(paid, packed) as recording, pytest.raises(ValueError, match="no paper"):
        paid.send(sender=Book)

    outer, inner = recording.dispatches
    assert states(outer) == ["pack raised", "mail not reached"]
    assert states(inner) == ["fail raised"]
    assert (inner.depth, inner.parent) == (1, outer.number)
    errors = [item.error and item.error.message for item in (inner, outer)]
    assert errors == ["no paper", "no paper"]


def test_a_signal_is_not_locked_while_its_receivers_run(signal: Any) -> None:
    def let_another_thread_connect(**_: object) -> None:
        worker = threading.Thread(target=signal.connect, args=(late,))
        worker.start()
        worker.join(10)
        assert not worker.is_alive()

    signal.connect(let_another_thread_connect)
    with trace(signal) as recording:
        signal.send(sender=Book)
        signal.disconnect(let_another_thread_connect)
        signal.send(sender=Book)

    assert story(recording)[2:4] == [
        "late connected",
        "let_another_thread_connect returns",
    ]
    assert heard(recording)[1] == ["late"]
