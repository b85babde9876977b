"""``count_queries``: how often an action asks the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sandbox.kernel import Kernel

SHOP = """
    sv.configure(quiet=True)
    from signal_viz.sandbox import count_queries
    class Order(models.Model):
        pass
    sv.create_tables(Order)
    """


def test_each_query_counts_and_only_those_of_the_action(kernel: Kernel) -> None:
    kernel.run(SHOP)
    kernel.run("Order.objects.create()")
    assert kernel.run("print(count_queries(Order.objects.create))") == "1"
    assert kernel.run("print(count_queries(lambda: Order.objects.all()))") == "0"
    assert kernel.run("print(count_queries(lambda: list(Order.objects.all())))") == "1"
    assert kernel.run("Order.objects.create(); print(Order.objects.count())") == "3"


def test_an_exception_comes_out_and_the_counting_ends(kernel: Kernel) -> None:
    kernel.run(SHOP)
    before = kernel.run("print(len(connection.execute_wrappers))")
    output = kernel.cell("count_queries(lambda: Order.objects.get(pk=7))")
    assert output.error is not None
    assert output.error.startswith("DoesNotExist")
    assert kernel.run("print(len(connection.execute_wrappers))") == before
