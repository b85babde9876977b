from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signal_viz import SignalVizError
from signal_viz.events import (
    KINDS,
    DispatchStarted,
    Event,
    ReceiverReturned,
    event_from_json,
    event_to_json,
)
from signal_viz.naming import Sender

RETURNED: dict[str, Any] = {
    "kind": "receiver_returned",
    "seq": 3,
    "t": 99,
    "dispatch": 1,
    "connection": "c1",
    "duration_ns": 7,
}


def any_event() -> st.SearchStrategy[Event]:
    """Return any event with any values that its type hints allow."""
    return st.sampled_from(sorted(KINDS)).flatmap(
        lambda kind: st.builds(
            KINDS[kind],
            **{
                field.name: st.from_type(get_type_hints(KINDS[kind])[field.name])
                for field in fields(KINDS[kind])
            },
        )
    )


@given(any_event())
def test_every_event_survives_json(event: Event) -> None:
    text = json.dumps(event_to_json(event))

    assert event_from_json(json.loads(text)) == event


def test_an_event_in_json_has_short_names_and_no_nulls() -> None:
    event = ReceiverReturned(
        sequence=3, time_ns=99, dispatch=1, connection="c1", duration_ns=7
    )
    started = DispatchStarted(
        sequence=0, time_ns=0, dispatch=1, signal="s1", sender=Sender("None", "none")
    )

    assert event_to_json(event) == RETURNED
    assert "task" not in event_to_json(started)
    assert event_to_json(started)["sender"] == {"label": "None", "kind": "none"}


@pytest.mark.parametrize(
    "damage",
    [
        {"kind": "receiver_flew"},
        {"kind": None},
        {"kind": ["receiver_returned"]},
        {"seq": "3"},
        {"dispatch": None},
        {"connection": 1},
        {"duration_ns": 1.5},
        {"colour": "red"},
    ],
)
def test_an_unknown_or_damaged_event_is_refused(damage: dict[str, Any]) -> None:
    with pytest.raises(SignalVizError, match="open it with the version that saved it"):
        event_from_json(RETURNED | damage)


@pytest.mark.parametrize("missing", ["kind", "seq", "t", "dispatch", "connection"])
def test_an_event_that_lacks_a_field_is_refused(missing: str) -> None:
    data = {key: value for key, value in RETURNED.items() if key != missing}

    with pytest.raises(SignalVizError):
        event_from_json(data)


@pytest.mark.parametrize("data", [None, 1, "text", [], [1], [["kind", "x"]]])
def test_what_is_no_event_at_all_is_refused(data: Any) -> None:
    with pytest.raises(SignalVizError):
        event_from_json(data)
