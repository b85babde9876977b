"""The only place that knows Django's private shapes.

``Signal.receivers`` is a list of tuples that changed with the versions:

* 5.0 to 5.2: ``((receiver key, sender key), reference, is_async)``
* 6.0 and later: ``((receiver key, sender key), reference, sender reference, is_async)``

A reference is a ``weakref.ref``, a ``weakref.WeakMethod`` or, with
``weak=False``, the receiver itself. Read in ``django/dispatch/dispatcher.py`` of
5.2.19, 6.0.10 and 6.1.3.

A dispatcher that somebody wrote may have the oldest of these shapes, that of Django 1.8
to 4.2: see :func:`is_own_dispatcher`.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import types
import weakref
from typing import Any, NamedTuple, TypeGuard

from django.apps import apps
from django.db import connections, models
from django.db.models.options import Options
from django.dispatch import Signal, dispatcher
from django.utils.inspect import _get_func_parameters  # type: ignore[attr-defined]

from signal_viz import peek

Receiver = Any
RawEntry = tuple[Any, ...]

_SHORTEST = 2
_WITHOUT_SENDER_REFERENCE = 3
_METHOD_PARTS = 2


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
        return issubclass(type(self.reference), weakref.ReferenceType)

    def receiver(self) -> Receiver | None:
        """Return the receiver, or ``None`` if it has been collected."""
        return self.reference() if self.weak else self.reference

    def sender(self) -> object | None:
        """Return the only sender that it hears, if Django holds it and it lives."""
        return None if self.sender_reference is None else self.sender_reference()

    def silent(self) -> bool:
        """Whether Django calls it no more: its receiver or its sender is gone."""
        if self.sender_reference is not None and self.sender_reference() is None:
            return True
        return self.receiver() is None

    def hears_all(self) -> bool:
        """Whether it was connected with ``sender=None``."""
        return bool(self.sender_key == _ANY)

    def dispatch_uid(self) -> Any:
        """Return the ``dispatch_uid``, ``None`` where it was connected without one.

        Django stores it in place of its own key, which is a number, or two for a
        bound method. Once the receiver is gone, such a key tells nothing.
        """
        key = self.receiver_key
        if type(key) is tuple and len(key) == _METHOD_PARTS:
            numbers = all(type(part) is int for part in key)
        else:
            numbers = type(key) is int
        if not numbers:
            return key
        receiver = self.receiver()
        if receiver is None or key == identity(receiver):
            return None
        return None if type(key) is tuple and _poses_as_method(receiver) else key

    def function(self) -> Any:
        """Return the function of a bound method; it may outlive the method's object.

        ``None`` where the receiver is none that is held weakly.
        """
        if issubclass(type(self.reference), weakref.WeakMethod):
            return self.reference._func_ref()  # noqa: SLF001
        return None

    def parts(self) -> list[object]:
        """Return what must live for the receiver to live, where it is held weakly.

        A bound method is made anew at each look; its object and its function last.
        """
        if not self.weak:
            return []
        if not issubclass(type(self.reference), weakref.WeakMethod):
            found = [self.reference()]
        else:
            # A WeakMethod is a weak reference to the object, and has another one.
            found = [
                weakref.ref.__call__(self.reference),
                self.function(),
            ]
        return [part for part in found if part is not None]


_ANY = id(None)


def identity(target: object) -> Any:
    """Return the key by which Django tells a receiver or a sender from others.

    Two looks at one bound method give two objects, so their parts are the key.
    Django's ``_make_id`` asks any object for ``__func__``, and an object may
    answer with code of its own; this does not ask.
    """
    if type(target) is types.MethodType:
        return (id(target.__self__), id(target.__func__))
    return id(target)


def _poses_as_method(receiver: Receiver) -> bool:
    """Whether Django may have taken an object that is no method for one."""
    kind = type(receiver)
    if kind is types.MethodType:
        return False
    if peek.own_attribute(receiver, "__func__") is not None:
        return True
    return any(
        peek.class_attribute(kind, name) is not None
        for name in ("__func__", "__getattr__")
    )


def read(raw: RawEntry) -> Entry:
    """Return ``raw``, an item of ``Signal.receivers``, with its parts named."""
    if len(raw) == _SHORTEST:
        (receiver_key, sender_key), reference = raw
        return Entry(raw, receiver_key, sender_key, reference, None, is_async=False)
    if len(raw) == _WITHOUT_SENDER_REFERENCE:
        (receiver_key, sender_key), reference, is_async = raw
        return Entry(raw, receiver_key, sender_key, reference, None, bool(is_async))
    (receiver_key, sender_key), reference, sender_reference, is_async = raw
    return Entry(
        raw, receiver_key, sender_key, reference, sender_reference, bool(is_async)
    )


def raw_entries(signal: Signal) -> list[RawEntry]:
    """Return a copy of the signal's list, dead entries included."""
    if is_signal(signal):
        return list(signal.receivers)
    held = peek.own_attribute(signal, "receivers")
    return [raw for raw in held if _is_entry(raw)] if type(held) is list else []


