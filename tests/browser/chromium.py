"""Starts the Chromium of this machine, for tests and for the benchmark."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A closed network must be left alone: a browser of its own accord asks much.
_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


class NoBrowserError(Exception):
    """Why there is no browser, in a sentence that says what to install."""


def chromium_path() -> str:
    """Return the path of an installed Chromium, ``SIGNAL_VIZ_CHROMIUM`` first.

    Raises:
        NoBrowserError: there is none.
    """
    named = os.environ.get("SIGNAL_VIZ_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        raise NoBrowserError("no Chromium found: `apt install chromium`")
    return path


@contextlib.contextmanager
def launched(*flags: str) -> Iterator[Browser]:
    """Start a browser without a window, and close it at the end.

    Args:
        flags: further ones for its command line.

    Raises:
        NoBrowserError: there is none, or it does not start.
    """
    path = chromium_path()
    try:
        from playwright.sync_api import sync_playwright  # may be missing
    except ImportError as error:
        raise NoBrowserError("playwright is missing: use `course.py test`") from error
    as_root = hasattr(os, "getuid") and os.getuid() == 0
    options = [*_FLAGS, *flags, *(["--no-sandbox"] if as_root else [])]
    with contextlib.ExitStack() as stack:
        try:
            running = stack.enter_context(sync_playwright())
            opened = running.chromium.launch(executable_path=path, args=options)
        except Exception as error:  # Playwright's driver fails in many ways
            said = (str(error).splitlines() or [type(error).__name__])[0]
            raise NoBrowserError(
                f"the browser does not start ({said}): on Debian, "
                "`apt install chromium libatomic1` gives what it needs"
            ) from error
        yield opened
        opened.close()
