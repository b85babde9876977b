"""Follows the receivers of one signal from connect to disconnect or death.

The table holds text, weak references and Django's keys only. It compares itself
with Django's own list, so a connection that came by another way is found at the
next look.
"""

from __future__ import annotations

import itertools
import threading
import weakref
from collections import Counter
from dataclasses import replace
from time import perf_counter_ns
from types import MethodType
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


class Row:
    """One connection that the table knows.

    Django's key is held so that no other entry can get its ``id()``, which is how
    the table finds the row of an entry.
    """

    __slots__ = ("connection", "dead", "key", "number", "watching")

    def __init__(self, key: tuple[Any, Any], connection: Connection) -> None:
        self.number = next(_numbers)
        self.key = key
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
        self._rows: dict[int, Row] = {}
        self._plans: dict[int, tuple[tuple[Any, ...], tuple[Any, ...], Plan]] = {}
        self._strangers: dict[tuple[str, str, int, bool], tuple[int, Connection]] = {}
        self._length = 0
        self._newest: object = None
        self._stale = False
        self._closed = False
        # Reentrant: the garbage collector may run somebody's __del__, which may
        # send the very signal that is being compared.
        self._lock = threading.RLock()

    def current(self) -> list[tuple[int, Connection]]:
        """Return number and connection of each living row, in call order."""
        living = [
            (row.number, row.connection)
            for row in list(self._rows.values())
            if not row.dead
        ]
        return living + list(self._strangers.values())

    def entries(self, signal: Any) -> list[tuple[int, compat.Entry]]:
        """Return number and Django's entry of each row, in call order.

        An entry may hold its receiver: it must not be kept.
        """
        found = []
        for entry in compat.entries(signal):
            row = self._rows.get(_token(entry))
            if row is not None:
                found.append((row.number, entry))
        return found

    def forget(self) -> None:
        """Drop every weak reference; nothing is announced from now on.

        It may be called by the garbage collector, so it takes no lock.
        """
        self._closed = True
        rows, self._rows, self._plans = self._rows, {}, {}
        for row in rows.values():
            row.watching = ()

    def compare(self, signal: Any, sender: object = None) -> None:
        """Bring the table in step with the signal's list and announce the changes.

        Args:
            signal: the signal.
            sender: whom a receiver was just connected to: before Django 6.0 a
                signal knows only its id.
        """
        with self._lock:
            self._compare(signal, sender)

    def _compare(self, signal: Any, sender: object = None) -> None:
        if self._closed:
            return
        self._stale = False
        found = compat.entries(signal)
        self._length = len(found)
        self._newest = found[-1].raw[0] if found else None
        tokens = [_token(entry) for entry in found]
        if tokens == list(self._rows):
            return
        before, kept = self._rows, set(tokens)
        for token, row in before.items():
            if token not in kept:
                row.watching = ()
                if not row.dead:
                    self._say("disconnected", row.number)
        new = [entry for entry in found if _token(entry) not in before]
        known = (
            {} if sender is None else {compat.identity(sender): naming.sender(sender)}
        )
        names = sender_names(new, known)
        rows: dict[int, Row] = {}
        position = 0
        for token, entry in zip(tokens, found, strict=True):
            row = before.get(token) or self._add(
                entry, position, names.get(entry.sender_key)
            )
            rows[token] = row
            position += not row.dead
        self._rows = rows
        self._plans.clear()

    def expected(self, signal: Any, sender: object) -> Plan | None:
        """Return whom Django calls for ``sender``, if it is known without looking.

        It is where nothing has been connected, disconnected or collected since the
        last dispatch of this sender. A change that came by a way that is not watched
        is seen by the length of the list and its newest entry, so only an entry that
        somebody exchanged for another inside the list goes unseen, until
        :meth:`compare`.

        Only where Django itself found the receivers: another tool may find others.
        """
        if (
            self._stale
            or not compat.looks_alike(signal, self._length, self._newest)
            # Each look at a bound method gives a new object, with any id().
            or type(sender) is MethodType
        ):
            return None
        known = self._plans.get(id(sender))
        return None if known is None else known[2]

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
        if self._stale or compat.entry_count(signal) != self._length:
            self.compare(signal)
        key = id(sender)
        known = self._plans.get(key)
        # C goes through the ids. A bound method has another one at each look, so
        # where there is one its parts are compared, in Python.
        sync_keys = tuple(map(id, sync))
        concurrent_keys = tuple(map(id, concurrent))
        if known is None or known[:2] != (sync_keys, concurrent_keys):
            sync_keys = tuple(map(compat.identity, sync))
            concurrent_keys = tuple(map(compat.identity, concurrent))
        if known is not None and known[:2] == (sync_keys, concurrent_keys):
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
        heard = compat.identity(sender)
        due: tuple[_Due, _Due] = ([], [])
        others: list[int] = []
        for entry in compat.entries(signal):
            row = self._rows.get(_token(entry))
            if row is None or row.dead or entry.silent():
                continue
            if entry.hears_all() or entry.sender_key == heard:
                known = (compat.identity(entry.receiver()), row.number)
                due[entry.is_async].append(known)
            else:
                others.append(row.number)
        if not (sync or concurrent or others):
            return NOBODY
        called = self._numbers(sync, due[False], is_async=False)
        awaited = self._numbers(concurrent, due[True], is_async=True)
        # A Signal subclass may pass receivers over that are due.
        reached = {*called, *awaited}
        passed_over = {number for _, number in (*due[False], *due[True])} - reached
        others.extend(sorted(passed_over))
        return Plan(called, awaited, tuple(others))

    def _numbers(
        self, receivers: list[Any], due: _Due, *, is_async: bool
    ) -> tuple[int, ...]:
        """Return the number of each receiver that is about to be called."""
        waiting: dict[Any, list[int]] = {}
        for identity, number in due:
            waiting.setdefault(identity, []).append(number)
        found: list[int | None] = [
            waiting[identity].pop(0) if waiting.get(identity) else None
            for identity in map(compat.identity, receivers)
        ]
        if None in found and len(found) == len(due):
            # Other tools put a proxy in the place of each receiver.
            return tuple(number for _, number in due)
        seen: Counter[tuple[str, str]] = Counter()
        numbers = []
        for receiver, known in zip(receivers, found, strict=True):
            if known is not None:
                numbers.append(known)
                continue
            name = naming.receiver_name(receiver), naming.where(receiver)
            seen[name] += 1
            numbers.append(self._stranger(*name, seen[name], is_async=is_async))
        return tuple(numbers)

    def _stranger(self, name: str, where: str, nth: int, *, is_async: bool) -> int:
        """Return the number of a receiver that a Signal subclass calls by itself.

        It is in no entry, and it may be another object in each dispatch, so it is
        known by its name.
        """
        key = (name, where, nth, is_async)
        if key not in self._strangers:
            number = next(_numbers)
            connection = Connection(
                id="", signal="", receiver=name, where=where, is_async=is_async
            )
            self._strangers[key] = (number, connection)
            self._say("connected", number, connection, self._length)
        return self._strangers[key][0]

    def _add(self, entry: compat.Entry, position: int, sender: Sender | None) -> Row:
        row = Row(entry.raw[0], describe_entry(entry, "", "", sender))
        # Alive for now: it is told that it was connected, and then that it is gone.
        connection = replace(row.connection, alive=True)
        self._say("connected", row.number, connection, position)
        row.dead = entry.silent()
        if row.dead:
            cause = "receiver" if entry.receiver() is None else "sender"
            self._say("collected", row.number, cause=cause)
        else:
            row.watching = self._watch(row, entry)
        return row

    def _watch(self, row: Row, entry: compat.Entry) -> tuple[weakref.ref[Any], ...]:
        """Return weak references that tell of the death of receiver and sender."""
        targets = [(part, "receiver") for part in entry.parts()]
        sender = entry.sender()
        if sender is not None:
            targets.append((sender, "sender"))
        return tuple(_ref(target, self._death(row, cause)) for target, cause in targets)

    def _death(self, row: Row, cause: str) -> Callable[[Any], None]:
        table = _ref(self)

        def died(_reference: object) -> None:
            here = table()
            if here is not None:
                here.died(row, cause)

        return died

    def died(self, row: Row, cause: str) -> None:
        """Note that the receiver of ``row`` or its sender has been collected."""
        if row.watching and not row.dead:
            row.dead = True
            self._stale = True
            self._say("collected", row.number, cause=cause)

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


_Due = list[tuple[Any, int]]
_PLANS = 256
"""Most plans kept for one signal; a program with more senders makes them anew."""


def _token(entry: compat.Entry) -> int:
    """Return what tells one entry from another without touching its contents."""
    return id(entry.raw[0])
