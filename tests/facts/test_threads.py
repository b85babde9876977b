"""Which thread runs a receiver, and what threads and processes do to each other."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import sync_to_async

from signal_viz import trace
from signal_viz.registry import registry
from tests.facts.reading import call, heard
from tests.sandbox.kernel import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable


class Book: ...


def mail(**_: object) -> None: ...


def pack(**_: object) -> None: ...


async def push(**_: object) -> None: ...


def run_together(*programs: Callable[[], Any]) -> None:
    """Run programs in threads that begin at the same moment, and wait for all."""
    begin = threading.Barrier(len(programs))

    def run(program: Callable[[], Any]) -> None:
        begin.wait(10)
        program()

    threads = [threading.Thread(target=run, args=(each,)) for each in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_an_async_receiver_of_a_send_runs_in_another_thread(signal: Any) -> None:
    signal.connect(mail)
    signal.connect(push)
    with trace(signal) as recording:
        signal.send(sender=Book)

    assert recording.dispatches[0].thread == "main"
    threads = call(recording, "mail").thread, call(recording, "push").thread
    assert threads == ("main", "worker 1")


def test_each_such_send_takes_a_thread_of_its_own(signal: Any) -> None:
    signal.connect(push)
    with trace(signal) as recording:
        for _ in range(3):
            signal.send(sender=Book)

    threads = [item.calls[0].thread for item in recording.dispatches]
    assert threads == ["worker 1", "worker 2", "worker 3"]


def test_an_awaited_send_runs_all_sync_receivers_in_one_other_thread(
    signal: Any,
) -> None:
    for receiver in (mail, push, pack):
        signal.connect(receiver)
    with trace(signal) as recording:
        asyncio.run(signal.asend(sender=Book))

    assert call(recording, "push").thread == "main"
    sync = {call(recording, name).thread for name in ("mail", "pack")}
    assert sync == {"worker 1"}


def test_a_send_in_a_thread_that_was_awaited_comes_back_to_the_loop(
    signal: Any,
) -> None:
    signal.connect(mail)
    signal.connect(push)

    async def main() -> None:
        await sync_to_async(signal.send)(sender=Book)

    with trace(signal) as recording:
        asyncio.run(main())

    threads = call(recording, "mail").thread, call(recording, "push").thread
    assert threads == ("worker 1", "main")


def test_a_send_in_a_plain_thread_has_a_third_thread_for_async_receivers(
    signal: Any,
) -> None:
    signal.connect(mail)
    signal.connect(push)

    async def main() -> None:
        await asyncio.to_thread(signal.send, sender=Book)

    with trace(signal) as recording:
        asyncio.run(main())

    threads = call(recording, "mail").thread, call(recording, "push").thread
    assert threads == ("worker 1", "worker 2")


def test_threads_may_connect_while_another_one_sends(signal: Any) -> None:
    receivers = [
        [lambda number=number, **_: number for number in range(100)] for _ in range(4)
    ]

    def connect(mine: list[Any]) -> None:
        for each in mine:
            signal.connect(each)

    def send() -> None:
        for _ in range(20):
            signal.send(sender=Book)

    with trace(signal) as recording:
        run_together(send, *(lambda mine=mine: connect(mine) for mine in receivers))
        signal.send(sender=Book)

    assert {item.state for item in recording.dispatches} == {"returned"}
    assert len(recording.dispatches[-1].calls) == 400


def test_threads_that_connect_one_receiver_make_one_call(signal: Any) -> None:
    def connect() -> None:
        for _ in range(50):
            signal.connect(mail)

    with trace(signal) as recording:
        run_together(*[connect] * 8)
        signal.send(sender=Book)

    assert len(registry(signal)) == 1
    assert heard(recording) == [["mail"]]


def test_what_one_thread_disconnects_for_a_moment_another_thread_misses(
    signal: Any,
) -> None:
    signal.connect(mail)
    gone, sent = threading.Event(), threading.Event()

    def save_quietly() -> None:
        signal.disconnect(mail)
        gone.set()
        sent.wait(10)
        signal.connect(mail)

    def send() -> None:
        gone.wait(10)
        signal.send(sender=Book)
        sent.set()

    with trace(signal) as recording:
        run_together(save_quietly, send)
        signal.send(sender=Book)

    assert heard(recording) == [[], ["mail"]]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_what_another_process_connects_and_sends_is_not_heard_here() -> None:
    source = """
        import os
        from django.dispatch import Signal
        from signal_viz.trace import trace
        paid = Signal()
        def mail(**_): pass
        with trace(paid) as recording:
            child = os.fork()
            if child == 0:
                paid.connect(mail)
                heard = len(paid.send(sender=None))
                os._exit(0 if heard == 1 else 1)
            _, status = os.waitpid(child, 0)
            paid.send(sender=None)
        print(status, [len(each.calls) for each in recording.dispatches])
        """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", dedent(source)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert done.stdout.split("\n") == ["0 [0]", ""]
