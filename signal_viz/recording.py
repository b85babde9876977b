"""A recording: what happened, as frozen events, saved and opened again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signal_viz import events as kinds
from signal_viz import naming, outlets
from signal_viz.dispatches import Dispatch, dispatches
from signal_viz.errors import SignalVizError
from signal_viz.registry import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signal_viz.events import Event
    from signal_viz.registry import Connection


class Recording:
    """What happened, as frozen events.

    Args:
        snapshot: what was connected when it began.
        events: what happened since, in order.
    """

    def __init__(self, snapshot: Snapshot, events: Iterable[Event] = ()) -> None:
        self._snapshot = snapshot
        self._events = tuple(events)

    @property
    def snapshot(self) -> Snapshot:
        """What was connected when the recording began."""
        return self._snapshot

    @property
    def events(self) -> tuple[Event, ...]:
        """The events, in the order in which they happened."""
        return self._events

    @property
    def dispatches(self) -> tuple[Dispatch, ...]:
        """The dispatches, in the order in which they started."""
        return dispatches(self.snapshot, self.events)

    @property
    def dropped(self) -> int:
        """How many events were left out to keep the recording small."""
        return sum(
            event.events for event in self.events if isinstance(event, kinds.Dropped)
        )

    def snapshot_after(self, count: int) -> Snapshot:
        """Return what is connected after the first ``count`` events."""
        return applied(self.snapshot, self.events[:count])

    def to_json(self) -> dict[str, Any]:
        """Return the recording as a JSON-ready dict."""
        return {
            "schema": kinds.SCHEMA,
            "snapshot": self.snapshot.to_json(),
            "events": [kinds.event_to_json(event) for event in self.events],
            "dropped": self.dropped,
        }

    def show(self) -> Any:
        """Return a widget that plays the recording as it is now.

        A recording that is the last line of a cell is shown in the same way.
        """
        return outlets.show(self)

    def __repr__(self) -> str:
        sent, seen = len(self.dispatches), len(self.events)
        return f"<{type(self).__name__} dispatches={sent} events={seen}>"

    def _repr_mimebundle_(self, **_: object) -> Any:
        return self.show()._repr_mimebundle_()

    def save(self, path: str | Path) -> None:
        """Write the recording to ``path``.

        Args:
            path: a file that ends in ``.json``, which :func:`load` opens again, or
                in ``.html``: a page that plays it with no kernel and no network.

        Raises:
            SignalVizError: the name ends in something else, or the file cannot be
                written.
        """
        write = outlets.writer(Path(path).suffix.lower())
        if write is None:
            message = f"Cannot write {path}: end its name in .json or in .html."
            raise SignalVizError(message)
        try:
            # Half of a surrogate pair is no character of UTF-8, but JSON can say it.
            Path(path).write_text(write(self), "utf-8", errors="backslashreplace")
        except OSError as error:
            message = f"Cannot write {path}: {error.strerror}. Choose another place."
            raise SignalVizError(message) from error


def _to_json(recording: Recording) -> str:
    return json.dumps(recording.to_json(), ensure_ascii=False, indent=1) + "\n"


outlets.writes(".json", _to_json)


def load(path: str | Path) -> Recording:
    """Open a recording that :meth:`Recording.save` wrote.

    Raises:
        SignalVizError: the file is no recording, is damaged, or was written by a
            newer version.
    """
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        message = f"Cannot open {path}: {error.strerror}. Check the file's name."
        raise SignalVizError(message) from error
    except (ValueError, RecursionError) as error:
        message = f"{path} is no Signal Viz recording, or it is damaged: save it again."
        raise SignalVizError(message) from error
    return from_json(data)


def from_json(data: Any) -> Recording:
    """Return the recording that :meth:`Recording.to_json` made.

    Raises:
        SignalVizError: ``data`` is no recording, is damaged, or is of a newer
            schema.
    """
    schema = data.get("schema") if type(data) is dict else None
    if type(schema) is int and schema > kinds.SCHEMA:
        message = (
            f"This recording has schema {schema}; this version of Signal Viz "
            f"knows up to {kinds.SCHEMA}: upgrade signal-viz to open it."
        )
        raise SignalVizError(message)
    try:
        if type(schema) is not int or schema < 1:
            raise KeyError("schema")  # noqa: TRY301  # damaged, as below
        if type(data["events"]) is not list:
            raise TypeError("events")  # noqa: TRY301  # the same
        return Recording(
            Snapshot.from_json(data["snapshot"]),
            [kinds.event_from_json(item) for item in data["events"]],
        )
    except (KeyError, TypeError, ValueError) as error:
        message = (
            "This is no Signal Viz recording, or it is damaged "
            f"({naming.describe(error)}): save it again with trace.save()."
        )
        raise SignalVizError(message) from error


def applied(snapshot: Snapshot, happened: Iterable[Event]) -> Snapshot:
    """Return what is connected after ``happened``."""
    signals, groups = snapshot.signals, _groups(snapshot)
    for event in happened:
        if isinstance(event, kinds.Dropped):
            groups = _groups(event.snapshot)
        elif isinstance(event, kinds.Connected):
            group = groups[event.connection.signal]
            group.insert(min(event.position, len(group)), event.connection)
        elif isinstance(event, kinds.Disconnected | kinds.Collected):
            for group in groups.values():
                group[:] = [item for item in group if item.id != event.connection]
    return Snapshot(signals, tuple(item for group in groups.values() for item in group))


def _groups(snapshot: Snapshot) -> dict[str, list[Connection]]:
    return {
        info.id: [item for item in snapshot.connections if item.signal == info.id]
        for info in snapshot.signals
    }
