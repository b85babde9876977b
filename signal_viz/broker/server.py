"""Where the queue lives: in the memory of this process, or in a Redis server."""

from __future__ import annotations

import os
from typing import Any

from kombu.connection import Connection
from kombu.exceptions import OperationalError

from signal_viz.errors import SignalVizError

VARIABLE = "SIGNAL_VIZ_REDIS"
"""Environment variable with the address of a Redis server."""
MEMORY = "memory://"
QUEUE = "signal-viz"
_PATIENCE = 2
"""Seconds to wait for a server that does not answer."""


def settings() -> dict[str, Any]:
    """Return what Celery has to know to work in a notebook.

    The queue lives in the memory of this process. Where the environment variable
    ``SIGNAL_VIZ_REDIS`` names a Redis server, such as
    ``redis://localhost:6379/0``, it lives there; if that server does not answer,
    one printed line says so, and the queue is in memory. Tasks that an earlier run
    left in the queue are dropped.

    Returns:
        Settings for ``Celery.config_from_object``.

    Raises:
        SignalVizError: the variable holds no address of a Redis server.
    """
    url = redis_url() or MEMORY
    try:
        _drop_leftovers(url)
    except OperationalError:
        # The address may hold a password.
        print(  # noqa: T201 (for the learner)
            f"The server in {VARIABLE} does not answer: the queue is in memory."
        )
        url = MEMORY
        _drop_leftovers(url)
    return {
        "broker_url": url,
        "broker_connection_retry_on_startup": False,
        # Memory is asked for news that often; the default is once a second.
        "broker_transport_options": {"polling_interval": 0.02},
        # The worker is in this process, so its results can be, too.
        "result_backend": "cache+memory://",
        "task_default_queue": QUEUE,
    }


def redis_url() -> str | None:
    """Return the address in ``SIGNAL_VIZ_REDIS``, or ``None`` where there is none.

    Raises:
        SignalVizError: the variable holds something else.
    """
    url = os.environ.get(VARIABLE)
    if url and not url.startswith(("redis://", "rediss://")):
        raise SignalVizError(
            f"{VARIABLE} should be an address such as redis://localhost:6379/0."
        )
    return url or None


def _drop_leftovers(url: str) -> None:
    """Empty the queue.

    Raises:
        OperationalError: nobody answers at ``url``.
    """
    options = {"socket_connect_timeout": _PATIENCE}
    with Connection(url, transport_options=options) as connection:
        connection.ensure_connection(max_retries=1, timeout=_PATIENCE)
        connection.default_channel.queue_purge(QUEUE)
