"""A picture in words: short, aligned, and the same in every run.

It is the ``text/plain`` of an output and the description of a static picture.
It holds no address, path or time.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from signal_viz import naming
from signal_viz.excerpt import Hidden, excerpt
from signal_viz.graph import RECEIVER_CELLS
from signal_viz.measure import cells, shorten
from signal_viz.senders import senders_by_signal
from signal_viz.state import word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signal_viz.registry import SignalInfo
    from signal_viz.state import Call, Card, CardState, Dispatch, State

MOST_RECEIVERS = 24
"""Receivers of one signal that are listed; more are counted."""
_MOST_SENDERS = 3
_MOST_NESTED = 3
_MOST_LINES = 16
_DEEPEST = 3
_LONGEST = 200

GLYPHS: dict[CardState, str] = {
    "connected": "·",
    "running": "●",
    "awaiting": "●",
    "returned": "✓",
    "raised": "✕",
    "not_reached": "–",
    "filtered": "–",
    "collected": "◌",
    "disconnected": "◌",
}
"""One sign for each state; the word beside it tells those apart that share one."""


def to_text(state: State) -> str:
    """Return ``state`` in words.

    Example::

        Order ── post_save ── 3 receivers
          1 ✓ reserve_stock   returned
          2 ✕ charge_card     raised ValueError
          3 – update_index    not reached
        charge_card raised ValueError: the exception left send()
    """
    senders = senders_by_signal(state.signals, state.cards, state.tree)
    lines: list[str] = []
    for signal in state.signals:
        cards = [card for card in state.cards if card.connection.signal == signal.id]
        lines.append(_head(signal, senders[signal.id], cards))
        lines += _cards(state, cards)
    lines.append(naming.clip(state.sentence, _LONGEST))
    return "\n".join(lines)


def _head(signal: SignalInfo, senders: tuple[str, ...], cards: list[Card]) -> str:
    count = sum(card.number is not None for card in cards)
    heard = "no receivers" if count == 0 else _count(count, "receiver", "receivers")
    return f"{_senders(senders)} ── {_name(signal.name)} ── {heard}"


def _senders(labels: tuple[str, ...]) -> str:
    if not labels:
        return "any sender"
    shown = [_name(label) for label in labels[:_MOST_SENDERS]]
    more = len(labels) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def _cards(state: State, cards: list[Card]) -> Iterator[str]:
    """Yield a line for each receiver and, below it, what its call sent."""
    shown = excerpt(cards, MOST_RECEIVERS)
    digits = max((len(str(card.number or "")) for card in cards), default=1)
    receivers = [
        _name(item.connection.receiver)
        for item in shown
        if not isinstance(item, Hidden)
    ]
    width = max(map(cells, receivers), default=0)
    for item in shown:
        if isinstance(item, Hidden):
            yield f"  {'…':>{digits}} {item.title}: {item.summary}"
            continue
        number = "" if item.number is None else str(item.number)
        name = _padded(_name(item.connection.receiver), width)
        phrase = _phrase(item.state, item.call)
        yield f"  {number:>{digits}} {GLYPHS[item.state]} {name}   {phrase}".rstrip()
        if state.dispatch:
            outline = _sent(state, state.dispatch, item.connection.id, 1)
            yield from (" " * (digits + 5) + line for line in _at_most(outline))


def _at_most(lines: Iterator[str]) -> Iterator[str]:
    """Yield so many lines as a reader takes in; no more are made."""
    yield from islice(lines, _MOST_LINES)
    if next(lines, None) is not None:
        yield "…"


def _sent(state: State, parent: Dispatch, connection: str, depth: int) -> Iterator[str]:
    """Yield an outline of what one call sent: a head and its calls for each."""
    sent = [
        item
        for item in state.nested
        if item.parent == parent.id and item.parent_connection == connection
    ]
    if depth > _DEEPEST and sent:
        yield "… and deeper"
        return
    names = {item.id: item.name for item in state.signals}
    for item in sent[:_MOST_NESTED]:
        signal = _name(names.get(item.signal, "a signal"))
        calls = [call for call in state.calls if call.dispatch == item.id]
        alone = not calls and item.status == "returned"
        heard = "nobody listened" if alone else f"{item.method}()"
        yield f"{_name(item.sender.label)} ── {signal} ── {heard}"
        width = max((cells(_name(call.receiver)) for call in calls), default=0)
        for call in calls[:MOST_RECEIVERS]:
            name = _padded(_name(call.receiver), width)
            phrase = _phrase(call.state, call)
            yield f"  {GLYPHS[call.state]} {name}   {phrase}".rstrip()
            inner = _sent(state, item, call.connection, depth + 1)
            yield from ("    " + line for line in inner)
        if len(calls) > MOST_RECEIVERS:
            yield f"  … {len(calls) - MOST_RECEIVERS:,} more"
    if len(sent) > _MOST_NESTED:
        more = len(sent) - _MOST_NESTED
        yield f"… {_count(more, 'more dispatch', 'more dispatches')}"


def _phrase(state: CardState, call: Call | None) -> str:
    """Return what happened, as a verb: ``"raised ValueError"``."""
    if state == "raised" and call and call.error:
        return f"raised {_name(call.error.type)}"
    return word(state)


def _name(text: str) -> str:
    return shorten(naming.clip(text), RECEIVER_CELLS)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
