"""Carries news from a running cell to the page, without slowing the cell down.

The tracer wakes the pump from whatever thread a receiver runs in, also from
inside the garbage collector, so waking takes no lock: it puts a word in a
``SimpleQueue``, whose ``put`` is reentrant. A daemon thread delivers: the first
news at once, then at most once in :data:`PAUSE` seconds, and while a cell runs it
takes a small part of the time. Where there are no threads, news waits for
the end of the cell.

Where receivers keep Python busy, the pump and Jupyter's own thread each wait some
milliseconds for their turn. The receiver's thread could give way to them, or deliver
by itself: the highlight would come sooner, and the two milliseconds that this takes
would stand in the times that the picture shows.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import sys
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

PAUSE = 0.033
"""Seconds between two deliveries: two frames of a page."""
_REST = 20
"""While a cell runs, the pump rests this many times as long as it worked."""
_LONGEST = 0.25
"""Seconds that it rests at most."""


class Live(Protocol):
    """Something that shows what happens while it happens."""

    def deliver(self) -> None:
        """Send what is new to the page; called from the pump's thread."""

    def settle(self) -> None:
        """Bring the page in step at the end of a cell."""


_logger = logging.getLogger("signal_viz")
_news: queue.SimpleQueue[Bell] = queue.SimpleQueue()
_shown: weakref.WeakSet[Any] = weakref.WeakSet()
_thread: threading.Thread | None = None
_tasks: set[asyncio.Task[None]] = set()
"""A loop holds its tasks weakly."""
_cell = threading.Event()
"""Set while a cell runs."""


class Bell:
    """Wakes the pump for one live thing; rung many times, it is heard once.

    Args:
        live: what to deliver. It is held weakly.
    """

    __slots__ = ("_rung", "live")

    def __init__(self, live: Live) -> None:
        self.live = weakref.ref(live)
        self._rung = False

    def ring(self) -> None:
        """Ask for a delivery. Takes no lock and never raises."""
        if not self._rung:
            self._rung = True
            _news.put(self)

    def heard(self) -> None:
        """Say that a delivery begins: what happens from now on rings again."""
        self._rung = False


def show(live: Live) -> None:
    """Deliver the news of ``live`` from now on."""
    _shown.add(live)
    _start()
    _register()


def hide(live: Live) -> None:
    """Stop delivering the news of ``live``."""
    _shown.discard(live)


def pumps() -> bool:
    """Whether what waits will be delivered without anybody asking for it."""
    return _thread is not None and _thread.is_alive()


def busy() -> bool:
    """Whether a cell runs, which must not wait for news to be delivered."""
    return _cell.is_set()


def in_notebook() -> bool:
    """Whether this process runs the cells of a notebook."""
    return hasattr(_shell(), "kernel")


def on_main_thread(work: Callable[[], None]) -> None:
    """Run ``work`` in the thread that runs the cells, when no cell keeps it busy.

    A page's messages may come in another thread, a subshell of the kernel, even while
    a cell runs. What the learner has started there would not be what a cell does:
    another thread has another database connection, and cannot be interrupted.
    """
    loop = getattr(getattr(_shell(), "kernel", None), "io_loop", None)
    if loop is None or threading.current_thread() is threading.main_thread():
        work()
    else:
        loop.add_callback(work)


def awaits() -> bool:
    """Whether something can be awaited where the cells run, when none runs."""
    if getattr(getattr(_shell(), "kernel", None), "io_loop", None) is not None:
        return True
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def start(work: Coroutine[Any, Any, None]) -> None:
    """Await ``work`` in the event loop that runs here; see :func:`awaits`."""
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


def _start() -> None:
    global _thread  # noqa: PLW0603  # one pump for the process
    if pumps():
        return
    thread = threading.Thread(target=_pump, name="signal-viz", daemon=True)
    # In a browser (Pyodide) there are no threads: the end of the cell delivers.
    with contextlib.suppress(RuntimeError):
        thread.start()
        _thread = thread


def _pump() -> None:
    while True:
        waiting = {_news.get()}
        with contextlib.suppress(queue.Empty):
            while True:
                waiting.add(_news.get_nowait())
        begun = time.thread_time()
        for bell in waiting:
            _bring_up(bell, settle=False)
        worked = time.thread_time() - begun
        # The threads of a process take turns: what the pump works, the cell waits.
        rest = min(_REST * worked, _LONGEST) if _cell.is_set() else 0
        time.sleep(max(PAUSE, rest))
        if _shell() is None and _news.empty():
            # Nobody tells when a cell ends (marimo): a moment of quiet is the end.
            for bell in waiting:
                _bring_up(bell, settle=True)
        del bell, waiting


def _bring_up(bell: Bell, *, settle: bool) -> None:
    live = bell.live()
    if live is None or live not in _shown:
        return
    try:
        if settle:
            live.settle()
        else:
            live.deliver()
    except Exception:
        # One picture that fails must not silence the others.
        _logger.exception("A picture could not be brought up to date.")


def _register() -> None:
    """Settle at the end of each cell, if this process runs cells."""
    shell = _shell()
    if shell is None:
        return
    registered: list[Callable[..., None]] = shell.events.callbacks["post_run_cell"]
    if _after_cell not in registered:
        shell.events.register("pre_run_cell", _before_cell)
        shell.events.register("post_run_cell", _after_cell)
        _cell.set()  # the one that shows the first picture


def _shell() -> Any:
    # Who runs in IPython has imported it; nobody else need wait for that.
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


def _before_cell(*_: object) -> None:
    _cell.set()


def _after_cell(*_: object) -> None:
    _cell.clear()
    for live in list(_shown):
        live.settle()
