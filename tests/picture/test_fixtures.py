"""Python's states are those in the files that JavaScript is held to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from signal_viz.events import Event, event_from_json
from signal_viz.graph import structure_key
from signal_viz.registry import Snapshot
from signal_viz.replay import Replay, state
from signal_viz.scenes import Scenes

FOLDER = Path(__file__).parents[1] / "fixtures" / "state"
FILES = sorted(FOLDER.glob("*.json"))


@pytest.fixture(params=FILES, ids=[path.stem for path in FILES])
def fixture(request: pytest.FixtureRequest) -> dict[str, Any]:
    path: Path = request.param
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def recording(fixture: dict[str, Any]) -> tuple[Snapshot, list[Event]]:
    return (
        Snapshot.from_json(fixture["snapshot"]),
        [event_from_json(event) for event in fixture["events"]],
    )


def test_the_states_are_those_in_the_file(fixture: dict[str, Any]) -> None:
    snapshot, events = recording(fixture)

    for expected in fixture["states"]:
        found = state(snapshot, events[: expected["after"]])

        assert found.to_json() == expected["state"], expected["after"]
        assert structure_key(found) == expected["key"], expected["after"]


def test_event_by_event_gives_the_same_as_from_the_beginning(
    fixture: dict[str, Any],
) -> None:
    snapshot, events = recording(fixture)
    replay = Replay(snapshot)

    for number, event in enumerate(events, 1):
        replay.step(event)

        assert replay.state() == state(snapshot, events[:number])


def test_a_state_that_was_given_out_does_not_change(fixture: dict[str, Any]) -> None:
    snapshot, events = recording(fixture)
    replay = Replay(snapshot)
    given: list[tuple[Any, Any]] = []

    for event in events:
        replay.step(event)
        given.append((replay.state(), replay.state().to_json()))

    for found, before in given:
        assert found.to_json() == before


def test_every_state_can_be_stored_as_json(fixture: dict[str, Any]) -> None:
    snapshot, events = recording(fixture)
    found = state(snapshot, events).to_json()

    assert json.loads(json.dumps(found)) == found


def test_the_files_pass_through_every_state_of_a_card() -> None:
    seen = {
        card["state"]
        for path in FILES
        for item in json.loads(path.read_text(encoding="utf-8"))["states"]
        for card in item["state"]["connections"]
    }

    assert seen == {
        "connected",
        "running",
        "awaiting",
        "returned",
        "raised",
        "not_reached",
        "filtered",
        "collected",
        "disconnected",
    }


def test_each_structure_on_the_way_has_a_layout(fixture: dict[str, Any]) -> None:
    snapshot, events = recording(fixture)
    replay, scenes = Replay(snapshot), Scenes(snapshot)
    passed = {structure_key(replay.state())}

    for event in events:
        replay.step(event)
        scenes.step(event)
        passed.add(structure_key(replay.state()))

    assert passed <= scenes.new().keys()
