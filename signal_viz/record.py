"""What the tracer writes down while a dispatch runs: numbers and text, no objects.

A record is filled on the hot path, so it is compact: the clock's stamps in a
list, the receivers as numbers of their connections. :mod:`signal_viz.stream`
makes events of it later, when somebody looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from types import NoneType
from typing import TYPE_CHECKING, Any

from signal_viz import naming, peek

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from signal_viz.registry import Connection

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
    exception that left it, which tells whether that one left the send as well.
    """

    __slots__ = (
        "ended",
        "error",
        "number",
        "raised",
        "record",
        "requested",
        "started",
        "task",
        "thread",
    )

    def __init__(self, record: DispatchRecord, number: int) -> None:
        self.record = record
        self.number = number
        self.requested = False
        self.started: int | None = None
        self.ended: int | None = None
        self.error: naming.Error | None = None
        self.raised: int | None = None
        self.thread = 0
        self.task: int | None = None

    def origin(self) -> tuple[DispatchRecord, int]:
        """Return the dispatch and the connection that are running."""
        return self.record, self.number


class DispatchRecord:
    """One call of one of the four sends.

    ``stamps`` holds the clock at each sync receiver's start; ``sync_ended`` the
    clock when the loop over them was left. So receiver ``i`` ran from ``stamps[i]``
    to ``stamps[i + 1]``, the last one to ``sync_ended``. ``failed`` is the place of
    the receiver whose exception ended the loop, ``sync_error`` that exception where
    it left the send.
    """

    __slots__ = (
        "arguments",
        "atomic",
        "calls",
        "ended",
        "error",
        "failed",
        "failures",
        "method",
        "parent",
        "parent_number",
        "plan",
        "responses",
        "sender",
        "signal",
        "stamps",
        "started",
        "sync_ended",
        "sync_error",
        "sync_thread",
        "task",
        "thread",
        "wake",
    )

    def __init__(
        self, signal: int, method: str, started: int, thread: int, plan: Plan
    ) -> None:
        self.signal = signal
        self.method = method
        self.started = started
        self.thread = thread
        self.plan = plan
        self.sender = NO_SENDER
        self.arguments: dict[str, Any] = {}
        self.atomic: bool | None = None
        self.task: int | None = None
        self.parent: DispatchRecord | None = None
        self.parent_number: int | None = None
        self.stamps: list[int] = []
        self.sync_thread = thread
        self.sync_ended: int | None = None
        self.sync_error: naming.Error | None = None
        self.failed: int | None = None
        self.calls: tuple[AsyncCall, ...] = ()
        self.failures: dict[int, naming.Error] | None = None
        self.responses: Sequence[Any] = ()
        self.error: naming.Error | None = None
        self.ended: int | None = None
        self.wake: Callable[[], None] | None = None

    def origin(self) -> tuple[DispatchRecord, int]:
        """Return the dispatch and the connection of the sync receiver now running."""
        return self, self.plan.sync[len(self.stamps) - 1]

    def weight(self) -> int:
        """Return how much of a feed's room it takes."""
        return 1 + len(self.plan.sync) + len(self.plan.concurrent)

    def sync_running(self) -> bool:
        """Whether the loop over the sync receivers was begun and not left yet."""
        return self.sync_ended is None and bool(self.stamps)

    def settled(self) -> bool:
        """Whether nothing more can happen in it.

        A receiver may run on when the send has ended: an async one on Django 5.2,
        or a sync one whose ``asend`` was cancelled.
        """
        return (
            self.ended is not None
            and not self.sync_running()
            and all(call.ended is not None or not call.requested for call in self.calls)
        )

    def events(self) -> int:
        """Return how many events it makes in all, once it is settled."""
        begun = sum(call.started is not None for call in self.calls)
        due = len(self.plan.sync) + len(self.calls)
        return 2 + len(self.plan.skipped) + due + len(self.stamps) + begun


NO_SENDER = naming.Sender("None", "none")
_ONLY_NONE = frozenset({id(None)})


class Text(str):
    """Text that was made already, to be told apart from a value kept as it is."""

    __slots__ = ()


def kept(value: Any) -> Any:
    """Return short text for a value, or the value where its text can wait.

    Only such values wait whose text costs little and that hold no other object.
    """
    kind = type(value)
    if peek.is_any(kind, NoneType, bool, float):
        return value
    return Text(naming.describe(value))


def text(value: Any) -> str:
    """Return the text of a value that :func:`kept` returned."""
    return str(value) if type(value) is Text else repr(value)


def arguments(named: dict[str, Any]) -> dict[str, Any]:
    """Return the named arguments of a send, at most :data:`MOST_ARGUMENTS`."""
    return {
        peek.plain(name): kept(value)
        for name, value in islice(named.items(), MOST_ARGUMENTS)
    }


def responses(answers: list[tuple[Any, Any]]) -> Sequence[Any]:
    """Return the values of a send's result, strangers' objects as short text."""
    values = [answer[1] for answer in answers]
    if _ONLY_NONE.issuperset(map(id, values)):
        return values
    return [kept(value) for value in values]
