"""A notebook of cells, run as learners run it: again, and again from a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.kernel import Kernel

FIRST = """
    from signal_viz import sandbox as sv
    sv.configure(debug={debug})
    """

CELLS = {
    "imports": """
        from django.db import connection, models, transaction
        from django.db.models.signals import post_delete, post_save
        from django.dispatch import Signal, receiver
        """,
    "models": """
        class Customer(models.Model):
            name = models.CharField(max_length=20)

        class Order(models.Model):
            customer = models.ForeignKey(Customer, models.CASCADE, related_name="orders")

        sv.create_tables(Customer, Order)
        """,
    "connect": """
        log = []

        @receiver(post_save, sender=Order)
        def mail(instance, created, **kwargs):
            log.append(f"mail {instance.pk} {created}")

        @receiver([post_save, post_delete])
        def audit(sender, signal, **kwargs):
            log.append(f"audit {sender.__name__}")

        def show():
            print(*log, sep=", ")
            log.clear()
        """,
    "save": """
        ada = Customer.objects.create(name="Ada")
        order = Order.objects.create(customer=ada)
        order.save()
        show()
        """,
    "displayed": "[value for _, value in post_save.send(sender=Order, instance=ada, created=None)]",
    "receivers displayed": "len(post_save.send(sender=Customer))",
    "cascade": """
        print(ada.orders.count(), ada.delete())
        show()
        """,
    "async orm": """
        bob = await Customer.objects.acreate(name="Bob")
        await Order(customer=bob).asave()
        print(Order.objects.count(), await Order.objects.acount())
        show()
        """,
    "async receiver": """
        @receiver(post_save, sender=Customer)
        async def greet(instance, **kwargs):
            log.append(f"greet {instance.pk} of {await Customer.objects.acount()}")

        await Customer.objects.acreate(name="Cleo")
        sv.in_thread(Customer.objects.create, name="Dan")
        post_save.disconnect(greet, sender=Customer)
        show()
        """,
    "rollback": """
        try:
            with transaction.atomic():
                Customer.objects.create(name="Eve")
                transaction.on_commit(lambda: log.append("committed"))
                raise ValueError("no")
        except ValueError as error:
            print(error, Customer.objects.filter(name="Eve").count())
        show()
        """,
    "commit": """
        with transaction.atomic():
            Customer.objects.create(name="Eve")
            transaction.on_commit(lambda: log.append("committed"))
            log.append("last line")
        show()
        """,
    "custom signal": """
        paid = Signal()
        paid.connect(lambda **kwargs: log.append("counted"), weak=False)
        paid.connect(mail, dispatch_uid="mail")
        paid.send(sender=None, instance=bob, created="paid")
        show()
        """,
    "an error": "Order.objects.create()",
    "a receiver that raises": """
        def refuse(**kwargs):
            raise RuntimeError("refused")
        post_save.connect(refuse, sender=Order)
        Order.objects.create(customer=bob)
        """,
    "counts": """
        print(Customer.objects.count(), Order.objects.count(), len(post_save.receivers))
        """,
}


def shown(kernel: Kernel, name: str) -> tuple[str, str, str]:
    """Run a cell and return what a stored notebook would hold of it."""
    output = kernel.cell(CELLS[name])
    assert not output.warned
    return output.printed, output.value, output.error


@pytest.mark.parametrize("debug", [False, True])
def test_a_notebook_gives_the_same_outputs_three_times_in_one_kernel(
    fresh_kernel: Kernel, debug: bool
) -> None:
    first = FIRST.format(debug=debug)
    runs = []
    for _ in range(3):
        line = fresh_kernel.run(first)
        runs.append([line, *(shown(fresh_kernel, name) for name in CELLS)])
    assert runs[0] == runs[1] == runs[2]
    assert runs[0][0] == f"Clean in-memory Django, DEBUG={debug}."


@pytest.mark.parametrize("debug", [False, True])
def test_its_outputs_are_right(fresh_kernel: Kernel, debug: bool) -> None:
    fresh_kernel.run(FIRST.format(debug=debug))
    outputs = {name: shown(fresh_kernel, name) for name in CELLS}
    assert outputs == {
        "imports": ("", "", ""),
        "models": ("", "", ""),
        "connect": ("", "", ""),
        "save": (
            "audit Customer, mail 1 True, audit Order, mail 1 False, audit Order\n",
            "",
            "",
        ),
        "displayed": ("", "[None, None]", ""),
        "receivers displayed": ("", "1", ""),
        "cascade": (
            (
                "1 (2, {'notebook.Order': 1, 'notebook.Customer': 1})\n"
                "mail 1 None, audit Order, audit Customer, audit Order, audit Customer\n"
            ),
            "",
            "",
        ),
        "async orm": ("1 1\naudit Customer, mail 2 True, audit Order\n", "", ""),
        "async receiver": (
            "audit Customer, greet 3 of 2, audit Customer, greet 4 of 3\n",
            "",
            "",
        ),
        "rollback": ("no 0\naudit Customer\n", "", ""),
        "commit": ("audit Customer, last line, committed\n", "", ""),
        "custom signal": ("counted, mail 2 paid\n", "", ""),
        "an error": (
            "",
            "",
            "IntegrityError: NOT NULL constraint failed: notebook_order.customer_id",
        ),
        "a receiver that raises": ("", "", "RuntimeError: refused"),
        "counts": ("4 2 3\n", "", ""),
    }


def test_the_cells_of_models_and_receivers_run_again_to_the_same_end(
    fresh_kernel: Kernel,
) -> None:
    fresh_kernel.run(FIRST.format(debug=False))
    shown(fresh_kernel, "imports")
    results = []
    for _ in range(3):
        for name in ("models", "connect"):
            assert not shown(fresh_kernel, name)[-1]
        results.append([shown(fresh_kernel, name) for name in ("save", "cascade")])
    assert results[0] == results[1] == results[2]


def test_the_first_cell_takes_less_than_a_second_of_the_processor(
    fresh_kernel: Kernel,
) -> None:
    printed = fresh_kernel.run(
        """
        from time import process_time
        start = process_time()
        from signal_viz import sandbox as sv
        sv.configure(quiet=True)
        print(process_time() - start)
        """
    )
    assert float(printed) < 1
