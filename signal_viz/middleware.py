"""A middleware for development: it records what each request dispatches.

::

    MIDDLEWARE = ["signal_viz.middleware.SignalsMiddleware", *MIDDLEWARE]

It is off where it is not listed, and where ``DEBUG`` is false. Two settings:

``SIGNAL_VIZ_RECORD_REQUESTS``
    ``True`` records with ``DEBUG = False`` as well.
``SIGNAL_VIZ_REQUESTS_FOLDER``
    A folder: the latest requests are written there, each as a page that plays it,
    ``request-01.html`` and so on; older ones are written over.

In a shell or a test that uses Django's test client::

    from signal_viz.middleware import latest_requests

    client.get("/orders/")
    latest_requests()[-1].recording
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from signal_viz import page
from signal_viz.project.urls import import_urls
from signal_viz.registry import signals
from signal_viz.requests import MOST, RecordedRequest, latest, recorded
from signal_viz.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_logger = logging.getLogger("signal_viz.requests")
_numbers = count()
_request: ContextVar[object] = ContextVar("signal_viz_request", default=None)
"""Which request is answered here. Django takes it along to the threads that it uses."""


class SignalsMiddleware:
    """Records the dispatches of each request; see this module for its settings.

    Recorded are the signals that somebody is connected to when the request comes, and
    what is sent while it is answered: not by threads that a view starts, not while a
    response is streamed, and neither ``request_started`` nor ``request_finished``,
    which are sent outside of all middleware. Requests that come at the same time are
    told apart. Looking for the signals costs each request some 10 ms, more in a large
    project.

    Each response gets a ``Server-Timing`` header with the counts, which browsers show
    beside the request, and each request a line in the log ``signal_viz.requests``, of
    level INFO.

    Args:
        get_response: the next middleware, or the view; sync or async.

    Raises:
        MiddlewareNotUsed: ``DEBUG`` is false, and no setting asks for it. Django then
            leaves it out.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        if not (settings.DEBUG or _setting("SIGNAL_VIZ_RECORD_REQUESTS")):
            raise MiddlewareNotUsed("DEBUG is false")
        self._get_response = get_response
        self._awaits = iscoroutinefunction(get_response)
        if self._awaits:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        """Return the response, or what to await for it."""
        if self._awaits:
            return self._awaited(request)
        with _watched() as trace:
            response = self._get_response(request)
        return _told(request, response, trace)

    async def _awaited(self, request: HttpRequest) -> HttpResponseBase:
        with _watched() as trace:
            response = await self._get_response(request)
        return _told(request, response, trace)


def latest_requests() -> tuple[RecordedRequest, ...]:
    """Return the latest requests of this process that dispatched something.

    Returns:
        At most 50, the newest one last; ``recording`` of each is shown, saved and asked
        like any other recording.
    """
    return latest.all()


@contextmanager
def _watched() -> Iterator[Trace]:
    """Record what is sent in this context."""
    # The first request imports it: after this middleware, and before the view runs.
    import_urls()
    mark = object()
    token = _request.set(mark)
    try:
        with Trace(*signals().values(), only=lambda: _request.get() is mark) as trace:
            yield trace
    finally:
        _request.reset(token)


def _told(
    request: HttpRequest, response: HttpResponseBase, trace: Trace
) -> HttpResponseBase:
    """Keep a recording, and return the response with a header about it."""
    done = recorded(request.method or "", request.path, response.status_code, trace)
    _logger.info("%s", done)
    timing = f'signals;dur={done.counts.duration_ns / 1e6:.2f};desc="{done.counts}"'
    others = response.headers.get("Server-Timing")
    response.headers["Server-Timing"] = f"{others}, {timing}" if others else timing
    if done.counts.dispatches:
        latest.add(done)
        folder = _setting("SIGNAL_VIZ_REQUESTS_FOLDER")
        if folder:
            _write(done, Path(folder))
    return response


def _write(done: RecordedRequest, folder: Path) -> None:
    """Write a page; what goes wrong is a line in the log and no error for a visitor."""
    file = folder / f"request-{next(_numbers) % MOST + 1:02}.html"
    title = f"{done.method} {done.path}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = page.html(done.recording, title=title, about=f"{done.counts}.")
        file.write_text(text, "utf-8", errors="backslashreplace")
    except OSError as error:
        _logger.warning("Cannot write %s: %s.", file, error.strerror)


def _setting(name: str) -> Any:
    return getattr(settings, name, None)
