"""After the last watcher a signal is exactly as it was."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from signal_viz import SignalVizError, trace
from signal_viz.connections import ConnectionTable
from signal_viz.tracer import is_watched, refresh_all, stop_all

if TYPE_CHECKING:
    from collections.abc import Callable


class Order: ...


def receiver(**_: object) -> None: ...


def test_the_list_of_receivers_stays_the_same_object(signal: Any) -> None:
    signal.connect(receiver)
    before, items = signal.receivers, list(signal.receivers)

    with trace(signal):
        signal.send(sender=Order)
        assert signal.receivers is before

    assert signal.receivers is before
    assert [mine is his for mine, his in zip(before, items, strict=True)] == [True]


def test_a_watched_signal_looks_as_it_does_bare(
    make_signal: Callable[..., Any],
) -> None:
    for cls in (Signal, ModelSignal):
        signal = make_signal(cls)
        with trace(signal):
            assert is_watched(signal)
            assert isinstance(signal, cls)
            assert repr(signal).startswith(f"<{cls.__module__}.{cls.__qualname__} obj")
            assert signal.send.__doc__ == cls.send.__doc__
        assert not is_watched(signal)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_watchers_may_stop_in_any_order(signal: Any, order: tuple[int, ...]) -> None:
    recordings = [trace(signal) for _ in range(3)]

    for number in order[:-1]:
        recordings[number].stop()
        assert is_watched(signal)
        assert not recordings[number].running
    recordings[order[-1]].stop()

    assert type(signal) is Signal


def test_stopping_twice_is_stopping_once(signal: Any) -> None:
    first, second = trace(signal), trace(signal)

    first.stop()
    first.stop()

    assert is_watched(signal)
    second.stop()


def test_a_stopped_recording_stays_as_it_is(signal: Any) -> None:
    with trace(signal) as recording:
        signal.send(sender=Order)
    events = recording.events

    with trace(signal):
        signal.connect(receiver)
        signal.send(sender=Order)

    assert recording.events == events
    assert len(recording.dispatches) == 1


def test_an_error_in_the_block_ends_the_watching(signal: Any) -> None:
    with pytest.raises(KeyError), trace(signal):
        raise KeyError

    assert type(signal) is Signal


def test_it_may_be_stopped_in_another_thread(signal: Any) -> None:
    recording = trace(signal)

    thread = threading.Thread(target=recording.stop)
    thread.start()
    thread.join()

    assert type(signal) is Signal


def test_a_recording_that_nobody_has_any_more_stops(signal: Any) -> None:
    recording = trace(signal)
    signal.send(sender=Order)

    del recording

    assert type(signal) is Signal


def test_a_recording_in_a_cycle_stops_when_it_is_collected(signal: Any) -> None:
    recording: Any = trace(signal)
    recording.itself = recording

    del recording
    gc.collect()

    assert type(signal) is Signal


@pytest.mark.parametrize("way", ["collected", "stopped"])
def test_a_recording_may_go_while_another_comes(
    signal: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    # The collector may run at any moment, also while a watcher comes.
    leaving: list[Any] = [trace(signal)]
    compare = ConnectionTable.compare

    def compare_and_go(self: Any, *args: Any) -> None:
        while leaving:
            gone = leaving.pop()
            if way == "stopped":
                gone.stop()
            del gone
        compare(self, *args)

    monkeypatch.setattr(ConnectionTable, "compare", compare_and_go)
    with trace(signal) as recording:
        monkeypatch.undo()
        signal.send(sender=Order)

    assert len(recording.dispatches) == 1
    assert type(signal) is Signal


def test_a_refused_signal_leaves_the_others_as_they_were(signal: Any) -> None:
    with pytest.raises(SignalVizError):
        trace(signal, None)

    assert type(signal) is Signal


def test_nothing_that_was_recorded_keeps_anything_alive(signal: Any) -> None:
    class Thing:
        def method(self, **_: object) -> Any:
            return Thing()

    thing, sender, argument = Thing(), Thing(), Thing()
    lives = [weakref.ref(each) for each in (thing, sender, argument)]
    with trace(signal) as recording:
        signal.connect(thing.method, sender=sender)
        signal.send(sender=sender, argument=argument)
        recording.events  # noqa: B018  # looking is part of the program
        del thing, sender, argument

        assert [life() for life in lives] == [None] * 3


def test_a_signal_may_die_while_it_is_watched() -> None:
    signal = Signal()
    life = weakref.ref(signal)
    with trace(signal) as recording:
        signal.send(sender=Order)
        del signal

        assert life() is None
        newer = [Signal() for _ in range(100)]  # one may have its address
        assert not any(map(is_watched, newer))

    assert len(recording.dispatches) == 1


def test_all_watchers_can_be_stopped_at_once(make_signal: Callable[..., Any]) -> None:
    first, second = make_signal(), make_signal()
    recordings = [trace(first), trace(first, second)]

    stop_all()

    assert not any(recording.running for recording in recordings)
    assert type(first) is type(second) is Signal


def test_connections_that_came_by_another_way_are_found(signal: Any) -> None:
    with trace(signal) as recording:
        plain = Signal()
        plain.connect(receiver)
        signal.receivers = plain.receivers
        refresh_all()

        assert [event.kind for event in recording.events] == ["connected"]
