"""The only place that knows Django's private shapes.

``Signal.receivers`` is a list of tuples that changed with the versions:

* 5.0 to 5.2: ``((receiver key, sender key), reference, is_async)``
* 6.0 and later: ``((receiver key, sender key), reference, sender reference, is_async)``

A reference is a ``weakref.ref``, a ``weakref.WeakMethod`` or, with
``weak=False``, the receiver itself. Read in ``django/dispatch/dispatcher.py`` of
5.2.19, 6.0.10 and 6.1.3.
"""

from __future__ import annotations

import gc
import types
import weakref
from typing import Any, NamedTuple, TypeGuard

from django.db import connections, models
from django.dispatch import Signal
from django.dispatch.dispatcher import _make_id  # type: ignore[attr-defined]
from django.utils.inspect import _get_func_parameters  # type: ignore[attr-defined]

Receiver = Any
RawEntry = tuple[Any, ...]

_WITHOUT_SENDER_REFERENCE = 3


class Entry(NamedTuple):
    """One item of ``Signal.receivers``, whatever the version.

    Args:
        raw: Django's own tuple.
        receiver_key: the ``dispatch_uid`` or Django's id of the receiver.
        sender_key: Django's id of the sender.
        reference: weak reference, or the receiver itself.
        sender_reference: weak reference to the sender, from Django 6.0 on.
        is_async: whether Django awaits the receiver.
    """

    raw: RawEntry
    receiver_key: Any
    sender_key: Any
    reference: Any
    sender_reference: weakref.ref[Any] | None
    is_async: bool

    @property
    def weak(self) -> bool:
        """Whether Django holds the receiver weakly."""
        return isinstance(self.reference, weakref.ReferenceType)

    def receiver(self) -> Receiver | None:
        """Return the receiver, or ``None`` if it has been collected."""
        return self.reference() if self.weak else self.reference

    def hears_all(self) -> bool:
        """Whether it was connected with ``sender=None``."""
        return bool(self.sender_key == _ANY)


_ANY = _make_id(None)


def identity(target: object) -> Any:
    """Return what Django takes for the identity of a receiver or a sender."""
    return _make_id(target)


def receiver_identity(receiver: Receiver) -> Any:
    """Return a key that is equal for two looks at one receiver.

    A bound method is a new object at each look, so its parts are the key.
    """
    if type(receiver) is types.MethodType:
        return (id(receiver.__self__), id(receiver.__func__))
    return id(receiver)


def read(raw: RawEntry) -> Entry:
    """Return ``raw``, an item of ``Signal.receivers``, with its parts named."""
    if len(raw) == _WITHOUT_SENDER_REFERENCE:
        (receiver_key, sender_key), reference, is_async = raw
        return Entry(raw, receiver_key, sender_key, reference, None, bool(is_async))
    (receiver_key, sender_key), reference, sender_reference, is_async = raw
    return Entry(
        raw, receiver_key, sender_key, reference, sender_reference, bool(is_async)
    )


def raw_entries(signal: Signal) -> list[RawEntry]:
    """Return a copy of the signal's list, dead entries included."""
    return list(signal.receivers)


def entry_count(signal: Signal) -> int:
    """Return the length of the signal's list, dead entries included."""
    return len(signal.receivers)


def entries(signal: Signal) -> list[Entry]:
    """Return the signal's entries in call order, dead ones included.

    Nothing is pruned and nothing is called: looking changes nothing.
    """
    return [read(raw) for raw in raw_entries(signal)]


def replace_entries(signal: Signal, raw: list[RawEntry]) -> None:
    """Make ``raw``, taken earlier with :func:`raw_entries`, the signal's list."""
    with signal.lock:
        signal.receivers = list(raw)  # type: ignore[assignment]
        signal.sender_receivers_cache.clear()


def forget_signatures() -> None:
    """Empty the cache in which Django keeps the signatures of receivers.

    With ``DEBUG=True`` ``connect`` looks at the signature, and the cache then holds
    the receiver strongly (``django/utils/inspect.py``, 512 functions).
    """
    _get_func_parameters.cache_clear()


def is_signal(candidate: object) -> TypeGuard[Signal]:
    """Whether ``candidate`` is a ``Signal``, without asking its ``__class__``."""
    return issubclass(type(candidate), Signal)


def all_signals() -> list[Signal]:
    """Return every ``Signal`` object that exists in the process."""
    return [found for found in gc.get_objects() if is_signal(found)]


def is_model(candidate: object) -> TypeGuard[type[models.Model]]:
    """Whether ``candidate`` is a model class."""
    return issubclass(type(candidate), models.base.ModelBase)


def primary_key(instance: object) -> Any:
    """Return the primary key that a model instance holds, running none of its code.

    Returns:
        The value, or ``None`` where the instance has none (not saved yet).

    Raises:
        TypeError: ``instance`` is no model instance.
    """
    model = type(instance)
    if not is_model(model):
        message = "not a model instance"
        raise TypeError(message)
    values = object.__getattribute__(instance, "__dict__")
    key = model._meta.pk
    return None if key is None else values.get(key.attname)


def find_by_identity(keys: set[Any]) -> dict[Any, object]:
    """Return the living objects whose ``id()`` is in ``keys``.

    Before Django 6.0 a signal knows its senders only by their id. The model
    classes are looked at first, then all that the garbage collector tracks.
    """
    found: dict[Any, object] = {}
    for candidate in gc.get_objects():
        if id(candidate) in keys:
            found[id(candidate)] = candidate
            if len(found) == len(keys):
                break
    return found


def in_transaction() -> bool | None:
    """Whether an open database connection is inside a transaction.

    Returns:
        ``None`` where no connection has been used in this thread or task.
        Unlike ``connections[alias]`` this never makes a connection.
    """
    found: bool | None = None
    # Read only if Django has read it already: asking for it sets it up.
    for alias in vars(connections).get("settings", ()):
        connection = getattr(_opened, alias, None)
        if connection is not None:
            found = bool(connection.in_atomic_block)
            if found:
                break
    return found


def left_sync_loop(raised: BaseException) -> bool:
    """Whether an exception that left a send came out of a sync receiver.

    With ``asend`` before Django 6.1 a sync and an async receiver can both fail,
    and only the first exception leaves. The sync ones run in ``send`` itself, or
    in an inner function of Django's called ``sync_send``.
    """
    traceback = raised.__traceback__
    last = None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == _DISPATCHER:
            last = code.co_name
        elif last is not None:
            break
        traceback = traceback.tb_next
    return last in ("send", "sync_send", "send_robust", "_log_robust_failure")


_DISPATCHER = Signal.connect.__code__.co_filename
_opened = connections._connections  # type: ignore[attr-defined]  # noqa: SLF001
