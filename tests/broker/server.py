"""A real Redis server for a test, on a free port, gone when the test is."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import redis

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 20


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a server as long as the ``with`` block takes; give its address."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server here; Debian: apt install redis-server")
    with tempfile.TemporaryDirectory() as folder, socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        port = finder.getsockname()[1]
        finder.close()
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        with subprocess.Popen(
            [*command, "--dir", folder], stdout=subprocess.DEVNULL
        ) as server:
            try:
                _wait_for(port, server)
                yield f"redis://127.0.0.1:{port}/0"
            finally:
                server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE
    with redis.Redis("127.0.0.1", port) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                assert server.poll() is None, "redis-server ended"
                assert time.monotonic() < give_up, "redis-server does not answer"
                time.sleep(0.02)
            else:
                return
