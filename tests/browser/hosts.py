"""Other programs than JupyterLab that show a picture, started as their users do."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Route

START = 60
"""Seconds for a server to answer."""

SHOP = """\
import time
import signal_viz as sv
from django.dispatch import Signal

sv.configure(debug=False)
order_paid = Signal()

class Checkout: ...

def reserve_stock(sender, **kwargs):
    time.sleep(2)

def charge_card(sender, **kwargs):
    raise ValueError("card refused")

def update_index(sender, **kwargs): ...

for receiver in (reserve_stock, charge_card, update_index):
    order_paid.connect(receiver)

flow = sv.watch(order_paid)
"""


def missing(*packages: str) -> list[str]:
    """Return which of the packages are not installed."""
    gone = []
    for name in packages:
        try:
            version(name)
        except PackageNotFoundError:
            gone.append(name)
    return gone


def environ(home: Path, **more: str) -> dict[str, str]:
    """Return variables for a program that leaves the person's settings alone."""
    kept = {
        name: text for name, text in os.environ.items() if name != "SIGNAL_VIZ_STATIC"
    }
    return kept | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "XDG_CONFIG_HOME": str(home / "xdg"),
        **more,
    }


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def serving(home: Path, port: int, *command: str) -> Iterator[str]:
    """Run a server of a module of this Python; yield its address.

    Args:
        home: its folder, and that of its settings.
        port: where it listens.
        command: what follows ``python -m``.
    """
    address = f"http://127.0.0.1:{port}"
    with (home / "server.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=home,
            env=environ(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _await(address, process, home / "server.log")
            yield address
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            parts = urlsplit(address)
            socket.create_connection((str(parts.hostname), parts.port or 0), 1).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text('utf-8')}")


def keep_inside(context: BrowserContext) -> None:
    """Refuse each request that would leave this machine."""

    def decide(route: Route) -> None:
        parts = urlsplit(route.request.url)
        inside = parts.hostname in ("127.0.0.1", "localhost")
        if inside or parts.scheme in ("data", "blob", "file"):
            route.continue_()
        else:
            route.abort()

    context.route("**/*", decide)
