"""What the tracer writes down while a dispatch runs: numbers and text, no objects.

A record is filled on the hot path, so it is compact: the clock's stamps in a
list, the receivers as numbers of their connections. :mod:`signal_viz.stream`
makes events of it later, when somebody looks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from signal_viz import clip, naming, peek

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from signal_viz.again import Again
    from signal_viz.registry import Connection

_BIG = 2**63
MOST_ARGUMENTS = 50
"""Named arguments of one send that are written down."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom a dispatch for one sender calls, as numbers of connections.

    Args:
        sync: the sync receivers, in the order in which they are called.
        concurrent: the async ones, in connection order.
        skipped: connected, but to another sender.
    """

    sync: tuple[int, ...] = ()
    concurrent: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    due: int = field(init=False)
    """How many it calls."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "due", len(self.sync) + len(self.concurrent))


NOBODY = Plan()


@dataclass(slots=True)
class ConnectionChange:
    """A receiver was connected, disconnected or collected.

    Args:
        kind: ``"connected"``, ``"disconnected"`` or ``"collected"``.
        at: the clock, in ns.
        signal: number of the signal's hook.
        number: number of the connection.
        connection: what was connected, for ``"connected"``.
        position: its place in the call order, for ``"connected"``.
        cause: ``"receiver"`` or ``"sender"``, for ``"collected"``.
    """

    kind: str
    at: int
    signal: int
    number: int
    connection: Connection | None = None
    position: int = 0
    cause: str = "receiver"

    def weight(self) -> int:
        """Return how much of a feed's room it takes."""
        return 1


class AsyncCall:
    """One async receiver in one dispatch.

    ``requested`` turns true when Django calls it (the coroutine exists);
    ``started`` is the clock at its first step; ``raised`` is the ``id()`` of the
    exception that left it, which tells whether that one left the send as well. It
    does not know its dispatch: only the garbage collector could take the two.
    """

    # What most calls never change is told once, by the class: see DispatchRecord.
    requested = False
    started: int | None = None
    ended: int | None = None
    error: naming.Error | None = None
    raised: int | None = None
    thread = 0
    task: int | None = None

    def __init__(self, number: int) -> None:
        self.number = number


class Failure(NamedTuple):
    """What a receiver raised and its send caught, and the clock then, if it was seen.

    The send logs it, which takes longer than many a receiver, before it goes on.
    """

    error: naming.Error
    at: int | None = None


class DispatchRecord:
    """One call of one of the four sends.

    ``stamps`` holds the clock at each sync receiver's start; ``sync_ended`` the
    clock when the loop over them was left. So receiver ``i`` ran from ``stamps[i]``
    to ``stamps[i + 1]``, the last one to ``sync_ended``, and one whose exception the
    send caught to the clock in ``failures``. ``failed`` is the place of the receiver
    whose exception ended the loop, ``sync_error`` that exception where it left the
    send. ``feeds`` are those that hold it, until it has ended. ``again`` is what it
    was sent with, held weakly, where somebody may send it again.
    """

    # What most dispatches never change is told once, by the class: to fill twenty
    # fields takes longer than a receiver.
    sync_thread = 0
    sender = naming.Sender("None", "none")
    arguments: Mapping[str, Any] = MappingProxyType({})
    atomic: bool | None = None
    task: int | None = None
    parent: DispatchRecord | None = None
    parent_number: int | None = None
    plan = NOBODY
    stamps: Sequence[int] = ()
    sync_ended: int | None = None
    sync_error: naming.Error | None = None
    failed: int | None = None
    calls: tuple[AsyncCall, ...] = ()
    failures: dict[int, Failure] | None = None
    responses: Sequence[Any] = ()
    feeds: tuple[Any, ...] = ()
    error: naming.Error | None = None
    ended: int | None = None
    wake: Callable[[], None] | None = None
    again: Again | None = None

    def __init__(self, signal: int, method: str, started: int, thread: int) -> None:
        self.signal = signal
        self.method = method
        self.started = started
        self.thread = thread

    def origin(self) -> tuple[DispatchRecord, int]:
        """Return the dispatch and the connection of the sync receiver now running."""
        return self, self.plan.sync[len(self.stamps) - 1]

    def weight(self) -> int:
        """Return how much of a feed's room it takes."""
        return 1 + self.plan.due

    def sync_running(self) -> bool:
        """Whether the loop over the sync receivers was begun and not left yet."""
        return self.sync_ended is None and bool(self.stamps)

    def settled(self) -> bool:
        """Whether nothing more can happen in it.

        A receiver may run on when the send has ended: an async one on Django 5.2,
        or a sync one whose ``asend`` was cancelled.
        """
        if self.ended is None or (self.sync_ended is None and self.stamps):
            return False
        return not self.calls or all(
            call.ended is not None or not call.requested for call in self.calls
        )

    def events(self) -> int:
        """Return how many events it makes in all, once it is settled."""
        plan = self.plan
        told = 2 + len(plan.skipped) + len(plan.sync) + len(self.stamps)
        if self.calls:
            told += len(self.calls)
            told += sum(call.started is not None for call in self.calls)
        return told


class Text(str):
    """Text that was made already, to be told apart from a value kept as it is."""

    __slots__ = ()


def kept(value: Any) -> Any:
    """Return short text for a value, or the value where its text can wait.

    Only such values wait that never change, are small and hold no other object:
    text takes longer to make than a receiver to be called.
    """
    kind = type(value)
    if (
        value is None
        or kind is bool
        or kind is float
        or (kind is int and -_BIG < value < _BIG)
        or (kind is str and len(value) <= clip.TEXT_LENGTH)
    ):
        return value
    return Text(naming.describe(value))


def text(value: Any) -> str:
    """Return the text of a value that :func:`kept` returned."""
    return str(value) if type(value) is Text else naming.describe(value)


def arguments(named: dict[str, Any]) -> dict[str, Any]:
    """Return the named arguments of a send, at most :data:`MOST_ARGUMENTS`."""
    return {
        name if type(name) is str else peek.plain(name): kept(value)
        for name, value in islice(named.items(), MOST_ARGUMENTS)
    }


def responses(answers: list[tuple[Any, Any]]) -> Sequence[Any]:
    """Return the values of a send's result, strangers' objects as short text."""
    for _, value in answers:
        if value is not None:
            return [kept(value) for _, value in answers]
    return (None,) * len(answers)
