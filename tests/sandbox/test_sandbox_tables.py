"""``create_tables``: tables for the models of cells, and what it refuses."""

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

SHOP = """
    class Item(models.Model):
        order = models.ForeignKey("Order", models.CASCADE, related_name="items")
        tags = models.ManyToManyField("Tag")

    class Tag(models.Model):
        pass

    class Order(models.Model):
        pass
    """


@pytest.mark.parametrize("names", ["Order, Item, Tag", "Item, Tag, Order"])
def test_the_order_of_the_models_does_not_matter(kernel: Kernel, names: str) -> None:
    kernel.run(SHOP)
    kernel.run(f"sv.create_tables({names})")
    printed = kernel.run(
        """
        order = Order.objects.create()
        item = Item.objects.create(order=order)
        item.tags.add(Tag.objects.create())
        print(order.items.count(), Item.objects.filter(tags__pk=1).count())
        print(order.delete()[0], Tag.objects.count())
        """
    )
    assert printed == "1 1\n3 1"


def test_running_it_again_gives_an_empty_table(kernel: Kernel) -> None:
    kernel.run(ORDER)
    kernel.run("Order.objects.create()")
    kernel.run("sv.create_tables(Order)")
    assert kernel.run("print(Order.objects.count(), Order.objects.create().pk)") == (
        "0 1"
    )


def test_what_points_at_an_emptied_table_is_emptied_too(kernel: Kernel) -> None:
    kernel.run(SHOP)
    kernel.run("sv.create_tables(Order, Item, Tag)")
    make = """
        item = Item.objects.create(order=Order.objects.create())
        item.tags.add(Tag.objects.create())
        """
    kernel.run(make)
    kernel.run("sv.create_tables(Order)")
    count = (
        "print(Order.objects.count(), Item.objects.count(), "
        "Item.tags.through.objects.count(), Tag.objects.count())"
    )
    assert kernel.run(count) == "0 0 0 1"
    kernel.run(make)
    assert kernel.run(count) == "1 1 1 2"


def test_emptying_one_side_of_many_to_many_keeps_the_rows_of_the_other(
    kernel: Kernel,
) -> None:
    kernel.run(SHOP)
    kernel.run("sv.create_tables(Order, Item, Tag)")
    kernel.run(
        """
        item = Item.objects.create(order=Order.objects.create())
        item.tags.add(Tag.objects.create())
        sv.create_tables(Tag)
        """
    )
    assert kernel.run("print(Item.objects.count(), item.tags.count())") == "1 0"
    assert kernel.run("item.tags.create(); print(item.tags.count())") == "1"


def test_a_changed_class_gets_a_changed_table(kernel: Kernel) -> None:
    kernel.run(ORDER)
    kernel.run(
        """
        class Order(models.Model):
            paid = models.BooleanField(default=False)
            tags = models.ManyToManyField("self")
            class Meta:
                db_table = "purchase"
        sv.create_tables(Order)
        order = Order.objects.create(paid=True)
        order.tags.add(order)
        """
    )
    assert kernel.run("print(sorted(connection.introspection.table_names()))") == (
        "['purchase', 'purchase_tags']"
    )


def test_a_table_that_the_learner_dropped_or_made_is_no_obstacle(
    kernel: Kernel,
) -> None:
    kernel.run(ORDER)
    kernel.run("connection.cursor().execute('DROP TABLE notebook_order')")
    kernel.run("sv.create_tables(Order)")
    kernel.run(
        """
        class Item(models.Model):
            pass
        with connection.schema_editor() as editor:
            editor.create_model(Item)
        sv.create_tables(Item)
        Item.objects.create(), Order.objects.create()
        """
    )


def test_after_a_reset_only_the_models_named_get_a_table(kernel: Kernel) -> None:
    kernel.run(SHOP)
    kernel.run("sv.create_tables(Order, Item, Tag)")
    kernel.run("sv.reset()")
    kernel.run(SHOP)
    kernel.run("sv.create_tables(Order)")
    assert kernel.run("print(connection.introspection.table_names())") == (
        "['notebook_order']"
    )


