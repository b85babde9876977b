"""What deleting sends, in which order, and what a listener costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django
import pytest

from tests.facts.reading import heard

if TYPE_CHECKING:
    from signal_viz.recording import Recording
    from tests.facts.lab import Lab

SIGNALS = "pre_delete, post_delete"


@pytest.fixture
def library(lab: Lab) -> Lab:
    """A Django with authors, books and loans, and a way to count queries."""
    lab.run(
        """
        from django.test.utils import CaptureQueriesContext
        class Author(models.Model): pass
        class Book(models.Model):
            author = models.ForeignKey(Author, models.CASCADE)
        class Loan(models.Model):
            author = models.ForeignKey(Author, models.CASCADE, null=True)
        sv.create_tables(Author, Book, Loan)
        def hear(**_): pass
        def author(model):
            author = Author.objects.create()
            model.objects.create(author=author)
            model.objects.create(author=author)
            return author
        def selects(work):
            with CaptureQueriesContext(connection) as captured:
                work()
            queries = [each["sql"] for each in captured.captured_queries]
            return len([each for each in queries if each.startswith("SELECT")])
        """
    )
    return lab


def sent(recording: Recording) -> list[str]:
    """Return signal and sender of each dispatch."""
    return [f"{item.signal} {item.sender.label}" for item in recording.dispatches]


def test_without_a_listener_the_rows_of_a_cascade_send_nothing(library: Lab) -> None:
    recording = library.trace(SIGNALS, "seen.append(selects(author(Book).delete))")

    assert sent(recording) == ["pre_delete Author", "post_delete Author"]
    assert library.seen == [0]


def test_without_a_listener_the_rows_of_a_queryset_send_nothing(library: Lab) -> None:
    library.run("author(Book)")
    recording = library.trace(
        SIGNALS, "seen.append(selects(Book.objects.all().delete))"
    )

    assert sent(recording) == []
    assert library.seen == [0]


@pytest.mark.parametrize("signal", ["pre_delete", "post_delete"])
@pytest.mark.parametrize(
    ("sender", "selects", "books_are_sent"),
    [("None", 2, True), ("Book", 1, True), ("Loan", 1, False), ("Author", 0, False)],
)
def test_a_listener_that_may_hear_the_children_makes_django_fetch_them(
    library: Lab, signal: str, sender: str, selects: int, *, books_are_sent: bool
) -> None:
    library.run(f"{signal}.connect(hear, sender={sender}); mine = author(Book)")
    recording = library.trace(SIGNALS, "seen.append(selects(mine.delete))")

    # An author has books and loans: each kind that somebody may hear is fetched.
    assert library.seen == [selects]
    assert ("post_delete Book" in sent(recording)) is books_are_sent


def test_each_child_is_announced_before_anything_is_deleted(library: Lab) -> None:
    library.run("post_delete.connect(hear); mine = author(Book)")
    recording = library.trace(SIGNALS, "mine.delete()")

    # A book cannot be without its author, so books go first.
    assert sent(recording) == [
        "pre_delete Book",
        "pre_delete Book",
        "pre_delete Author",
        "post_delete Book",
        "post_delete Book",
        "post_delete Author",
    ]
    assert {item.atomic for item in recording.dispatches} == {True}


def test_children_that_may_be_without_a_parent_are_deleted_after_it(
    library: Lab,
) -> None:
    library.run("post_delete.connect(hear); mine = author(Loan)")
    recording = library.trace(SIGNALS, "mine.delete()")

    assert sent(recording) == [
        "pre_delete Author",
        "pre_delete Loan",
        "pre_delete Loan",
        "post_delete Author",
        "post_delete Loan",
        "post_delete Loan",
    ]


def test_the_origin_of_a_delete_is_sent(library: Lab) -> None:
    library.run("post_delete.connect(hear); author(Book)")
    recording = library.trace(
        "post_delete",
        """
        Book.objects.filter(pk=1).delete()
        Author.objects.get().delete()
        """,
    )

    origins = [item.arguments["origin"] for item in recording.dispatches]
    assert origins == ["QuerySet instance", "Author pk=1", "Author pk=1"]


def test_a_cascade_in_the_database_sends_nothing_for_the_children(
    library: Lab,
) -> None:
    if django.VERSION < (6, 1):
        library.run("assert not hasattr(models, 'DB_CASCADE')")
        return
    library.run(
        """
        class Page(models.Model):
            author = models.ForeignKey(Author, models.DB_CASCADE)
        sv.create_tables(Page)
        post_delete.connect(hear)
        mine = Author.objects.create()
        Page.objects.create(author=mine)
        """
    )
    recording = library.trace(
        SIGNALS,
        """
        mine.delete()
        seen.append(Page.objects.count())
        """,
    )

    assert sent(recording) == ["pre_delete Author", "post_delete Author"]
    assert heard(recording) == [[], ["hear"]]
    assert library.seen == [0]
