"""What a test expects of a dispatch, and in which ways one differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signal_viz import naming
from signal_viz.events import Connected, Dropped
from signal_viz.testing.order import Wanted, Who, fits, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signal_viz.dispatches import Dispatch
    from signal_viz.recording import Recording
    from signal_viz.registry import Connection

_RAN = ("running", "returned", "raised")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a test expects.

    Args:
        receivers: who runs; ``None``: that does not matter.
        raised: what a receiver raises; ``None``: that does not matter.
        times: how many dispatches are so; ``None``: at least one.
    """

    receivers: tuple[Wanted, ...] | None = None
    raised: type[BaseException] | None = None
    times: int | None = None

    def __str__(self) -> str:
        """Return how it goes on after "dispatch of post_save by Order"."""
        parts = []
        if self.receivers is not None:
            parts.append(f" to {in_words(self.receivers)}")
        if self.raised is not None:
            parts.append(
                f" in which a receiver raises {naming.class_name(self.raised)}"
            )
        return "".join(parts)

    def differences(
        self, dispatch: Dispatch, known: dict[str, Connection]
    ) -> Iterator[str]:
        """Yield in which ways a dispatch differs, in words; nothing where it is so.

        Args:
            dispatch: what happened.
            known: the connections of its recording, by their ids.
        """
        if self.receivers is not None:
            ran = [
                Who(call.receiver, _where(known, call.connection))
                for call in dispatch.calls
                if call.state in _RAN
            ]
            if not fits(self.receivers, ran):
                yield f"receivers: {in_words(self.receivers)} expected; {_seen(ran)}"
                yield from self._missing(known)
        if self.raised is not None:
            errors = [*(call.error for call in dispatch.calls), dispatch.error]
            kinds = [error.type for error in errors if error is not None]
            if not set(kinds) & _names(self.raised):
                what = " and ".join(dict.fromkeys(kinds)) or "nothing"
                name = naming.class_name(self.raised)
                yield f"raised: {name} expected; {what} was raised"

    def _missing(self, known: dict[str, Connection]) -> Iterator[str]:
        """Yield who cannot have run."""
        connected = [Who(item.receiver, item.where) for item in known.values()]
        for item in dict.fromkeys(self.receivers or ()):
            if isinstance(item, Who) and not any(map(item.is_same, connected)):
                yield f"{item.name} is not connected"


def connections(recording: Recording) -> dict[str, Connection]:
    """Return every connection that a recording knows, by its id."""
    found = {item.id: item for item in recording.snapshot.connections}
    for event in recording.events:
        if isinstance(event, Connected):
            found[event.connection.id] = event.connection
        elif isinstance(event, Dropped):
            found |= {item.id: item for item in event.snapshot.connections}
    return found


def _where(known: dict[str, Connection], connection: str) -> str:
    return known[connection].where if connection in known else ""


def _seen(ran: list[Who]) -> str:
    return f"{in_words(ran)} ran" if ran else "none ran"


def _names(raised: type[BaseException]) -> set[str]:
    """Return the names of an exception and of all below it.

    A recording holds the names of exceptions, and not the exceptions.
    """
    found, classes = set(), [raised]
    while classes:
        kind = classes.pop()
        found.add(naming.class_name(kind))
        classes += type.__subclasses__(kind)
    return found
