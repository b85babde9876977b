"""A task queue in a notebook: in memory, and in a real Redis server."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import nbformat
import pytest

from signal_viz import SignalVizError
from signal_viz.broker import VARIABLE, settings
from tests.broker.server import redis_server
from tests.strict import compare
from tools.build import NOTEBOOKS
from tools.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

NOWHERE = "redis://127.0.0.1:1/0"
"""Nobody listens at port 1."""

SHOP = """
import logging, threading
import signal_viz as sv
sv.configure(quiet=True)
from celery import Celery
from django.db import models, transaction
from signal_viz.broker import notes, settings, start_worker

class Order(models.Model): pass
shop = Celery("shop", set_as_current=False)
shop.config_from_object(settings())

@shop.task(shared=False)
def find(pk):
    return Order.objects.filter(pk=pk).exists()

def ask(ticket):
    return ticket.get(timeout=10, propagate=False)
"""


@pytest.fixture(scope="module")
def redis() -> Iterator[str]:
    """The address of a real server."""
    with redis_server() as url:
        yield url


@pytest.fixture(params=["memory", "redis"])
def broker(request: pytest.FixtureRequest) -> str:
    """What SIGNAL_VIZ_REDIS says."""
    return "" if request.param == "memory" else request.getfixturevalue("redis")


def run(code: str, broker: str = "") -> str:
    """Return what a program prints that has a queue."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SHOP + code],
        cwd=ROOT,
        env=os.environ | {VARIABLE: broker, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_task_waits_for_a_worker_and_runs_in_another_thread(broker: str) -> None:
    said = run(
        """
@shop.task(shared=False)
def where():
    return threading.current_thread() is threading.main_thread()
ticket = where.delay()
print(shop.conf.broker_url[:6], ticket.state)
worker = start_worker(shop)
print(ask(ticket), ticket.state)
worker.stop()
""",
        broker,
    )

    assert said == f"{broker[:6] or 'memory'} PENDING\nFalse SUCCESS\n"


def test_a_worker_that_is_stopped_leaves_no_thread_and_can_be_started_again(
    broker: str,
) -> None:
    said = run(
        """
sv.create_tables(Order)
for _ in range(2):
    worker = start_worker(shop)
    print(ask(find.delay(1)))
    worker.stop()
    worker.stop()
print(threading.enumerate() == [threading.main_thread()])
""",
        broker,
    )

    assert said == "False\nFalse\nTrue\n"


def test_starting_a_worker_stops_the_one_before() -> None:
    said = run(
        """
sv.create_tables(Order)
workers = [start_worker(shop) for _ in range(3)]
print(threading.active_count(), ask(find.delay(1)))
workers[-1].stop()
print(threading.active_count())
"""
    )

    assert said == "2 False\n1\n"


def test_a_task_that_fails_is_told_by_its_ticket_alone() -> None:
    said = run(
        """
@shop.task(shared=False)
def refuse():
    raise ValueError("card refused")
worker = start_worker(shop)
print(repr(ask(refuse.delay())))
worker.stop()
print(logging.getLogger().handlers)
"""
    )

    assert said == "ValueError('card refused')\n[]\n"


def test_what_an_earlier_run_left_in_the_queue_is_dropped(broker: str) -> None:
    said = run(
        """
seen = []
@shop.task(shared=False)
def note(text):
    seen.append(text)
note.delay("yesterday")
shop.config_from_object(settings())
worker = start_worker(shop)
ask(note.delay("today"))
worker.stop()
print(seen)
""",
        broker,
    )

    assert said == "['today']\n"


def test_on_disk_another_connection_finds_the_row_only_after_the_commit(
    broker: str,
) -> None:
    said = run(
        """
sv.reset(on_disk=True)
sv.create_tables(Order)
worker = start_worker(shop)
with transaction.atomic():
    order = Order.objects.create()
    print(ask(find.delay(order.pk)))
print(ask(find.delay(order.pk)))
worker.stop()
""",
        broker,
    )

    assert said == "False\nTrue\n"


def test_notes_say_what_was_written_into_the_queue_and_when() -> None:
    said = run(
        """
with notes() as written, transaction.atomic():
    find.delay(1)
    find.apply_async(kwargs={"pk": 2}, countdown=5)
    transaction.on_commit(lambda: find.delay(3))
find.delay(4)
for one in written:
    print(one.task.split(".")[-1], one.values, one.later, one.atomic)
"""
    )

    assert said == "find (1,) False True\nfind (2,) True True\nfind (3,) False False\n"


def test_a_server_that_does_not_answer_is_named_in_one_line_without_its_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, NOWHERE.replace("//", "//:secret@"))

    found = settings()

    assert found["broker_url"] == "memory://"
    assert capsys.readouterr().out == (
        "The server in SIGNAL_VIZ_REDIS does not answer: the queue is in memory.\n"
    )


@pytest.mark.parametrize("address", ["localhost:6379", "http://localhost", "amqp://x"])
def test_an_address_that_is_none_of_redis_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, address)

    with pytest.raises(SignalVizError, match="redis://localhost:6379/0"):
        settings()


def test_the_package_itself_needs_no_queue() -> None:
    code = (
        "import signal_viz, sys; print({'celery', 'kombu', 'redis'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True
    )

    assert done.stdout == b"set()\n"


@pytest.mark.one_end
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["07-pitfalls.ipynb", "solutions/07-pitfalls.ipynb", "13-connections.ipynb"],
)
def test_the_lesson_says_the_same_with_a_real_server(name: str, redis: str) -> None:
    path = NOTEBOOKS / name
    cells = [
        cell
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    ]

    done = compare(path, **{VARIABLE: redis})

    assert done.returncode == 0, done.stdout
    assert f"{len(cells)} passed" in done.stdout
