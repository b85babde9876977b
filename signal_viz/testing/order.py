"""Which receivers are expected to run, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from types import EllipsisType
from typing import TYPE_CHECKING

from signal_viz import naming
from signal_viz.errors import SignalVizError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Who:
    """A receiver, expected or seen.

    Args:
        name: its name.
        where: where it was written, ``"shop.receivers:12"``; ``None``: anywhere.
    """

    name: str
    where: str | None = None

    def is_same(self, seen: Who) -> bool:
        """Whether ``seen`` is the expected one."""
        return self.name == seen.name and self.where in (None, seen.where)


Wanted = Who | EllipsisType


def wanted(receivers: Iterable[object]) -> tuple[Wanted, ...]:
    """Return what is expected, from receivers, names of receivers and ``...``.

    Raises:
        SignalVizError: it is no list, or something in it is none of these.
    """
    text = naming.describe(receivers)
    if issubclass(type(receivers), str | bytes) or not hasattr(
        type(receivers), "__iter__"
    ):
        raise SignalVizError(f"receivers={text} is no list: write receivers=[{text}].")
    return tuple(map(_one, receivers))


def _one(item: object) -> Wanted:
    if type(item) is EllipsisType:
        return item
    if type(item) is str:
        return Who(item)
    if callable(item):
        return Who(naming.receiver_name(item), naming.where(item))
    raise SignalVizError(
        f"{naming.describe(item)} is no receiver: use the function that is connected, "
        "its name, or ... for any others."
    )


def in_words(items: Sequence[Wanted]) -> str:
    """Return the names, in order: ``"reserve_stock, …"``."""
    if not items:
        return "none"
    return ", ".join(
        "…" if isinstance(item, EllipsisType) else item.name for item in items
    )


def fits(items: Sequence[Wanted], ran: Sequence[Who]) -> bool:
    """Whether the receivers that ran are the expected ones, in their order.

    Args:
        items: what is expected; ``...`` stands for any number of any others.
        ran: what ran.
    """
    blocks: list[list[Who]] = [[]]
    for item in items:
        if isinstance(item, EllipsisType):
            blocks.append([])
        else:
            blocks[-1].append(item)
    head, *middle = blocks
    if not middle:
        return len(ran) == len(head) and _begins(ran, head)
    tail = middle.pop()
    place, end = len(head), len(ran) - len(tail)
    if place > end or not _begins(ran, head) or not _begins(ran[end:], tail):
        return False
    for block in middle:
        while not _begins(ran[place:end], block):
            place += 1
            if place > end:
                return False
        place += len(block)
    return True


def _begins(ran: Sequence[Who], block: Sequence[Who]) -> bool:
    return len(ran) >= len(block) and all(
        item.is_same(seen) for item, seen in zip(block, ran, strict=False)
    )
