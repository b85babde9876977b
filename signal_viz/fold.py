"""A large picture made small: the beginning, the end and what matters between.

A dispatch may have a thousand receivers; words and static pictures show some
and count the rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signal_viz.registry import Connection
from signal_viz.senders import senders
from signal_viz.state import Card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signal_viz.state import State

_LEAST = 12
_NOTABLE = frozenset({"running", "awaiting", "raised", "disconnected"})


@dataclass(frozen=True, slots=True)
class Hidden:
    """Neighbouring cards that are counted instead of shown."""

    cards: tuple[Card, ...]

    @property
    def title(self) -> str:
        """How many: ``"960 more receivers"``."""
        count = len(self.cards)
        return f"{count:,} more {'receiver' if count == 1 else 'receivers'}"

    @property
    def summary(self) -> str:
        """What became of them: ``"950 returned, 10 not reached"``; often first."""
        words = Counter(card.word or "connected" for card in self.cards)
        return ", ".join(f"{count:,} {word}" for word, count in words.most_common(3))


def folded(cards: Sequence[Card], most: int) -> list[Card | Hidden]:
    """Return all of ``cards``, or about half of ``most`` if there are more.

    Shown are then the first and the last ones and, between them, the first of
    those that are running or raised.

    Args:
        cards: the cards of one signal, in order.
        most: how many cards are all shown, at least 12.
    """
    if len(cards) <= most:
        return list(cards)
    notable = tail = most // 12
    head = most // 2 - notable - tail
    shown = set(range(head)) | set(range(len(cards) - tail, len(cards)))
    middle = range(head, len(cards) - tail)
    shown.update([i for i in middle if cards[i].state in _NOTABLE][:notable])
    found: list[Card | Hidden] = []
    left: list[Card] = []
    for index, card in enumerate(cards):
        if index not in shown:
            left.append(card)
            continue
        if left:
            found.append(Hidden(tuple(left)))
            left = []
        found.append(card)
    return found


def small(state: State, most: int) -> tuple[State, dict[str, Hidden]]:
    """Return ``state`` with at most ``most`` cards, and what stands for others.

    Args:
        state: what a picture shows.
        most: how many cards to show in all; each signal gets its part of them,
            and at least twelve.

    Returns:
        A state to draw, and by the ids of those of its cards that are no
        connections, what each of them stands for.
    """
    part = max(_LEAST, most // max(1, len(state.signals)))
    cards: list[Card] = []
    hidden: dict[str, Hidden] = {}
    for signal in state.signals:
        own = [card for card in state.cards if card.connection.signal == signal.id]
        for item in folded(own, part):
            if isinstance(item, Hidden):
                # A connection's id is text without the sign for "more".
                name = f"… {len(hidden)}"
                hidden[name] = item
                stand_in = Connection(
                    id=name, signal=signal.id, receiver=item.title, where=item.summary
                )
                cards.append(Card(stand_in))
            else:
                cards.append(item)
    shown = replace(state, cards=tuple(cards), nested=state.nested[:most])
    heard = senders(shown.signals, shown.cards, shown.tree)
    return replace(shown, senders=heard), hidden
