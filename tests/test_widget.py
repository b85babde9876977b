"""The widget's Python side: what it keeps, what it sends, what an output holds."""

from __future__ import annotations

import gc
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.dispatch import Signal

import signal_viz as sv
from signal_viz import live, shown
from signal_viz import widget as module
from signal_viz.events import Dropped
from signal_viz.graph import structure_key
from signal_viz.recording import Recording, from_json
from signal_viz.replay import state
from signal_viz.widget import SignalFlow, tail

if TYPE_CHECKING:
    from collections.abc import Iterator


def first(**_: object) -> None: ...


def second(**_: object) -> None: ...


class Overheard(SignalFlow):
    """A picture whose messages to the page are kept."""

    def __init__(self, *signals: object) -> None:
        self.sent: list[dict[str, Any]] = []
        super().__init__(*signals)

    def send(self, content: Any, buffers: Any = None) -> None:
        del buffers
        self.sent.append(content)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [
            event
            for message in self.sent
            if message["kind"] == "events"
            for event in message["events"]
        ]


@pytest.fixture
def signal() -> Iterator[Signal]:
    made = Signal()
    made.connect(first)
    yield made
    assert type(made) is Signal


@pytest.fixture
def flow(signal: Signal) -> Iterator[Overheard]:
    made = Overheard(signal)
    yield made
    made.close()


def test_news_is_sent_once_in_order_and_with_its_layouts(
    flow: Overheard, signal: Signal
) -> None:
    signal.send(sender="one")
    flow.deliver()
    signal.connect(second)
    signal.send(sender="one")
    flow.deliver()
    flow.deliver()
    assert [event["seq"] for event in flow.events] == list(range(len(flow.events)))
    assert [event["kind"] for event in flow.events].count("dispatch_started") == 2
    layouts = {key for sent in flow.sent for key in sent["layouts"]}
    assert structure_key(flow.picture().state) in layouts


def test_who_looks_at_the_recording_takes_nothing_from_the_page(
    flow: Overheard, signal: Signal
) -> None:
    signal.send(sender="one")
    assert len(flow.trace.dispatches) == 1
    flow.deliver()
    assert len(flow.events) == len(flow.trace.events)


def test_at_the_end_of_a_cell_the_traits_hold_what_a_reload_needs(
    flow: Overheard, signal: Signal
) -> None:
    signal.send(sender="one")
    flow.settle()
    kept = from_json(flow.recording)
    assert state(kept.snapshot, kept.events) == flow.picture().state
    assert flow.layouts


def test_the_end_of_a_cell_does_not_wait_for_much_news(
    flow: Overheard, signal: Signal
) -> None:
    live.show(flow)
    live._before_cell()
    for _ in range(module.PIECE):
        signal.send(sender="one")
    begun = len(flow.sent)
    live._after_cell()
    assert len(flow.sent) - begun <= 1
    told = 4 * module.PIECE
    until = time.monotonic() + 10
    while time.monotonic() < until and len(flow.events) < told:
        time.sleep(0.01)
    assert [event["seq"] for event in flow.events] == list(range(told))
    assert max(len(sent["events"]) for sent in flow.sent) == module.PIECE
    while time.monotonic() < until and flow._late:
        time.sleep(0.01)
    # Then a page that reloads has the latest as well.
    assert flow.recording["events"][-1]["seq"] == told - 1


def test_while_a_cell_runs_it_waits_for_little_at_a_time(
    flow: Overheard, signal: Signal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "pumps", lambda: True)
    monkeypatch.setattr(live, "busy", lambda: True)
    for _ in range(2 * module.BITE):
        signal.send(sender="one")
    flow.deliver()
    # Four events a dispatch with one receiver.
    assert len(flow.events) <= 4 * module.BITE
    monkeypatch.setattr(live, "busy", lambda: False)
    flow.deliver()
    assert len(flow.events) == 4 * 2 * module.BITE


