"""The database in memory: who sees what, and what its errors say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox.kernel import Kernel

ORDER = """
    class Order(models.Model):
        title = models.CharField(max_length=20, default="")
    sv.create_tables(Order)
    """


def test_sync_and_async_orm_see_the_same_rows(kernel: Kernel) -> None:
    kernel.run(ORDER)
    printed = kernel.run(
        """
        Order.objects.create()
        await Order.objects.acreate()
        await Order().asave()
        print(Order.objects.count(), await Order.objects.acount())
        print([order.pk async for order in Order.objects.all()])
        """
    )
    assert printed == "3 3\n[1, 2, 3]"


def test_async_receivers_of_a_save_see_the_row(kernel: Kernel) -> None:
    kernel.run(ORDER)
    printed = kernel.run(
        """
        @receiver(post_save, sender=Order)
        async def count(sender, instance, **kwargs):
            print(instance.pk, await sender.objects.acount())
        await Order.objects.acreate()
        sv.in_thread(Order.objects.create)
        """
    )
    assert printed == "1 1\n2 2"


def test_on_disk_a_reader_does_not_wait_for_a_writer(kernel: Kernel) -> None:
    kernel.run("sv.reset(on_disk=True)")
    kernel.run(ORDER)
    printed = kernel.run(
        """
        rows = Order.objects.count
        with transaction.atomic():
            Order.objects.create()
            print(rows(), sv.in_thread(rows))
        print(rows(), sv.in_thread(rows))
        """
    )
    assert printed == "1 0\n1 1"


def test_the_file_on_disk_is_gone_after_the_next_reset(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        from pathlib import Path
        from django.db import connection
        sv.reset(on_disk=True)
        [(_, _, name)] = connection.cursor().execute("PRAGMA database_list")
        file = Path(name)
        print(file.is_file())
        sv.reset()
        print(file.parent.exists())
        """
    )
    assert printed == "True\nFalse"


def test_a_rolled_back_row_is_gone_for_everyone(kernel: Kernel) -> None:
    kernel.run(ORDER)
    printed = kernel.run(
        """
        try:
            with transaction.atomic():
                Order.objects.create()
                transaction.on_commit(lambda: print("never"))
                raise ValueError
        except ValueError:
            print(Order.objects.count(), await Order.objects.acount())
        with transaction.atomic():
            Order.objects.create()
            transaction.on_commit(lambda: print("committed", Order.objects.count()))
        """
    )
    assert printed == "0 0\ncommitted 1"


def test_rows_outlive_every_connection_that_is_closed(kernel: Kernel) -> None:
    kernel.run(ORDER)
    kernel.run("sv.in_thread(Order.objects.create)")
    kernel.run("connection.close()")
    assert kernel.run("print(Order.objects.count())") == "1"


def test_close_closes(kernel: Kernel) -> None:
    assert kernel.run(
        """
        connection.ensure_connection()
        connection.close()
        print(connection.connection)
        """
    ) == ("None")


def test_no_connection_is_left_for_the_garbage_collector(
    python: Callable[[str], str],
) -> None:
    assert (
        python(
            """
            from signal_viz import sandbox as sv
            sv.configure(quiet=True)
            from django.db import connection, models
            class Order(models.Model):
                pass
            for _ in range(2):
                sv.reset()
                sv.create_tables(Order)
                sv.in_thread(Order.objects.create)
            connection.close()
            """
        )
        == ""
    )


def test_a_query_waits_while_another_thread_is_in_a_transaction(
    kernel: Kernel,
) -> None:
    kernel.run(ORDER)
    printed = kernel.run(
        """
        import threading, time
        inside = threading.Event()
        def slowly():
            with transaction.atomic():
                Order.objects.create()
                inside.set()
                time.sleep(0.2)
            connection.close()
        thread = threading.Thread(target=slowly)
        thread.start()
        assert inside.wait(10)
        Order.objects.create()
        thread.join()
        print(Order.objects.count())
        """
    )
    assert printed == "2"