def _is_entry(raw: object) -> bool:
    """Whether an item in the list of somebody's own dispatcher has Django's shape."""
    if type(raw) is not tuple or len(raw) != _SHORTEST:
        return False
    keys = raw[0]
    # Keys are compared: nothing of a stranger may be asked whether it is equal.
    return type(keys) is tuple and len(keys) == _SHORTEST and type(keys[1]) is int


def entry_count(signal: Signal) -> int:
    """Return the length of the signal's list, dead entries included."""
    return len(signal.receivers) if is_signal(signal) else len(raw_entries(signal))


def looks_alike(signal: Signal, length: int, newest: object) -> bool:
    """Whether the signal's list is as long as it was, with the same newest entry.

    Django adds at the end, so this sees every change but that of somebody who puts
    an entry of his own in the place of another one.

    Args:
        signal: the signal.
        length: of its list, at the last look.
        newest: the pair of keys of the last entry, the object itself.
    """
    found = signal.receivers
    return len(found) == length and (length == 0 or found[-1][0] is newest)


def newest_is_dead(signal: Signal) -> bool:
    """Whether the receiver that was connected last is gone. Takes no memory."""
    if not is_signal(signal) or not signal.receivers:
        return False
    reference = signal.receivers[-1][1]
    return type(reference) is weakref.ref and reference() is None


def entries(signal: Signal) -> list[Entry]:
    """Return the signal's entries in call order, dead ones included.

    Nothing is pruned and nothing is called: looking changes nothing.
    """
    return [read(raw) for raw in raw_entries(signal)]


def replace_entries(signal: Signal, raw: list[RawEntry]) -> None:
    """Make ``raw``, taken earlier with :func:`raw_entries`, the signal's list."""
    with signal.lock:
        signal.receivers = list(raw)
        signal.sender_receivers_cache.clear()


def forget_signatures() -> None:
    """Empty the cache in which Django keeps the signatures of receivers.

    With ``DEBUG=True`` ``connect`` looks at the signature, and the cache then holds
    the receiver strongly (``django/utils/inspect.py``, 512 functions).
    """
    _get_func_parameters.cache_clear()


def is_cached_signature(key: tuple[Any, ...]) -> bool:
    """Whether a cache of a function, such as that of signatures, holds ``key``."""
    caches = (functools._lru_cache_wrapper,)  # noqa: SLF001 (it has no other name)
    return any(type(holder) in caches for holder in gc.get_referrers(key))


def are_live_receivers(found: object) -> TypeGuard[tuple[list[Any], list[Any]]]:
    """Whether ``found`` is what Django's ``_live_receivers`` returns: sync, async."""
    return (
        type(found) is tuple
        and len(found) == len(("sync", "async"))
        and all(type(part) is list for part in found)
    )


def _own(method: Any) -> Any:
    """Return a method of ``Signal``, ``None`` where another tool has patched it."""
    return method if vars(dispatcher) is getattr(method, "__globals__", None) else None


LIVE_RECEIVERS = _own(Signal._live_receivers)  # noqa: SLF001
"""Django's own way to find the receivers of a dispatch."""


def was_caught(answer: object) -> TypeGuard[Exception]:
    """Whether a robust send has caught it, as opposed to a receiver returned it.

    The outermost frame of its traceback is then the dispatcher's.
    """
    if not issubclass(type(answer), Exception):
        return False
    outermost = peek.traceback(answer)
    return outermost is not None and outermost.tb_frame.f_globals is vars(dispatcher)


def is_signal(candidate: object) -> TypeGuard[Signal]:
    """Whether ``candidate`` is a ``Signal``, without asking its ``__class__``."""
    return issubclass(type(candidate), Signal)


def is_own_dispatcher(candidate: object) -> bool:
    """Whether ``candidate`` is a dispatcher that somebody wrote in Django's shape.

    It has a list ``receivers`` and the methods ``connect``, ``send`` and
    ``_live_receivers``. An item of the list is ``((receiver key, sender key),
    reference)``, the sender key an ``id()``; ``_live_receivers(sender)`` returns the
    list of those to call. Further methods count where it has them: ``disconnect``,
    ``send_robust``, and ``_log_robust_failure``, which is told of a caught exception.
    """
    kind = type(candidate)
    if issubclass(kind, Signal):
        return False
    return type(peek.own_attribute(candidate, "receivers")) is list and all(
        type(peek.class_attribute(kind, name)) is types.FunctionType
        for name in ("connect", "send", "_live_receivers")
    )


