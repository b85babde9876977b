"""What really happened, written down by the program itself."""

from __future__ import annotations

import asyncio
import threading
import weakref
from dataclasses import dataclass
from typing import Any, NamedTuple

Line = tuple[Any, ...]
"""Something that happened, in a form in which journal and recording are equal."""


class Key(NamedTuple):
    """A connection of a signal: who listens, to whom, under which name."""

    actor: int
    sender: str
    uid: str


class Call(NamedTuple):
    """A call of a receiver: the dispatch, the actor, its earlier calls in there."""

    dispatch: str
    actor: int
    nth: int


@dataclass(frozen=True)
class Place:
    """Where something ran: a token for the thread and one for the asyncio task."""

    thread: object
    task: object | None
    main: bool


@dataclass(frozen=True)
class Entry:
    """Base of all entries; ``step`` is the number of the program's step."""

    step: int


@dataclass(frozen=True)
class Sent(Entry):
    """One of the four sends is about to be called.

    Args:
        dispatch: a name for it.
        signal: number of the signal.
        method: which of the four.
        sender: name of the sender.
        above: the call inside which it is sent, on the same stack of calls.
        due: the connections that hear it: the sync ones, then the async ones.
        passed: those that hear another sender.
        place: where it is sent.
    """

    dispatch: str
    signal: int
    method: str
    sender: str
    above: Call | None
    due: tuple[Key, ...]
    passed: tuple[Key, ...]
    place: Place


@dataclass(frozen=True)
class Came(Entry):
    """A send came back.

    Args:
        dispatch: its name.
        error: what it raised, as text.
        responses: the text of each response, in order; ``None``: it raised.
        told: all that the caller can see of the outcome.
    """

    dispatch: str
    error: str | None
    responses: tuple[str, ...] | None
    told: Any


@dataclass(frozen=True)
class Began(Entry):
    """A receiver was called; ``told`` is what it was called with."""

    call: Call
    is_async: bool
    place: Place
    told: Any


@dataclass(frozen=True)
class Ended(Entry):
    """A receiver returned, or raised ``error``."""

    call: Call
    is_async: bool
    error: str | None


@dataclass(frozen=True)
class Connected(Entry):
    """A connection came; ``position`` is its place among the living ones."""

    signal: int
    key: Key
    position: int
    weak: bool
    is_async: bool


@dataclass(frozen=True)
class Disconnected(Entry):
    """A connection went."""

    signal: int
    key: Key


@dataclass(frozen=True)
class Collected(Entry):
    """A connection fell silent: its receiver or its sender died."""

    signal: int
    key: Key
    cause: str


@dataclass(frozen=True)
class Noted(Entry):
    """Something else that the program saw, inside a dispatch or outside (``""``)."""

    dispatch: str
    what: str
    told: Any


class _Here(threading.local):
    def __init__(self) -> None:
        self.token = object()


class Places:
    """Gives each thread and each task a token; Python's own numbers come again."""

    def __init__(self) -> None:
        self._here = _Here()
        self._tasks: weakref.WeakKeyDictionary[asyncio.Task[Any], object] = (
            weakref.WeakKeyDictionary()
        )

    def here(self) -> Place:
        """Return where this is called."""
        try:
            task = asyncio.current_task()
        except RuntimeError:
            task = None
        token = None if task is None else self._tasks.setdefault(task, object())
        main = threading.current_thread() is threading.main_thread()
        return Place(self._here.token, token, main)


def short(text: str) -> str:
    """Return the text of an error without what differs: long ends, and groups."""
    kind = text.partition(":")[0]
    return kind if kind.endswith("Group") else text[:60]


def in_threads(entries: list[Entry]) -> bool:
    """Return whether more than one thread was at work."""
    places = [entry.place for entry in entries if isinstance(entry, Sent | Began)]
    return len({id(place.thread) for place in places}) > 1


def shown(entries: list[Entry], *, in_order: bool) -> list[Any]:
    """Return entries in a form that is equal for two runs of one program.

    Args:
        entries: what happened in one step.
        in_order: whether one thing happened after the other. Where several threads
            were at work, only what one dispatch did in one thread has an order.
    """
    if not in_order:
        entries = sorted(entries, key=lane)
    if in_threads(entries):
        # A thread may hold an object a moment longer than it needs it.
        entries = sorted(entries, key=lambda entry: isinstance(entry, Collected))
    told: list[Any] = []
    unordered: list[Any] = []
    for entry in entries:
        line = _shown(entry)
        # A TaskGroup cancels its tasks in no certain order, and objects that die
        # together do so in no certain order either.
        if isinstance(entry, Collected) or (
            isinstance(entry, Ended) and f"{entry.error}".startswith(CANCELLED)
        ):
            unordered.append(line)
            continue
        told += sorted(unordered, key=repr)
        unordered.clear()
        told.append(line)
    return told + sorted(unordered, key=repr)


CANCELLED = "CancelledError"


def lane(entry: Entry) -> tuple[str, bool]:
    """Return what has an order of its own, whatever the others do meanwhile."""
    if isinstance(entry, Sent | Came | Noted):
        return entry.dispatch, False
    if isinstance(entry, Began | Ended):
        return entry.call.dispatch, entry.is_async
    return "", False


def _shown(entry: Entry) -> Any:
    line: list[Any] = [type(entry).__name__]
    for name, value in vars(entry).items():
        if name == "place":
            line += ["main" if value.main else "other", value.task is not None]
        else:
            line.append(value if name == "told" else f"{value}")
    return line
