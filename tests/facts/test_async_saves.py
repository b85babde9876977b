"""Async receivers of a save: which rows they see, where they run, and where they fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.facts.reading import call

if TYPE_CHECKING:
    from tests.facts.lab import Lab


@pytest.fixture
def shop(lab: Lab) -> Lab:
    """A Django with books."""
    lab.run(
        """
        class Book(models.Model): pass
        sv.create_tables(Book)
        """
    )
    return lab


def test_an_async_receiver_of_a_save_sees_the_row_that_is_not_committed(
    shop: Lab,
) -> None:
    recording = shop.trace(
        "post_save",
        """
        @receiver(post_save)
        async def count(sender, **_):
            return await sender.objects.acount()
        def save():
            with transaction.atomic():
                Book.objects.create()
        sv.in_thread(save)
        """,
    )

    (dispatch,) = recording.dispatches
    assert (dispatch.method, dispatch.atomic) == ("send", True)
    assert call(recording, "count").response == "1"


def test_an_awaited_save_runs_in_a_thread_and_its_async_receivers_in_the_loop(
    shop: Lab,
) -> None:
    recording = shop.trace(
        "post_save",
        """
        @receiver(post_save)
        def sync(**_): pass
        @receiver(post_save)
        async def awaited(**_): pass
        await Book().asave()
        """,
    )

    (dispatch,) = recording.dispatches
    assert (dispatch.method, dispatch.thread) == ("send", "worker 1")
    assert call(recording, "sync").thread == "worker 1"
    assert call(recording, "awaited").thread == "main"


def test_a_save_in_a_cell_fails_at_an_async_receiver_and_the_row_stays(
    shop: Lab,
) -> None:
    recording = shop.trace(
        "post_save",
        """
        @receiver(post_save)
        async def awaited(**_): pass
        try:
            Book.objects.create()
        except RuntimeError:
            seen.append(Book.objects.count())
        """,
    )

    (dispatch,) = recording.dispatches
    assert dispatch.error is not None
    assert dispatch.error.type == "RuntimeError"
    assert call(recording, "awaited").state == "not_reached"
    assert shop.seen == [1]


def test_an_async_receiver_must_await_its_queries(shop: Lab) -> None:
    recording = shop.trace(
        "post_save",
        """
        import os
        from unittest import mock
        from django.core.exceptions import SynchronousOnlyOperation
        @receiver(post_save)
        async def count(sender, **_):
            return sender.objects.count()
        # As outside of a notebook, where the sandbox does not allow it.
        with mock.patch.dict(os.environ):
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
            with contextlib.suppress(SynchronousOnlyOperation):
                sv.in_thread(Book.objects.create)
        seen.append(Book.objects.count())
        """,
    )

    error = call(recording, "count").error
    assert error is not None
    assert error.type == "SynchronousOnlyOperation"
    assert shop.seen == [1]