def dispatching_class(signal: Signal) -> type[Signal]:
    """Return the class whose methods do the dispatch: Django's, or somebody's own."""
    return Signal if is_signal(signal) else type(signal)


def all_signals() -> list[Signal]:
    """Return every ``Signal`` object that exists in the process."""
    return [found for found in gc.get_objects() if is_signal(found)]


class Waiting(NamedTuple):
    """A receiver that waits for a model: ``connect(receiver, sender="shop.Order")``.

    Django connects it when the class is made, and holds it strongly until then.

    Args:
        signal: the signal that it will be connected to.
        model: label of the app and name of the model in small letters.
        receiver: the receiver.
        weak: whether the signal will hold it weakly.
        uid: the ``dispatch_uid`` it will be connected with.
    """

    signal: Signal
    model: tuple[str, str]
    receiver: Receiver
    weak: bool
    uid: Any


def waiting() -> list[Waiting]:
    """Return the receivers that wait for a model, in the order of their connects.

    Read in ``ModelSignal._lazy_method`` and ``Apps.lazy_model_operation``: an
    operation that waits has as ``func`` a ``partial`` of the signal's ``connect``.
    """
    found: list[Waiting] = []
    for model, operations in list(apps._pending_operations.items()):  # noqa: SLF001
        for operation in list(operations):
            connect = peek.own_attribute(operation, "func")
            if type(connect) is not functools.partial or not connect.args:
                continue
            method, options = connect.func, connect.keywords
            if (
                type(method) is types.MethodType
                and is_signal(method.__self__)
                and method.__func__.__name__ == "connect"
            ):
                weak, uid = options.get("weak", True), options.get("dispatch_uid")
                found.append(
                    Waiting(method.__self__, model, connect.args[0], bool(weak), uid)
                )
    return found


def is_model(candidate: object) -> TypeGuard[type[models.Model]]:
    """Whether ``candidate`` is a model class."""
    return issubclass(type(candidate), models.base.ModelBase)


def model_label(model: type[models.Model]) -> str:
    """Return ``"shop.Order"``, without asking the class itself."""
    options: Options[Any] = peek.class_attribute(model, "_meta")
    return options.label


NO_KEY = object()
"""What :func:`primary_key` returns where there is none to be seen."""


def primary_key(instance: object) -> Any:
    """Return the primary key that a model instance holds, running none of its code.

    Returns:
        The value (``None``: not saved yet), or :data:`NO_KEY` where it is not one
        plain attribute (a composite key) or ``instance`` is no whole model.
    """
    options = peek.class_attribute(type(instance), "_meta")
    if type(options) is not Options:
        return NO_KEY
    name = peek.own_attribute(peek.own_attribute(options, "pk"), "attname")
    return peek.own_attribute(instance, name, NO_KEY) if type(name) is str else NO_KEY


def find_by_identity(keys: set[Any]) -> dict[Any, object]:
    """Return the living objects whose ``id()`` is in ``keys``.

    Before Django 6.0 a signal knows its senders only by their id. All that the
    garbage collector tracks is looked at, except plain containers: where a sender
    has died, its id is most often that of some list by now.
    """
    found: dict[Any, object] = {}
    for candidate in gc.get_objects():
        if id(candidate) in keys and not peek.is_any(type(candidate), *_CONTAINERS):
            found[id(candidate)] = candidate
            if len(found) == len(keys):
                break
    return found


_CONTAINERS = (dict, list, set, tuple, types.FrameType, types.CellType)


def in_transaction() -> bool | None:
    """Whether an open database connection is inside a transaction.

    Returns:
        ``None`` where no connection has been used in this thread or task.
        Unlike ``connections[alias]`` this never makes a connection.
    """
    # Read only if Django has read it already: asking for it sets it up.
    if "settings" not in _connections:
        return None
    opened = _opened
    # The public way costs an exception where no loop runs.
    if _in_thread is not None and asyncio._get_running_loop() is None:  # noqa: SLF001
        opened = _in_thread
    found: bool | None = None
    for alias in _connections["settings"]:
        connection = getattr(opened, alias, None)
        if connection is not None:
            found = bool(connection.in_atomic_block)
            if found:
                break
    return found


_connections = vars(connections)
_opened = connections._connections  # type: ignore[attr-defined]  # noqa: SLF001
# Where no event loop runs, asgiref asks this thread-local, five times as slowly.
_in_thread = vars(_opened).get("_storage")
