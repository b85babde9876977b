"""The signals and the senders that somebody names in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

from signal_viz import compat
from signal_viz.project.homes import homes
from signal_viz.project.selection import ending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.dispatch import Signal

_NOTHING = object()


def signals_called(name: str, namespace: Mapping[str, Any]) -> list[Signal]:
    """Return the signals that ``name`` stands for.

    Args:
        name: a name of ``namespace``, dotted or not; else the name of a signal of this
            process, whole or its last part: ``"post_save"``.
        namespace: what names stand for where ``name`` was written; it comes first.

    Returns:
        One signal, or several where a last part fits several.

    Raises:
        SignalVizError: there is no such signal; the sentence suggests a name.
    """
    own = _looked_up(name, namespace)
    if compat.is_signal(own) or compat.is_own_dispatcher(own):
        return [own]
    paths = homes()
    known = {
        path: signal
        for signal in compat.all_signals()
        for path in paths.get(id(signal), [])
    }
    known |= {
        text: held for text, held in list(namespace.items()) if compat.is_signal(held)
    }
    found = [known[path] for path in ending(name, known, "signal")]
    return list({id(signal): signal for signal in found}.values())


def senders_called(name: str, namespace: Mapping[str, Any]) -> list[object]:
    """Return the senders that ``name`` stands for.

    Args:
        name: a name of ``namespace``, dotted or not; else a model: ``"shop.Order"``, or
            its last part.
        namespace: what names stand for where ``name`` was written; it comes first.

    Raises:
        SignalVizError: there is no such sender; the sentence suggests a name.
    """
    own = _looked_up(name, namespace)
    if own is not _NOTHING:
        return [own]
    models = apps.get_models(include_auto_created=True) if apps.models_ready else []
    known: dict[str, object] = {model._meta.label: model for model in models}
    return [known[label] for label in ending(name, known, "sender")]


def _looked_up(name: str, namespace: Mapping[str, Any]) -> Any:
    """Return what a dotted name stands for where somebody wrote it."""
    first, *rest = name.split(".")
    found = namespace.get(first, _NOTHING)
    for part in rest:
        if found is _NOTHING:
            break
        found = getattr(found, part, _NOTHING)
    return found
