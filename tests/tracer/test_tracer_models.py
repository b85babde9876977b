"""What is recorded of models, rows and transactions; in a kernel, as in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.kernel import started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox.kernel import Kernel


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    """A kernel with one model and its table."""
    with started() as kernel:
        kernel.run(
            """
            import signal_viz as sv
            sv.configure(quiet=True)
            from django.db import models, transaction
            from django.db.models.signals import post_delete, post_save, pre_save
            class Order(models.Model):
                number = models.IntegerField(default=1)
            sv.create_tables(Order)
            def handler(**_): pass
            # Without a receiver Django deletes in one go and sends nothing.
            post_delete.connect(handler)
            """
        )
        yield kernel


def test_a_row_is_known_by_its_primary_key(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        with sv.trace(pre_save, post_save, post_delete) as recording:
            order = Order.objects.create()
            order.delete()
        for item in recording.dispatches:
            print(item.signal, item.sender.label, item.sender.kind,
                  item.arguments["instance"], item.arguments.get("created"))
        """
    )
    assert printed.splitlines() == [
        "pre_save Order model Order pk=None None",
        "post_save Order model Order pk=1 True",
        "post_delete Order model Order pk=1 None",
    ]


def test_the_transaction_is_recorded(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        with sv.trace(post_save, post_delete) as recording:
            order = Order.objects.create()
            with transaction.atomic():
                order.save()
            order.save()
            order.delete()
        print([item.atomic for item in recording.dispatches])
        """
    )
    # Django deletes inside a transaction of its own.
    assert printed == "[False, True, False, True]"


def test_a_thread_without_a_connection_has_no_transaction(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        import threading
        with sv.trace(post_save) as recording:
            thread = threading.Thread(target=post_save.send, kwargs={"sender": Order})
            thread.start()
            thread.join()
        print([(item.thread, item.atomic) for item in recording.dispatches])
        """
    )
    assert printed == "[('worker 1', None)]"


def test_a_receiver_for_one_model_does_not_hear_another(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        class Item(models.Model): pass
        sv.create_tables(Item)
        post_save.connect(handler, sender=Order)
        with sv.trace(post_save, senders=[Order, Item]) as recording:
            Order.objects.create()
            Item.objects.create()
        for item in recording.dispatches:
            print(item.sender.label, [(call.receiver, call.state) for call in item.calls])
        print(recording.snapshot.connections[-1].sender_kind)
        post_save.disconnect(handler, sender=Order)
        """
    )
    assert printed.splitlines() == [
        "Order [('handler', 'returned')]",
        "Item [('handler', 'filtered')]",
        "model",
    ]


def test_an_awaited_save_is_recorded_in_its_thread(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        async def later(**_): pass
        post_save.connect(handler)
        post_save.connect(later)
        with sv.trace(post_save) as recording:
            await Order().asave()
        (item,) = recording.dispatches
        print(item.method, item.thread, [(call.receiver, call.thread) for call in item.calls])
        post_save.disconnect(handler); post_save.disconnect(later)
        """
    )
    # Django saves in a thread, and runs the async receivers back in the cell's loop.
    assert printed == "send worker 1 [('handler', 'worker 1'), ('later', 'main')]"


def test_built_in_signals_are_known_by_name_and_left_as_they_were(
    kernel: Kernel,
) -> None:
    printed = kernel.run(
        """
        from django.core import signals
        before = [type(signal).__name__ for signal in (post_save, signals.request_started)]
        with sv.trace(post_save, signals.request_started) as recording:
            pass
        print([item.name for item in recording.snapshot.signals], before)
        print([type(signal).__name__ for signal in (post_save, signals.request_started)])
        """
    )
    assert printed.splitlines() == [
        "['post_save', 'request_started'] ['ModelSignal', 'Signal']",
        "['ModelSignal', 'Signal']",
    ]


def test_a_class_that_poses_as_a_model_is_described_without_a_key(
    kernel: Kernel,
) -> None:
    printed = kernel.run(
        """
        from django.db.models.base import ModelBase
        from signal_viz.naming import describe
        class Mixin(metaclass=ModelBase): pass
        class Lying(Order):
            class Meta:
                proxy = True
            def __getattribute__(self, name):
                raise RuntimeError(name)
        lying = object.__new__(Lying)
        print(describe(Mixin()), "|", describe(lying), "|", describe(Order(pk=7)))
        """
    )
    assert printed == "Mixin instance | Lying instance | Order pk=7"