def test_the_end_of_a_cell_does_not_wait_for_news_on_its_way(
    flow: Overheard, signal: Signal, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.show(flow)
    begun, go = threading.Event(), threading.Event()
    send = flow.send

    def slow(content: Any, buffers: Any = None) -> None:
        begun.set()
        assert go.wait(10)
        send(content, buffers)

    monkeypatch.setattr(flow, "send", slow)
    signal.send(sender="one")
    assert begun.wait(10)
    flow.settle()  # comes back while the pump is still at it
    assert flow.events == []
    monkeypatch.setattr(flow, "send", send)
    go.set()
    until = time.monotonic() + 10
    while time.monotonic() < until and flow._late:
        time.sleep(0.01)
    assert flow.recording["events"][-1]["seq"] == flow.events[-1]["seq"] == 3


def test_a_page_that_missed_something_gets_the_recording(
    flow: Overheard, signal: Signal
) -> None:
    signal.send(sender="one")
    flow.deliver()
    flow._received(flow, {"kind": "resync"}, [])
    assert flow.sent[-1] == {"kind": "recording", "recording": flow.recording}
    assert flow.recording["events"]


def test_messages_that_it_does_not_know_are_ignored(flow: Overheard) -> None:
    for content in (None, "resync", {"kind": "eval"}, {}):
        flow._received(flow, content, [])
    assert flow.sent == []


def test_an_output_holds_the_widget_the_picture_and_the_words(
    flow: Overheard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(shown.STATIC, raising=False)
    bundle, _ = flow._repr_mimebundle_()
    assert set(bundle) == {shown.WIDGET, "image/svg+xml", "text/html", "text/plain"}
    assert bundle["text/plain"] == repr(flow)


def test_a_stored_output_has_no_widget_that_would_be_missing_later(
    flow: Overheard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(shown.STATIC, "1")
    bundle, _ = flow._repr_mimebundle_()
    assert set(bundle) == {"image/svg+xml", "text/html", "text/plain"}


def test_outputs_are_the_same_in_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(shown.STATIC, "1")

    def run() -> object:
        signal = Signal()
        signal.connect(first)
        flow = sv.watch(signal)
        signal.connect(second)
        signal.send(sender="one")
        bundle = flow._repr_mimebundle_()
        flow.close()
        return bundle

    assert run() == run()


def test_closing_leaves_the_signal_as_it_was_and_the_picture_as_it_is(
    signal: Signal,
) -> None:
    before = vars(signal).copy()
    flow = sv.watch(signal)
    signal.send(sender="one")
    flow.close()
    assert type(signal) is Signal
    assert vars(signal) == before
    assert flow.closed
    words = repr(flow)
    signal.send(sender="two")
    signal.connect(second)
    assert repr(flow) == words
    assert from_json(flow.recording).dispatches[-1].sender.label == "'one'"
    flow.close()


def test_a_picture_whose_watching_was_stopped_says_that_it_is_closed(
    flow: Overheard,
) -> None:
    flow.trace.stop()
    flow.settle()
    assert flow.closed


@pytest.mark.parametrize("no_signal", ["post_save", None, 3, Signal])
def test_what_is_no_signal_is_refused_in_one_sentence(no_signal: object) -> None:
    with pytest.raises(sv.SignalVizError, match=r"is no Django signal: pass a Signal"):
        sv.watch(no_signal)
    gc.collect()


def test_one_bad_signal_leaves_the_good_ones_alone(signal: Signal) -> None:
    with pytest.raises(sv.SignalVizError):
        sv.watch(signal, "post_save")
    gc.collect()
    assert type(signal) is Signal


def test_nothing_at_all_to_watch_is_refused() -> None:
    with pytest.raises(sv.SignalVizError, match="Name at least one signal"):
        sv.watch()
    gc.collect()


def recorded(sends: int) -> Recording:
    signal = Signal()
    signal.connect(first)
    with sv.trace(signal) as trace:
        for index in range(sends):
            if index == sends // 2:
                signal.connect(second)
            signal.send(sender="one")
    return Recording(trace.snapshot, trace.events)


def test_a_tail_begins_with_a_dispatch_and_ends_in_the_same_state() -> None:
    whole = recorded(60)
    short = tail(whole, 50)
    assert len(short.events) <= 50
    assert short.events[0].kind == "dispatch_started"
    shown, expected = (state(item.snapshot, item.events) for item in (short, whole))
    assert [card.to_json() for card in shown.cards] == [
        card.to_json() for card in expected.cards
    ]


def test_a_short_recording_is_its_own_tail() -> None:
    whole = recorded(3)
    assert tail(whole, 500).events == whole.events
    assert tail(whole, 500).snapshot == whole.snapshot


def test_the_newest_dispatch_is_kept_whole_however_long_it_is() -> None:
    whole = recorded(10)
    short = tail(whole, 2)
    assert len(short.dispatches) == 1
    assert short.dispatches[0].number == 10


def test_a_tail_after_a_gap_knows_what_was_connected() -> None:
    signal = Signal()
    signal.connect(first)
    with sv.trace(signal) as trace:
        for _ in range(8_000):
            signal.send(sender="one")
        signal.connect(second)
        signal.send(sender="one")
    assert any(isinstance(event, Dropped) for event in trace.events)
    short = tail(trace, 20)
    names = [
        item.receiver for item in short.snapshot_after(len(short.events)).connections
    ]
    assert names == ["first", "second"]


def test_a_picture_that_asks_says_so_until_the_dispatch_has_happened(
    signal: Signal,
) -> None:
    flow = sv.watch(signal, predict=True)

    assert flow.prediction == {"after": -1}
    assert repr(flow).startswith("Predict: which receivers will run")
    assert flow._repr_mimebundle_()[0]["text/plain"] == repr(flow)
    signal.send(sender="one")
    assert not repr(flow).startswith("Predict")
    flow.close()


def test_it_can_ask_again_about_the_next_dispatch(
    flow: Overheard, signal: Signal
) -> None:
    signal.send(sender="one")

    assert flow.predict() is flow

    assert flow.prediction == {"after": flow.trace.events[-1].sequence}
    assert repr(flow).startswith("Predict")


def test_what_a_page_sends_as_a_prediction_is_never_believed(flow: Overheard) -> None:
    nonsense: dict[str, Any]
    for nonsense in ({"after": "1"}, {"after": True, "answer": 3}, {"answer": {}}):
        flow.prediction = nonsense
        assert repr(flow).endswith("waiting for a send")
