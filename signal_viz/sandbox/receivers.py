"""Disconnect what a notebook has connected, on every signal of the process."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, NamedTuple

from signal_viz import compat, naming, tracer
from signal_viz.sandbox import definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.dispatch import Signal

    from signal_viz.sandbox.definitions import Model


class Disconnected(NamedTuple):
    """One connection that was taken away.

    Args:
        signal: on which it was.
        entry: what it was.
    """

    signal: Signal
    entry: compat.Entry


def disconnect_notebook() -> list[Disconnected]:
    """Disconnect every receiver but Django's own, which keep their order.

    A receiver is Django's own if one of Django's modules defines it; whether it
    was there at first or came with a later import does not matter. What Django
    connects for a model of the notebook, as for each ``ImageField``, goes.

    Returns:
        What was disconnected, with receivers that were dead already.
    """
    notebook = {compat.identity(model) for model in definitions.alive()}
    return _disconnect(
        lambda entry: entry.sender_key in notebook or not _is_djangos(entry.receiver())
    )


def disconnect_models(replaced: Iterable[Model]) -> list[Disconnected]:
    """Disconnect the receivers that listen to classes which were replaced.

    Nothing will be sent for these classes any more. Left alone, the receivers
    would look connected and be silent; before Django 6.0 they would even hear a
    later class that happens to get the same id.

    Returns:
        What was disconnected, with receivers that were dead already.
    """
    senders = {compat.identity(model) for model in replaced}
    if not senders:
        return []
    return _disconnect(lambda entry: entry.sender_key in senders)


def not_connected_again(
    gone: list[Disconnected], newest: Iterable[Model]
) -> list[Disconnected]:
    """Return what the new classes lack.

    Args:
        gone: what :func:`disconnect_models` returned.
        newest: the classes that replaced the old ones.

    Returns:
        Those of ``gone`` whose receiver is alive and has no namesake, on the same
        signal, among the receivers that listen to the new classes.
    """
    senders = {compat.identity(model) for model in newest}
    connected = {
        (id(signal), naming.receiver_name(receiver))
        for signal in {id(signal): signal for signal, _ in gone}.values()
        for entry in compat.entries(signal)
        if entry.sender_key in senders and (receiver := entry.receiver()) is not None
    }
    return [
        Disconnected(signal, entry)
        for signal, entry in gone
        if (receiver := entry.receiver()) is not None
        and (id(signal), naming.receiver_name(receiver)) not in connected
    ]


def _disconnect(goes: Callable[[compat.Entry], bool]) -> list[Disconnected]:
    gone: list[Disconnected] = []
    for signal in compat.all_signals():
        kept: list[compat.Entry] = []
        leaving: list[compat.Entry] = []
        for entry in compat.entries(signal):
            (leaving if goes(entry) else kept).append(entry)
        if leaving:
            compat.replace_entries(signal, [entry.raw for entry in kept])
            gone.extend(Disconnected(signal, entry) for entry in leaving)
    if gone:
        # Watchers see what goes through Django's own disconnect, and this did not.
        tracer.refresh_all()
    return gone


def _is_djangos(receiver: Any) -> bool:
    function = receiver.__func__ if type(receiver) is types.MethodType else receiver
    if type(function) is not types.FunctionType:
        return False
    return str(function.__module__).partition(".")[0] == "django"
