"""Receivers: which ones ``reset`` disconnects, and those of a replaced class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox.kernel import Kernel

ORDER = """
    class Order(models.Model):
        pass
    sv.create_tables(Order)
    """
CONNECT = """
    @receiver(post_save, sender=Order)
    def mail(instance, **kwargs):
        print("mail", instance.pk)
    """
SILENT = (
    "1 receiver of the old Order is silent now: run the cell that connects it again."
)


@pytest.mark.parametrize(
    "connect",
    [
        "signal.connect(print)",
        "signal.connect(lambda **kwargs: None, weak=False)",
        "signal.connect(functools.partial(print), weak=False)",
        "signal.connect(Mock(), weak=False)",
        "signal.connect(Handler().handle, weak=False)",
        "signal.connect(Handler(), weak=False)",
        "signal.connect(Handler, weak=False)",
        "signal.connect([].append, weak=False)",
        "signal.connect(transaction.atomic(handle), weak=False)",
        "signal.connect(handle, sender=Handler, dispatch_uid='once')",
        "signal.connect(json.dumps)",
    ],
)
@pytest.mark.parametrize("signal", ["Signal()", "request_finished"])
def test_reset_disconnects_what_the_notebook_connected(
    kernel: Kernel, signal: str, connect: str
) -> None:
    printed = kernel.run(
        f"""
        import functools, json
        from unittest.mock import Mock
        from django.core.signals import request_finished
        class Handler:
            def __call__(self, **kwargs): pass
            def handle(self, **kwargs): pass
        def handle(**kwargs): pass
        signal = {signal}
        before = list(signal.receivers)
        {connect}
        assert len(signal.receivers) == len(before) + 1
        sv.reset()
        print(signal.receivers == before)
        """
    )
    assert printed == "True"


def test_djangos_own_receivers_stay_in_their_order(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        from django.core.signals import request_finished, setting_changed
        def first(**kwargs): pass
        request_finished.connect(first)
        setting_changed.connect(first)
        # A module of Django's that connects receivers, imported in a later cell.
        import django.test.signals
        def last(**kwargs): pass
        setting_changed.connect(last)
        own = {
            signal: [entry for entry in signal.receivers if entry[1]() not in (first, last)]
            for signal in (request_finished, setting_changed)
        }
        sv.reset()
        print([signal.receivers == entries for signal, entries in own.items()])
        print(len(own[request_finished]) > 0, len(own[setting_changed]) > 5)
        """
    )
    assert printed == "[True, True]\nTrue True"


def test_a_receiver_of_djangos_for_a_model_of_the_notebook_goes(
    kernel: Kernel,
) -> None:
    printed = kernel.run(
        """
        from django.core.files.storage import default_storage
        from django.db.models.signals import post_init
        from django.core.signals import setting_changed
        default_storage.path("x")
        class Cover(models.Model):
            width = models.IntegerField()
        from django.db.models.fields.files import ImageField
        field = ImageField.__new__(ImageField)
        post_init.connect(field.update_dimension_fields, sender=Cover)
        storages = len(setting_changed.receivers)
        sv.reset()
        print(len(post_init.receivers), len(setting_changed.receivers) == storages)
        """
    )
    assert printed == "0 True"


def test_reset_stops_what_watches_and_leaves_its_recording_as_it_was(
    kernel: Kernel,
) -> None:
    printed = kernel.run(
        """
        from signal_viz import trace
        paid = Signal()
        def mail(**kwargs): pass
        paid.connect(mail)
        with trace(paid) as recorded:
            paid.send(sender=None)
            sv.reset()
            print(type(paid) is Signal, recorded.running)
            paid.connect(mail)
            paid.send(sender=None)
        print(len(recorded.dispatches), recorded.events[-1].kind)
        """
    )
    assert printed == "True False\n1 dispatch_ended"


