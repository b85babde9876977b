"""All signals of the process and their receivers, as frozen data."""

from __future__ import annotations

import types
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps

from signal_viz import callables, compat, naming, peek
from signal_viz.clip import clip
from signal_viz.project.homes import homes
from signal_viz.registry import (
    Connection,
    SignalInfo,
    Snapshot,
    describe_entry,
    uid_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SCHEMA = 1
"""Version of the inventory's JSON form."""
NAMELESS = "(no name)"
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

    @property
    def short(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Inventory:
    """All signals of a project: made by :func:`inventory`."""

    signals: tuple[FoundSignal, ...] = ()

    @property
    def count(self) -> int:
        """How many receivers there are."""
        return sum(len(signal.receivers) for signal in self.signals)

    def snapshot(self) -> Snapshot:
        """Return what is connected, for a picture: no signal without a receiver."""
        shown = [signal for signal in self.signals if signal.connections]
        shorts = [signal.short for signal in shown]
        infos = tuple(
            SignalInfo(
                signal.connections[0].signal,
                signal.short if shorts.count(signal.short) == 1 else signal.name,
            )
            for signal in shown
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
    names = homes()
    found = [(names.get(id(signal), []), signal) for signal in compat.all_signals()]
    found.sort(key=lambda item: (not item[0], item[0][:1]))
    raw = [compat.entries(signal) for _, signal in found]
    senders = _senders(entry for entries in raw for entry in entries)
    waits = compat.waiting()
    signals: list[FoundSignal] = []
    number = 0
    for (paths, signal), entries in zip(found, raw, strict=True):
        info = f"s{len(signals) + 1}"
        connections: list[Connection] = []
        for entry in entries:
            number += 1
            sender = _sender_name(entry, senders)
            connections.append(describe_entry(entry, f"c{number}", info, sender))
        signals.append(
            FoundSignal(
                name=paths[0] if paths else NAMELESS,
                also=tuple(paths[1:]),
                receivers=_receivers(entries, connections, senders)
                + _waiting([item for item in waits if item.signal is signal]),
                connections=tuple(connections),
            )
        )
    return Inventory(tuple(signals))


def _senders(entries: Iterable[compat.Entry]) -> dict[Any, object]:
    """Return the living senders, by Django's id: one look at the heap for all."""
    found: dict[Any, object] = {}
    unknown: set[Any] = set()
    for entry in entries:
        target = entry.sender()
        if target is not None:
            found[entry.sender_key] = target
        elif not entry.hears_all() and entry.sender_reference is None:
            unknown.add(entry.sender_key)
    if unknown:
        found |= compat.find_by_identity(unknown)
    return found


def _sender_name(
    entry: compat.Entry, senders: dict[Any, object]
) -> naming.Sender | None:
    if entry.hears_all():
        return None
    if entry.sender_key in senders:
        return naming.sender(senders[entry.sender_key])
    return naming.Sender("(collected)", "instance")


def _receivers(
    entries: Sequence[compat.Entry],
    connections: Sequence[Connection],
    senders: dict[Any, object],
) -> tuple[Receiver, ...]:
    found = [
        _receiver(
            entry.receiver(),
            sender=_sender_label(entry, senders),
            weak=entry.weak,
            dispatch_uid=connection.dispatch_uid,
            is_async=entry.is_async,
            alive=connection.alive,
        )
        for entry, connection in zip(entries, connections, strict=True)
    ]
    return tuple(sorted(found, key=_calling_order))


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
    code = callables.code(receiver)
    module = callables.home(receiver)
    file = clip(peek.plain(code.co_filename), _PATH) if code is not None else ""
    # Where Django is not set up, there are no apps.
    config = apps.get_containing_app_config(module) if apps.apps_ready else None
    return Receiver(
        name=".".join(filter(None, (module, naming.receiver_name(receiver)))),
        module=module,
        file=file,
        line=None if code is None else code.co_firstlineno,
        app=None if config is None else config.label,
        **how,
    )


def _sender_label(entry: compat.Entry, senders: dict[Any, object]) -> str | None:
    """Return the full name of the only sender that an entry hears."""
    if entry.hears_all():
        return None
    target = senders.get(entry.sender_key)
    if target is None:
        return "(collected)"
    if compat.is_model(target):
        return compat.model_label(target)
    if type(target) is types.ModuleType:
        return naming.sender(target).label
    if issubclass(type(target), type):
        home = peek.class_module(target)  # type: ignore[arg-type]  # a class
        label = naming.sender(target).label
        return f"{home}.{label}" if type(home) is str else label
    return naming.sender(target).label
