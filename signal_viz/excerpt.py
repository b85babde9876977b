"""A long list made short: the beginning, the end and what matters between.

A dispatch may have a thousand receivers; a picture in words lists some of them
and counts the rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signal_viz.state import Card

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


def excerpt(cards: Sequence[Card], most: int) -> list[Card | Hidden]:
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
