"""Many senders folded by their kind: models, instances, classes.

``frontend/src/senders.js`` does the same; both are held to
``tests/fixtures/fold.json``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signal_viz.fold import MOST_CARDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signal_viz.state import Dispatch, SenderState

_SEVERAL = {"class": "classes", "": "senders"}
"""How several of a kind are called, where that is not with an "s"."""


@dataclass(frozen=True, slots=True)
class SenderGroup:
    """Several senders in the place of one.

    Args:
        id: no id of a sender begins like it.
        label: how many there are, and of what kind.
        note: who of them sends or sent.
        active: one of them is the sender of a dispatch that is running now.
        senders: those that it stands for.
    """

    id: str
    label: str
    note: str
    active: bool
    senders: tuple[SenderState, ...]


def fold_senders(
    senders: Sequence[SenderState], tree: Sequence[Dispatch]
) -> tuple[SenderState | SenderGroup, ...]:
    """Return what is shown of ``senders``.

    Up to twelve are all shown. More fold by kind; the only one of its kind stays.

    Args:
        senders: the senders of a picture.
        tree: the root dispatch and those nested in it.
    """
    if len(senders) <= MOST_CARDS:
        return tuple(senders)
    kinds: dict[str, list[SenderState]] = {}
    for sender in senders:
        kinds.setdefault(sender.kind, []).append(sender)
    return tuple(
        own[0] if len(own) == 1 else _group(kind, own, tree)
        for kind, own in kinds.items()
    )


def holders(shown: Sequence[SenderState | SenderGroup]) -> dict[str, str]:
    """Return which node stands for each sender, by the sender's id.

    Args:
        shown: what :func:`fold_senders` returned.
    """
    return {
        sender.id: item.id
        for item in shown
        for sender in (item.senders if isinstance(item, SenderGroup) else (item,))
    }


def _group(
    kind: str, own: Sequence[SenderState], tree: Sequence[Dispatch]
) -> SenderGroup:
    return SenderGroup(
        id=f"senders:{kind}",
        label=f"{len(own)} {_SEVERAL.get(kind, f'{kind}s')}",
        note=_who(own, tree),
        active=any(sender.active for sender in own),
        senders=tuple(own),
    )


def _who(own: Sequence[SenderState], tree: Sequence[Dispatch]) -> str:
    """Return who of them sends, or sent."""
    begun = {dispatch.sender.label for dispatch in tree}
    busy = [sender.label for sender in own if sender.active]
    names = busy or [sender.label for sender in own if sender.label in begun]
    if not names:
        return "none has sent"
    more = len(names) - 1
    several = f" and {more} more" if more else ""
    verb = ("send" if more else "sends") if busy else "sent"
    return f"{names[0]}{several} {verb}"
