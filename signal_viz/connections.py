"""Follows the receivers of one signal from connect to disconnect or death.

The table holds text and weak references only. It compares itself with Django's
own list, so a connection that came by another way, a lazy model sender say, is
found at the next look.
"""

from __future__ import annotations

import itertools
import threading
import types
import weakref
from dataclasses import replace
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from signal_viz import compat, naming
from signal_viz.record import NOBODY, ConnectionChange, Plan
from signal_viz.registry import Connection, describe_entry, sender_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.naming import Sender

# Bound here: Django's own tests replace weakref.ref to prove that it is not used.
_ref = weakref.ref
_numbers = itertools.count(1)

Token = tuple[int, int, int]


class Row:
    """One connection that the table knows."""

    __slots__ = ("connection", "dead", "entry_identity", "number", "watching")

    def __init__(self, number: int, connection: Connection) -> None:
        self.number = number
        self.connection = connection
        self.dead = False
        self.watching: tuple[weakref.ref[Any], ...] = ()


class ConnectionTable:
    """The connections of one signal, and whom a dispatch for a sender calls.

    Args:
        signal_number: number of the signal, written into each change.
        announce: called with each :class:`ConnectionChange`. It may be called by
            the garbage collector, so it must not lock.
    """

    def __init__(
        self, signal_number: int, announce: Callable[[ConnectionChange], None]
    ) -> None:
        self._signal = signal_number
        self._announce = announce
        self._rows: dict[Token, Row] = {}
        self._senders: dict[Any, Sender] = {}
        self._plans: dict[int, tuple[tuple[Any, ...], tuple[Any, ...], Plan]] = {}
        self._strangers: dict[Any, int] = {}
        self._length = 0
        self._stale = False
        # Reentrant: the garbage collector may run somebody's __del__, which may
        # send the very signal that is being compared.
        self._lock = threading.RLock()

    def current(self) -> list[tuple[int, Connection]]:
        """Return number and connection of each living row, in call order."""
        return [
            (row.number, row.connection)
            for row in list(self._rows.values())
            if not row.dead
        ]

    def remember_sender(self, sender: object, named: Sender) -> None:
        """Keep the name of a sender: before Django 6.0 a signal knows only its id."""
        self._senders[compat.identity(sender)] = named

    def forget(self) -> None:
        """Drop every weak reference; nothing is announced from now on."""
        for row in self._rows.values():
            row.watching = ()
        self._rows = {}
        self._plans = {}

    def is_current(self, signal: Any) -> bool:
        """Whether the signal's list still looks as at the last comparison."""
        return not self._stale and compat.entry_count(signal) == self._length

    def compare(self, signal: Any) -> None:
        """Bring the table in step with the signal's list and announce the changes."""
        with self._lock:
            self._compare(signal)

    def _compare(self, signal: Any) -> None:
        self._stale = False
        found = compat.entries(signal)
        tokens = [_token(entry) for entry in found]
        if tokens == list(self._rows):
            self._length = len(found)
            return
        before, rows = self._rows, {}
        kept = set(tokens)
        for token, row in before.items():
            if token not in kept and not row.dead:
                row.watching = ()
                self._say("disconnected", row.number)
        new = [
            entry
            for token, entry in zip(tokens, found, strict=True)
            if token not in before
        ]
        names = sender_names(new, self._senders)
        self._senders.update(names)
        for position, (token, entry) in enumerate(zip(tokens, found, strict=True)):
            row = before.get(token)
            if row is None:
                row = self._add(entry, position, names.get(entry.sender_key))
            rows[token] = row
        self._rows = rows
        self._length = len(found)
        self._plans.clear()

    def plan(
        self, signal: Any, sender: object, sync: list[Any], concurrent: list[Any]
    ) -> Plan:
        """Return the numbers of the receivers that Django is about to call.

        Args:
            signal: the signal.
            sender: who sends.
            sync: the living sync receivers that Django found.
            concurrent: the living async ones.
        """
        if not self.is_current(signal):
            self.compare(signal)
        key = id(sender)
        sync_keys = tuple(map(compat.receiver_identity, sync))
        concurrent_keys = tuple(map(compat.receiver_identity, concurrent))
        known = self._plans.get(key)
        if known is not None and known[0] == sync_keys and known[1] == concurrent_keys:
            return known[2]
        with self._lock:
            self._compare(signal)
            plan = self._match(signal, sender, sync, concurrent)
            if len(self._plans) >= _PLANS:
                self._plans.clear()
            self._plans[key] = (sync_keys, concurrent_keys, plan)
        return plan

    def _match(
        self, signal: Any, sender: object, sync: list[Any], concurrent: list[Any]
    ) -> Plan:
        sender_key = compat.identity(sender)
        due: dict[Any, list[int]] = {}
        skipped: list[int] = []
        for entry in compat.entries(signal):
            row = self._rows.get(_token(entry))
            receiver = entry.receiver()
            if row is None or row.dead or receiver is None:
                continue
            if entry.hears_all() or entry.sender_key == sender_key:
                identity = compat.receiver_identity(receiver)
                due.setdefault(identity, []).append(row.number)
            else:
                skipped.append(row.number)
        if not (sync or concurrent or skipped):
            return NOBODY
        return Plan(
            tuple(self._number(receiver, due) for receiver in sync),
            tuple(self._number(receiver, due) for receiver in concurrent),
            tuple(skipped),
        )

    def _number(self, receiver: Any, due: dict[Any, list[int]]) -> int:
        """Return the number of a due receiver.

        A Signal subclass may call one that is in no entry: it gets a number of
        its own the first time.
        """
        identity = compat.receiver_identity(receiver)
        if due.get(identity):
            return due[identity].pop(0)
        if identity not in self._strangers:
            number = next(_numbers)
            connection = Connection(
                id="",
                signal="",
                receiver=naming.receiver_name(receiver),
                where=naming.where(receiver),
            )
            self._say("connected", number, connection, len(self._rows))
            self._strangers[identity] = number
        return self._strangers[identity]

    def _add(self, entry: compat.Entry, position: int, sender: Sender | None) -> Row:
        number = next(_numbers)
        connection = describe_entry(entry, "", "", sender)
        row = Row(number, connection)
        self._say("connected", number, replace(connection, alive=True), position)
        receiver = entry.receiver()
        if receiver is None:
            row.dead = True
            self._say("collected", number)
        else:
            row.watching = self._watch(row, entry, receiver)
        return row

    def _watch(
        self, row: Row, entry: compat.Entry, receiver: Any
    ) -> tuple[weakref.ref[Any], ...]:
        """Return weak references that tell of the death of receiver and sender."""
        targets: list[tuple[Any, str]] = []
        if entry.weak and type(receiver) is types.MethodType:
            targets = [(receiver.__self__, "receiver"), (receiver.__func__, "receiver")]
        elif entry.weak:
            targets = [(receiver, "receiver")]
        sender = entry.sender_reference() if entry.sender_reference else None
        if sender is not None:
            targets.append((sender, "sender"))
        return tuple(_ref(target, self._death(row, cause)) for target, cause in targets)

    def _death(self, row: Row, cause: str) -> Callable[[Any], None]:
        table = _ref(self)

        def died(_reference: object) -> None:
            here = table()
            if here is not None and row.watching and not row.dead:
                row.dead = True
                here._stale = True
                here._say("collected", row.number, cause=cause)

        return died

    def _say(
        self,
        kind: str,
        number: int,
        connection: Connection | None = None,
        position: int = 0,
        cause: str = "receiver",
    ) -> None:
        self._announce(
            ConnectionChange(
                kind,
                perf_counter_ns(),
                self._signal,
                number,
                connection,
                position,
                cause,
            )
        )


_PLANS = 256
"""Most plans kept for one signal; a program with more senders makes them anew."""


def _token(entry: compat.Entry) -> Token:
    """Return what tells one entry from another without touching its contents."""
    return (id(entry.raw), id(entry.raw[0]), id(entry.reference))
