"""All signals of the process and their receivers, as frozen data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps

from signal_viz import callables, compat, naming, peek
from signal_viz.clip import clip
from signal_viz.project.collecting import collect, gone_sender, sender_label
from signal_viz.registry import (
    Connection,
    SignalInfo,
    Snapshot,
    describe_entry,
    uid_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA = 1
"""Version of the inventory's JSON form."""
_PATH = 1_000
"""Most characters of a path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One receiver of one signal.

    Args:
        name: full name, ``"shop.receivers.reserve_stock"``.
        module: the module that it was written in; ``""`` if unknown.
        file: the file that it was written in; ``""`` if unknown.
        line: number of its first line there, from 1.
        app: label of the installed app that the module belongs to, if any.
        sender: ``"shop.Order"``, the only sender that it hears; ``None``: all.
        weak: whether the signal holds it weakly.
        dispatch_uid: short text of the ``dispatch_uid`` it was connected with.
        is_async: whether Django awaits it.
        alive: whether Django calls it: neither it nor its sender is collected.
        waiting: it is connected when its sender, a model, is made.
    """

    name: str
    module: str = ""
    file: str = ""
    line: int | None = None
    app: str | None = None
    sender: str | None = None
    weak: bool = True
    dispatch_uid: str | None = None
    is_async: bool = False
    alive: bool = True
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSignal:
    """A signal and its receivers.

    Args:
        name: full name, ``"django.db.models.signals.post_save"``.
        also: further names of the same signal.
        receivers: in the order in which Django calls them; those that it does not
            call (collected, or waiting for their sender) come last.
        connections: the same without those that wait, for pictures, in the order of
            Django's list.
    """

    name: str
    also: tuple[str, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    connections: tuple[Connection, ...] = ()

    def pairs(self) -> list[tuple[Receiver, Connection | None]]:
        """Return each receiver with its connection, which one that waits has not."""
        rest = len(self.receivers) - len(self.connections)
        in_order = sorted(self.connections, key=_calling_order)
        return list(zip(self.receivers, [*in_order, *[None] * rest], strict=True))


@dataclass(frozen=True, slots=True)
class Inventory:
    """All signals of a project: made by :func:`inventory`."""

    signals: tuple[FoundSignal, ...] = ()

    @property
    def count(self) -> int:
        """How many receivers are connected."""
        return sum(len(signal.connections) for signal in self.signals)

    @property
    def waiting(self) -> int:
        """How many receivers wait for their sender: no picture shows them."""
        return sum(len(signal.receivers) for signal in self.signals) - self.count

    def snapshot(self) -> Snapshot:
        """Return what is connected, for a picture: no signal without a receiver."""
        shown = [signal for signal in self.signals if signal.connections]
        names = _short_names([signal.name for signal in shown])
        infos = tuple(
            SignalInfo(signal.connections[0].signal, name)
            for signal, name in zip(shown, names, strict=True)
        )
        return Snapshot(
            infos, tuple(item for signal in shown for item in signal.connections)
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON-ready dict."""
        return {
            "schema": SCHEMA,
            "django": django.get_version(),
            "signals": [
                {
                    "name": signal.name,
                    "also": list(signal.also),
                    "receivers": [asdict(item) for item in signal.receivers],
                }
                for signal in self.signals
            ],
        }


def inventory() -> Inventory:
    """Return every signal that exists in the process, by name, with its receivers.

    Looking changes nothing: no receiver is called, kept alive or pruned, and the
    database is not asked.
    """
    whole = collect()
    signals: list[FoundSignal] = []
    number = 0
    for heard in whole.signals:
        info = f"s{len(signals) + 1}"
        connections: list[Connection] = []
        for entry in heard.entries:
            number += 1
            sender = _sender_name(entry, whole.senders)
            connections.append(describe_entry(entry, f"c{number}", info, sender))
        signals.append(
            FoundSignal(
                name=heard.name,
                also=tuple(heard.names[1:]),
                receivers=_receivers(heard.entries, connections, whole.senders)
                + _waiting(
                    [item for item in whole.waits if item.signal is heard.signal]
                ),
                connections=tuple(connections),
            )
        )
    return Inventory(tuple(signals))


def _sender_name(
    entry: compat.Entry, senders: dict[Any, object]
) -> naming.Sender | None:
    if entry.hears_all():
        return None
    if entry.sender_key in senders:
        return naming.sender(senders[entry.sender_key])
    return naming.Sender(gone_sender(entry), "instance")


def _receivers(
    entries: Sequence[compat.Entry],
    connections: Sequence[Connection],
    senders: dict[Any, object],
) -> tuple[Receiver, ...]:
    found = [
        _receiver(
            # Of a method whose object is gone, the function is still known.
            entry.function() if entry.receiver() is None else entry.receiver(),
            sender=sender_label(entry, senders),
            weak=entry.weak,
            dispatch_uid=connection.dispatch_uid,
            is_async=entry.is_async,
            alive=connection.alive,
        )
        for entry, connection in zip(entries, connections, strict=True)
    ]
    return tuple(sorted(found, key=_calling_order))


def _short_names(names: Sequence[str]) -> list[str]:
    """Return the last part of each name; with the first, where that is not enough."""
    last = [name.rpartition(".")[2] for name in names]
    ends = [
        f"{name.partition('.')[0]}…{end}" for name, end in zip(names, last, strict=True)
    ]
    return [
        short if last.count(short) == 1 else both if ends.count(both) == 1 else name
        for name, short, both in zip(names, last, ends, strict=True)
    ]


def _calling_order(item: Receiver | Connection) -> tuple[bool, bool]:
    """Sort as Django calls: the sync ones first, those never that are gone."""
    return not item.alive, item.is_async


def _waiting(waits: list[compat.Waiting]) -> tuple[Receiver, ...]:
    return tuple(
        _receiver(
            item.receiver,
            sender=".".join(item.model),
            weak=item.weak,
            dispatch_uid=None if item.uid is None else uid_text(item.uid),
            waiting=True,
        )
        for item in waits
    )


def _receiver(receiver: object, **how: Any) -> Receiver:
    if receiver is None:
        return Receiver(name="(collected)", **how)
    code = callables.written_code(receiver)
    module = callables.home(receiver)
    file = clip(peek.plain(code.co_filename), _PATH) if code is not None else ""
    # Where Django is not set up, there are no apps.
    config = apps.get_containing_app_config(module) if apps.apps_ready else None
    return Receiver(
        name=callables.full_name(receiver),
        module=module,
        file=file,
        line=None if code is None else code.co_firstlineno,
        app=None if config is None else config.label,
        **how,
    )