@pytest.mark.parametrize("last_line", ["paid.send(sender=None)", "mail", "[(mail, 1)]"])
@pytest.mark.parametrize("debug", [False, True])
def test_reset_frees_receivers_that_a_cell_displayed(
    kernel: Kernel, last_line: str, debug: bool
) -> None:
    kernel.run(
        f"""
        import gc, weakref
        sv.configure({debug}, quiet=True)
        paid = Signal()
        @receiver(paid)
        def mail(**kwargs): pass
        alive = weakref.ref(mail)
        """
    )
    assert kernel.cell(last_line).value
    kernel.run("del mail")
    assert kernel.run("gc.collect(); print(alive() is None)") == "False"
    kernel.run("sv.reset()")
    assert kernel.run("gc.collect(); print(alive() is None)") == "True"


def test_reset_leaves_other_results_and_variables(kernel: Kernel) -> None:
    kernel.run("paid = Signal()\ndef mail(**kwargs): pass\npaid.connect(mail)")
    kernel.cell("40 + 2")
    kernel.cell("kept = paid.send(sender=None); kept")
    kernel.run("sv.reset()")
    assert kernel.run("print(42 in Out.values(), kept[0][0] is mail)") == "True True"
    assert kernel.cell("_").value == "''"


@pytest.mark.parametrize("debug", [False, True])
def test_receivers_of_a_replaced_class_are_announced(
    kernel: Kernel, debug: bool
) -> None:
    kernel.run(f"sv.configure({debug}, quiet=True)")
    kernel.run(ORDER)
    kernel.run(CONNECT)
    assert kernel.run(ORDER) == SILENT
    assert kernel.run("Order.objects.create()") == ""
    assert kernel.run("print(post_save.receivers)") == "[]"
    kernel.run(CONNECT)
    assert kernel.run("Order.objects.create()") == "mail 2"


@pytest.mark.parametrize("debug", [False, True])
def test_a_cell_that_connects_them_again_itself_is_not_told(
    kernel: Kernel, debug: bool
) -> None:
    kernel.run(f"sv.configure({debug}, quiet=True)")
    for _ in range(3):
        assert kernel.run(ORDER + CONNECT) == ""
        assert kernel.run("Order.objects.create()") == "mail 1"


def test_it_is_said_once_and_counts_each_of_them(kernel: Kernel) -> None:
    both = """
        class Order(models.Model):
            tags = models.ManyToManyField("Tag")
        class Tag(models.Model):
            pass
        sv.create_tables(Order, Tag)
        """
    kernel.run(both)
    kernel.run(
        """
        def note(**kwargs): pass
        def other(**kwargs): pass
        post_save.connect(note, sender="notebook.Order")
        post_save.connect(note, sender=Tag)
        post_delete.connect(other, sender=Tag)
        m2m_changed.connect(note, sender=Order.tags.through)
        post_save.connect(note)
        """
    )
    assert kernel.run(both) == (
        "4 receivers of the old Order and Tag are silent now: "
        "run the cells that connect them again."
    )
    assert kernel.run(both) == ""
    assert kernel.run("print(len(post_save.receivers))") == "1"


def test_without_ipython_it_is_said_at_once(python: Callable[[str], str]) -> None:
    printed = python(
        """
        from django.db import models
        from django.db.models.signals import post_save
        from signal_viz import sandbox as sv
        sv.configure(quiet=True)
        def note(**kwargs): pass
        for number in range(2):
            class Order(models.Model):
                pass
            sv.create_tables(Order)
            post_save.connect(note, sender=Order)
            print(number)
        """
    )
    assert printed == f"0\n{SILENT}\n1"


def test_a_watcher_hears_at_once_of_receivers_that_a_new_class_lost(
    kernel: Kernel,
) -> None:
    kernel.run(ORDER)
    printed = kernel.run(
        """
        from signal_viz import trace
        sent = Signal()
        def mail(**kwargs): pass
        post_save.connect(mail, sender=Order)
        with trace(post_save, sent) as recorded:
            class Order(models.Model):
                pass
            sv.create_tables(Order)
            sent.connect(mail)
            post_save.connect(mail, sender=Order)
        print([event.kind for event in recorded.events])
        """
    )
    assert printed == "['disconnected', 'connected', 'connected']"
