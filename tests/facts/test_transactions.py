"""What of a save or a delete is inside a transaction, and what stays of it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from signal_viz.recording import load
from tests.facts.reading import call, heard, states
from tests.sandbox.kernel import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.facts.lab import Lab


@pytest.fixture
def shop(lab: Lab) -> Lab:
    """A Django with orders, and with a receiver that raises."""
    lab.run(
        """
        class Order(models.Model): pass
        class Gift(Order): pass
        sv.create_tables(Order, Gift)
        def fail(**_):
            raise ValueError("no paper")
        def look(sender, **_):
            seen.append(sender.objects.count())
        """
    )
    return lab


@pytest.mark.parametrize("model", ["Order", "Gift"])
def test_without_a_transaction_the_row_stays_when_a_receiver_of_post_save_raises(
    shop: Lab, model: str
) -> None:
    recording = shop.trace(
        "post_save",
        f"""
        post_save.connect(look)
        post_save.connect(fail)
        with contextlib.suppress(ValueError):
            {model}.objects.create()
        seen.append({model}.objects.count())
        """,
    )

    (dispatch,) = recording.dispatches
    assert dispatch.atomic is False
    assert states(dispatch) == ["look returned", "fail raised"]
    # The row was there when the receivers ran, and still is.
    assert shop.seen == [1, 1]


def test_inside_a_transaction_the_row_goes_when_a_receiver_of_post_save_raises(
    shop: Lab,
) -> None:
    recording = shop.trace(
        "post_save",
        """
        post_save.connect(fail)
        with contextlib.suppress(ValueError), transaction.atomic():
            Order.objects.create()
        seen.append(Order.objects.count())
        """,
    )

    (dispatch,) = recording.dispatches
    assert (dispatch.atomic, dispatch.state) == (True, "raised")
    assert shop.seen == [0]


def test_a_receiver_of_pre_save_that_raises_leaves_no_row(shop: Lab) -> None:
    recording = shop.trace(
        "pre_save, post_save",
        """
        pre_save.connect(fail)
        with contextlib.suppress(ValueError):
            Order.objects.create()
        seen.append(Order.objects.count())
        """,
    )

    (dispatch,) = recording.dispatches
    assert (dispatch.signal, dispatch.state) == ("pre_save", "raised")
    assert shop.seen == [0]


def test_a_receiver_has_run_for_a_row_that_is_rolled_back(shop: Lab) -> None:
    recording = shop.trace(
        "post_save",
        """
        def mail(sender, **_):
            transaction.on_commit(lambda: seen.append("committed"))
            return sender.objects.count()
        post_save.connect(mail)
        with contextlib.suppress(ValueError), transaction.atomic():
            Order.objects.create()
            raise ValueError
        seen.append(Order.objects.count())
        """,
    )

    # It saw the row, which is gone now; what waited for the commit never ran.
    assert call(recording, "mail").response == "1"
    assert recording.dispatches[0].atomic is True
    assert shop.seen == [0]


def test_what_waits_for_the_commit_runs_after_the_dispatch(shop: Lab) -> None:
    shop.run("committed = Signal()")
    recording = shop.trace(
        "post_save, committed",
        """
        def mail(**_):
            transaction.on_commit(lambda: committed.send(sender=None))
        post_save.connect(mail)
        with transaction.atomic():
            Order.objects.create()
        Order.objects.create()
        """,
    )

    inside, later, outside, at_once = recording.dispatches
    assert (inside.atomic, outside.atomic) == (True, False)
    # Outside of a transaction there is nothing to wait for: it is sent from within.
    assert (later.signal, later.depth) == ("committed", 0)
    assert (at_once.signal, at_once.depth, at_once.parent) == ("committed", 1, 3)


def test_a_rolled_back_savepoint_drops_what_waits_for_the_commit(shop: Lab) -> None:
    recording = shop.trace(
        "post_save",
        """
        def mail(instance, **_):
            transaction.on_commit(lambda: seen.append(instance.pk))
        post_save.connect(mail)
        with transaction.atomic():
            Order.objects.create(pk=1)
            with contextlib.suppress(ValueError), transaction.atomic():
                Order.objects.create(pk=2)
                raise ValueError
        """,
    )

    assert heard(recording) == [["mail"], ["mail"]]
    assert shop.seen == [1]


def test_delete_signals_are_sent_inside_a_transaction_that_a_failure_rolls_back(
    shop: Lab,
) -> None:
    shop.run("order = Order.objects.create()")
    recording = shop.trace(
        "pre_delete, post_delete",
        """
        post_delete.connect(fail, sender=Order)
        with contextlib.suppress(ValueError):
            order.delete()
        seen.append(Order.objects.count())
        """,
    )

    before, after = recording.dispatches
    assert (before.atomic, after.atomic) == (True, True)
    assert (after.signal, after.state) == ("post_delete", "raised")
    assert shop.seen == [1]


RACE = """
import sys, threading
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["signal_viz.sandbox.app.NotebookConfig"],
    DATABASES={"default": {
        "ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]
    }},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()
from django.db import connection, models, transaction
from django.db.models.signals import post_save
from django.dispatch import Signal
from signal_viz.trace import trace

class Order(models.Model): pass
with connection.schema_editor() as editor:
    editor.create_model(Order)

task = Signal()
def find(pk, **_):
    return Order.objects.filter(pk=pk).exists()
def work(pk):
    task.send(sender=None, pk=pk)
    connection.close()
def delay(pk):
    worker = threading.Thread(target=work, args=[pk])
    worker.start()
    worker.join()
def at_once(instance, **_):
    delay(instance.pk)
def after_the_commit(instance, **_):
    transaction.on_commit(lambda: delay(instance.pk))

task.connect(find)
post_save.connect(at_once)
post_save.connect(after_the_commit)
with trace(post_save, task) as recording, transaction.atomic():
    Order.objects.create()
recording.save(sys.argv[2])
connection.close()
"""


def test_another_connection_finds_the_row_only_after_the_commit(
    tmp_path: Path,
) -> None:
    saved = tmp_path / "recording.json"
    subprocess.run(
        [sys.executable, "-W", "error", "-c", RACE, tmp_path / "shop.db", saved],
        cwd=ROOT,
        timeout=60,
        check=True,
    )

    _, too_early, in_time = load(saved).dispatches
    assert (too_early.thread, in_time.thread) == ("worker 1", "worker 2")
    found = [item.calls[0].response for item in (too_early, in_time)]
    assert found == ["False", "True"]


def test_a_receiver_of_a_signal_of_ones_own_is_in_the_transaction_too(
    shop: Lab,
) -> None:
    shop.run("paid = Signal()")
    recording = shop.trace(
        "paid",
        """
        paid.send(sender=Order)
        with transaction.atomic():
            paid.send(sender=Order)
        """,
    )

    assert [item.atomic for item in recording.dispatches] == [False, True]
