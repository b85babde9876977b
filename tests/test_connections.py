from __future__ import annotations

from typing import Any

import pytest
from django.dispatch import Signal

from signal_viz import compat
from signal_viz.connections import ConnectionTable
from signal_viz.record import ConnectionChange, Plan


class Order: ...


class Basket: ...


class Thing:
    def method(self, **_: object) -> None: ...


def first(**_: object) -> None: ...


def second(**_: object) -> None: ...


async def push(**_: object) -> None: ...


class Watched:
    """A signal with a table that follows it, told what it announces."""

    def __init__(self) -> None:
        self.signal: Any = Signal()
        self.changes: list[ConnectionChange] = []
        self.table = ConnectionTable(1, self.changes.append)

    def news(self) -> list[tuple[str, int]]:
        """Return what was announced since the last time, numbers counted from 1."""
        self.table.compare(self.signal)
        found = [(item.kind, item.number) for item in self.changes]
        self.changes.clear()
        return found

    def plan(self, sender: object) -> Plan:
        found = self.signal._live_receivers(sender)
        return self.table.plan(self.signal, sender, *found)


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_nothing_new_is_no_news(watched: Watched) -> None:
    watched.signal.connect(first)
    ((kind, _),) = watched.news()

    assert kind == "connected"
    assert watched.news() == []


def test_an_entry_that_was_exchanged_unseen_is_another_connection(
    watched: Watched,
) -> None:
    # Python gives what is made next the address of what has just gone.
    watched.signal.connect(first)
    ((_, before),) = watched.news()

    for _ in range(50):
        watched.signal.disconnect(first)
        watched.signal.connect(first)
        gone, come = watched.news()
        assert gone == ("disconnected", before)
        assert come[0] == "connected"
        assert come[1] != before
        before = come[1]


def test_an_entry_that_is_put_back_is_a_new_connection(watched: Watched) -> None:
    watched.signal.connect(first)
    raw = compat.raw_entries(watched.signal)
    watched.news()
    compat.replace_entries(watched.signal, [])
    assert [kind for kind, _ in watched.news()] == ["disconnected"]

    compat.replace_entries(watched.signal, raw)

    assert [kind for kind, _ in watched.news()] == ["connected"]


def test_the_order_of_what_is_connected_is_djangos(watched: Watched) -> None:
    for receiver in (first, push, second):
        watched.signal.connect(receiver)
    watched.news()

    names = [connection.receiver for _, connection in watched.table.current()]
    assert names == ["first", "push", "second"]


def test_a_plan_names_who_is_called_awaited_and_passed_over(watched: Watched) -> None:
    watched.signal.connect(first)
    watched.signal.connect(push)
    watched.signal.connect(second, sender=Order)
    numbers = dict(enumerate((number for _, number in watched.news()), start=1))

    assert watched.plan(Order) == Plan((numbers[1], numbers[3]), (numbers[2],), ())
    assert watched.plan(Basket) == Plan((numbers[1],), (numbers[2],), (numbers[3],))
    assert watched.plan(Order) is watched.plan(Order)


def test_a_plan_is_made_anew_when_something_changed(watched: Watched) -> None:
    watched.signal.connect(first, sender=Order)
    watched.news()
    assert watched.plan(Basket).skipped

    watched.signal.disconnect(first, sender=Order)
    watched.signal.connect(second)

    ((_, number),) = [item for item in watched.news() if item[0] == "connected"]
    assert watched.plan(Basket) == Plan((number,), (), ())


def test_many_senders_do_not_fill_the_memory(watched: Watched) -> None:
    watched.signal.connect(first)
    senders = [Order() for _ in range(1_000)]

    for sender in senders:
        watched.plan(sender)

    assert len(watched.table._plans) <= 256


def test_one_receiver_with_two_senders_keeps_its_two_numbers(watched: Watched) -> None:
    watched.signal.connect(first, sender=Order)
    watched.signal.connect(first)
    numbers = tuple(number for _, number in watched.news())

    assert watched.plan(Order).sync == numbers
    assert watched.plan(Basket) == Plan(numbers[1:], (), numbers[:1])


def test_a_death_is_told_once_and_at_once(watched: Watched) -> None:
    thing = Thing()
    watched.signal.connect(thing.method)
    ((_, number),) = watched.news()

    del thing

    assert [(item.kind, item.number) for item in watched.changes] == [
        ("collected", number)
    ]
    watched.changes.clear()
    assert watched.news() == []
    watched.signal.connect(first)  # Django forgets the dead one now
    assert [kind for kind, _ in watched.news()] == ["connected"]


def test_a_table_that_was_told_to_forget_says_nothing_any_more(
    watched: Watched,
) -> None:
    thing = Thing()
    watched.signal.connect(thing.method)
    watched.news()

    watched.table.forget()
    del thing
    watched.signal.connect(first)

    assert watched.news() == []
    assert watched.table.current() == []
