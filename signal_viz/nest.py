"""Nested dispatches inside the cards of the receivers that caused them.

``frontend/src/nest.js`` does the same for the live picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from signal_viz.state import Dispatch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from signal_viz.state import Call, CardState, State

MOST = 6
"""Most rows inside one card; the others are counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row inside a card: a nested dispatch, a call in it, or how many more.

    Args:
        kind: ``"send"``, ``"call"`` or ``"more"``.
        depth: 1 directly inside the receiver.
        text: what it says.
        dispatch: number of the nested dispatch.
        connection: of a call; ``""`` for others.
        state: how it ended, or that it still runs.
    """

    kind: Literal["send", "call", "more"]
    depth: int
    text: str
    dispatch: int = 0
    connection: str = ""
    state: CardState = "connected"


def nest(
    state: State, holder: Mapping[str, str] | None = None
) -> dict[str, tuple[Row, ...]]:
    """Return the rows inside each card, by its id.

    Args:
        state: what the picture shows. Receivers that caused no dispatch have no
            rows.
        holder: ids of the cards that stand for several receivers, by the ids of
            their connections.
    """
    if not state.nested:
        return {}
    names = {signal.id: signal.name for signal in state.signals}
    inside: dict[object, list[Dispatch | Call]] = {}
    for item in state.nested:
        inside.setdefault((item.parent, item.parent_connection), []).append(item)
    for call in state.calls:
        inside.setdefault(call.dispatch, []).append(call)
    found: dict[str, list[Row]] = {}
    for call in state.calls:
        if call.depth:
            continue
        card = (holder or {}).get(call.connection, call.connection)
        # A card that stands for several tells which of them sent.
        who = "" if card == call.connection else f"{call.receiver}: "
        for row in _below(call, inside, names):
            outer = row.kind == "send" and row.depth == 1
            told = replace(row, text=who + row.text) if outer else row
            found.setdefault(card, []).append(told)
    return {card: _bounded(rows) for card, rows in found.items()}


def _bounded(rows: list[Row]) -> tuple[Row, ...]:
    if len(rows) <= MOST:
        return tuple(rows)
    left = len(rows) - MOST + 1
    return (*rows[: MOST - 1], Row("more", 1, f"{left} more inside"))


def _below(
    cause: Call, inside: dict[object, list[Dispatch | Call]], names: dict[str, str]
) -> Iterator[Row]:
    """Yield the rows inside a call, depth first, however deep they lie."""
    stack = [iter(inside.get((cause.dispatch, cause.connection), ()))]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            continue
        row, key = _row(item, names)
        yield row
        stack.append(iter(inside.get(key, ())))


def _row(
    item: Dispatch | Call, names: dict[str, str]
) -> tuple[Row, int | tuple[int, str]]:
    """Return the row of an item, and the key of what lies inside it."""
    if isinstance(item, Dispatch):
        text = f"{names.get(item.signal, item.signal)} from {item.sender.label}"
        return Row("send", item.depth, text, item.id, state=item.status), item.id
    row = Row(
        "call", item.depth, item.receiver, item.dispatch, item.connection, item.state
    )
    return row, (item.dispatch, item.connection)
