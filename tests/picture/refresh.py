"""Compute the states in ``tests/fixtures/state`` anew, after a wanted change.

Run it as ``python tests/picture/refresh.py``, then read the difference
line by line before you commit it: these files are what Python and JavaScript
are both held to.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from signal_viz.events import event_from_json
from signal_viz.graph import structure_key
from signal_viz.registry import Snapshot
from signal_viz.replay import state

FOLDER = Path(__file__).parents[1] / "fixtures" / "state"


def refresh(data: dict[str, Any]) -> dict[str, Any]:
    """Return a fixture with its states computed from its snapshot and events."""
    snapshot = Snapshot.from_json(data["snapshot"])
    events = [event_from_json(event) for event in data["events"]]
    points = [item["after"] for item in data["states"]]
    states = [(after, state(snapshot, events[:after])) for after in points]
    return data | {
        "states": [
            {"after": after, "state": found.to_json(), "key": structure_key(found)}
            for after, found in states
        ]
    }


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.json")):
        found = refresh(json.loads(path.read_text(encoding="utf-8")))
        text = json.dumps(found, indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
