"""A Celery worker in a thread of this process."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from celery.contrib.testing import worker as embedded
from celery.signals import setup_logging
from django.db import connections

if TYPE_CHECKING:
    from celery import Celery

_running: list[Worker] = []


class Worker:
    """A worker that runs until :meth:`stop`.

    Args:
        app: the Celery app whose tasks it runs.
    """

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._stack = ExitStack()
        self._controller = self._stack.enter_context(
            embedded.start_worker(
                app,
                WorkController=_Controller,
                pool="solo",  # no process, no further thread
                perform_ping_check=False,
                loglevel="critical",
            )
        )

    def stop(self) -> None:
        """Let the task that runs come to its end, and end the thread.

        Stopping twice does nothing the second time.
        """
        if self in _running:
            _running.remove(self)
            # Without this message it looks every two seconds whether to stop.
            self._app.control.shutdown(destination=[self._controller.hostname])
            self._stack.close()


class _Controller(embedded.TestWorkController):  # type: ignore[misc] # has no types
    """The worker of Celery's own tests, which leaves no connection open."""

    def start(self) -> Any:
        try:
            return super().start()
        finally:
            connections.close_all()


def start_worker(app: Celery) -> Worker:
    """Start a worker for ``app`` in a thread, and wait until it is ready.

    A worker that was started before and not stopped is stopped: run the cell as
    often as you like.

    Args:
        app: a Celery app, configured with :func:`settings`.

    Returns:
        The worker.
    """
    for worker in tuple(_running):
        worker.stop()
    worker = Worker(app)
    _running.append(worker)
    return worker


def _leave_logging_alone(**_: object) -> None:
    """Somebody answers this signal, so Celery does not set up logging."""


setup_logging.connect(_leave_logging_alone)
# A task that fails is told by its result. A worker that starts is no news.
logging.getLogger("celery").setLevel(logging.CRITICAL)
