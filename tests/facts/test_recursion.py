"""A receiver that saves again: what goes round, and what stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.facts.reading import heard

if TYPE_CHECKING:
    from signal_viz.recording import Recording
    from tests.facts.lab import Lab


@pytest.fixture
def shop(lab: Lab) -> Lab:
    """A Django with orders, and a log of them."""
    lab.run(
        """
        class Order(models.Model):
            status = models.CharField(max_length=20, default="new")
        class Log(models.Model): pass
        sv.create_tables(Order, Log)
        """
    )
    return lab


def shape(recording: Recording) -> list[tuple[str, int, str | None]]:
    """Return sender, depth and ``created`` of each dispatch."""
    return [
        (item.sender.label, item.depth, item.arguments.get("created"))
        for item in recording.dispatches
    ]


def test_saving_the_same_row_in_post_save_never_ends_and_the_row_stays(
    shop: Lab,
) -> None:
    recording = shop.trace(
        "post_save",
        """
        @receiver(post_save, sender=Order)
        def save_again(instance, **_):
            instance.save()
        with contextlib.suppress(RecursionError):
            Order.objects.create()
        seen.append(Order.objects.count())
        """,
    )

    depths = [item.depth for item in recording.dispatches]
    assert depths == [*range(len(depths))]
    assert len(depths) > 50
    assert {item.error and item.error.type for item in recording.dispatches} == {
        "RecursionError"
    }
    assert shop.seen == [1]


def test_saving_another_model_is_one_nested_dispatch(shop: Lab) -> None:
    recording = shop.trace(
        "post_save",
        """
        @receiver(post_save, sender=Order)
        def log(**_):
            Log.objects.create()
        Order.objects.create()
        """,
    )

    assert shape(recording) == [("Order", 0, "True"), ("Log", 1, "True")]
    assert heard(recording) == [["log"], []]


@pytest.fixture
def flagged(shop: Lab) -> Lab:
    """A receiver that stops itself with a flag on the instance."""
    shop.run(
        """
        @receiver(post_save, sender=Order)
        def handle(instance, **_):
            if getattr(instance, "handled", False):
                return "ignored"
            instance.handled = True
            instance.save()
            return "handled"
        """
    )
    return shop


def test_a_flag_on_the_instance_still_sends_twice(flagged: Lab) -> None:
    recording = flagged.trace("post_save", "Order.objects.create()")

    assert shape(recording) == [("Order", 0, "True"), ("Order", 1, "False")]


def test_such_a_flag_makes_the_next_genuine_save_be_ignored(flagged: Lab) -> None:
    recording = flagged.trace(
        "post_save",
        """
        order = Order.objects.create()
        order.save()
        Order.objects.get().save()
        """,
    )

    roots = [item for item in recording.dispatches if item.depth == 0]
    answers = [item.calls[0].response for item in roots]
    # The third is a fresh object of the same row.
    assert answers == ["'handled'", "'ignored'", "'handled'"]


def test_an_update_changes_the_row_without_a_second_dispatch(shop: Lab) -> None:
    recording = shop.trace(
        "post_save",
        """
        @receiver(post_save, sender=Order)
        def mark(sender, instance, **_):
            sender.objects.filter(pk=instance.pk).update(status="seen")
        order = Order.objects.create()
        seen += [order.status, Order.objects.get().status]
        """,
    )

    assert shape(recording) == [("Order", 0, "True")]
    # The object in memory keeps the old value.
    assert shop.seen == ["new", "seen"]


def test_setting_a_field_before_the_save_needs_no_second_one(shop: Lab) -> None:
    recording = shop.trace(
        "pre_save, post_save",
        """
        @receiver(pre_save, sender=Order)
        def mark(instance, **_):
            instance.status = "seen"
        Order.objects.create()
        seen.append(Order.objects.get().status)
        """,
    )

    assert [(item.signal, item.depth) for item in recording.dispatches] == [
        ("pre_save", 0),
        ("post_save", 0),
    ]
    assert shop.seen == ["seen"]


def test_asking_for_created_stops_after_one_round(shop: Lab) -> None:
    recording = shop.trace(
        "post_save",
        """
        @receiver(post_save, sender=Order)
        def mark(instance, created, **_):
            if created:
                instance.status = "seen"
                instance.save()
        Order.objects.create()
        """,
    )

    assert shape(recording) == [("Order", 0, "True"), ("Order", 1, "False")]


def test_disconnecting_round_the_save_stops_it_too(shop: Lab) -> None:
    recording = shop.trace(
        "post_save",
        """
        def quietly(instance, **_):
            post_save.disconnect(quietly, sender=Order)
            instance.save()
            post_save.connect(quietly, sender=Order)
        post_save.connect(quietly, sender=Order)
        order = Order.objects.create()
        order.save()
        """,
    )

    assert [(item.depth, len(item.calls)) for item in recording.dispatches] == [
        (0, 1),
        (1, 0),
        (0, 1),
        (1, 0),
    ]
