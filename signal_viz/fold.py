"""Many receivers folded: by the module they are written in, or into a matrix.

``frontend/src/fold.js`` does the same; both are held to ``tests/fixtures/fold.json``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Literal

from signal_viz.state import word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from signal_viz.registry import SignalInfo
    from signal_viz.state import Card, CardState

MOST_CARDS = 12
"""With more receivers than this in a picture, they fold by module."""
MOST_FOLDED = 40
"""With more than this, the receivers of a signal are the cells of a matrix."""

_ORDER: tuple[CardState, ...] = (
    "running",
    "awaiting",
    "raised",
    "not_reached",
    "disconnected",
    "collected",
    "returned",
    "filtered",
    "connected",
)
"""What is going on comes first, then what went wrong, then the rest."""
_NAMED = frozenset({"running", "awaiting", "raised"})
"""Of these, one receiver is named."""


@dataclass(frozen=True, slots=True)
class Group:
    """Several receivers in the place of one.

    Args:
        id: no id of a connection begins like it.
        kind: ``"fold"``: those of a module; ``"matrix"``: those of a signal.
        name: of the module, or how many there are.
        signal: id of the signal.
        numbers: in the order of calling: ``"3–9"``, or ``"3…9"`` with gaps.
        cards: the receivers.
        state: the one that matters most.
        word: that state in words: ``"all returned"``, ``"2 raised"``.
        facts: what became of them, the most telling first.
    """

    id: str
    kind: Literal["fold", "matrix"]
    name: str
    signal: str
    numbers: str
    cards: tuple[Card, ...]
    state: CardState
    word: str
    facts: tuple[str, ...]


def fold(
    signals: Sequence[SignalInfo], cards: Sequence[Card]
) -> tuple[Card | Group, ...]:
    """Return what is shown of ``cards``.

    Up to twelve are all shown. More fold by module, and by the first part of its
    name where that leaves too many; a large module falls into parts. A signal with more
    than forty receivers has a matrix of them.

    Args:
        signals: the signals of the picture.
        cards: their receivers, signal by signal and in the order of calling.
    """
    if len(cards) <= MOST_CARDS:
        return tuple(cards)
    shown: list[Card | Group] = []
    for signal in signals:
        own = [card for card in cards if card.connection.signal == signal.id]
        if len(own) > MOST_FOLDED:
            name = f"{len(own)} receivers"
            shown.append(_group("matrix", f"matrix:{signal.id}", name, own))
            continue
        for name, part, some in _modules(own):
            if len(some) == 1:
                shown += some
            else:
                shown.append(
                    _group("fold", f"fold:{signal.id}:{part}:{name}", name, some)
                )
    return tuple(shown)


def _modules(cards: Sequence[Card]) -> Iterator[tuple[str, int, Sequence[Card]]]:
    found = _sorted(cards, _module)
    if len(found) > MOST_CARDS:
        found = _sorted(cards, lambda card: _module(card).split(".")[0])
    for name, own in found.items():
        parts = ceil(len(own) / MOST_CARDS)
        size = ceil(len(own) / parts)
        for part in range(parts):
            yield name, part, own[part * size : (part + 1) * size]


def _sorted(cards: Sequence[Card], key: Callable[[Card], str]) -> dict[str, list[Card]]:
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(key(card), []).append(card)
    return found


def _module(card: Card) -> str:
    return re.sub(r":[0-9]+$", "", card.connection.where) or "elsewhere"


def _group(
    kind: Literal["fold", "matrix"], id_: str, name: str, cards: Sequence[Card]
) -> Group:
    found = {state: [card for card in cards if card.state == state] for state in _ORDER}
    counts = {state: len(own) for state, own in found.items() if own}
    state = next(iter(counts))
    facts: list[str] = []
    if state in _NAMED:
        several = counts[state] - 1
        who = found[state][0].connection.receiver
        who += f" and {several} more" if several else ""
        verb = "" if state == "raised" else " are" if several else " is"
        facts.append(f"{who}{verb} {state}")
    if kind == "fold":
        facts.append(f"{len(cards)} receivers")
    if kind == "matrix" or len(counts) > 1:
        facts += [
            f"{count} {_word(item)}"
            for item, count in counts.items()
            if item != state or state not in _NAMED
        ]
    return Group(
        id=id_,
        kind=kind,
        name=name,
        signal=cards[0].connection.signal,
        numbers=_numbers(cards),
        cards=tuple(cards),
        state=state,
        word=_count(state, counts[state], len(cards)),
        facts=tuple(facts),
    )


def _word(state: CardState) -> str:
    return word(state) or state


def _count(state: CardState, count: int, most: int) -> str:
    if state == "connected":
        return ""
    if count == most:
        return f"all {_word(state)}"
    return _word(state) if count == 1 else f"{count} {_word(state)}"


def _numbers(cards: Sequence[Card]) -> str:
    found = [card.number for card in cards if card.number is not None]
    if len(found) < 2:  # noqa: PLR2004 - one number is no range
        return "".join(map(str, found))
    dash = "–" if found[-1] - found[0] == len(found) - 1 else "…"
    return f"{found[0]}{dash}{found[-1]}"
