"""What ``m2m_changed`` tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signal_viz.naming import Sender
from tests.facts.reading import call, heard
from tests.facts.versions import GROUPED

if TYPE_CHECKING:
    from signal_viz.recording import Recording
    from tests.facts.lab import Lab


@pytest.fixture
def shop(lab: Lab) -> Lab:
    """A Django with a book and two tags."""
    lab.run(
        """
        class Tag(models.Model): pass
        class Book(models.Model):
            tags = models.ManyToManyField(Tag)
        sv.create_tables(Tag, Book)
        book = Book.objects.create()
        one, two = Tag.objects.create(), Tag.objects.create()
        def hear(**_): pass
        """
    )
    return lab


def told(recording: Recording) -> list[tuple[str, str, str]]:
    """Return action, keys and direction of each dispatch."""
    return [
        (
            item.arguments["action"].strip("'"),
            item.arguments["pk_set"],
            "reverse" if item.arguments["reverse"] == "True" else "forward",
        )
        for item in recording.dispatches
    ]


@pytest.mark.parametrize(
    ("source", "actions"),
    [
        (
            "book.tags.add(one)",
            [("pre_add", "{1}", "forward"), ("post_add", "{1}", "forward")],
        ),
        (
            "book.tags.add(two)",  # is there already: nothing is added, and yet
            [("pre_add", "set()", "forward"), ("post_add", "set()", "forward")],
        ),
        (
            "book.tags.set([one])",
            [
                ("pre_remove", "{2}", "forward"),
                ("post_remove", "{2}", "forward"),
                ("pre_add", "{1}", "forward"),
                ("post_add", "{1}", "forward"),
            ],
        ),
        (
            "book.tags.clear()",
            [("pre_clear", "None", "forward"), ("post_clear", "None", "forward")],
        ),
        (
            "one.book_set.add(book)",
            [("pre_add", "{1}", "reverse"), ("post_add", "{1}", "reverse")],
        ),
    ],
)
def test_each_change_is_told_before_and_after(
    shop: Lab, source: str, actions: list[tuple[str, str, str]]
) -> None:
    shop.run("book.tags.add(two); m2m_changed.connect(hear)")
    recording = shop.trace("m2m_changed", source)

    assert told(recording) == actions
    assert {item.atomic for item in recording.dispatches} == {True}


def test_the_sender_is_the_join_table(shop: Lab) -> None:
    recording = shop.trace(
        "m2m_changed",
        """
        def other(**_): pass
        def named(**_): pass
        m2m_changed.connect(other, sender=Book)
        m2m_changed.connect(hear, sender=Book.tags.through)
        m2m_changed.connect(named, sender="notebook.Book_tags")
        book.tags.add(one)
        """,
    )

    senders = {item.sender for item in recording.dispatches}
    assert senders == {Sender("Book_tags", "model")}
    assert heard(recording) == [["hear", "named"]] * 2


def test_nothing_is_sent_where_nobody_listens_to_the_join_table(shop: Lab) -> None:
    recording = shop.trace(
        "m2m_changed",
        """
        book.tags.add(one)
        m2m_changed.connect(hear, sender=Book)
        book.tags.add(two)
        """,
    )

    assert recording.dispatches == ()


def test_after_a_save_the_relation_is_still_empty(shop: Lab) -> None:
    recording = shop.trace(
        "post_save, m2m_changed",
        """
        @receiver(post_save, sender=Book)
        def count(instance, **_):
            return instance.tags.count()
        m2m_changed.connect(hear)
        Book.objects.create().tags.set([one, two])
        """,
    )

    assert [item.signal for item in recording.dispatches] == [
        "post_save",
        "m2m_changed",
        "m2m_changed",
    ]
    assert call(recording, "count").response == "0"


def test_raw_is_sent_from_django_6_1_on(shop: Lab) -> None:
    shop.run("m2m_changed.connect(hear)")
    recording = shop.trace("m2m_changed", "book.tags.add(one)")

    raw = {item.arguments.get("raw") for item in recording.dispatches}
    assert raw == {"False" if GROUPED else None}
