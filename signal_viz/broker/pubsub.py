"""A message broker to talk to: a Redis server, or a stand-in for one."""

from __future__ import annotations

import atexit
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from signal_viz.broker.server import VARIABLE, redis_url
from signal_viz.broker.standin import HOST

_PROGRAM = Path(__file__).with_name("standin.py")
_PATIENCE = 2
"""Seconds to wait for a server that does not answer."""

_standins: list[Broker] = []


class Broker:
    """Where processes publish and subscribe.

    Args:
        url: its address, for ``redis.Redis.from_url``.
        process: the stand-in, if it is one.
    """

    def __init__(self, url: str, process: Popen[str] | None = None) -> None:
        self.url = url
        self._process = process

    def stop(self) -> None:
        """End the stand-in. A Redis server goes on: it is somebody else's."""
        if self._process is not None:
            # Its input ends, and so does it.
            self._process.communicate()
            self._process = None


def start_broker() -> Broker:
    """Return a broker, and print in one line which one it is.

    It is the Redis server in the environment variable ``SIGNAL_VIZ_REDIS``. Where
    there is none, or where it does not answer, a small stand-in is started, that
    publishes and subscribes as Redis does. One that was started before is stopped.

    Raises:
        SignalVizError: the variable holds no address of a Redis server.
    """
    _stop_standins()
    url = redis_url()
    if url is not None and _answers(url):
        print("The broker is your Redis server.")  # noqa: T201 (for the learner)
        return Broker(url)
    why = "does not answer" if url else "names no server"
    print(f"{VARIABLE} {why}: a small stand-in takes its place.")  # noqa: T201
    process = Popen([sys.executable, str(_PROGRAM)], stdin=PIPE, stdout=PIPE, text=True)
    assert process.stdout is not None  # noqa: S101 (asked for above)
    port = int(process.stdout.readline())
    # It knows the older one of the two protocols.
    broker = Broker(f"redis://{HOST}:{port}/0?protocol=2", process)
    _standins.append(broker)
    return broker


def _stop_standins() -> None:
    while _standins:
        _standins.pop().stop()


def _answers(url: str) -> bool:
    # Somebody waits for the notebook: one try is enough.
    once = Retry(NoBackoff(), 0)
    with redis.Redis.from_url(
        url, socket_connect_timeout=_PATIENCE, retry=once
    ) as client:
        try:
            client.ping()
        except redis.RedisError:
            return False
    return True


atexit.register(_stop_standins)
