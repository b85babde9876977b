"""What saves and loads send, and what sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signal_viz.naming import Sender
from tests.facts.reading import heard

if TYPE_CHECKING:
    from signal_viz.recording import Recording
    from tests.facts.lab import Lab


@pytest.fixture
def shop(lab: Lab) -> Lab:
    """A Django with books and tags."""
    lab.run(
        """
        class Tag(models.Model):
            name = models.CharField(max_length=20)
        class Book(models.Model):
            title = models.CharField(max_length=20, default="Emma")
            copies = models.IntegerField(default=1)
            tags = models.ManyToManyField(Tag)
        sv.create_tables(Tag, Book)
        """
    )
    return lab


def sent(recording: Recording, *names: str) -> list[tuple[str, ...]]:
    """Return signal and sender of each dispatch, with the named arguments."""
    return [
        (item.signal, item.sender.label, *map(item.arguments.__getitem__, names))
        for item in recording.dispatches
    ]


@pytest.mark.parametrize(
    "source",
    [
        "Book().save()",
        "Book.objects.create()",
        "Book.objects.get_or_create(title='Emma')",
        "Book.objects.update_or_create(title='Emma')",
        "Book(pk=1).save_base(raw=True)",
        "await Book.objects.acreate()",
        "await Book().asave()",
    ],
)
def test_every_way_to_save_one_row_sends_both_signals(shop: Lab, source: str) -> None:
    recording = shop.trace("pre_save, post_save", source)

    assert sent(recording) == [("pre_save", "Book"), ("post_save", "Book")]
    assert {item.sender.kind for item in recording.dispatches} == {"model"}


def test_loading_a_fixture_sends_raw_saves(shop: Lab) -> None:
    recording = shop.trace(
        "pre_save, post_save",
        """
        from django.core import serializers
        rows = '[{"model": "notebook.book", "pk": 7, "fields": {"title": "Emma"}}]'
        for row in serializers.deserialize("json", rows):
            row.save()
        """,
    )

    assert sent(recording, "raw") == [
        ("pre_save", "Book", "True"),
        ("post_save", "Book", "True"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "Book.objects.update(copies=2)",
        "Book.objects.bulk_create([Book()])",
        "Book.objects.bulk_update([book], ['copies'])",
        "Book.objects.get_or_create(pk=book.pk)",
        "book.save(update_fields=[])",
        "book.tags.add(tag)",
        "Book.objects.filter(pk=book.pk)._raw_delete('default')",
        "connection.cursor().execute('DELETE FROM notebook_book')",
    ],
)
def test_much_that_changes_rows_sends_no_save_and_no_delete(
    shop: Lab, source: str
) -> None:
    shop.run("book, tag = Book.objects.create(), Tag.objects.create()")
    recording = shop.trace("pre_save, post_save, pre_delete, post_delete", source)

    assert recording.dispatches == ()


def test_created_is_sent_after_the_save_only(shop: Lab) -> None:
    recording = shop.trace(
        "pre_save, post_save",
        """
        @receiver(pre_save)
        def adding(instance, **_):
            return instance._state.adding
        book = Book.objects.create()
        book.save()
        """,
    )

    created = [item.arguments.get("created") for item in recording.dispatches]
    assert created == [None, "True", None, "False"]
    before = [item.calls[0].response for item in recording.dispatches if item.calls]
    assert before == ["True", "False"]


def test_the_fields_to_update_are_sent(shop: Lab) -> None:
    shop.run("book = Book.objects.create()")
    recording = shop.trace(
        "post_save",
        """
        book.save(update_fields=["copies"])
        Book.objects.update_or_create(pk=book.pk, defaults={"copies": 3})
        book.save()
        """,
    )

    fields = [item.arguments["update_fields"] for item in recording.dispatches]
    assert fields == ["{'copies'}", "{'copies'}", "None"]


def test_what_is_set_before_the_save_is_stored_and_after_it_is_not(shop: Lab) -> None:
    recording = shop.trace(
        "pre_save, post_save",
        """
        @receiver(pre_save)
        def before(instance, **_):
            instance.title = "set before"
        @receiver(post_save)
        def after(instance, **_):
            instance.title = "set after"
        book = Book.objects.create()
        seen += [book.title, Book.objects.get().title]
        """,
    )

    assert heard(recording) == [["before"], ["after"]]
    assert shop.seen == ["set after", "set before"]


def test_what_is_set_before_a_save_of_other_fields_is_not_stored(shop: Lab) -> None:
    shop.run("book = Book.objects.create()")
    recording = shop.trace(
        "pre_save",
        """
        @receiver(pre_save)
        def before(instance, **_):
            instance.title = "set before"
        book.save(update_fields=["copies"])
        seen.append(Book.objects.get().title)
        """,
    )

    assert heard(recording) == [["before"]]
    assert shop.seen == ["Emma"]


def test_every_object_that_is_made_sends_init_signals(shop: Lab) -> None:
    shop.run("Book.objects.create(); Book.objects.create()")
    recording = shop.trace(
        "pre_init, post_init",
        """
        books = list(Book.objects.all())
        books[0].refresh_from_db()
        list(Book.objects.values())
        """,
    )

    # Two rows, and one more object to refresh from.
    assert sent(recording) == [("pre_init", "Book"), ("post_init", "Book")] * 3


def test_a_deferred_object_is_sent_by_its_own_class(shop: Lab) -> None:
    shop.run("Book.objects.create()")
    recording = shop.trace("post_save", "Book.objects.only('pk').get().save()")

    (dispatch,) = recording.dispatches
    assert dispatch.sender == Sender("Book", "model")
    assert dispatch.arguments["instance"] == "Book pk=1"
