from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.dispatch import Signal

import signal_viz as sv
from signal_viz import SignalVizError
from signal_viz.events import SCHEMA, Connected, ReceiverReturned
from signal_viz.recording import Recording, from_json
from signal_viz.registry import Snapshot
from signal_viz.trace import Trace

if TYPE_CHECKING:
    from pathlib import Path


class Order: ...


def receiver(**_: object) -> str:
    return "<b>ünïcode</b> 🎉"


def failing(**_: object) -> None:
    raise ValueError("no stock")


@pytest.fixture
def recording() -> Trace:
    """A recording with every kind of value in it."""
    signal = Signal()
    signal.connect(receiver, dispatch_uid="x")
    with sv.trace(signal) as made:
        signal.send(sender=Order, order=Order())
        signal.connect(failing, sender=Order)
        signal.send(sender=None)
        with pytest.raises(ValueError, match="no stock"):
            signal.send(sender=Order)
        signal.disconnect(receiver, dispatch_uid="x")
    return made


def test_a_saved_recording_is_the_same_when_it_is_loaded(
    recording: Any, tmp_path: Path
) -> None:
    recording.save(tmp_path / "run.json")

    loaded = sv.load(tmp_path / "run.json")

    assert loaded.snapshot == recording.snapshot
    assert loaded.events == recording.events
    assert loaded.dispatches == recording.dispatches
    assert loaded.to_json() == recording.to_json()


def test_the_file_is_json_that_a_person_can_read(
    recording: Any, tmp_path: Path
) -> None:
    recording.save(str(tmp_path / "run.json"))

    text = (tmp_path / "run.json").read_text("utf-8")
    assert json.loads(text)["schema"] == SCHEMA
    assert "ünïcode" in text
    assert text.endswith("}\n")


def test_half_a_surrogate_pair_survives(tmp_path: Path, recording: Any) -> None:
    data = recording.to_json()
    data["events"][0]["arguments"] = {"text": "half \ud800"}
    strange = from_json(data)

    strange.save(tmp_path / "run.json")

    assert sv.load(tmp_path / "run.json").events == strange.events


def test_a_recording_of_a_newer_version_says_to_upgrade(recording: Any) -> None:
    data = recording.to_json() | {"schema": SCHEMA + 1}

    with pytest.raises(SignalVizError, match=f"schema {SCHEMA + 1}.*upgrade"):
        from_json(data)


@pytest.mark.parametrize(
    "damage",
    [
        {"schema": None},
        {"schema": "1"},
        {"schema": 0},
        {"schema": True},
        {"snapshot": None},
        {"snapshot": []},
        {"snapshot": {"signals": [{}], "connections": []}},
        {"snapshot": {"signals": [], "connections": [{"id": "c1"}]}},
        {"events": None},
        {"events": {}},
        {"events": [None]},
        {"events": [{"kind": "receiver_flew"}]},
        {"events": 1},
    ],
)
def test_a_damaged_recording_is_refused(recording: Any, damage: dict[str, Any]) -> None:
    with pytest.raises(SignalVizError, match=r"save it again|that saved it"):
        from_json(recording.to_json() | damage)


@pytest.mark.parametrize("data", [None, 1, "text", [], {}, {"schema": SCHEMA}])
def test_what_is_no_recording_is_refused(data: Any) -> None:
    with pytest.raises(SignalVizError, match="save it again"):
        from_json(data)


@pytest.mark.parametrize(
    "text", ["", "{", "\x00", "[" * 100_000, '{"schema": 1', "NaN", "\udcff"]
)
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, "utf-8", errors="surrogateescape")

    with pytest.raises(SignalVizError, match="save it again"):
        sv.load(tmp_path / "run.json")


@pytest.mark.parametrize("name", ["no.json", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SignalVizError, match=r"^Cannot open .*Check the file's name"):
        sv.load(tmp_path / name)


def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, recording: Any
) -> None:
    with pytest.raises(SignalVizError, match=r"^Cannot write .*Choose another place"):
        recording.save(tmp_path / "no" / "run.json")


@pytest.mark.parametrize(
    ("senders", "advice"),
    [
        (Order, r"write senders=\[Order\]"),
        ("shop.Order", r"write senders=\['shop.Order'\]"),
        (42, r"write senders=\[…\]"),
    ],
)
def test_senders_that_are_no_list_are_refused(senders: Any, advice: str) -> None:
    with pytest.raises(SignalVizError, match=advice):
        sv.trace(Signal(), senders=senders)


def test_senders_may_be_any_collection() -> None:
    signal = Signal()
    with sv.trace(signal, senders=iter({Order})) as made:
        signal.send(sender=Order)
        signal.send(sender=None)

    assert [item.sender.label for item in made.dispatches] == ["Order"]


@pytest.mark.parametrize(
    "candidates", [(), (None,), (Signal,), (Signal(), "post_save")]
)
def test_what_cannot_be_traced_is_refused(candidates: Any) -> None:
    with pytest.raises(SignalVizError):
        sv.trace(*candidates)


def test_events_can_be_asked_for_since_the_last_time() -> None:
    signal = Signal()
    signal.connect(receiver)
    with sv.trace(signal) as made:
        assert made.advance() == []
        signal.send(sender=None)
        new = made.advance()
        signal.send(sender=None)
        made.advance()

        assert [event.sequence for event in new] == [0, 1, 2, 3]
        assert [event.sequence for event in made.since(3)] == [4, 5, 6, 7]
        assert made.since(-1) == list(made.events)
        assert made.since(7) == []


def test_whoever_waits_is_woken() -> None:
    woken: list[int] = []
    signal = Signal()
    with Trace(signal, wake=lambda: woken.append(1)):
        signal.connect(receiver)
        assert woken
        woken.clear()
        signal.send(sender=None)
        assert len(woken) >= 2


def test_what_is_connected_after_any_event_can_be_told() -> None:
    signal = Signal()
    signal.connect(receiver)
    with sv.trace(signal) as made:
        signal.connect(failing)
        signal.disconnect(receiver)

    names = [
        [item.receiver for item in made.snapshot_after(count).connections]
        for count in range(3)
    ]
    assert names == [["receiver"], ["receiver", "failing"], ["failing"]]
    assert isinstance(made.events[0], Connected)


def test_a_recording_can_be_made_of_events() -> None:
    event = ReceiverReturned(sequence=0, time_ns=0, dispatch=1, connection="c1")

    made = Recording(Snapshot(), iter([event]))

    assert made.events == (event,)
    assert (made.dispatches, made.dropped) == ((), 0)