def test_after_a_reset_the_class_from_before_gets_its_table_again(
    kernel: Kernel,
) -> None:
    kernel.run(SHOP)
    kernel.run("sv.create_tables(Order, Item, Tag)")
    kernel.run("sv.reset()")
    kernel.run("sv.create_tables(Order, Item, Tag)")
    printed = kernel.run(
        """
        order = Order.objects.create()
        Item.objects.create(order=order).tags.create()
        print(order.delete()[0])
        """
    )
    assert printed == "3"


@pytest.mark.parametrize(
    ("define", "arguments", "sentence"),
    [
        ("", "", "create_tables needs the models to make tables for"),
        ("", "'Order'", "create_tables(Order): 'Order' is none."),
        ("", "None", "None is none"),
        ("", "object", "object is none"),
        ("", "models.Model", "Model is none"),
        (ORDER, "Order()", "needs the class Order, not one of its objects"),
        (
            """
            class Base(models.Model):
                class Meta:
                    abstract = True
            """,
            "Base",
            "Base is abstract and has no table: pass the models that inherit from it",
        ),
        (
            ORDER
            + """
    class Express(Order):
        class Meta:
            proxy = True
    """,
            "Express",
            "Express is a proxy and has no table of its own: pass Order.",
        ),
        (
            """
            class Elsewhere(models.Model):
                class Meta:
                    app_label = "shop"
            """,
            "Elsewhere",
            "the app 'shop', which is not installed: take app_label out of its Meta.",
        ),
        (
            """
            class Item(models.Model):
                order = models.ForeignKey("Nowhere", models.CASCADE)
            """,
            "Item",
            "Item.order points at Nowhere, which is not defined: define that model",
        ),
        (
            ORDER + "\n    Old = Order" + ORDER,
            "Old",
            "This Order was replaced by a newer class Order: pass the newer one.",
        ),
    ],
    ids=[
        "nothing",
        "a string",
        "None",
        "a class that is no model",
        "the base class of all models",
        "an instance",
        "an abstract model",
        "a proxy",
        "an app that is not installed",
        "a relation to nowhere",
        "a replaced class",
    ],
)
def test_what_can_have_no_table_is_refused_with_a_sentence(
    kernel: Kernel, define: str, arguments: str, sentence: str
) -> None:
    kernel.run(define)
    output = kernel.cell(f"sv.create_tables({arguments})")
    assert output.error.startswith("SignalVizError: ")
    assert sentence in output.error
    assert output.shown_for_error == output.error


def test_a_refusal_changes_nothing(kernel: Kernel) -> None:
    kernel.run(ORDER)
    kernel.run("Order.objects.create()")
    assert kernel.cell("sv.create_tables(Order, object)").error
    assert kernel.run("print(Order.objects.count())") == "1"


@pytest.mark.parametrize(
    "begin", ["transaction.atomic().__enter__()", "transaction.set_autocommit(False)"]
)
def test_it_cannot_work_inside_a_transaction(kernel: Kernel, begin: str) -> None:
    kernel.run("class Order(models.Model):\n    pass")
    kernel.run(begin)
    assert kernel.cell("sv.create_tables(Order)").error == (
        "SignalVizError: create_tables cannot work inside a transaction: "
        "call it before transaction.atomic()."
    )
    kernel.run("sv.reset()")
    kernel.run("sv.create_tables(Order)")


def test_a_model_without_a_table_is_told_apart(kernel: Kernel) -> None:
    kernel.run(SHOP)
    kernel.run("sv.create_tables(Order)")
    assert kernel.run("print(sv.missing_table(Order), sv.missing_table(Item))") == (
        "False True"
    )


def test_outside_the_sandbox_no_table_is_said_to_be_missing(
    python: Callable[[str], str],
) -> None:
    printed = python(
        """
        import django
        from django.conf import settings
        settings.configure()
        django.setup()
        from django.db import models
        from signal_viz import sandbox as sv
        class Order(models.Model):
            class Meta:
                app_label = "shop"
        print(sv.missing_table(Order))
        """
    )
    assert printed == "False"
