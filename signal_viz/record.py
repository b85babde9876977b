"""What the tracer writes down while a dispatch runs: numbers and text, no objects.

A record is filled on the hot path, so it is compact: the clock's stamps in a
list, the receivers as numbers of their connections. :mod:`signal_viz.stream`
makes events of it later, when somebody looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from signal_viz.registry import Connection

_KEPT_AS_THEY_ARE = frozenset({type(None), bool, float})
"""Types whose values are immutable, small and hold no other object."""


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


class AsyncCall:
    """One async receiver in one dispatch.

    ``requested`` turns true when Django calls it (the coroutine exists);
    ``started`` is the clock at its first step.
    """

    __slots__ = (
        "ended",
        "error",
        "number",
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
        self.thread = 0
        self.task: int | None = None

    def origin(self) -> tuple[DispatchRecord, int]:
        """Return the dispatch and the connection that are running."""
        return self.record, self.number


class DispatchRecord:
    """One call of one of the four sends.

    ``stamps`` holds the clock at each sync receiver's start and, when the loop
    is over, once more at its end: receiver ``i`` ran from ``stamps[i]`` to
    ``stamps[i + 1]``.
    """

    __slots__ = (
        "arguments",
        "atomic",
        "calls",
        "ended",
        "error",
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
        "sync_done",
        "sync_error",
        "sync_failed",
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
        self.sync_done = False
        self.sync_failed = False
        self.sync_error = False
        self.calls: tuple[AsyncCall, ...] = ()
        self.failures: dict[int, naming.Error] | None = None
        self.responses: Sequence[Any] = ()
        self.error: naming.Error | None = None
        self.ended: int | None = None
        self.wake: Callable[[], None] | None = None

    def origin(self) -> tuple[DispatchRecord, int]:
        """Return the dispatch and the connection of the sync receiver now running."""
        return self, self.plan.sync[len(self.stamps) - 1]

    def sync_started(self) -> int:
        """Return how many sync receivers have been called so far."""
        # The length is read first: sync_done turns true before the last stamp is
        # taken, so a look from another thread is at worst one receiver late.
        taken = len(self.stamps)
        return taken - 1 if self.sync_done else taken


NO_SENDER = naming.Sender("None", "none")


def texts(values: dict[str, Any]) -> dict[str, Any]:
    """Return ``values`` with each stranger's object replaced by short text."""
    return {
        key: value if type(value) in _KEPT_AS_THEY_ARE else Text(naming.describe(value))
        for key, value in values.items()
    }


def response_texts(responses: list[tuple[Any, Any]]) -> Sequence[Any]:
    """Return the values of ``send``'s result, strangers' objects as short text."""
    values = [response[1] for response in responses]
    if _KEPT_AS_THEY_ARE.issuperset(map(type, values)):
        return values
    return [
        value if type(value) in _KEPT_AS_THEY_ARE else Text(naming.describe(value))
        for value in values
    ]


class Text(str):
    """Text that was made already, to be told apart from a value kept as it is."""

    __slots__ = ()


def text(value: Any) -> str:
    """Return the text of a value that :func:`texts` or :func:`response_texts` kept."""
    return str(value) if type(value) is Text else repr(value)
