"""Threads and event loops of a generated program."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 20
"""Seconds after which something hangs."""


def elsewhere(function: Callable[[], object], name: str = "elsewhere") -> None:
    """Run a function in a thread of its own."""
    join(start(function, name))


def start(function: Callable[[], object], name: str) -> threading.Thread:
    """Start a thread; its name is told by what it logs."""
    thread = threading.Thread(target=function, name=name)
    thread.start()
    return thread


def join(thread: threading.Thread) -> None:
    """Wait for a thread."""
    thread.join(PATIENCE)
    assert not thread.is_alive()


class Loop(asyncio.SelectorEventLoop):
    """An event loop that counts how often it goes round."""

    turns = 0

    def _run_once(self) -> None:
        self.turns += 1
        super()._run_once()  # type: ignore[misc]
