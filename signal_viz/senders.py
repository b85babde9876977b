"""Who is drawn as a sender: those listened to, those that send, or anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.state import SenderState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from signal_viz.registry import SignalInfo
    from signal_viz.state import Card, Dispatch


def senders_by_signal(
    signals: Iterable[SignalInfo], cards: Iterable[Card], tree: Iterable[Dispatch]
) -> dict[str, tuple[str, ...]]:
    """Return the labels of the senders of each signal, by the signal's id.

    They are those that its connections listen to, in the order of the cards,
    then those that sent it in ``tree``, in order of start. A signal with
    neither has none: any sender may send it.
    """
    labels: dict[str, dict[str, None]] = {item.id: {} for item in signals}
    for card in cards:
        if card.connection.sender is not None:
            labels[card.connection.signal][card.connection.sender] = None
    for dispatch in tree:
        if dispatch.signal in labels:
            labels[dispatch.signal][dispatch.sender.label] = None
    return {signal: tuple(found) for signal, found in labels.items()}


def senders(
    signals: Iterable[SignalInfo], cards: Sequence[Card], tree: Sequence[Dispatch]
) -> tuple[SenderState, ...]:
    """Return the senders of a picture, signal by signal, each of them once.

    Args:
        signals: the watched signals.
        cards: the connections that are shown.
        tree: the root dispatch and those nested in it.
    """
    active = {item.sender.label for item in tree if item.status == "running"}
    kinds = {item.sender.label: item.sender.kind for item in tree}
    for card in cards:
        if card.connection.sender is not None:
            kind = card.connection.sender_kind or ""
            kinds.setdefault(card.connection.sender, kind)
    found: dict[str | None, SenderState] = {}
    for labels in senders_by_signal(signals, cards, tree).values():
        for label in labels:
            found[label] = SenderState(label, kinds[label], label in active)
        if not labels:
            found[None] = SenderState("any sender", "any")
    return tuple(found.values())
