"""Some of the signals and receivers of a project: what somebody asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.apps import apps as registry

from signal_viz.errors import SignalVizError
from signal_viz.project.inventory import FoundSignal, Inventory, Receiver

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_Keep = Callable[[Receiver], bool]


def select(
    whole: Inventory,
    *,
    signals: Sequence[str] = (),
    senders: Sequence[str] = (),
    apps: Sequence[str] = (),
    modules: Sequence[str] = (),
) -> Inventory:
    """Return the part of an inventory that somebody asked for.

    Of several names of one kind each may fit; of several kinds all must.

    Args:
        whole: the inventory.
        signals: names of signals, whole or their last part: ``"post_save"``.
        senders: ``"shop.Order"``, or its last part; kept are the receivers that such a
            sender reaches, so those too that hear all senders.
        apps: labels of installed apps: kept are the receivers written in them.
        modules: dotted names: kept are the receivers written in them or below.

    Raises:
        SignalVizError: nothing in the project has such a name. An app or a module
            without a receiver is no mistake, and keeps nothing.
    """
    chosen = [_signals(whole, name) for name in signals]
    kept = [
        signal
        for signal in whole.signals
        if not signals or any(signal in group for group in chosen)
    ]
    found = [item for signal in whole.signals for item in signal.receivers]
    tests: list[_Keep] = []
    if senders:
        known = {item.sender for item in found if item.sender}
        known |= {
            model._meta.label
            for model in registry.get_models(include_auto_created=True)
        }
        ours = {label for name in senders for label in ending(name, known, "sender")}
        tests.append(lambda item: item.sender is None or item.sender in ours)
    if apps:
        labels = {item.label for item in registry.get_app_configs()}
        wanted = {label for name in apps for label in _exact(name, labels)}
        tests.append(lambda item: item.app in wanted)
    if modules:
        homes = {item.module for item in found if item.module} | sys.modules.keys()
        below = {home for name in modules for home in _below(name, homes)}
        tests.append(lambda item: item.module in below)
    return Inventory(tuple(_only(kept, tests)))


def _only(
    signals: Iterable[FoundSignal], tests: Sequence[_Keep]
) -> Iterable[FoundSignal]:
    for signal in signals:
        pairs = [
            (receiver, connection)
            for receiver, connection in signal.pairs()
            if all(test(receiver) for test in tests)
        ]
        if pairs or not tests:
            ids = {pair[1].id for pair in pairs if pair[1] is not None}
            yield replace(
                signal,
                receivers=tuple(receiver for receiver, _ in pairs),
                connections=tuple(
                    item for item in signal.connections if item.id in ids
                ),
            )


def _signals(whole: Inventory, name: str) -> list[FoundSignal]:
    names = {
        path: signal for signal in whole.signals for path in (signal.name, *signal.also)
    }
    return [names[path] for path in ending(name, names, "signal")]


def ending(name: str, known: Iterable[str], what: str) -> list[str]:
    """Return those of ``known`` that are ``name``, or end in it after a dot.

    Args:
        name: what somebody wrote; small and capital letters are the same.
        known: full names.
        what: what they are names of, for the message: ``"signal"``.

    Raises:
        SignalVizError: there is none; the sentence suggests a name.
    """
    small = name.lower()
    fits = [
        item
        for item in known
        if item.lower() == small or item.lower().endswith(f".{small}")
    ]
    return fits or _refuse(name, known, what)


def _exact(name: str, known: Iterable[str]) -> list[str]:
    return [name] if name in known else _refuse(name, known, "app")


def _below(name: str, known: Iterable[str]) -> list[str]:
    fits = [item for item in known if item == name or item.startswith(f"{name}.")]
    return fits or _refuse(name, known, "module")


def _refuse(name: str, known: Iterable[str], what: str) -> list[str]:
    words = {item.rpartition(".")[2] for item in known} | set(known)
    near = get_close_matches(name, words, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise SignalVizError(f"There is no {what} {name}.{hint}")
