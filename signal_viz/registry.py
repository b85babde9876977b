"""What is connected: a signal's receivers as frozen data, in call order."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import compat, naming, shape
from signal_viz.errors import SignalVizError

if TYPE_CHECKING:
    from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class SignalInfo:
    """A signal: its ``id`` in one recording (``"s1"``) and its ``name``."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One receiver connected to one signal.

    Args:
        id: ``"c1"``, ``"c2"`` …, unique in one recording.
        signal: id of the signal.
        receiver: readable name of the receiver.
        where: where it was written, ``"notebook:3"``; ``""`` if unknown.
        sender: label of the only sender it listens to; ``None`` for any.
        sender_kind: kind of that sender, see :class:`signal_viz.naming.Sender`.
        weak: whether the signal holds it weakly.
        dispatch_uid: short text of the ``dispatch_uid`` it was connected with.
        is_async: whether Django awaits it.
        alive: whether Django still calls it: neither it nor its sender has been
            garbage collected.
    """

    id: str
    signal: str
    receiver: str
    where: str = ""
    sender: str | None = None
    sender_kind: str | None = None
    weak: bool = True
    dispatch_uid: str | None = None
    is_async: bool = False
    alive: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return a JSON-ready dict with every field."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> Connection:
        """Return the connection that :meth:`to_json` wrote.

        Raises:
            ValueError: ``data`` is something else.
        """
        return shape.build(cls, data)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was connected at one moment.

    Args:
        signals: the signals looked at.
        connections: their receivers, in call order within each signal.
    """

    signals: tuple[SignalInfo, ...] = ()
    connections: tuple[Connection, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return a JSON-ready dict."""
        return {
            "signals": [asdict(item) for item in self.signals],
            "connections": [item.to_json() for item in self.connections],
        }

    @classmethod
    def from_json(cls, data: Any) -> Snapshot:
        """Return the snapshot that :meth:`to_json` wrote.

        Raises:
            ValueError: ``data`` is something else.
        """
        return shape.build(cls, data)


def registry(signal: object) -> tuple[Connection, ...]:
    """Return the receivers of ``signal`` in call order, as frozen data.

    Looking changes nothing: no receiver is called, kept alive or pruned.

    Args:
        signal: a Django ``Signal``, or a dispatcher of your own in its shape, see
            :func:`signal_viz.watch`.

    Returns:
        One :class:`Connection` an entry, those included whose receiver has been
        collected and that Django has not pruned yet (``alive=False``).

    Raises:
        SignalVizError: ``signal`` is no Django signal.
    """
    return snapshot(signal).connections


def signals() -> dict[str, Signal]:
    """Return every signal of the process that somebody is connected to, by name.

    Together with :func:`registry` it finds every receiver of a project, those
    included that Django itself has connected::

        for name, signal in sv.signals().items():
            for connection in sv.registry(signal):
                print(name, connection.receiver, connection.where)

    Looking changes nothing.

    Returns:
        The signals by the names that modules have for them, ``"post_save"``, in
        the order of the names. Where two have the same one, their modules are part
        of it: ``"shop.signals.order_paid"``. A signal that no module names is
        ``"signal"``; a further one is ``"signal 2"``.
    """
    found = [
        (naming.signal_home(signal), signal)
        for signal in compat.all_signals()
        if any(not entry.silent() for entry in compat.entries(signal))
    ]
    found.sort(key=lambda item: (item[0][1], item[0][0]))
    counts = Counter(name for (_, name), _ in found)
    named: dict[str, Signal] = {}
    for (home, name), signal in found:
        full = f"{home}.{name}" if home and counts[name] > 1 else name
        number = 1
        while (unique := full if number == 1 else f"{full} {number}") in named:
            number += 1
        named[unique] = signal
    return named


def snapshot(*signals: object) -> Snapshot:
    """Return what is connected to ``signals`` now.

    Raises:
        SignalVizError: one of them is no Django signal, or none was given.
    """
    infos: list[SignalInfo] = []
    connections: list[Connection] = []
    for signal in checked(signals):
        info = SignalInfo(f"s{len(infos) + 1}", naming.signal_name(signal))
        infos.append(info)
        found = compat.entries(signal)
        senders = sender_names(found, {})
        for entry in found:
            number = len(connections) + 1
            connections.append(
                describe_entry(
                    entry, f"c{number}", info.id, senders.get(entry.sender_key)
                )
            )
    return Snapshot(tuple(infos), tuple(connections))


def checked(signals: tuple[object, ...]) -> tuple[Any, ...]:
    """Return ``signals`` if each is a Django signal, or one's own in its shape.

    Raises:
        SignalVizError: one is not; the sentence says what it is and what to do.
    """
    if not signals:
        message = "Name at least one signal, for example post_save."
        raise SignalVizError(message)
    for candidate in signals:
        if not (compat.is_signal(candidate) or compat.is_own_dispatcher(candidate)):
            text = naming.describe(candidate)
            message = (
                f"{text} is no Django signal: pass a Signal object, for example "
                "django.db.models.signals.post_save or your own Signal()."
            )
            raise SignalVizError(message)
    return signals


def sender_names(
    found: list[compat.Entry], known: dict[Any, naming.Sender]
) -> dict[Any, naming.Sender]:
    """Return the names of the senders that ``found`` listen to, by Django's id.

    Args:
        found: entries of one signal.
        known: names that are known already (taken when they were connected).
    """
    names: dict[Any, naming.Sender] = {}
    unknown: set[Any] = set()
    for entry in found:
        if entry.hears_all():
            continue
        key = entry.sender_key
        target = entry.sender()
        if target is not None:
            names[key] = naming.sender(target)
        elif key in known:
            names[key] = known[key]
        elif entry.sender_reference is not None:
            names[key] = naming.Sender("(collected)", "instance")
        else:
            unknown.add(key)
    for key, target in compat.find_by_identity(unknown).items() if unknown else ():
        names[key] = naming.sender(target)
    for key in unknown - names.keys():
        names[key] = naming.Sender("unknown sender", "instance")
    return names


def describe_entry(
    entry: compat.Entry, number: str, signal: str, sender: naming.Sender | None
) -> Connection:
    """Return ``entry`` as frozen data.

    Args:
        entry: an entry of the signal.
        number: id for the connection.
        signal: id of the signal.
        sender: name of its sender; ``None`` where it hears all.
    """
    receiver, uid = entry.receiver(), entry.dispatch_uid()
    return Connection(
        id=number,
        signal=signal,
        receiver="(collected)" if receiver is None else naming.receiver_name(receiver),
        where="" if receiver is None else naming.where(receiver),
        sender=None if sender is None else sender.label,
        sender_kind=None if sender is None else sender.kind,
        weak=entry.weak,
        dispatch_uid=None if uid is None else uid_text(uid),
        is_async=entry.is_async,
        alive=not entry.silent(),
    )


def uid_text(uid: object) -> str:
    """Return a short text of a ``dispatch_uid``, which may be any object."""
    text = uid if type(uid) is str else naming.describe(uid)
    return naming.clip(text, naming.NAME_LENGTH)
