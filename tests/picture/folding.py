"""How receivers and senders fold, and dispatches nest: the fixtures of both languages.

Run it as ``python -m tests.picture.folding`` after a wanted change, then read the
difference before you commit it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signal_viz.events import event_from_json
from signal_viz.fold import Group, fold
from signal_viz.naming import Sender
from signal_viz.nest import nest
from signal_viz.registry import Snapshot
from signal_viz.replay import state
from signal_viz.sender_fold import SenderGroup, fold_senders
from tests.picture.story import VALUE_ERROR, Story

if TYPE_CHECKING:
    from signal_viz.state import Card, SenderState, State

FIXTURES = Path(__file__).parents[1] / "fixtures"
FILE = FIXTURES / "fold.json"
NESTED = FIXTURES / "nest.json"


def receivers(*modules: tuple[str, int], signal: str = "s1") -> Story:
    """Return a story of one signal with so many receivers from each module."""
    story = Story("post_save")
    for module, count in modules:
        add(story, module, count, signal)
    return story


def add(story: Story, module: str, count: int, signal: str = "s1") -> None:
    """Connect receivers that are written in ``module``."""
    for number in range(1, count + 1):
        where = f"{module}:{number}" if module else ""
        story.has(f"{module or 'some'}_{number}", signal, where=where)


def sent(story: Story, stop: int, *, raising: int | None = None) -> State:
    """Return the picture when so many receivers were called, the last one running."""
    ids = [connection.id for connection in story.snapshot.connections]
    dispatch = story.start(method="send_robust")
    for number, connection in enumerate(ids[:stop]):
        story.call(dispatch, connection)
        if number == raising:
            story.raised(dispatch, connection, VALUE_ERROR)
        elif number < stop - 1:
            story.returned(dispatch, connection)
    return story.state()


def stories() -> dict[str, State]:
    """Return the pictures of the fixture by what they show."""
    three = (("shop.stock", 6), ("shop.mail", 6), ("search.index", 1))
    mixed = receivers(("a", 5), ("b", 4))
    add(mixed, "a", 5)
    ghosts = receivers(("a", 13))
    ghosts.collect("c2")
    two = Story("post_save", "order_paid")
    add(two, "notebook", 41)
    add(two, "shop.books", 11, "s2")
    async_ = receivers(("a", 12))
    late = [async_.has(f"late_{n}", where="b:1", is_async=True) for n in range(3)]
    dispatch = async_.start()
    for connection in late[:2]:
        async_.call(dispatch, connection)
    return {
        "12 are not folded": receivers(("a", 6), ("b", 6)).state(),
        "13 in three modules": receivers(*three).state(),
        "a receiver is running": sent(receivers(*three), 8, raising=2),
        "one raised": sent(receivers(*three), 13, raising=2),
        "a module that comes again": mixed.state(),
        "one module in parts": sent(receivers(("notebook", 30)), 11, raising=10),
        "too many modules": receivers(
            *((f"p{n % 2}.m{n}", 2) for n in range(14))
        ).state(),
        "no place known": receivers(("", 13)).state(),
        "a ghost has no number": ghosts.state(),
        "a matrix and folds": two.state(),
        "two are awaiting": async_.state(),
    }


def casts() -> dict[str, State]:
    """Return pictures with many senders, by what they show."""
    return {
        "12 senders are not folded": sending(12),
        "13 senders": sending(13),
        "one sends": sending(13, first=2),
        "two send, one inside the other": sending(13, first=4, second=2),
        "one has sent": sending(13, first=2, ended=True),
        "the only one of its kind": sending(13, other="class"),
        "two kinds": sending(15, other="class", others=2, first=1),
        "kinds are not known": sending(13, kind=None),
    }


def sending(
    count: int,
    *,
    kind: str | None = "model",
    other: str = "model",
    others: int = 1,
    first: int | None = None,
    second: int | None = None,
    ended: bool = False,
) -> State:
    """Return a picture of receivers that each listen to a sender of their own.

    Args:
        count: how many.
        kind: of the senders.
        other: of the last ones.
        others: how many these are.
        first: number of the one that sends.
        second: number of the one that is sent inside that.
        ended: it has ended.
    """
    story = Story("post_save", "order_paid")
    names = [f"Sender{number}" for number in range(count)]
    kinds = [kind] * (count - others) + [kind and other] * others
    ids = [
        story.has(f"on_{name}", sender=name, sender_kind=found)
        for name, found in zip(names, kinds, strict=True)
    ]
    if first is not None:
        root = story.start(Sender(names[first], kinds[first] or ""))
        story.call(root, ids[first])
        if second is not None:
            sender = Sender(names[second], kinds[second] or "")
            fields = {"parent": root, "parent_connection": ids[first]}
            story.start(sender, "s2", **fields)
        if ended:
            story.returned(root, ids[first])
            story.end(root)
    return story.state()


def listed(item: SenderState | SenderGroup) -> str | dict[str, Any]:
    """Return what stands in the fixture for a sender or a group of them."""
    if not isinstance(item, SenderGroup):
        return item.id
    return {
        "id": item.id,
        "label": item.label,
        "kind": item.note,
        "active": item.active,
        "senders": [sender.id for sender in item.senders],
        "open": False,
    }


def told(item: Card | Group) -> str | dict[str, Any]:
    """Return what stands in the fixture for a card or a group."""
    if not isinstance(item, Group):
        return item.connection.id
    return {
        "id": item.id,
        "kind": item.kind,
        "name": item.name,
        "signal": item.signal,
        "numbers": item.numbers,
        "cards": [card.connection.id for card in item.cards],
        "open": False,
        "state": item.state,
        "word": item.word,
        "facts": list(item.facts),
    }


def fixture() -> dict[str, Any]:
    """Return the whole fixture, JSON-ready."""
    return {
        "cases": [
            {
                "name": name,
                "signals": found.to_json()["signals"],
                "connections": found.to_json()["connections"],
                "shown": [told(item) for item in fold(found.signals, found.cards)],
            }
            for name, found in stories().items()
        ],
        "casts": [
            {
                "name": name,
                "state": found.to_json(),
                "shown": [
                    listed(item) for item in fold_senders(found.senders, found.tree)
                ],
            }
            for name, found in casts().items()
        ],
    }


def nested() -> dict[str, Any]:
    """Return the rows inside the cards at the end of each recorded story."""
    found: dict[str, Any] = {}
    for path in sorted((FIXTURES / "state").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        events = [event_from_json(event) for event in data["events"]]
        rows = nest(state(Snapshot.from_json(data["snapshot"]), events))
        found[path.stem] = {
            card: [[row.kind, row.depth, row.text] for row in own]
            for card, own in rows.items()
        }
    return found


if __name__ == "__main__":
    NESTED.write_text(json.dumps(nested(), indent=1) + "\n", encoding="utf-8")
    text = json.dumps(fixture(), indent=None, separators=(",", ":"), ensure_ascii=False)
    FILE.write_text(text.replace('{"name"', '\n{"name"') + "\n", encoding="utf-8")
