"""News reaches the page while a cell runs, and the cell does not wait for it."""

from __future__ import annotations

import gc
import threading
import time
import types
import weakref
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from signal_viz import live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Page:
    """Counts what it is asked to deliver."""

    def __init__(self) -> None:
        self.bell = live.Bell(self)
        self.delivered: list[float] = []
        self.settled = 0
        self.first = threading.Event()

    def deliver(self) -> None:
        self.bell.heard()
        self.delivered.append(time.perf_counter())
        self.first.set()

    def settle(self) -> None:
        self.settled += 1


def soon(holds: Callable[[], bool]) -> bool:
    """Wait until something holds; a busy machine may take seconds."""
    until = time.perf_counter() + 10
    while not holds() and time.perf_counter() < until:
        time.sleep(live.PAUSE)
    return holds()


@pytest.fixture
def page() -> Iterator[Page]:
    shown = Page()
    live.show(shown)
    yield shown
    live.hide(shown)


def test_news_is_delivered_without_waiting_for_the_end_of_the_cell(page: Page) -> None:
    page.bell.ring()
    assert page.first.wait(5)


def test_much_news_at_once_is_few_deliveries(page: Page) -> None:
    until = time.perf_counter() + 10 * live.PAUSE
    rung = 0
    while time.perf_counter() < until:
        page.bell.ring()
        rung += 1
    assert rung > 1_000
    assert soon(lambda: page.delivered != [])
    assert len(page.delivered) <= 14


class Slow(Page):
    """Works for a while at each delivery."""

    def deliver(self) -> None:
        super().deliver()
        until = time.thread_time() + 0.01
        while time.thread_time() < until:
            pass


def test_while_a_cell_runs_the_pump_rests_much_longer_than_it_works() -> None:
    slow = Slow()
    live.show(slow)
    live._before_cell()
    try:
        until = time.perf_counter() + 0.5
        while time.perf_counter() < until:
            slow.bell.ring()
            time.sleep(0.005)
    finally:
        live._after_cell()
        live.hide(slow)
    assert slow.delivered
    pauses = [after - before for before, after in pairwise(slow.delivered)]
    assert all(pause > 0.1 for pause in pauses)


def test_the_last_news_is_never_left_undelivered(page: Page) -> None:
    for _ in range(50):
        page.bell.ring()
    rung = time.perf_counter()
    page.bell.ring()
    assert soon(lambda: page.delivered != [] and page.delivered[-1] > rung - live.PAUSE)


def test_ringing_from_the_garbage_collector_does_not_hang(page: Page) -> None:
    class Receiver:
        pass

    receiver = Receiver()
    watching = weakref.ref(receiver, lambda _: page.bell.ring())
    receiver.itself = receiver  # type: ignore[attr-defined]  # only gc can free it
    del receiver
    gc.collect()
    assert watching() is None
    assert page.first.wait(5)


def test_where_no_cell_tells_of_its_end_a_moment_of_quiet_does(page: Page) -> None:
    page.bell.ring()
    assert page.first.wait(5)
    assert soon(lambda: page.settled == 1)


def test_what_is_hidden_hears_nothing_more(page: Page) -> None:
    live.hide(page)
    page.bell.ring()
    time.sleep(3 * live.PAUSE)
    assert page.delivered == []


def test_a_bell_does_not_keep_its_page_alive() -> None:
    page = Page()
    bell = page.bell
    gone = weakref.ref(page)
    del page
    assert gone() is None
    bell.ring()


def test_a_page_that_fails_does_not_silence_the_others(
    page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Page):
        def deliver(self) -> None:
            super().deliver()
            raise ValueError("the comm is closed")

    broken = Broken()
    live.show(broken)
    broken.bell.ring()
    assert broken.first.wait(5)
    page.bell.ring()
    assert page.first.wait(5)
    assert "could not be brought up to date" in caplog.text
    live.hide(broken)


class Loop:
    """The event loop of a kernel, as far as it is needed."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def add_callback(self, work: Callable[[], None]) -> None:
        self.waiting.append(work)


def test_what_acts_on_the_program_waits_for_the_thread_of_the_cells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop, ran = Loop(), []
    kernel = types.SimpleNamespace(io_loop=loop)
    monkeypatch.setattr(live, "_shell", lambda: types.SimpleNamespace(kernel=kernel))

    def note() -> None:
        ran.append(threading.current_thread())

    live.on_main_thread(note)
    assert ran == [threading.main_thread()]

    subshell = threading.Thread(target=live.on_main_thread, args=(note,))
    subshell.start()
    subshell.join()
    assert len(ran) == 1

    loop.waiting.pop()()
    assert ran == [threading.main_thread()] * 2


def test_without_a_kernel_an_act_is_done_where_it_was_asked_for() -> None:
    ran: list[int] = []

    subshell = threading.Thread(
        target=live.on_main_thread, args=(lambda: ran.append(1),)
    )
    subshell.start()
    subshell.join()

    assert ran == [1]
