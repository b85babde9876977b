"""A recording agrees with what really happened, call by call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tracer.happened import Happened, mixed
from tests.tracer.recorded import Recorded
from tests.tracer.sending import NOBODY

if TYPE_CHECKING:
    from tests.tracer.audience import Watching
    from tests.tracer.journal import Line
    from tests.tracer.stage import Stage


def assert_agrees(watching: Watching, stage: Stage) -> None:
    """Assert that a recording says what the journal says of the same time."""
    recorded = Recorded(watching)
    happened = Happened(watching, stage, recorded.dispatches)
    assert happened.surely <= {*recorded.dispatches} <= happened.perhaps
    several = mixed(stage)
    happened_lines = {
        step: _sure(lines, happened) for step, lines in happened.lines.items()
    }
    recorded_lines = _sure(recorded.lines, happened)
    start = 0
    for step, expected in happened_lines.items():
        end = start + len(expected)
        found = recorded_lines[start:end]
        if step in several:
            found.sort(key=_lane)
            expected.sort(key=_lane)
        assert found == expected
        start = end
    assert recorded_lines[start:] == []
    assert sorted(recorded.collected) == sorted(happened.collected)
    for name in {*recorded.dispatches} - happened.torn:
        # Somebody may be listening to nobody, and go, just while others send.
        passed = [key for key in recorded.passed[name] if key.sender != NOBODY]
        assert passed == happened.passed(name)
    _assert_places(recorded, happened)


def _sure(lines: list[Line], happened: Happened) -> list[Line]:
    """Return lines without what cannot be known for certain."""
    sure: list[Line] = []
    for line in lines:
        kind, name, *_ = line
        if kind in ("sent", "came", "began", "ended") and name in happened.torn:
            continue
        if kind == "sent" and name in happened.hazy:
            sure.append(line[:5])
        else:
            sure.append(line)
    return sure


def _lane(line: Line) -> tuple[str, int]:
    """Return what has an order of its own where several threads were at work."""
    kind, *values = line
    if kind in ("began", "ended"):
        # An actor is called in one thread, all the others may be in another one.
        return values[0], 1 + values[1].actor
    return (values[0] if kind in ("sent", "came") else ""), 0


def _assert_places(recorded: Recorded, happened: Happened) -> None:
    """Assert that each thread and task has one name, and each name is of one."""
    threads: set[tuple[str, object]] = set()
    tasks: set[tuple[str, str, object]] = set()
    for what, thread, task in recorded.places:
        if what[0] in happened.torn:
            continue
        place = happened.places[what]
        threads.add((thread, place.thread))
        assert (thread == "main") == place.main
        assert (task is None) == (place.task is None)
        if task is not None:
            # The numbers of tasks begin anew when nothing runs any more.
            tasks.add((recorded.roots[what[0]], task, place.task))
    assert len(threads) == len({name for name, _ in threads})
    assert len(threads) == len({token for _, token in threads})
    assert len(tasks) == len({(root, name) for root, name, _ in tasks})
    assert len(tasks) == len({(root, token) for root, _, token in tasks})