def test_threads_that_write_at_the_same_time_lose_nothing(kernel: Kernel) -> None:
    kernel.run(ORDER)
    printed = kernel.run(
        """
        from concurrent.futures import ThreadPoolExecutor
        def write(_):
            for _ in range(25):
                Order.objects.create()
            connection.close()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write, range(4)))
        print(Order.objects.count())
        """
    )
    assert printed == "100"


def test_a_table_that_stays_locked_is_explained(kernel: Kernel) -> None:
    kernel.run(ORDER)
    kernel.run("from signal_viz.sandbox.memory import trouble; trouble.PATIENCE = 0.05")
    output = kernel.cell(
        """
        with transaction.atomic():
            Order.objects.create()
            await Order.objects.acount()
        """
    )
    assert output.error.startswith("TableError: The table is in use by another conn")
    assert output.shown_for_error == output.error


def test_after_a_reset_a_thread_from_before_uses_the_new_database(
    kernel: Kernel,
) -> None:
    kernel.run(ORDER)
    kernel.run("await Order.objects.acreate()")
    kernel.run("sv.reset()")
    kernel.run(ORDER)
    assert kernel.run(
        "await Order.objects.acreate(); print(Order.objects.count())"
    ) == ("1")


def test_a_transaction_that_a_reset_interrupts_ends_on_the_old_database(
    kernel: Kernel,
) -> None:
    kernel.run(ORDER)
    printed = kernel.run(
        """
        import threading
        inside, swapped = threading.Event(), threading.Event()
        def work():
            with transaction.atomic():
                Order.objects.create()
                inside.set()
                assert swapped.wait(10)
                Order.objects.create()
            connection.close()
        thread = threading.Thread(target=work)
        thread.start()
        assert inside.wait(10)
        sv.reset()
        sv.create_tables(Order)
        swapped.set()
        thread.join()
        print(Order.objects.count())
        """
    )
    assert printed == "0"


@pytest.mark.parametrize(
    "query",
    [
        "Order.objects.create()",
        "Order.objects.count()",
        "await Order.objects.acreate()",
        "sv.in_thread(Order.objects.create)",
        "Item.objects.create(order_id=1)",
    ],
)
def test_a_missing_table_is_explained(kernel: Kernel, query: str) -> None:
    kernel.run(
        """
        class Order(models.Model):
            pass
        class Item(models.Model):
            order = models.ForeignKey(Order, models.CASCADE)
        sv.create_tables(Item)
        """
    )
    output = kernel.cell(query)
    assert output.error == (
        "TableError: Order has no table: run sv.create_tables(Order) first."
    )
    assert output.shown_for_error == output.error


def test_the_missing_table_of_an_m2m_field_is_told_by_its_model(
    kernel: Kernel,
) -> None:
    kernel.run(
        """
        class Order(models.Model):
            tags = models.ManyToManyField("self")
        """
    )
    assert "Order has no table" in kernel.cell("Order(pk=1).tags.count()").error


@pytest.mark.parametrize(
    "query", ["Order.objects.create()", "list(Order.objects.all())"]
)
def test_a_table_that_is_older_than_its_class_is_explained(
    kernel: Kernel, query: str
) -> None:
    kernel.run(ORDER)
    kernel.run(
        """
        class Order(models.Model):
            paid = models.BooleanField(default=False)
        """
    )
    assert kernel.cell(query).error == (
        "TableError: The table of Order is older than its class: "
        "run sv.create_tables(Order) again."
    )


def test_code_that_catches_djangos_errors_still_does(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        from django.db import DatabaseError, OperationalError
        class Order(models.Model):
            pass
        try:
            Order.objects.create()
        except OperationalError as error:
            print(isinstance(error, DatabaseError), error.__cause__)
        """
    )
    assert printed == "True no such table: notebook_order"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT * FROM nowhere", "OperationalError: no such table: nowhere"),
        ("SELECT titel FROM notebook_order", "OperationalError: no such column: titel"),
        (
            "SELECT notebook_order.titel FROM notebook_order",
            "OperationalError: no such column: notebook_order.titel",
        ),
    ],
)
def test_other_mistakes_keep_djangos_own_error(
    kernel: Kernel, query: str, error: str
) -> None:
    kernel.run(ORDER)
    assert kernel.cell(f"connection.cursor().execute({query!r})").error == error
