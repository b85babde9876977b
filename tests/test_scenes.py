"""A recording comes with a layout for every structure that it passes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import Signal

from signal_viz import scenes as module
from signal_viz.graph import structure_key
from signal_viz.layout import layout
from signal_viz.replay import Replay
from signal_viz.scenes import Scenes
from signal_viz.trace import trace

if TYPE_CHECKING:
    import pytest

    from signal_viz.graph import Graph
    from signal_viz.recording import Recording


def first(**_: object) -> None: ...


def second(**_: object) -> None: ...


def layouts_of(recording: Recording) -> set[str]:
    scenes = Scenes(recording.snapshot)
    for event in recording.events:
        scenes.step(event)
    return set(scenes.new())


def keys_passed(recording: Recording) -> set[str]:
    replay = Replay(recording.snapshot)
    keys = {structure_key(replay.state())}
    for event in recording.events:
        replay.step(event)
        keys.add(structure_key(replay.state()))
    return keys


def test_every_structure_on_the_way_has_its_layout() -> None:
    outer, inner = Signal(), Signal()

    def nests(**_: object) -> None:
        inner.send(sender="inside")

    def leaves(**_: object) -> None:
        outer.disconnect(leaves)

    with trace(outer, inner) as recording:
        outer.connect(first)
        outer.send(sender="one")
        outer.connect(nests)
        inner.connect(second)
        outer.send(sender="two")
        outer.connect(leaves)
        outer.send(sender="one")
        outer.send(sender="three")
        outer.disconnect(first)
        outer.send(sender="one")
        inner.send(sender="one")
    assert layouts_of(recording) == keys_passed(recording)


def test_a_dead_receivers_ghost_has_its_layouts_too() -> None:
    signal = Signal()

    def short_lived(**_: object) -> None: ...

    signal.connect(short_lived)
    signal.connect(first)
    with trace(signal) as recording:
        signal.send(sender="one")
        del short_lived
        signal.send(sender="one")
    assert layouts_of(recording) == keys_passed(recording)
    assert len(keys_passed(recording)) == 3


def test_a_layout_is_given_once() -> None:
    signal = Signal()
    with trace(signal) as recording:
        signal.connect(first)
        signal.send(sender=None)
    scenes = Scenes(recording.snapshot)
    for event in recording.events:
        scenes.step(event)
    assert scenes.new()
    assert scenes.new() == {}


def test_like_dispatches_share_a_layout_and_are_not_laid_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def counted(shown: Graph) -> object:
        asked.append(shown.key)
        return original(shown)

    original = layout
    monkeypatch.setattr(module, "layout", counted)
    signal = Signal()
    signal.connect(first)
    with trace(signal) as recording:
        for _ in range(200):
            signal.send(sender="one")
    layouts_of(recording)
    assert len(asked) == len(set(asked)) == 2
