"""Recordings that the tests of the canvas draw."""

from __future__ import annotations

from typing import Any

from signal_viz.events import event_to_json
from tests.picture.story import Story


def recording(story: Story) -> dict[str, Any]:
    events = [event_to_json(event) for event in story.events]
    return {"schema": 1, "snapshot": story.snapshot.to_json(), "events": events}


def modules(count: int, of: int, called: int, raising: int = -1) -> Story:
    """Return a story of receivers from so many modules, some of them called."""
    story = Story()
    ids = [
        story.has(f"receiver_{n + 1}", where=f"shop.m{n * of // count}:{n + 1}")
        for n in range(count)
    ]
    dispatch = story.start(method="send_robust")
    for number, connection in enumerate(ids[:called]):
        story.call(dispatch, connection)
        if number == raising:
            story.raised(dispatch, connection)
        elif number < called - 1 or called == count:
            story.returned(dispatch, connection)
    if called == count:
        story.end(dispatch)
    return story
