"""A finished recording as a widget, and as the last line of a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.dispatch import Signal

import signal_viz as sv
from signal_viz import shown
from signal_viz import widget as module
from signal_viz.recorded import RecordedFlow
from signal_viz.recording import from_json

if TYPE_CHECKING:
    from pathlib import Path

    from signal_viz.trace import Trace


def first(**_: object) -> None: ...


def second(**_: object) -> None: ...


@pytest.fixture
def signal() -> Signal:
    made = Signal()
    made.connect(first)
    return made


@pytest.fixture
def trace(signal: Signal) -> Trace:
    with sv.trace(signal) as recording:
        signal.send(sender="one")
        signal.connect(second)
        signal.send(sender="one")
    return recording


def test_it_holds_every_event_and_watches_nothing(signal: Signal, trace: Trace) -> None:
    flow = trace.show()

    assert isinstance(flow, RecordedFlow)
    assert from_json(flow.recording).events == trace.events
    assert flow.recorded
    assert type(signal) is Signal


def test_a_recording_is_shown_whole_however_long_it_is(signal: Signal) -> None:
    with sv.trace(signal) as trace:
        for _ in range(400):
            signal.send(sender="one")

    assert len(trace.events) > module.LATEST
    assert len(trace.show().recording["events"]) == len(trace.events)


def test_it_has_a_layout_for_each_structure_it_passes_through(
    trace: Trace,
) -> None:
    from signal_viz.scenes import Scenes

    scenes = Scenes(trace.snapshot)
    for event in trace.events:
        scenes.step(event)

    assert trace.show().layouts == scenes.new()


def test_a_loaded_recording_is_shown_like_the_one_that_was_saved(
    trace: Trace, tmp_path: Path
) -> None:
    trace.save(tmp_path / "run.json")
    loaded = sv.load(tmp_path / "run.json")

    assert loaded.show().recording == trace.show().recording
    assert repr(loaded.show()) == repr(trace.show())


def test_what_happens_after_it_is_shown_is_not_in_it(signal: Signal) -> None:
    with sv.trace(signal) as trace:
        signal.send(sender="one")
        flow = trace.show()
        words = repr(flow)
        signal.send(sender="two")

    assert len(from_json(flow.recording).dispatches) == 1
    assert repr(flow) == words


def test_as_the_last_line_of_a_cell_it_is_widget_picture_and_words(
    trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(shown.STATIC, raising=False)

    bundle, _ = trace._repr_mimebundle_()

    assert set(bundle) == {shown.WIDGET, "image/svg+xml", "text/html", "text/plain"}
    assert "2 ✓ second   returned" in bundle["text/plain"]


def test_stored_it_is_picture_and_words_the_same_in_every_run(
    trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(shown.STATIC, "1")

    bundle, _ = trace._repr_mimebundle_()

    assert set(bundle) == {"image/svg+xml", "text/html", "text/plain"}
    assert bundle == trace._repr_mimebundle_()[0]


def test_its_repr_is_short_and_without_an_address(trace: Trace) -> None:
    assert repr(trace) == f"<Trace dispatches=2 events={len(trace.events)}>"
