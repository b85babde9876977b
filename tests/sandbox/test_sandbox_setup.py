"""``configure`` and ``reset``: what the first cell of a notebook gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox.kernel import Kernel


def test_the_first_cell_says_in_one_line_what_it_set(kernel: Kernel) -> None:
    assert kernel.run("sv.configure()") == "Clean in-memory Django, DEBUG=False."
    assert kernel.run("sv.configure(True)") == "Clean in-memory Django, DEBUG=True."
    assert kernel.run("sv.configure(debug=True, quiet=True)") == ""


@pytest.mark.parametrize("debug", [False, True])
def test_running_it_again_switches_debug(kernel: Kernel, debug: bool) -> None:
    kernel.run(f"sv.configure(debug={not debug})")
    kernel.run(f"sv.configure(debug={debug})")
    assert kernel.run("from django.conf import settings; print(settings.DEBUG)") == str(
        debug
    )


def test_running_it_again_gives_a_clean_slate(kernel: Kernel) -> None:
    define = """
        class Order(models.Model):
            pass
        sv.create_tables(Order)
        def note(**kwargs):
            pass
        post_save.connect(note, sender=Order)
        """
    kernel.run(define)
    kernel.run("Order.objects.create()")
    kernel.run("sv.configure(quiet=True)")
    assert kernel.run("print(post_save.receivers)") == "[]"
    kernel.run(define)
    assert kernel.run("print(Order.objects.count())") == "0"


def test_debug_must_be_a_bool(kernel: Kernel) -> None:
    output = kernel.cell("sv.configure(debug='yes')")
    assert output.error == "SignalVizError: debug must be True or False."


@pytest.mark.parametrize("call", ["sv.reset()", "sv.create_tables(object)"])
def test_what_needs_the_sandbox_asks_for_the_first_cell(
    python: Callable[[str], str], call: str
) -> None:
    printed = python(
        f"""
        from signal_viz import sandbox as sv
        from signal_viz.errors import SignalVizError
        try:
            {call}
        except SignalVizError as error:
            print(error)
        """
    )
    assert "run sv.configure() first" in printed


@pytest.mark.parametrize("call", ["configure(debug=True)", "reset()"])
def test_a_django_that_somebody_else_set_up_is_left_as_it_is(
    python: Callable[[str], str], call: str
) -> None:
    printed = python(
        f"""
        import os
        import django
        from django.conf import settings
        from django.dispatch import Signal
        from signal_viz import sandbox as sv
        from signal_viz.errors import SignalVizError
        settings.configure(DEBUG=False)
        django.setup()
        signal = Signal()
        signal.connect(print)
        environment = dict(os.environ)
        try:
            sv.{call}
        except SignalVizError as error:
            print(error)
        print(settings.DEBUG, len(signal.receivers), dict(os.environ) == environment)
        """
    )
    sentence, unchanged = printed.splitlines()
    assert sentence.startswith("Django is set up already")
    assert "use sv.watch()" in sentence
    assert unchanged == "False 1 True"


def test_it_works_in_a_plain_script(python: Callable[[str], str]) -> None:
    printed = python(
        """
        import asyncio
        from django.db import models
        from signal_viz import sandbox as sv

        sv.configure()

        class Order(models.Model):
            pass

        sv.create_tables(Order)
        Order.objects.create()
        asyncio.run(Order.objects.acreate())
        print(Order.objects.count())
        """
    )
    assert printed == "Clean in-memory Django, DEBUG=False.\n2"


def test_rows_go_and_primary_keys_begin_at_1_again(kernel: Kernel) -> None:
    kernel.run(
        """
        class Order(models.Model):
            pass
        sv.create_tables(Order)
        Order.objects.create()
        sv.reset()
        sv.create_tables(Order)
        """
    )
    assert kernel.run("print(Order.objects.create().pk)") == "1"


def test_models_are_no_longer_registered(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        from django.apps import apps
        class Order(models.Model):
            tags = models.ManyToManyField("self")
        class Elsewhere(models.Model):
            class Meta:
                app_label = "elsewhere"
        sv.reset()
        print(list(apps.get_models(include_auto_created=True)), apps.all_models["elsewhere"])
        """
    )
    assert printed == "[] {}"


def test_a_connection_that_waits_for_a_model_is_forgotten(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        post_save.connect(lambda **kwargs: print("heard"), sender="notebook.Order", weak=False)
        sv.reset()
        class Order(models.Model):
            pass
        sv.create_tables(Order)
        Order.objects.create()
        print(post_save.receivers)
        """
    )
    assert printed == "[]"


@pytest.mark.parametrize("then", ["", "connection.close()"])
def test_it_works_in_a_transaction_that_was_never_left(
    kernel: Kernel, then: str
) -> None:
    define = """
        class Order(models.Model):
            pass
        sv.create_tables(Order)
        """
    kernel.run(define)
    kernel.run("transaction.atomic().__enter__(); Order.objects.create()")
    kernel.run(then)
    kernel.run("sv.reset()")
    kernel.run(define)
    assert kernel.run("print(connection.in_atomic_block, Order.objects.count())") == (
        "False 0"
    )


def test_it_may_stand_inside_an_atomic_block(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        class Order(models.Model):
            pass
        sv.create_tables(Order)
        with transaction.atomic():
            Order.objects.create()
            sv.reset()
        print(connection.in_atomic_block, connection.get_autocommit())
        """
    )
    assert printed == "False True"


def test_callbacks_of_an_open_transaction_never_run(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        transaction.atomic().__enter__()
        transaction.on_commit(lambda: print("committed"))
        sv.reset()
        with transaction.atomic():
            pass
        """
    )
    assert printed == ""


def test_the_query_log_is_empty(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        sv.configure(debug=True, quiet=True)
        before = len(connection.queries)
        class Order(models.Model):
            pass
        sv.create_tables(Order)
        sv.reset()
        print(before, len(connection.queries))
        """
    )
    first, second = printed.split()
    assert first == second


def test_later_cells_use_the_connection_of_the_first(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        from django.db.backends.signals import connection_created
        def note(**kwargs):
            print("connected")
        connection_created.connect(note)
        class Order(models.Model):
            pass
        sv.create_tables(Order)
        Order.objects.create()
        """
    )
    assert printed == ""


def test_debugging_is_on_for_a_while(kernel: Kernel) -> None:
    kernel.run("sv.configure(debug=False, quiet=True)")
    assert (
        kernel.run("""
        from signal_viz import sandbox
        with sandbox.debugging(True):
            print(sandbox.is_debugging())
        try:
            with sandbox.debugging(True):
                raise ValueError
        except ValueError:
            print(sandbox.is_debugging())
        """)
        == "True\nFalse"
    )
